/**
 * A camera that the studio opened for this page: takes its safe pictures and writes them to the tracks that the page holds. Whatever
 * goes wrong on the way, the tracks show the plate.
 */
import { frameOfPlanes } from '../../src/engine/safe/planes.ts';
import { plate, plateOfPlanes } from '../../src/engine/safe/plate.ts';
import type { CameraConstraints, CameraState, FromStudio } from '../protocol.ts';
import type { Link } from './link.ts';
import { CameraTrack } from './track.ts';

/** Without a picture for so long, ms, the plate is shown: what was there last is old. */
const SILENCE = 2000;
/** How often that is looked after, and how long the studio may take to answer whether it lives, ms. */
const CHECK_EVERY = 1000;
const PING_TIMEOUT = 8000;
/**
 * Without a picture for so long, ms, the camera is opened anew though the studio lives: seen once after an engine was killed, and never
 * understood. A guess is that it took frames with it that the camera waits for. (An engine that is being loaded sends covered pictures.)
 */
const REOPEN_AFTER = 25_000;

type Frame = Extract<FromStudio, { type: 'frame' }>;

export class Cameras {
  readonly #link: Link;
  readonly #open = new Map<number, Camera>();
  #count = 0;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Opens a camera with one track. @throws what `getUserMedia` would. */
  async open(constraints: CameraConstraints): Promise<CameraTrack> {
    return this.#track(await this.#openOrShare(constraints), constraints);
  }

  /** Another track of the same camera. */
  clone(track: CameraTrack): CameraTrack {
    return this.#track(track.camera, track.constraints);
  }

  /** @throws OverconstrainedError as `applyConstraints` would; the track is as before. */
  async apply(track: CameraTrack, constraints: CameraConstraints): Promise<void> {
    const { camera } = track;
    if (camera.tracks.size <= 1) {
      const request = { type: 'apply', camera: camera.id, constraints } as const;
      camera.state = (await this.#link.ask(request)) as CameraState;
      camera.constraints = constraints;
    } else {
      // Others look through the same camera: this track goes on with one of its own.
      const { deviceId = '' } = camera.state.settings;
      const own = await this.#openOrShare({ ...constraints, deviceId: { exact: deviceId } });
      this.#leave(track);
      track.camera = own;
      own.tracks.add(track);
    }
    track.constraints = constraints;
  }

  stop(track: CameraTrack): void {
    this.#leave(track);
  }

  receive(message: Exclude<FromStudio, { type: 'answer' | 'welcome' | 'refused' | 'devices' }>): void {
    const camera = this.#open.get(message.camera);
    switch (message.type) {
      case 'frame':
        if (camera) {
          const hop = performance.timeOrigin + performance.now() - message.sent;
          // First: the studio sends no more than a few that were not taken, so that none may be left untold.
          this.#link.tell({ type: 'taken', camera: message.camera, hop });
          camera.show(message);
        } else if (!('planes' in message.picture)) {
          message.picture.close();
        }
        break;
      case 'muted':
        camera?.mute(message.muted);
        break;
      case 'ended':
        this.#open.delete(message.camera);
        camera?.end();
        break;
    }
  }

  /** The studio is gone: all cameras are covered, and opened again when there is one. */
  lost(): void {
    for (const camera of this.#open.values()) {
      camera.cover();
      camera.reopen();
    }
  }

  async #openOrShare(constraints: CameraConstraints): Promise<Camera> {
    const id = ++this.#count;
    const state = (await this.#link.ask({ type: 'open', camera: id, constraints })) as CameraState;
    const same = [...this.#open.values()].find((open) => isSame(open.state.settings, state.settings));
    if (same) {
      this.#link.tell({ type: 'close', camera: id });
      return same;
    }
    const camera = new Camera(id, this.#link, state, constraints);
    this.#open.set(id, camera);
    return camera;
  }

  #track(camera: Camera, constraints: CameraConstraints): CameraTrack {
    const track = new CameraTrack(camera, constraints);
    camera.add(track);
    return track;
  }

  #leave(track: CameraTrack): void {
    const { camera } = track;
    camera.tracks.delete(track);
    if (camera.tracks.size === 0) {
      this.#open.delete(camera.id);
      camera.close();
    }
  }
}

export class Camera {
  readonly id: number;
  readonly tracks = new Set<CameraTrack>();
  state: CameraState;
  constraints: CameraConstraints;
  muted = false;
  readonly #link: Link;
  /** The newest picture, for tracks that join; null while covered. */
  #picture: ImageBitmap | VideoFrame | null = null;
  #timestamp = 0;
  /** When that was, ms. */
  #at = performance.now();
  /** When a picture came last, or the camera was opened anew, ms. */
  #came = performance.now();
  #check: ReturnType<typeof setInterval>;
  #pinged = 0;
  #reopening = false;

