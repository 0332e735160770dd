import type { ApplyCpu } from '../mode.ts';
import { numberOf } from '../values.ts';
import { chachaBlock } from './chacha.ts';

/** Pixels that one ChaCha block (16 words, so 16 normal numbers by Box-Muller) serves, three colours each. */
const PIXELS_PER_BLOCK = 4;

/** Adds normal noise of the given variance (colours in [0, 1]) and clamps (paper, section 5.2, baseline 4). */
export const applyCpu: ApplyCpu = ({ rgba }, values, key) => {
  const sigma = Math.sqrt(numberOf(values, 'variance'));
  const words = new Uint32Array(16);
  const normal = new Float64Array(16);
  const pixels = rgba.length / 4;
  for (let block = 0; block * PIXELS_PER_BLOCK < pixels; block++) {
    chachaBlock(key, block, words);
    for (let i = 0; i < 16; i += 2) {
      // 24 bits each, never 0: the shader's f32 holds them exactly.
      const radius = Math.sqrt(-2 * Math.log((((words[i] as number) >>> 8) + 0.5) / 16777216));
      const angle = (2 * Math.PI * ((words[i + 1] as number) >>> 8)) / 16777216;
      normal[i] = radius * Math.cos(angle);
      normal[i + 1] = radius * Math.sin(angle);
    }
    for (let p = 0; p < PIXELS_PER_BLOCK; p++) {
      const at = (block * PIXELS_PER_BLOCK + p) * 4;
      for (let c = 0; c < 3; c++) {
        const noisy = (rgba[at + c] as number) + sigma * (normal[p * 3 + c] as number);
        rgba[at + c] = Math.min(1, Math.max(0, noisy));
      }
    }
  }
};
