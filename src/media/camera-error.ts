/** What can go wrong between the page and a camera, in plain words with what to do. */

export type CameraErrorCode =
  | 'insecure'
  | 'unsupported'
  | 'refused'
  | 'missing'
  | 'busy'
  | 'unplugged'
  | 'unknown';

export interface CameraProblem {
  readonly code: CameraErrorCode;
  /** A short headline. */
  readonly title: string;
  /** What happened and what to do about it. */
  readonly words: string;
}

const PROBLEMS: Readonly<Record<CameraErrorCode, Omit<CameraProblem, 'code'>>> = {
  insecure: {
    title: 'This page was not opened securely',
    words:
      'Browsers give a camera only to pages opened over https, or from this computer (localhost). Open the page at an address that begins with https://.',
  },
  unsupported: {
    title: 'This browser has no camera access',
    words:
      'The browser does not offer a camera to web pages. Use a current Chrome, Edge, Firefox or Safari, or allow camera access in the app that shows this page.',
  },
  refused: {
    title: 'The camera was refused',
    words:
      'The browser, or the system’s privacy settings, did not let this page use the camera. Allow the camera for this page (the icon beside the address), then try again.',
  },
  missing: {
    title: 'No camera found',
    words: 'There is no camera on this device, or it is switched off. Connect one, then try again.',
  },
  busy: {
    title: 'The camera is busy',
    words:
      'The camera is there but could not be started; most often another program is using it. Close that program (a video call, perhaps), then try again.',
  },
  unplugged: {
    title: 'The camera has gone',
    words:
      'The camera was unplugged or taken away. The picture you see is the last one with faces covered. Plug the camera in again or choose another one, then try again.',
  },
  unknown: {
    title: 'The camera could not be started',
    words: 'Something unexpected went wrong. Try again; if that does not help, restart the browser.',
  },
};

const CODE_BY_NAME: Readonly<Record<string, CameraErrorCode>> = {
  NotAllowedError: 'refused',
  PermissionDeniedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  DevicesNotFoundError: 'missing',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  AbortError: 'busy',
  // Guise only wishes for a size and a side, and demands nothing in its last request: WebKit says so when there is no camera at all.
  OverconstrainedError: 'missing',
};

export function cameraProblem(code: CameraErrorCode, detail = ''): CameraProblem {
  const { title, words } = PROBLEMS[code];
  return { code, title, words: detail ? `${words} (The browser says: ${detail})` : words };
}

/** Words for whatever `getUserMedia` rejected with. Never throws. */
export function describeCameraError(error: unknown): CameraProblem {
  if (error instanceof CameraUnavailable) {
    return cameraProblem(error.code);
  }
  const { name = '', message = '' } = (error ?? {}) as { name?: unknown; message?: unknown } as {
    name?: string;
    message?: string;
  };
  const code = CODE_BY_NAME[name] ?? 'unknown';
  return cameraProblem(code, code === 'unknown' ? message || name : '');
}

/** Thrown before the browser is even asked. */
export class CameraUnavailable extends Error {
  readonly code: 'insecure' | 'unsupported';

  constructor(code: 'insecure' | 'unsupported') {
    super(PROBLEMS[code].title);
    this.name = 'CameraUnavailable';
    this.code = code;
  }
}
