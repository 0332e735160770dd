import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';

/** Luminance, smoothed 3 × 3, then the length of its Sobel gradient (paper, section 5.2, baseline 6). */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  const gain = numberOf(values, 'gain');
  const dark = values.style === 'dark';
  const grey = new Float32Array(side * side);
  for (let i = 0; i < grey.length; i++) {
    grey[i] =
      0.299 * (rgba[i * 4] as number) +
      0.587 * (rgba[i * 4 + 1] as number) +
      0.114 * (rgba[i * 4 + 2] as number);
  }
  const smooth = new Float32Array(side * side);
  each(side, (at, n) => {
    smooth[at] =
      (grey[n.nw] as number) / 16 +
      (grey[n.n] as number) / 8 +
      (grey[n.ne] as number) / 16 +
      (grey[n.w] as number) / 8 +
      (grey[at] as number) / 4 +
      (grey[n.e] as number) / 8 +
      (grey[n.sw] as number) / 16 +
      (grey[n.s] as number) / 8 +
      (grey[n.se] as number) / 16;
  });
  each(side, (at, n) => {
    const v = (i: number) => smooth[i] as number;
    const gx = v(n.ne) + 2 * v(n.e) + v(n.se) - v(n.nw) - 2 * v(n.w) - v(n.sw);
    const gy = v(n.sw) + 2 * v(n.s) + v(n.se) - v(n.nw) - 2 * v(n.n) - v(n.ne);
    const line = Math.min(1, gain * Math.hypot(gx, gy));
    rgba.fill(dark ? 1 - line : line, at * 4, at * 4 + 3);
  });
};

interface Neighbours {
  nw: number;
  n: number;
  ne: number;
  w: number;
  e: number;
  sw: number;
  s: number;
  se: number;
}

/** Visits every pixel with the indices of its eight neighbours, the border repeated. */
function each(side: number, visit: (at: number, neighbours: Neighbours) => void): void {
  const n: Neighbours = { nw: 0, n: 0, ne: 0, w: 0, e: 0, sw: 0, s: 0, se: 0 };
  for (let y = 0; y < side; y++) {
    const up = Math.max(0, y - 1) * side;
    const down = Math.min(side - 1, y + 1) * side;
    for (let x = 0; x < side; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(side - 1, x + 1);
      n.nw = up + left;
      n.n = up + x;
      n.ne = up + right;
      n.w = y * side + left;
      n.e = y * side + right;
      n.sw = down + left;
      n.s = down + x;
      n.se = down + right;
      visit(y * side + x, n);
    }
  }
}
