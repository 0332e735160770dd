/**
 * Evens the tint of a learned face. The network leaves greenish and bluish bands where it draws over a hairline; skin is never less
 * red than the face's other skin of that brightness. Works on the network's own picture alone: nothing of the frame comes in.
 */
import { clamp01 } from '../../../base/clamp.ts';
import type { Seam } from './seam.ts';

/** A colour that is off by more than this, 0..1, is not skin (an eye, cloth, coloured light) and stays. */
export const NOT_SKIN = 0.15;
/** Less red by this much, 0..1, is wholly evened; less than that in part, so that there is no edge. */
export const FULL_TINT = 0.02;

/**
 * Gives pixels that are a little less red than skin the tint of the core's mean colour, at their own brightness, in place.
 * @param picture the network's, RGB in [0, 1].
 */
export function evenTint(picture: Float32Array, { inside, insideCount, tint }: Seam): void {
  const mean = [0, 0, 0] as [number, number, number];
  for (let p = 0; p < inside.length; p++) {
    if (inside[p]) {
      for (let c = 0; c < 3; c++) {
        mean[c as 0] += (picture[p * 3 + c] as number) / insideCount;
      }
    }
  }
  const [r, g, b] = mean;
  const bright = Math.max((r + g + b) / 3, 1e-3);
  for (let p = 0; p < tint.length; p++) {
    const weight = tint[p] as number;
    if (weight === 0) {
      continue;
    }
    const o = p * 3;
    const own = ((picture[o] as number) + (picture[o + 1] as number) + (picture[o + 2] as number)) / 3;
    const scale = own / bright;
    const offR = (picture[o] as number) - r * scale;
    const offG = (picture[o + 1] as number) - g * scale;
    const offB = (picture[o + 2] as number) - b * scale;
    const off = Math.max(Math.abs(offR), Math.abs(offG), Math.abs(offB)) / NOT_SKIN;
    const share = weight * Math.max(0, 1 - off * off) * clamp01(-offR / FULL_TINT);
    picture[o] = clamp01((picture[o] as number) - share * offR);
    picture[o + 1] = clamp01((picture[o + 1] as number) - share * offG);
    picture[o + 2] = clamp01((picture[o + 2] as number) - share * offB);
  }
}
