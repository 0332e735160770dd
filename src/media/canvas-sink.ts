/** The sink that shows safe pictures. It takes `SafeFrame` and nothing else, and checks that at run time too. */
import { assertSafe, type SafeFrame } from '../engine/safe/frame.ts';

/**
 * Hands safe pictures to a canvas without copying them. The canvas takes the picture's size; CSS fits it to the page, and hides it
 * until something was drawn (`data-drawn`).
 */
export class CanvasSink {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: ImageBitmapRenderingContext;

  /** @throws Error when the canvas was already used in another way. */
  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('bitmaprenderer');
    if (!context) {
      throw new Error('The canvas cannot show pictures (no bitmaprenderer context).');
    }
    this.#canvas = canvas;
    this.#context = context;
  }

  /**
   * Shows the frame and uses it up. False when the picture is of a kind that a canvas cannot take over; it is closed then.
   * @throws TypeError when `frame` was not vouched for; nothing is drawn and the canvas keeps its last safe picture.
   */
  draw(frame: SafeFrame): boolean {
    assertSafe(frame);
    const { picture } = frame;
    if (!(picture instanceof ImageBitmap)) {
      picture.close();
      return false;
    }
    if (this.#canvas.width !== picture.width || this.#canvas.height !== picture.height) {
      this.#canvas.width = picture.width;
      this.#canvas.height = picture.height;
    }
    this.#context.transferFromImageBitmap(picture);
    this.#canvas.dataset.drawn ??= '';
    return true;
  }
}
