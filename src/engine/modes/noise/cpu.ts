import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';
import { chachaBlock } from './chacha.ts';

/** Pixels that one ChaCha block serves, three colours each: 12 of its 16 words, two to a pair of normal numbers (Box-Muller). */
const PIXELS_PER_BLOCK = 4;
const NUMBERS = PIXELS_PER_BLOCK * 3;
const ANGLE = (2 * Math.PI) / 16777216;

/** Adds normal noise of the given variance (colours in [0, 1]) and clamps (paper, section 5.2, baseline 4). */
export const applyCpu: ApplyCpu = ({ rgba }, values, key) => {
  const sigma = Math.sqrt(numberOf(values, 'variance'));
  const words = new Uint32Array(16);
  const normal = new Float64Array(NUMBERS);
  const pixels = rgba.length / 4;
  for (let block = 0; block * PIXELS_PER_BLOCK < pixels; block++) {
    chachaBlock(key, block, words);
    for (let i = 0; i < NUMBERS; i += 2) {
      // 24 bits each, never 0: the shader's f32 holds them exactly.
      const radius = Math.sqrt(-2 * Math.log((((words[i] as number) >>> 8) + 0.5) / 16777216));
      const angle = ANGLE * ((words[i + 1] as number) >>> 8);
      normal[i] = radius * Math.cos(angle);
      normal[i + 1] = radius * Math.sin(angle);
    }
    for (let p = 0; p < PIXELS_PER_BLOCK; p++) {
      const at = (block * PIXELS_PER_BLOCK + p) * 4;
      rgba[at] = clamp01((rgba[at] as number) + sigma * (normal[p * 3] as number));
      rgba[at + 1] = clamp01((rgba[at + 1] as number) + sigma * (normal[p * 3 + 1] as number));
      rgba[at + 2] = clamp01((rgba[at + 2] as number) + sigma * (normal[p * 3 + 2] as number));
    }
  }
};

function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
