import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';

export const ITERATIONS = 4;

/**
 * SLIC (Achanta et al., PAMI 2012) in CIELAB with centres on a grid; every pixel is compared with the centres of its own
 * grid cell and the eight around it. Painted with each piece's mean colour (paper, section 5.2, baseline 5).
 */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  const cells = Math.round(numberOf(values, 'cells'));
  const step = side / cells;
  const weight = (numberOf(values, 'compactness') / step) ** 2;
  const lab = toLab(rgba);
  // Centres: L, a, b, x, y.
  const centres = new Float32Array(cells * cells * 5);
  for (let k = 0; k < cells * cells; k++) {
    const x = Math.floor(((k % cells) + 0.5) * step);
    const y = Math.floor((Math.floor(k / cells) + 0.5) * step);
    centres.set(lab.subarray((y * side + x) * 3, (y * side + x) * 3 + 3), k * 5);
    centres[k * 5 + 3] = x;
    centres[k * 5 + 4] = y;
  }
  const labels = new Int32Array(side * side);
  const sums = new Float64Array(cells * cells * 6);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    sums.fill(0);
    assign(labels, sums, lab, centres, side, cells, weight);
    for (let k = 0; k < cells * cells; k++) {
      const count = sums[k * 6 + 5] as number;
      for (let j = 0; count > 0 && j < 5; j++) {
        centres[k * 5 + j] = (sums[k * 6 + j] as number) / count;
      }
    }
  }
  paint(rgba, labels, cells);
};

/** Gives every pixel the nearest centre's label, and adds the pixel to that piece's sums: L, a, b, x, y, count. */
function assign(
  labels: Int32Array,
  sums: Float64Array,
  lab: Float32Array,
  centres: Float32Array,
  side: number,
  cells: number,
  weight: number,
): void {
  for (let y = 0, p = 0; y < side; y++) {
    const cy = Math.floor((y * cells) / side);
    const top = Math.max(0, cy - 1);
    const bottom = Math.min(cells - 1, cy + 1);
    for (let x = 0; x < side; x++, p++) {
      const cx = Math.floor((x * cells) / side);
      const first = Math.max(0, cx - 1);
      const last = Math.min(cells - 1, cx + 1);
      const l = lab[p * 3] as number;
      const a = lab[p * 3 + 1] as number;
      const b = lab[p * 3 + 2] as number;
      let best = Number.POSITIVE_INFINITY;
      let label = 0;
      for (let gy = top; gy <= bottom; gy++) {
        for (let k = gy * cells + first, c = k * 5; k <= gy * cells + last; k++, c += 5) {
          const dx = x - (centres[c + 3] as number);
          const dy = y - (centres[c + 4] as number);
          let distance = weight * (dx * dx + dy * dy);
          // Most centres are too far away for any colour.
          if (distance < best) {
            const dl = l - (centres[c] as number);
            const da = a - (centres[c + 1] as number);
            const db = b - (centres[c + 2] as number);
            distance += dl * dl + da * da + db * db;
            if (distance < best) {
              best = distance;
              label = k;
            }
          }
        }
      }
      labels[p] = label;
      const s = label * 6;
      sums[s] = (sums[s] as number) + l;
      sums[s + 1] = (sums[s + 1] as number) + a;
      sums[s + 2] = (sums[s + 2] as number) + b;
      sums[s + 3] = (sums[s + 3] as number) + x;
      sums[s + 4] = (sums[s + 4] as number) + y;
      sums[s + 5] = (sums[s + 5] as number) + 1;
    }
  }
}

/** Each pixel takes its piece's mean colour. */
function paint(rgba: Float32Array, labels: Int32Array, cells: number): void {
  const sums = new Float64Array(cells * cells * 4);
  for (let i = 0; i < labels.length; i++) {
    const s = (labels[i] as number) * 4;
    for (let c = 0; c < 3; c++) {
      add(sums, s + c, rgba[i * 4 + c]);
    }
    add(sums, s + 3, 1);
  }
  for (let i = 0; i < labels.length; i++) {
    const s = (labels[i] as number) * 4;
    for (let c = 0; c < 3; c++) {
      rgba[i * 4 + c] = (sums[s + c] as number) / (sums[s + 3] as number);
    }
  }
}

function add(sums: Float64Array, at: number, value: number | undefined): void {
  sums[at] = (sums[at] as number) + (value as number);
}

/** sRGB in [0, 1] to CIELAB (D65): L in [0, 100]. Three numbers a pixel. */
export function toLab(rgba: Float32Array): Float32Array {
  const lab = new Float32Array((rgba.length / 4) * 3);
  for (let i = 0, o = 0; i < rgba.length; i += 4, o += 3) {
    const r = LINEAR[Math.round((rgba[i] as number) * LINEAR_STEPS)] as number;
    const g = LINEAR[Math.round((rgba[i + 1] as number) * LINEAR_STEPS)] as number;
    const b = LINEAR[Math.round((rgba[i + 2] as number) * LINEAR_STEPS)] as number;
    const x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const y = curve(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
    const z = curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
    lab[o] = 116 * y - 16;
    lab[o + 1] = 500 * (x - y);
    lab[o + 2] = 200 * (y - z);
  }
  return lab;
}

/** The sRGB curve as a table, like CIELAB's below: a power or a root for each pixel is what would cost most. */
const LINEAR_STEPS = 4095;
const LINEAR = Float32Array.from({ length: LINEAR_STEPS + 1 }, (_, i) => {
  const v = i / LINEAR_STEPS;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** CIELAB's curve (a cube root, straight near 0) for t in [0, 1], by linear interpolation: within 1e-5 above 0.01. */
function curve(t: number): number {
  const at = t * CURVE_STEPS;
  const low = at | 0;
  return (CURVE[low] as number) + (at - low) * ((CURVE[low + 1] as number) - (CURVE[low] as number));
}

const CURVE_STEPS = 4096;
/** A few more than needed: rounding may take t a little over 1. */
const CURVE = Float64Array.from({ length: CURVE_STEPS + 4 }, (_, i) => {
  const t = i / CURVE_STEPS;
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
});
