/** The `allow` attribute of a frame, without the camera. */

/** @param keep the camera stays, but for the frame's own address only. */
export function allowWithout(allow: string, keep: boolean): string {
  return allow
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '')
    .flatMap((directive) => (isCamera(directive) ? (keep ? ['camera'] : []) : [directive]))
    .join('; ');
}

export function allowsCamera(allow: string): boolean {
  return allow.split(';').some((directive) => isCamera(directive.trim()));
}

function isCamera(directive: string): boolean {
  return directive.split(/\s/)[0]?.toLowerCase() === 'camera';
}