  constructor(id: number, link: Link, state: CameraState, constraints: CameraConstraints) {
    this.id = id;
    this.#link = link;
    this.state = state;
    this.constraints = constraints;
    this.#check = setInterval(() => this.#watch(), CHECK_EVERY);
    link.tell({ type: 'start', camera: id });
  }

  add(track: CameraTrack): void {
    this.tracks.add(track);
    if (this.#picture) {
      track.write(this.#picture, this.#timestamp);
    } else {
      this.cover();
    }
  }

  show({ picture, timestamp }: Frame): void {
    const shown =
      'planes' in picture ? frameOfPlanes(picture.planes, picture.width, picture.height, timestamp) : picture;
    this.#set(shown, timestamp);
    this.#at = performance.now();
    this.#came = this.#at;
    this.#write(shown);
  }

  /** The plate, at the camera's size. */
  cover(): void {
    const { width = 640, height = 480 } = this.state.settings;
    const now = performance.now();
    this.#set(null, this.#timestamp + Math.max(1, Math.round((now - this.#at) * 1000)));
    this.#at = now;
    const picture = plateOfPlanes(width, height, this.#timestamp) ?? plate(width, height);
    this.#write(picture);
    picture.close();
  }

  mute(muted: boolean): void {
    if (muted !== this.muted) {
      this.muted = muted;
      this.cover();
      for (const { track } of this.tracks) {
        track.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
      }
    }
  }

  /** The camera was unplugged or taken away. */
  end(): void {
    this.#finish();
    for (const track of this.tracks) {
      track.end();
    }
    this.tracks.clear();
  }

  close(): void {
    this.#finish();
    this.#link.tell({ type: 'close', camera: this.id });
  }

  /** Asks for the same camera until there is one again. */
  reopen(): void {
    if (this.#reopening || this.tracks.size === 0) {
      return;
    }
    this.#reopening = true;
    this.#link
      .ask({ type: 'open', camera: this.id, constraints: this.constraints })
      .then((state) => {
        if (this.tracks.size > 0) {
          this.state = state as CameraState;
          this.#link.tell({ type: 'start', camera: this.id });
        } else {
          this.#link.tell({ type: 'close', camera: this.id });
        }
      })
      .catch((error: Error) => {
        console.warn(`Guise: the picture is covered whole. ${error.message}`);
        setTimeout(() => this.reopen(), SILENCE);
      })
      .finally(() => {
        this.#reopening = false;
      });
  }

  #write(picture: ImageBitmap | VideoFrame): void {
    for (const track of this.tracks) {
      track.write(picture, this.#timestamp);
    }
  }

  #set(picture: ImageBitmap | VideoFrame | null, timestamp: number): void {
    this.#picture?.close();
    this.#picture = picture;
    this.#timestamp = Math.max(this.#timestamp + 1, timestamp);
  }

  #watch(): void {
    const now = performance.now();
    if (now - this.#at < SILENCE) {
      return;
    }
    this.cover();
    if (this.muted || this.#reopening) {
      this.#came = now;
      return;
    }
    if (now - this.#came > REOPEN_AFTER) {
      this.#came = now;
      this.reopen();
      return;
    }
    if (this.#pinged === 0) {
      this.#pinged = now;
      const answered = () => {
        this.#pinged = 0;
      };
      this.#link.ask({ type: 'ping' }).then(answered, answered);
    } else if (now - this.#pinged > PING_TIMEOUT) {
      this.#pinged = 0;
      this.#link.drop();
    }
  }

  #finish(): void {
    clearInterval(this.#check);
    this.#picture?.close();
    this.#picture = null;
  }
}

function isSame(one: MediaTrackSettings, other: MediaTrackSettings): boolean {
  return (['deviceId', 'width', 'height', 'frameRate'] as const).every((name) => one[name] === other[name]);
}
