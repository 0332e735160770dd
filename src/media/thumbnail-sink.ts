/** The sink that draws small safe pictures. It takes `SafeFrame` and nothing else, and checks that at run time too. */
import type { Rectangle } from '../base/geometry.ts';
import { assertSafe, type FaceReport, type SafeFrame } from '../engine/safe/frame.ts';

/** Width of the part that is shown ÷ width of the largest face's cover. */
const ROOM = 1.9;

export class ThumbnailSink {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  /** @throws Error when the canvas was already used in another way. */
  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) {
      throw new Error('The canvas cannot be drawn on (no 2d context).');
    }
    this.#canvas = canvas;
    this.#context = context;
  }

  /** Whether anybody could see it now. */
  get seen(): boolean {
    return this.#canvas.checkVisibility?.() ?? true;
  }

  /**
   * Draws the part around the largest face. Keeps nothing of the frame, which stays the caller's.
   * @throws TypeError when `frame` was not vouched for.
   */
  draw(frame: SafeFrame): void {
    assertSafe(frame);
    const { width, height } = this.#canvas;
    const part = partAround(frame.report.faces, frame.report, width / height);
    this.#context.drawImage(frame.picture, part.x, part.y, part.width, part.height, 0, 0, width, height);
    this.#canvas.dataset.drawn = frame.report.mode;
  }

  clear(): void {
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    delete this.#canvas.dataset.drawn;
  }
}

/**
 * The part of a frame, in its pixels, that shows the largest face with some room about it; the middle where there is none.
 * Always inside the frame and of the given aspect (width ÷ height).
 */
export function partAround(
  faces: readonly Pick<FaceReport, 'x' | 'y' | 'width' | 'height'>[],
  frame: { readonly width: number; readonly height: number },
  aspect: number,
): Rectangle {
  const [largest] = [...faces].sort((a, b) => b.width * b.height - a.width * a.height);
  const widest = Math.min(frame.width, frame.height * aspect);
  const width = Math.min(widest, largest ? Math.max(largest.width, largest.height) * ROOM : widest);
  const height = width / aspect;
  const [x, y] = largest
    ? [largest.x + largest.width / 2, largest.y + largest.height / 2]
    : [frame.width / 2, frame.height / 2];
  return {
    x: Math.min(frame.width - width, Math.max(0, x - width / 2)),
    y: Math.min(frame.height - height, Math.max(0, y - height / 2)),
    width,
    height,
  };
}
