/**
 * A frame that is drawn again, with other covers: only what they touch is worked on. Making a picture of millions of pixels takes ten
 * times as long as covering six faces in it.
 */
import type { PixelArea } from '../../../base/geometry.ts';
import type { Pixels } from '../../../base/sample.ts';
import type { CoverJob, ViewJob } from '../../safe/renderer.ts';
import { areaTouched, copyAreas, wholeOf } from './composite.ts';

export type OwnPixels = Pixels & { readonly data: Uint8ClampedArray<ArrayBuffer> };

/** More pixels than this are not kept: they take four bytes each, twice. */
const MAX_PIXELS = 32e6;

/** What lies over one view's picture, and how to take it away. */
export class KeptPixels {
  readonly picture: OwnPixels;
  #touched: readonly PixelArea[] = [];

  constructor({ width, height, data }: Pixels) {
    this.picture = { width, height, data: new Uint8ClampedArray(data) };
  }

  /**
   * The raw picture again, to be drawn over with these covers.
   * @returns what differs from the picture before, once they are drawn.
   */
  restore(raw: Pixels, covers: readonly CoverJob[]): readonly PixelArea[] {
    const { width, height } = this.picture;
    copyAreas(raw, this.picture, this.#touched);
    const now = covers.map(({ cover }) => areaTouched(cover, width, height));
    const changed = [...this.#touched, ...now];
    this.#touched = now;
    return changed;
  }
}

interface KeptView {
  readonly pixels: KeptPixels;
  readonly canvas: OffscreenCanvas;
  readonly context: OffscreenCanvasRenderingContext2D;
  changed: readonly PixelArea[];
}

/** The pictures of one frame, one a view. They hold raw pixels beside the covers: they stay in here. */
export class KeptPictures {
  readonly source: object;
  readonly #views: KeptView[] = [];

  constructor(source: object) {
    this.source = source;
  }

  /** @returns the picture to draw these covers over; null where it is too large to be kept, or cannot be. */
  begin(raw: Pixels, index: number, { covers }: ViewJob): OwnPixels | null {
    const view = this.#views[index] ?? this.#open(raw, index);
    if (!view || view.context.isContextLost()) {
      return null;
    }
    view.changed = [...view.changed, ...view.pixels.restore(raw, covers)];
    return view.pixels.picture;
  }

  /** The view as it is drawn now. */
  async finish(index: number): Promise<ImageBitmap> {
    const view = this.#views[index];
    if (!view) {
      throw new Error('There is no such view.');
    }
    const { width, height, data } = view.pixels.picture;
    const image = new ImageData(data, width, height);
    for (const { left, top, right, bottom } of outermost(view.changed)) {
      view.context.putImageData(image, 0, 0, left, top, right - left, bottom - top);
    }
    view.changed = [];
    if (view.context.isContextLost()) {
      throw new Error('The canvas was lost.');
    }
    return createImageBitmap(view.canvas);
  }

  #open(raw: Pixels, index: number): KeptView | null {
    const { width, height } = raw;
    const canvas = width * height <= MAX_PIXELS ? new OffscreenCanvas(width, height) : null;
    const context = canvas?.getContext('2d', { alpha: false });
    if (!canvas || !context) {
      return null;
    }
    const changed = [wholeOf(raw)];
    const view = { pixels: new KeptPixels(raw), canvas, context, changed };
    this.#views[index] = view;
    return view;
  }
}

/** Without those that are empty or lie in another one: a cover is mostly drawn where it was before. */
export function outermost(areas: readonly PixelArea[]): readonly PixelArea[] {
  return areas.filter(
    (area, i) =>
      area.right > area.left &&
      area.bottom > area.top &&
      !areas.some((other, j) => i !== j && holds(other, area) && (j < i || !holds(area, other))),
  );
}

const holds = (outer: PixelArea, inner: PixelArea) =>
  outer.left <= inner.left &&
  outer.top <= inner.top &&
  outer.right >= inner.right &&
  outer.bottom >= inner.bottom;
