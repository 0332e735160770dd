/**
 * Scripts that the test server puts before the page's own: they name what goes wrong, and play the camera. They run in the browser, so
 * they can use nothing from outside of themselves.
 */

/** What a test finds in the page, at `globalThis.guiseTest`. */
export interface InPage {
  /** What the camera's track says to its listeners: in Firefox they hear no event that a script dispatches on the track itself. */
  readonly trackEvents: EventTarget;
  /** No picture comes while it is set, as of a camera whose shutter is closed. */
  muted: boolean;
  /** All that was written on the page since it was opened, also what stood there for a moment. */
  readonly words: Set<string>;
  /** How often the camera was asked for and given, and how many pictures it has played: for a test that fails. */
  readonly camera: { asked: number; given: number; played: number };
  /** What went wrong in the page: it may not tell the server any more once it has sealed itself. */
  readonly problems: string[];
  /** Files that the page gave to the person. */
  readonly saved: { readonly name: string; readonly blob: Blob }[];
}

export interface CameraKit {
  /** Addresses of the pictures that the camera shows in turn; none: the browser's own camera is used. */
  readonly pictures: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Names of the errors that the first requests are answered with, one after the other. */
  readonly errors: readonly string[];
}

/** For pages and workers alike: a page keeps its errors, a worker tells the server of them. */
export function reportProblems(): void {
  const problems: string[] = [];
  const inPage = 'document' in globalThis;
  if (inPage) {
    (globalThis as unknown as { guiseProblems: string[] }).guiseProblems = problems;
  }
  const report = (problem: string) => {
    if (inPage) {
      problems.push(problem);
    } else {
      void fetch('/test/problem', { method: 'POST', body: problem, keepalive: true }).catch(() => undefined);
    }
  };
  const loud = console.error.bind(console);
  console.error = (...words: unknown[]) => {
    report(`console error: ${words.map(String).join(' ')}`);
    loud(...words);
  };
  addEventListener('error', (event) => report(`uncaught: ${event.message}`));
  addEventListener('unhandledrejection', (event) => report(`uncaught: ${String(event.reason)}`));
  addEventListener('securitypolicyviolation', (event) =>
    report(`forbidden by the policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
}

/** For the engine's worker: dies or hangs when a test says so. */
export function obeyTests(): void {
  new BroadcastChannel('guise-test').onmessage = ({ data }) => {
    if (data === 'die') {
      self.close();
    }
    const end = Date.now() + Number(data);
    while (Date.now() < end) {
      // Busy.
    }
  };
}

export function playCamera(kit: CameraKit): void {
  // Every test would keep megabytes for when there is no network; offline.spec.ts is about that.
  Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
  const { guiseProblems: problems } = globalThis as unknown as { guiseProblems: string[] };
  const trackEvents = new EventTarget();
  const camera = { asked: 0, given: 0, played: 0 };
  const state: InPage = { trackEvents, muted: false, words: new Set(), saved: [], camera, problems };
  (globalThis as unknown as { guiseTest: InPage }).guiseTest = state;
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      state.words.add(element?.textContent ?? '');
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
  const blobs = new Map<string, Blob>();
  const keep = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob: Blob) => {
    const url = keep(blob);
    blobs.set(url, blob);
    return url;
  };
  HTMLAnchorElement.prototype.click = function () {
    const blob = blobs.get(this.href);
    if (blob) {
      state.saved.push({ name: this.download, blob });
    }
  };
  // Now: once the page has sealed itself no picture can be fetched any more.
  const shots = Promise.all(
    kit.pictures.map(async (url) => createImageBitmap(await (await fetch(url)).blob())),
  );
  shots.catch(() => undefined);
  const devices = navigator.mediaDevices;
  const own = devices.getUserMedia.bind(devices);
  const errors = [...kit.errors];
  devices.getUserMedia = async (constraints) => {
    camera.asked++;
    const error = errors.shift();
    if (error) {
      throw new DOMException('so the test wants it', error);
    }
    const stream = kit.pictures.length > 0 ? await film() : await own(constraints);
    camera.given++;
    for (const track of stream.getVideoTracks()) {
      track.addEventListener = trackEvents.addEventListener.bind(trackEvents);
      track.removeEventListener = trackEvents.removeEventListener.bind(trackEvents);
    }
    return stream;
  };
  if (kit.pictures.length > 0) {
    const scene = { kind: 'videoinput', deviceId: 'scene', label: 'Scene', groupId: '' } as const;
    devices.enumerateDevices = async () => [{ ...scene, toJSON: () => scene }];
  }

  async function film(): Promise<MediaStream> {
    const canvas = document.createElement('canvas');
    canvas.width = kit.width;
    canvas.height = kit.height;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const pictures = await shots;
    let next = 0;
    const draw = () => {
      const shot = pictures[next % pictures.length];
      if (shot && !state.muted) {
        next++;
        camera.played++;
        context.drawImage(shot, 0, 0);
      }
    };
    draw();
    setInterval(draw, 1000 / kit.framesPerSecond);
    return canvas.captureStream(kit.framesPerSecond);
  }
}
