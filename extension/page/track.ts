/** A track that the page holds for a camera. The page gets a plain `MediaStreamTrack`; what it asks of it is answered here. */
import type { CameraConstraints } from '../protocol.ts';
import type { Camera, Cameras } from './camera.ts';
import { plainConstraints } from './constraints.ts';

/** Every track that was handed out, so that the patched prototype knows its own. */
const handedOut = new WeakMap<MediaStreamTrack, CameraTrack>();

const native = {
  stop: MediaStreamTrack.prototype.stop,
  clone: MediaStreamTrack.prototype.clone,
};
const { apply } = Reflect;

export class CameraTrack {
  camera: Camera;
  constraints: CameraConstraints;
  readonly track: MediaStreamTrack;
  readonly #generator = new MediaStreamTrackGenerator({ kind: 'video' });
  readonly #writer = this.#generator.writable.getWriter();

  constructor(camera: Camera, constraints: CameraConstraints) {
    this.camera = camera;
    this.constraints = constraints;
    // A clone: the page gets no generator, which is no camera's.
    this.track = apply(native.clone, this.#generator, []);
    this.#writer.closed.catch(() => undefined);
    handedOut.set(this.track, this);
  }

  /** Shows a picture, which stays the caller's. While the page is busy it is left out. */
  write(picture: ImageBitmap | VideoFrame, timestamp: number): void {
    if (this.track.readyState === 'live' && (this.#writer.desiredSize ?? 0) > 0) {
      const frame = new VideoFrame(picture, { timestamp });
      this.#writer.write(frame).catch(() => frame.close());
    }
  }

  /** Ends it as an unplugged camera does: with an `ended` event. */
  end(): void {
    this.#writer.close().catch(() => undefined);
  }

  stop(): void {
    apply(native.stop, this.track, []);
    this.end();
  }
}

/** The camera that a track of the page's shows; none for tracks that are not Guise's. */
export function cameraOf(track: MediaStreamTrack): Camera | undefined {
  return handedOut.get(track)?.camera;
}

/** Makes the tracks that were handed out answer as a camera's. Others are as they were. */
export function patchTracks(cameras: Cameras): void {
  const prototype = MediaStreamTrack.prototype;
  patchGetter(prototype, 'label', ({ camera }) => camera.state.label);
  patchGetter(prototype, 'muted', ({ camera }) => camera.muted);
  patchMethod(prototype, 'getSettings', ({ camera }) => ({ ...camera.state.settings }));
  patchMethod(prototype, 'getCapabilities', ({ camera }) => ({ ...camera.state.capabilities }));
  patchMethod(prototype, 'getConstraints', ({ constraints }) => structuredClone(constraints));
  patchMethod(prototype, 'applyConstraints', async (track, constraints) => {
    if (track.track.readyState === 'live') {
      await cameras.apply(track, plainConstraints(constraints));
    }
  });
  patchMethod(prototype, 'clone', (track) => cloneOf(track, cameras));
  patchMethod(prototype, 'stop', (track) => {
    if (track.track.readyState === 'live') {
      track.stop();
      cameras.stop(track);
    }
  });
  MediaStream.prototype.clone = function clone(this: MediaStream) {
    return new MediaStream(this.getTracks().map((track) => track.clone()));
  };
}

function cloneOf(track: CameraTrack, cameras: Cameras): MediaStreamTrack {
  if (track.track.readyState === 'ended') {
    return apply(native.clone, track.track, []);
  }
  const clone = cameras.clone(track).track;
  clone.enabled = track.track.enabled;
  clone.contentHint = track.track.contentHint;
  return clone;
}

function patchGetter(prototype: object, name: string, answer: (track: CameraTrack) => unknown): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  const get = descriptor?.get;
  if (get) {
    Object.defineProperty(prototype, name, {
      ...descriptor,
      get(this: MediaStreamTrack) {
        const track = handedOut.get(this);
        return track ? answer(track) : apply(get, this, []);
      },
    });
  }
}

function patchMethod(
  prototype: object,
  name: string,
  answer: (track: CameraTrack, ...given: unknown[]) => unknown,
): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  const method = descriptor?.value as ((...given: unknown[]) => unknown) | undefined;
  if (method) {
    const patched = {
      [name](this: MediaStreamTrack, ...given: unknown[]) {
        const track = handedOut.get(this);
        return track ? answer(track, ...given) : apply(method, this, given);
      },
    };
    Object.defineProperty(prototype, name, { ...descriptor, value: patched[name] });
  }
}
