import type { Crop } from '../../modes/mode.ts';
import type { Grid } from '../../warp/grid.ts';

/** RGBA, 8 bits each, row-major; what `ImageData` is, and what a test can make without a browser. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * Bilinear sampler (Spatial Transformer Networks, equation 5): the crop that the grid lays over the frame, the frame's
 * border repeated outside of it.
 */
export function sampleCrop(frame: Pixels, grid: Grid, side: number): Crop {
  const { width, height, data } = frame;
  const rgba = new Float32Array(side * side * 4);
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

function clamp(value: number, high: number): number {
  return value < 0 ? 0 : Math.min(value, high);
}
