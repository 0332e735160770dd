import { clamp01 } from '../../../base/clamp.ts';
import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';
import { chachaBlock } from './chacha.ts';

/** Pixels that one ChaCha block serves, three colours each: 12 of its 16 words, two to a pair of normal numbers (Box-Muller). */
const PIXELS_PER_BLOCK = 4;
const NUMBERS = PIXELS_PER_BLOCK * 3;

/** Adds normal noise of the given variance (colours in [0, 1]) and clamps (paper, section 5.2, baseline 4). */
export const applyCpu: ApplyCpu = ({ rgba }, values, key) => {
  const sigma = Math.sqrt(numberOf(values, 'variance'));
  const words = new Uint32Array(16);
  const normal = new Float64Array(NUMBERS);
  const pixels = rgba.length / 4;
  for (let block = 0; block * PIXELS_PER_BLOCK < pixels; block++) {
    chachaBlock(key, block, words);
    for (let i = 0; i < NUMBERS; i += 2) {
      // 24 bits each: the shader's f32 holds them exactly.
      const radius = sigma * radiusOf((words[i] as number) >>> 8);
      const turn = (words[i + 1] as number) >>> 8;
      normal[i] = radius * sineOf((turn + QUARTER_TURN) & TURN_MASK);
      normal[i + 1] = radius * sineOf(turn);
    }
    for (let p = 0, at = block * PIXELS_PER_BLOCK * 4; p < NUMBERS; p += 3, at += 4) {
      rgba[at] = clamp01((rgba[at] as number) + (normal[p] as number));
      rgba[at + 1] = clamp01((rgba[at + 1] as number) + (normal[p + 1] as number));
      rgba[at + 2] = clamp01((rgba[at + 2] as number) + (normal[p + 2] as number));
    }
  }
};

// A logarithm, a root, a sine and a cosine for every pair of numbers would cost most: they come from tables, straight lines
// between the entries, within 1e-5 of the true ones. 12 of the 24 bits choose the entry, 12 lie between it and the next.
const STEPS = 4096;
const TURN_MASK = 0xffffff;
const QUARTER_TURN = 0x400000;
const SINE = Float64Array.from({ length: STEPS + 1 }, (_, i) => Math.sin((2 * Math.PI * i) / STEPS));

/** @param turn in 2⁻²⁴ of a whole one. */
function sineOf(turn: number): number {
  return between(SINE, turn >>> 12, (turn & 0xfff) / STEPS);
}

const exactRadius = (n: number) => Math.sqrt(-2 * Math.log((n + 0.5) / 16777216));
const RADIUS = Float64Array.from({ length: STEPS }, (_, i) => exactRadius(i * STEPS));
/** Near 0 and near 1 the root is too steep for the table: one number in 64 at either end is worked out. */
const STEEP = 16777216 / 64;

/** sqrt(-2 ln u) of u = (n + 0.5) 2⁻²⁴, which is never 0. */
function radiusOf(n: number): number {
  return n < STEEP || n >= 16777216 - STEEP ? exactRadius(n) : between(RADIUS, n >>> 12, (n & 0xfff) / STEPS);
}

function between(table: Float64Array, low: number, share: number): number {
  const here = table[low] as number;
  return here + share * ((table[low + 1] as number) - here);
}
