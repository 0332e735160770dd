/** Frames as a camera's: of a clip, or of a photograph before which the camera is held for some seconds. */
import type { RawFrame } from '../../src/engine/safe/frame.ts';
import { sizeOf } from '../../src/engine/safe/pixels.ts';
import type { Playing } from './tasks.ts';
import { Video } from './video.ts';

export interface Frames {
  /** The next frame; null at the end. The caller closes `source`. */
  next(): Promise<RawFrame | null>;
  close(): void;
}

/** Frames a second of a photograph that is held. */
const HELD_RATE = 15;
/** A hand that holds a camera: share of the picture's sides, and seconds there and back. */
const SWAY = { share: 0.01, seconds: 3 } as const;
/** Longer side of a photograph as a camera sees it, pixels. */
const CAMERA = 1280;

/** @param held seconds that a photograph is held; null: it is a clip. @throws Error in plain words when it cannot be decoded. */
export async function openFrames(url: string, held: number | null, playing: Playing): Promise<Frames> {
  const { mirrored, speed, zoom } = playing;
  if (!(speed > 0) || !(zoom > 0)) {
    throw new RangeError('A clip is played at a speed and a size above 0.');
  }
  const frames = held === null ? await Video.open(url) : await HeldPicture.open(url, held * speed);
  if (!mirrored && speed === 1 && zoom === 1) {
    return frames;
  }
  return {
    async next() {
      const frame = await frames.next();
      return frame && { source: varied(frame.source, playing), timestamp: frame.timestamp / speed };
    },
    close: () => frames.close(),
  };
}

/** Closes what it is given. */
function varied(source: RawFrame['source'], { mirrored, zoom }: Playing): ImageBitmap {
  const { width, height } = sizeOf({ source });
  const context = contextOf(width, height);
  context.fillStyle = 'rgb(114,114,114)';
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  context.scale(mirrored ? -zoom : zoom, zoom);
  context.drawImage(source, -width / 2, -height / 2);
  source.close();
  return context.canvas.transferToImageBitmap();
}

class HeldPicture implements Frames {
  readonly #picture: ImageBitmap;
  readonly #count: number;
  #given = 0;

  private constructor(picture: ImageBitmap, seconds: number) {
    this.#picture = picture;
    this.#count = Math.round(seconds * HELD_RATE);
  }

  static async open(url: string, seconds: number): Promise<HeldPicture> {
    const response = await fetch(url);
    if (!response.ok) {
      throw new Error(`The picture could not be read: ${response.status}.`);
    }
    return new HeldPicture(await createImageBitmap(await response.blob()), seconds);
  }

  async next(): Promise<RawFrame | null> {
    if (this.#given >= this.#count) {
      return null;
    }
    const seconds = this.#given++ / HELD_RATE;
    const { width, height } = this.#picture;
    const scale = Math.min(1, CAMERA / Math.max(width, height));
    const context = contextOf(Math.round(width * scale), Math.round(height * scale));
    const turn = (2 * Math.PI * seconds) / SWAY.seconds;
    // A little larger than the canvas, so that no border comes into view.
    const larger = scale * (1 + 2 * SWAY.share);
    const [dx, dy] = [Math.cos(turn) - 1, Math.sin(2 * turn) / 2 - 1].map((way) => way * SWAY.share);
    context.drawImage(
      this.#picture,
      (dx ?? 0) * width * scale,
      (dy ?? 0) * height * scale,
      width * larger,
      height * larger,
    );
    return { source: context.canvas.transferToImageBitmap(), timestamp: seconds * 1e6 };
  }

  close(): void {
    this.#picture.close();
  }
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false });
  if (!context) {
    throw new Error('No 2D canvas for a frame.');
  }
  return context;
}
