import type { ApplyCpu } from '../mode.ts';
import { shrink } from '../shrink.ts';
import { numberOf } from '../values.ts';

/** Squares of one colour: the mean of what was there. */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  const cells = Math.round(numberOf(values, 'cells'));
  const means = shrink(rgba, side, cells);
  // The square of each pixel of a row, or column, by the pixel's middle.
  const cellOf = Int32Array.from({ length: side }, (_, i) => Math.floor(((2 * i + 1) * cells) / (2 * side)));
  for (let y = 0, o = 0; y < side; y++) {
    const row = (cellOf[y] as number) * cells;
    for (let x = 0; x < side; x++, o += 4) {
      const at = (row + (cellOf[x] as number)) * 3;
      rgba[o] = means[at] as number;
      rgba[o + 1] = means[at + 1] as number;
      rgba[o + 2] = means[at + 2] as number;
    }
  }
};
