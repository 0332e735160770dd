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
  for (let j = 0; j < side; j++) {
    const t = (j + 0.5) / side;
    for (let i = 0; i < side; i++) {
      const s = (i + 0.5) / side;
      const x = clamp(grid.x0 + s * grid.xs + t * grid.xt - 0.5, width - 1);
      const y = clamp(grid.y0 + s * grid.ys + t * grid.yt - 0.5, height - 1);
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      const fx = x - x0;
      const fy = y - y0;
      const right = x0 < width - 1 ? 4 : 0;
      const down = y0 < height - 1 ? width * 4 : 0;
      const at = (y0 * width + x0) * 4;
      const o = (j * side + i) * 4;
      for (let c = 0; c < 3; c++) {
        const p = at + c;
        const top = (data[p] as number) * (1 - fx) + (data[p + right] as number) * fx;
        const bottom = (data[p + down] as number) * (1 - fx) + (data[p + down + right] as number) * fx;
        rgba[o + c] = (top * (1 - fy) + bottom * fy) / 255;
      }
      rgba[o + 3] = 1;
    }
  }
  return { side, rgba };
}

function clamp(value: number, high: number): number {
  return value < 0 ? 0 : Math.min(value, high);
}
