import { scratch } from '../../../base/buffers.ts';
import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';

export const ITERATIONS = 4;

/** Of a centre, or of the sums of a piece: L, a, b, x, y; of sums also how many pixels. */
const CENTRE = 5;
const SUMS = 6;

const labColours = scratch(Float32Array);
const pixelLabels = scratch(Int32Array);

/**
 * SLIC (Achanta et al., PAMI 2012) in CIELAB with centres on a grid; every pixel is compared with the centres of its own
 * grid cell and the eight around it. Painted with each piece's mean colour (paper, section 5.2, baseline 5).
 */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  const cells = Math.round(numberOf(values, 'cells'));
  const step = side / cells;
  const weight = (numberOf(values, 'compactness') / step) ** 2;
  const lab = toLab(rgba);
  const centres = new Float32Array(cells * cells * CENTRE);
  const labels = pixelLabels(side * side);
  for (let k = 0; k < cells * cells; k++) {
    const x = Math.floor(((k % cells) + 0.5) * step);
    const y = Math.floor((Math.floor(k / cells) + 0.5) * step);
    centres.set(lab.subarray((y * side + x) * 3, (y * side + x) * 3 + 3), k * CENTRE);
    centres[k * CENTRE + 3] = x;
    centres[k * CENTRE + 4] = y;
  }
  for (let y = 0, p = 0; y < side; y++) {
    for (let x = 0; x < side; x++, p++) {
      labels[p] = Math.floor((y * cells) / side) * cells + Math.floor((x * cells) / side);
    }
  }
  const sums = new Float64Array(cells * cells * SUMS);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    sums.fill(0);
    assign(labels, sums, lab, centres, side, cells, weight);
    for (let k = 0; k < cells * cells; k++) {
      const count = sums[k * SUMS + 5] as number;
      for (let j = 0; count > 0 && j < CENTRE; j++) {
        centres[k * CENTRE + j] = (sums[k * SUMS + j] as number) / count;
      }
    }
  }
  paint(rgba, labels, cells);
};

/** Gives every pixel the nearest centre's label, and adds the pixel to that piece's sums. */
function assign(
  labels: Int32Array,
  sums: Float64Array,
  lab: Float32Array,
  centres: Float32Array,
  side: number,
  cells: number,
  weight: number,
): void {
  const columns = Int32Array.from({ length: side }, (_, x) => Math.floor((x * cells) / side));
  for (let y = 0, p = 0; y < side; y++) {
    const cy = columns[y] as number;
    const top = Math.max(0, cy - 1) * cells;
    const bottom = Math.min(cells - 1, cy + 1) * cells;
    for (let x = 0; x < side; x++, p++) {
      const cx = columns[x] as number;
      const first = cx > 0 ? cx - 1 : 0;
      const last = cx < cells - 1 ? cx + 1 : cx;
      const l = lab[p * 3] as number;
      const a = lab[p * 3 + 1] as number;
      const b = lab[p * 3 + 2] as number;
      // Most pixels keep their centre: measured first, it spares the others' colours. Of two equally near the first counts.
      let label = labels[p] as number;
      let c = label * CENTRE;
      let dx = x - (centres[c + 3] as number);
      let dy = y - (centres[c + 4] as number);
      let dl = l - (centres[c] as number);
      let da = a - (centres[c + 1] as number);
      let db = b - (centres[c + 2] as number);
      let best = weight * (dx * dx + dy * dy) + (dl * dl + da * da + db * db);
      for (let row = top; row <= bottom; row += cells) {
        for (let k = row + first; k <= row + last; k++) {
          c = k * CENTRE;
          dx = x - (centres[c + 3] as number);
          dy = y - (centres[c + 4] as number);
          let distance = weight * (dx * dx + dy * dy);
          if (distance <= best) {
            dl = l - (centres[c] as number);
            da = a - (centres[c + 1] as number);
            db = b - (centres[c + 2] as number);
            distance += dl * dl + da * da + db * db;
            if (distance < best || (distance === best && k < label)) {
              best = distance;
              label = k;
            }
          }
        }
      }
      labels[p] = label;
      const s = label * SUMS;
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
  const means = new Float64Array(cells * cells * 4);
  for (let p = 0, i = 0; p < labels.length; p++, i += 4) {
    const s = (labels[p] as number) * 4;
    means[s] = (means[s] as number) + (rgba[i] as number);
    means[s + 1] = (means[s + 1] as number) + (rgba[i + 1] as number);
    means[s + 2] = (means[s + 2] as number) + (rgba[i + 2] as number);
    means[s + 3] = (means[s + 3] as number) + 1;
  }
  for (let s = 0; s < means.length; s += 4) {
    const count = Math.max(1, means[s + 3] as number);
    means[s] = (means[s] as number) / count;
    means[s + 1] = (means[s + 1] as number) / count;
    means[s + 2] = (means[s + 2] as number) / count;
  }
  for (let p = 0, i = 0; p < labels.length; p++, i += 4) {
    const s = (labels[p] as number) * 4;
    rgba[i] = means[s] as number;
    rgba[i + 1] = means[s + 1] as number;
    rgba[i + 2] = means[s + 2] as number;
  }
}

/** sRGB in [0, 1] to CIELAB (D65): L in [0, 100]. Three numbers a pixel, which the next call overwrites. */
export function toLab(rgba: Float32Array): Float32Array {
  const lab = labColours((rgba.length / 4) * 3);
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
