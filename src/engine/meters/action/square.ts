/** Draws pictures into the detector's grey square, as it was trained on. */

import { SIDE } from './input-size.ts';
import { GREY, letterbox } from './letterbox.ts';

export class Square {
  readonly #canvas = new OffscreenCanvas(SIDE, SIDE);
  readonly #context: OffscreenCanvasRenderingContext2D;

  /** @throws when there is no 2D canvas in workers. */
  constructor() {
    const context = this.#canvas.getContext('2d');
    if (!context) {
      throw new Error('this browser has no 2D canvas in workers');
    }
    this.#context = context;
  }

  /** A copy; the caller keeps the picture, whose size as shown is `width` × `height`. */
  of(picture: ImageBitmap | VideoFrame, width: number, height: number): ImageBitmap {
    const place = letterbox(width, height, SIDE);
    const context = this.#context;
    context.fillStyle = `rgb(${GREY},${GREY},${GREY})`;
    context.fillRect(0, 0, SIDE, SIDE);
    context.imageSmoothingQuality = 'medium';
    context.drawImage(picture, place.left, place.top, place.width, place.height);
    return this.#canvas.transferToImageBitmap();
  }
}
