/** One open camera: its raw track goes to an engine, and what comes back goes to the page. */
import { assertSafe, type FrameReport, type SafeFrame } from '../../src/engine/safe/frame.ts';
import type { CameraConstraints, CameraState, FromStudio, Planes } from '../protocol.ts';
import { type Devices, labelOf } from './devices.ts';
import type { Engine, Engines } from './engines.ts';
import { Hops } from './hops.ts';

/** Pictures that may be on their way to the page at once; more are left out. */
const MAX_IN_FLIGHT = 3;

export type Post = (message: FromStudio, transfer?: Transferable[]) => void;

export interface CameraStatus {
  readonly covered: FrameReport['covered'];
  readonly reason: FrameReport['reason'];
  readonly faces: number;
  readonly width: number;
  readonly height: number;
  /** Frames sent so far. */
  readonly frames: number;
  /** From engine to page, ms; null before there are enough. */
  readonly hop: { readonly p50: number; readonly p95: number } | null;
  /** What a person should know. */
  readonly words: readonly string[];
}

export class StudioCamera {
  readonly #id: number;
  readonly #raw: MediaStreamTrack;
  readonly #devices: Devices;
  readonly #engines: Engines;
  readonly #post: Post;
  readonly #hops = new Hops();
  #engine: Engine | null = null;
  #inFlight = 0;
  #sending: Promise<unknown> = Promise.resolve();
  #frames = 0;
  #report: FrameReport | null = null;
  #trouble: string | null = null;
  #notices: readonly string[] = [];

  private constructor(id: number, raw: MediaStreamTrack, devices: Devices, engines: Engines, post: Post) {
    this.#id = id;
    this.#raw = raw;
    this.#devices = devices;
    this.#engines = engines;
    this.#post = post;
    raw.onmute = () => post({ type: 'muted', camera: id, muted: true });
    raw.onunmute = () => post({ type: 'muted', camera: id, muted: false });
    raw.onended = () => post({ type: 'ended', camera: id });
  }

  /** @throws what `getUserMedia` throws. */
  static async open(
    id: number,
    constraints: CameraConstraints,
    devices: Devices,
    engines: Engines,
    post: Post,
  ): Promise<StudioCamera> {
    engines.warm();
    const video = await devices.translate(constraints);
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video });
    // Before the permission was given the cameras had no ids.
    await devices.list();
    const [raw] = stream.getVideoTracks();
    if (!raw) {
      throw new DOMException('The camera gave no picture.', 'NotReadableError');
    }
    return new StudioCamera(id, raw, devices, engines, post);
  }

  get state(): CameraState {
    return {
      label: labelOf(this.#raw.label),
      settings: this.#devices.describe(this.#raw.getSettings()),
      capabilities: this.#devices.describe(this.#raw.getCapabilities()),
    };
  }

  get status(): CameraStatus | null {
    const report = this.#report;
    return (
      report && {
        covered: report.covered,
        reason: report.reason,
        faces: report.faces.length,
        width: report.width,
        height: report.height,
        frames: this.#frames,
        hop: this.#hops.summary(),
        words: [...(this.#trouble ? [this.#trouble] : []), ...this.#notices],
      }
    );
  }

  /** @param faceKey as for `drawFace`. */
  async start(faceKey: number): Promise<void> {
    this.#engine ??= this.#engines.take(
      {
        onFrame: (_view, frame) => this.#send(frame),
        onState: ({ notices }) => {
          this.#notices = notices.map(({ words }) => words);
        },
        onTrouble: (trouble) => {
          this.#trouble = trouble?.words ?? null;
        },
      },
      faceKey,
    );
    await this.#engine.handle.start(this.#raw);
  }

  /** @param faceKey whose face is drawn, where that goes by a key. */
  drawFace(faceKey: number): void {
    if (this.#engine) {
      this.#engines.drawFace(this.#engine, faceKey);
    }
  }

  /** @throws OverconstrainedError; the camera stays as it is. */
  async apply(constraints: CameraConstraints): Promise<void> {
    await this.#raw.applyConstraints(await this.#devices.translate(constraints));
  }

  /** The page took a picture that was `hop` ms on its way. */
  taken(hop: number): void {
    this.#inFlight = Math.max(0, this.#inFlight - 1);
    this.#hops.add(hop);
  }

  close(): void {
    if (this.#engine) {
      this.#engines.giveBack(this.#engine);
      this.#engine = null;
    }
    this.#raw.stop();
  }

  /** The one place where a picture leaves for the page. */
  #send(frame: SafeFrame): void {
    assertSafe(frame);
    this.#report = frame.report;
    const { picture, timestamp } = frame;
    if (this.#inFlight >= MAX_IN_FLIGHT) {
      picture.close();
      return;
    }
    this.#inFlight += 1;
    this.#frames += 1;
    const sent = performance.timeOrigin + performance.now();
    // One after the other: a plate must not come before the picture that it follows.
    this.#sending = this.#sending
      .then(async () => (picture instanceof ImageBitmap ? picture : planesOf(picture)))
      .then(
        (packed) => {
          const message = { type: 'frame', camera: this.#id, picture: packed, timestamp, sent } as const;
          this.#post(message, ['planes' in packed ? packed.planes : packed]);
        },
        // No memory for it: it is left out.
        () => this.taken(Number.NaN),
      );
  }
}

/** Uses up a frame of the engine's, which is I420. */
async function planesOf(frame: VideoFrame): Promise<Planes> {
  try {
    const { codedWidth: width, codedHeight: height } = frame;
    const planes = new ArrayBuffer(frame.allocationSize());
    await frame.copyTo(planes);
    return { planes, width, height };
  } finally {
    frame.close();
  }
}
