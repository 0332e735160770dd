import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';

/** Area mean down to cells × cells, bilinear back up with the border repeated (paper, section 5.2, baseline 2). */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  const cells = Math.round(numberOf(values, 'cells'));
  const small = shrink(rgba, side, cells);
  const { low, high, share } = neighbours(side, cells);
  // One row of the small picture, already mixed from the two that this row of the crop lies between.
  const mixed = new Float32Array(cells * 3);
  for (let y = 0, o = 0; y < side; y++) {
    const upper = (low[y] as number) * cells * 3;
    const lower = (high[y] as number) * cells * 3;
    const fy = share[y] as number;
    for (let i = 0; i < mixed.length; i++) {
      mixed[i] = (small[upper + i] as number) * (1 - fy) + (small[lower + i] as number) * fy;
    }
    for (let x = 0; x < side; x++, o += 4) {
      const left = (low[x] as number) * 3;
      const right = (high[x] as number) * 3;
      const fx = share[x] as number;
      const rest = 1 - fx;
      rgba[o] = (mixed[left] as number) * rest + (mixed[right] as number) * fx;
      rgba[o + 1] = (mixed[left + 1] as number) * rest + (mixed[right + 1] as number) * fx;
      rgba[o + 2] = (mixed[left + 2] as number) * rest + (mixed[right + 2] as number) * fx;
    }
  }
};

/** Mean of each of cells × cells equal parts, pixels on a border counted by their share: down first, then across. */
function shrink(rgba: Float32Array, side: number, cells: number): Float32Array {
  const out = new Float32Array(cells * cells * 3);
  const step = side / cells;
  const column = new Float32Array(side * 3);
  for (let cy = 0; cy < cells; cy++) {
    const top = cy * step;
    const bottom = (cy + 1) * step;
    column.fill(0);
    for (let y = Math.floor(top); y < bottom; y++) {
      const share = (Math.min(y + 1, bottom) - Math.max(y, top)) / step;
      for (let x = 0, i = y * side * 4, o = 0; x < side; x++, i += 4, o += 3) {
        column[o] = (column[o] as number) + share * (rgba[i] as number);
        column[o + 1] = (column[o + 1] as number) + share * (rgba[i + 1] as number);
        column[o + 2] = (column[o + 2] as number) + share * (rgba[i + 2] as number);
      }
    }
    for (let cx = 0; cx < cells; cx++) {
      const left = cx * step;
      const right = (cx + 1) * step;
      for (let x = Math.floor(left); x < right; x++) {
        const share = (Math.min(x + 1, right) - Math.max(x, left)) / step;
        for (let c = 0, o = (cy * cells + cx) * 3; c < 3; c++, o++) {
          out[o] = (out[o] as number) + share * (column[x * 3 + c] as number);
        }
      }
    }
  }
  return out;
}

/** For each pixel of a row (or column) the two cells between which it lies, and the share of the second. */
function neighbours(side: number, cells: number) {
  const low = new Int32Array(side);
  const high = new Int32Array(side);
  const share = new Float64Array(side);
  for (let i = 0; i < side; i++) {
    const at = Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / side - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(cells - 1, Math.floor(at) + 1);
    share[i] = at - Math.floor(at);
  }
  return { low, high, share };
}
