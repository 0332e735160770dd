import { clamp01 } from '../../../base/clamp.ts';
import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';

type Colour = readonly [number, number, number];

/** The oval's colours; 'around' has none: there the surroundings alone are painted. */
export const COLOURS: Readonly<Record<string, Colour>> = {
  sand: [0.93, 0.89, 0.82],
  slate: [0.2, 0.24, 0.3],
  black: [0, 0, 0],
  white: [1, 1, 1],
};
/** Of the crop's half side: the oval's, in width and height. It ends within the core of every cover but those of the widest feather. */
export const OVAL = [0.8, 0.86] as const;
/** Means along each side of the crop. */
export const MEANS = 8;
/** How deep into the crop those reach, as a share of its side. */
const DEPTH = 16;

/**
 * An oval that fades into its surroundings. Of the crop only its rim is read, as eight mean colours a side: hair, neck and room, which lie
 * beside the cover, or in its feather, anyway. Inside they run into each other, the nearer side counting more.
 */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  const colour = COLOURS[String(values.colour)];
  const softness = numberOf(values, 'softness');
  const rim = RIMS.map((place) => meansAlong(rgba, side, place));
  const found = new Float64Array(3);
  for (let y = 0, o = 0; y < side; y++) {
    const v = (y + 0.5) / side;
    for (let x = 0; x < side; x++, o += 4) {
      const u = (x + 0.5) / side;
      surroundings(rim, u, v, found);
      const share = colour ? opacity(2 * u - 1, 2 * v - 1, softness) : 0;
      for (let c = 0; c < 3; c++) {
        const around = found[c] as number;
        rgba[o + c] = around + ((colour?.[c] ?? 0) - around) * share;
      }
    }
  }
};

/** From along a side and into the crop to x and y: top, bottom, left, right. */
type Place = (along: number, depth: number, side: number) => readonly [number, number];
const RIMS: readonly Place[] = [
  (along, depth) => [along, depth],
  (along, depth, side) => [along, side - 1 - depth],
  (along, depth) => [depth, along],
  (along, depth, side) => [side - 1 - depth, along],
];

function meansAlong(rgba: Float32Array, side: number, place: Place): Float32Array {
  const deep = Math.max(1, Math.floor(side / DEPTH));
  const means = new Float32Array(MEANS * 3);
  for (let k = 0; k < MEANS; k++) {
    const from = Math.floor((k * side) / MEANS);
    const to = Math.floor(((k + 1) * side) / MEANS);
    const share = 1 / ((to - from) * deep);
    for (let depth = 0; depth < deep; depth++) {
      for (let along = from; along < to; along++) {
        const [x, y] = place(along, depth, side);
        for (let c = 0; c < 3; c++) {
          means[k * 3 + c] = (means[k * 3 + c] as number) + share * (rgba[(y * side + x) * 4 + c] as number);
        }
      }
    }
  }
  return means;
}

/** The four sides' colours opposite a point, each by one over how far it is; to `out`. */
function surroundings(rim: readonly Float32Array[], u: number, v: number, out: Float64Array): void {
  const weights = [1 / v, 1 / (1 - v), 1 / u, 1 / (1 - u)];
  const sum = weights.reduce((a, b) => a + b, 0);
  out.fill(0);
  rim.forEach((means, i) => {
    const at = Math.min(MEANS - 1, Math.max(0, (i < 2 ? u : v) * MEANS - 0.5));
    const low = Math.floor(at);
    const high = Math.min(MEANS - 1, low + 1);
    const weight = (weights[i] as number) / sum;
    for (let c = 0; c < 3; c++) {
      const here = means[low * 3 + c] as number;
      const value = here + ((means[high * 3 + c] as number) - here) * (at - low);
      out[c] = (out[c] as number) + weight * value;
    }
  });
}

/** 1 in the middle of the oval, 0 beyond it, smooth between; x and y run over [-1, 1]. */
function opacity(x: number, y: number, softness: number): number {
  const t = clamp01((1 - Math.hypot(x / OVAL[0], y / OVAL[1])) / softness);
  return t * t * (3 - 2 * t);
}
