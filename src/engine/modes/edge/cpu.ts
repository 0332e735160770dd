import { scratch } from '../../../base/buffers.ts';
import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';

const greyLevels = scratch(Float32Array);
const acrossLevels = scratch(Float32Array);
const smoothLevels = scratch(Float32Array);

/** Luminance, smoothed 3 × 3, then the length of its Sobel gradient (paper, section 5.2, baseline 6). */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  const gain = numberOf(values, 'gain');
  const dark = values.style === 'dark';
  const grey = greyLevels(side * side);
  for (let i = 0; i < grey.length; i++) {
    grey[i] =
      0.299 * (rgba[i * 4] as number) +
      0.587 * (rgba[i * 4 + 1] as number) +
      0.114 * (rgba[i * 4 + 2] as number);
  }
  const smooth = smoothed(grey, side);
  for (let y = 0, at = 0; y < side; y++) {
    const up = y > 0 ? -side : 0;
    const down = y < side - 1 ? side : 0;
    for (let x = 0; x < side; x++, at++) {
      const left = x > 0 ? -1 : 0;
      const right = x < side - 1 ? 1 : 0;
      const nw = smooth[at + up + left] as number;
      const ne = smooth[at + up + right] as number;
      const sw = smooth[at + down + left] as number;
      const se = smooth[at + down + right] as number;
      const gx = ne + 2 * (smooth[at + right] as number) + se - nw - 2 * (smooth[at + left] as number) - sw;
      const gy = sw + 2 * (smooth[at + down] as number) + se - nw - 2 * (smooth[at + up] as number) - ne;
      const line = Math.min(1, gain * Math.sqrt(gx * gx + gy * gy));
      const value = dark ? 1 - line : line;
      rgba[at * 4] = value;
      rgba[at * 4 + 1] = value;
      rgba[at * 4 + 2] = value;
    }
  }
};

/** The binomial kernel (1 2 1) both ways, one after the other, the border repeated. */
function smoothed(grey: Float32Array, side: number): Float32Array {
  const across = acrossLevels(grey.length);
  const out = smoothLevels(grey.length);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at++) {
      const left = x > 0 ? -1 : 0;
      const right = x < side - 1 ? 1 : 0;
      across[at] =
        ((grey[at + left] as number) + 2 * (grey[at] as number) + (grey[at + right] as number)) / 4;
    }
  }
  for (let y = 0, at = 0; y < side; y++) {
    const up = y > 0 ? -side : 0;
    const down = y < side - 1 ? side : 0;
    for (let x = 0; x < side; x++, at++) {
      out[at] =
        ((across[at + up] as number) + 2 * (across[at] as number) + (across[at + down] as number)) / 4;
    }
  }
  return out;
}
