import type { ApplyCpu } from '../mode.ts';
import { shrink } from '../shrink.ts';
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
