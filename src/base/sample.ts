import type { Grid } from './grid.ts';

/** A square face crop: side × side pixels, RGBA interleaved, each in [0, 1], alpha 1. Row-major, top row first. */
export interface Crop {
  readonly side: number;
  readonly rgba: Float32Array;
}

/** RGBA, 8 bits each, row-major; what `ImageData` is, and what a test can make without a browser. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * Bilinear sampler (Spatial Transformer Networks, equation 5): the crop that the grid lays over the frame, the frame's
 * border repeated outside of it.
 * @param rgba what the crop is written to.
 */
export function sampleCrop(
  frame: Pixels,
  grid: Grid,
  side: number,
  rgba = new Float32Array(side * side * 4),
): Crop {
  const { width, height, data } = frame;
  const row = width * 4;
  // The hot loop of CPU rendering: no inner loop over colours, no call that is not inlined.
  for (let j = 0, o = 0; j < side; j++) {
    const t = (j + 0.5) / side;
    for (let i = 0; i < side; i++, o += 4) {
      const s = (i + 0.5) / side;
      const x = clamp(grid.x0 + s * grid.xs + t * grid.xt - 0.5, width - 1);
      const y = clamp(grid.y0 + s * grid.ys + t * grid.yt - 0.5, height - 1);
      const x0 = x | 0;
      const y0 = y | 0;
      const fx = x - x0;
      const fy = y - y0;
      const a = y0 * row + x0 * 4;
      const b = x0 < width - 1 ? a + 4 : a;
      const down = y0 < height - 1 ? row : 0;
      const c = a + down;
      const d = b + down;
      const wa = ((1 - fx) * (1 - fy)) / 255;
      const wb = (fx * (1 - fy)) / 255;
      const wc = ((1 - fx) * fy) / 255;
      const wd = (fx * fy) / 255;
      rgba[o] =
        (data[a] as number) * wa +
        (data[b] as number) * wb +
        (data[c] as number) * wc +
        (data[d] as number) * wd;
      rgba[o + 1] =
        (data[a + 1] as number) * wa +
        (data[b + 1] as number) * wb +
        (data[c + 1] as number) * wc +
        (data[d + 1] as number) * wd;
      rgba[o + 2] =
        (data[a + 2] as number) * wa +
        (data[b + 2] as number) * wb +
        (data[c + 2] as number) * wc +
        (data[d + 2] as number) * wd;
      rgba[o + 3] = 1;
    }
  }
  return { side, rgba };
}

/** Frame pixels a crop pixel may be wide before it takes the mean of several samples: what the modifier was trained with. */
const STEP = 2;
/** Samples across a crop pixel at most. */
const MOST_SAMPLES = 4;

/** How many samples across, and down, a crop pixel takes. */
export function samplesAcross({ xs, ys }: Grid, side: number): number {
  return Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(Math.hypot(xs, ys) / side / STEP)));
}

/**
 * The same for the modifier: RGB in [0, 1] without alpha, written to `into` from `offset` on. A crop pixel that is several
 * frame pixels wide is the mean of several samples, so that a large face does not glitter.
 */
export function sampleForModifier(
  { width, height, data }: Pixels,
  grid: Grid,
  side: number,
  into: Float32Array,
  offset: number,
): void {
  const n = samplesAcross(grid, side);
  const share = 1 / (n * n * 255);
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = 0; k < n * n; k++) {
        const s = (i + ((k % n) + 0.5) / n) / side;
        const t = (j + (Math.floor(k / n) + 0.5) / n) / side;
        const x = clamp(grid.x0 + s * grid.xs + t * grid.xt - 0.5, width - 1);
        const y = clamp(grid.y0 + s * grid.ys + t * grid.yt - 0.5, height - 1);
        const x0 = Math.floor(x);
        const y0 = Math.floor(y);
        const fx = x - x0;
        const fy = y - y0;
        const p = (y0 * width + x0) * 4;
        const q = p + (x0 < width - 1 ? 4 : 0);
        const down = y0 < height - 1 ? width * 4 : 0;
        const [w00, w10, w01, w11] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
        r += mix(data, p, q, down, w00, w10, w01, w11);
        g += mix(data, p + 1, q + 1, down, w00, w10, w01, w11);
        b += mix(data, p + 2, q + 2, down, w00, w10, w01, w11);
      }
      const o = offset + (j * side + i) * 3;
      into[o] = r * share;
      into[o + 1] = g * share;
      into[o + 2] = b * share;
    }
  }
}

function mix(
  data: Uint8ClampedArray,
  p: number,
  q: number,
  down: number,
  w00: number,
  w10: number,
  w01: number,
  w11: number,
): number {
  return (
    (data[p] as number) * w00 +
    (data[q] as number) * w10 +
    (data[p + down] as number) * w01 +
    (data[q + down] as number) * w11
  );
}

function clamp(value: number, high: number): number {
  return value < 0 ? 0 : Math.min(value, high);
}
