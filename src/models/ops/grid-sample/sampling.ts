/** The arithmetic of bilinear sampling at one grid position, shared by the three kernels that run on the CPU. */

/** What lies outside of the picture: nothing, or its border going on. */
export type Padding = 'zeros' | 'border';

export interface SamplingOptions {
  readonly padding: Padding;
  /** true: -1 and 1 are the centres of the outermost pixels; false: the outer edges of them. As in PyTorch. */
  readonly alignCorners: boolean;
}

/** Sizes of one call; the picture is `height` × `width` × `channels`, the grid has `positions` positions a picture. */
export interface Extent {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly positions: number;
}

/** One axis of a grid coordinate: its place in pixels, and how far the place moves with the coordinate (0 when clamped). */
interface Place {
  at: number;
  slope: number;
}

function place(into: Place, coordinate: number, length: number, options: SamplingOptions): void {
  const slope = options.alignCorners ? (length - 1) / 2 : length / 2;
  const at = (coordinate + 1) * slope - (options.alignCorners ? 0 : 0.5);
  if (options.padding === 'border') {
    into.at = Math.min(Math.max(at, 0), length - 1);
    into.slope = at > 0 && at < length - 1 ? slope : 0;
  } else {
    // Two pixels out everything is zero already; clamping keeps what is far away an index.
    into.at = Math.min(Math.max(at, -2), length + 1);
    into.slope = slope;
  }
}

/**
 * The four pixels about a grid position: where each lies (-1 outside of the picture), its weight, and the derivative of that
 * weight by the grid's x and y. Made once a call and moved from position to position.
 */
export class Neighbours {
  readonly offset = new Int32Array(4);
  readonly weight = new Float64Array(4);
  readonly weightByX = new Float64Array(4);
  readonly weightByY = new Float64Array(4);
  readonly #x: Place = { at: 0, slope: 0 };
  readonly #y: Place = { at: 0, slope: 0 };

  constructor(
    readonly extent: Extent,
    readonly options: SamplingOptions,
  ) {}

  /** @param x, y grid coordinates, finite. */
  moveTo(picture: number, x: number, y: number): void {
    const { width, height, channels } = this.extent;
    place(this.#x, x, width, this.options);
    place(this.#y, y, height, this.options);
    const left = Math.floor(this.#x.at);
    const top = Math.floor(this.#y.at);
    for (let k = 0; k < 4; k++) {
      const right = k & 1;
      const bottom = k >> 1;
      const column = left + right;
      const row = top + bottom;
      const inside = column >= 0 && column < width && row >= 0 && row < height;
      this.offset[k] = inside ? ((picture * height + row) * width + column) * channels : -1;
      const fx = this.#x.at - left;
      const fy = this.#y.at - top;
      const shareX = right ? fx : 1 - fx;
      const shareY = bottom ? fy : 1 - fy;
      this.weight[k] = shareX * shareY;
      this.weightByX[k] = (right ? 1 : -1) * this.#x.slope * shareY;
      this.weightByY[k] = (bottom ? 1 : -1) * this.#y.slope * shareX;
    }
  }
}
