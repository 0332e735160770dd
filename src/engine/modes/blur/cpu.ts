import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';

/** Area mean down to cells × cells, bilinear back up with the border repeated (paper, section 5.2, baseline 2). */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  const cells = Math.round(numberOf(values, 'cells'));
  const small = shrink(rgba, side, cells);
  for (let y = 0; y < side; y++) {
    const [y0, y1, fy] = neighbours(y, side, cells);
    for (let x = 0; x < side; x++) {
      const [x0, x1, fx] = neighbours(x, side, cells);
      for (let c = 0; c < 3; c++) {
        const top = at(small, y0, x0, c) * (1 - fx) + at(small, y0, x1, c) * fx;
        const bottom = at(small, y1, x0, c) * (1 - fx) + at(small, y1, x1, c) * fx;
        rgba[(y * side + x) * 4 + c] = top * (1 - fy) + bottom * fy;
      }
    }
  }

  function at(image: Float32Array, y: number, x: number, c: number): number {
    return image[(y * cells + x) * 3 + c] as number;
  }
};

/** Mean of each of cells × cells equal parts, pixels on a border counted by their share. */
function shrink(rgba: Float32Array, side: number, cells: number): Float32Array {
  const out = new Float32Array(cells * cells * 3);
  const step = side / cells;
  for (let cy = 0; cy < cells; cy++) {
    for (let cx = 0; cx < cells; cx++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let y = Math.floor(cy * step); y < (cy + 1) * step; y++) {
        const wy = Math.min(y + 1, (cy + 1) * step) - Math.max(y, cy * step);
        for (let x = Math.floor(cx * step); x < (cx + 1) * step; x++) {
          const w = wy * (Math.min(x + 1, (cx + 1) * step) - Math.max(x, cx * step));
          const i = (y * side + x) * 4;
          r += w * (rgba[i] as number);
          g += w * (rgba[i + 1] as number);
          b += w * (rgba[i + 2] as number);
        }
      }
      const o = (cy * cells + cx) * 3;
      out[o] = r / (step * step);
      out[o + 1] = g / (step * step);
      out[o + 2] = b / (step * step);
    }
  }
  return out;
}

/** The two cells between which pixel `i` lies, and the share of the second. */
function neighbours(i: number, side: number, cells: number): [number, number, number] {
  const p = Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / side - 0.5));
  const low = Math.floor(p);
  return [low, Math.min(cells - 1, low + 1), p - low];
}
