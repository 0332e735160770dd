/** Small copies of pictures for workers beside the frame path. */
import type { Rectangle } from '../../base/geometry.ts';

/** A picture on its way to another worker; its buffer is transferred. */
export interface SentPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** A part of a picture, in its pixels. */
export type Crop = Rectangle;

/** Draws pictures small, always in the same way, so that what is the same stays the same. */
export class Downscaler {
  readonly #canvas = softwareCanvas();

  /** The whole of `source`, or the part of it that is asked for, `width` × `height` pixels large (rounded, at least 1). */
  copy(
    source: VideoFrame | ImageBitmap | OffscreenCanvas,
    width: number,
    height: number,
    crop?: Crop,
  ): SentPixels {
    const { canvas, context } = this.#canvas;
    resize(canvas, Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
    context.imageSmoothingQuality = 'medium';
    if (crop) {
      const { x, y } = crop;
      context.drawImage(source, x, y, crop.width, crop.height, 0, 0, canvas.width, canvas.height);
    } else {
      context.drawImage(source, 0, 0, canvas.width, canvas.height);
    }
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width: canvas.width, height: canvas.height, data: data as Uint8ClampedArray<ArrayBuffer> };
  }
}

/** Pixels as something that can be drawn. */
export class ImageDataCanvas {
  readonly #canvas = softwareCanvas();

  of(pixels: ImageData): OffscreenCanvas {
    const { canvas, context } = this.#canvas;
    resize(canvas, pixels.width, pixels.height);
    context.putImageData(pixels, 0, 0);
    return canvas;
  }
}

function softwareCanvas(): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D } {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) {
    throw new Error('this browser has no 2D canvas in workers');
  }
  return { canvas, context };
}

function resize(canvas: OffscreenCanvas, width: number, height: number): void {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
}
