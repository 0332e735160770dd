import type { FileState } from '../../session/file-state.ts';

type Report = NonNullable<FileState['result']>['report'];

/** "1:05" or "1:02:03". @param seconds 0 or more */
export function clock(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "about 2 minutes", as people say it. @param seconds 0 or more */
export function aboutTime(seconds: number): string {
  if (seconds < 50) {
    return `about ${Math.max(1, Math.round(seconds))} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `about ${minutes} min` : `about ${(seconds / 3600).toFixed(1)} h`;
}

const WHY: Readonly<Record<string, string>> = {
  'no-face': 'no face was found',
  'face-lost': 'a face got lost',
  'detector-failed': 'the face detector failed',
  'renderer-failed': 'drawing failed',
  'size-changed': 'the picture changed its size',
};

/** What an export did, in a sentence or two: also what it could not vouch for. */
export function exportWords({ input, frames, faces, coveredWhole, reasons }: Report): string {
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
  const did =
    input.kind === 'picture'
      ? `${count(faces, 'face', 'faces')} covered.`
      : `${count(frames, 'frame', 'frames')}, ${facesWords(faces / frames)} covered.`;
  if (coveredWhole === 0) {
    return did;
  }
  const why = Object.entries(reasons)
    .map(([reason, n]) => `${WHY[reason] ?? reason} (${n})`)
    .join(', ');
  const what =
    input.kind === 'picture'
      ? 'The whole picture was covered'
      : `${count(coveredWhole, 'frame was', 'frames were')} covered whole`;
  return `${did} ${what}, because it could not be vouched for: ${why}.`;
}

/** @param each faces a frame, on average */
function facesWords(each: number): string {
  return each === 0 ? 'no face' : each === 1 ? 'one face a frame' : `${each.toFixed(1)} faces a frame`;
}
