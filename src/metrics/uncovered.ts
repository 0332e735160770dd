/** What of a face left uncovered: the arithmetic that the leak meter and the measures share. */
import type { Rectangle } from '../base/geometry.ts';
import type { Pixels } from '../base/sample.ts';

/** Levels (of 255) by which a channel may differ and still count as the same. */
export const TOLERANCE = 2;
/** A face of which more than this share is uncovered is bare. */
export const BARE = 0.1;
/**
 * 1 where `safe` still shows what `raw` showed. A single pixel that agrees does so by chance, as some in every blurred
 * cheek do; so only patches of at least 3 × 3 count (a morphological opening).
 * @throws RangeError when the pictures differ in size.
 */
export function unchanged(raw: Pixels, safe: Pixels): Uint8Array {
  const { width, height } = raw;
  if (width !== safe.width || height !== safe.height) {
    throw new RangeError(`Cannot compare ${width}×${height} with ${safe.width}×${safe.height}.`);
  }
  const same = new Uint8Array(width * height);
  for (let i = 0; i < same.length; i++) {
    same[i] = isSame(raw, safe, i * 4) ? 1 : 0;
  }
  return spread(spread(same, width, height, 0), width, height, 1);
}

function isSame(raw: Pixels, safe: Pixels, at: number): boolean {
  for (let channel = at; channel < at + 3; channel++) {
    if (Math.abs((raw.data[channel] as number) - (safe.data[channel] as number)) > TOLERANCE) {
      return false;
    }
  }
  return true;
}

/** Lets every pixel of `value` take over its eight neighbours: dilation for 1, erosion for 0. Beyond the border there is nothing. */
function spread(map: Uint8Array, width: number, height: number, value: 0 | 1): Uint8Array {
  return spreadAlong(spreadAlong(map, width, height, 1, value), height, width, width, value);
}

/** The same along lines of so many pixels, `step` apart: rows where that is 1, columns otherwise. */
function spreadAlong(map: Uint8Array, length: number, lines: number, step: number, value: 0 | 1): Uint8Array {
  const out = new Uint8Array(map.length);
  const next = step === 1 ? length : 1;
  for (let line = 0; line < lines; line++) {
    let at = line * next;
    let before = map[at] as number;
    for (let i = 1; i <= length; i++, at += step) {
      const own = map[at] as number;
      const after = i < length ? (map[at + step] as number) : own;
      out[at] = value === 1 ? before | own | after : before & own & after;
      before = own;
    }
  }
  return out;
}

/**
 * Pixels of the face inside the picture, and how many of them are marked. The face is the ellipse inscribed in its box, so that the
 * wall behind its corners does not count.
 */
export function countPixels(
  face: Rectangle,
  marked: Uint8Array,
  width: number,
  height: number,
): { inside: number; uncovered: number } {
  let inside = 0;
  let uncovered = 0;
  const centreX = face.x + face.width / 2;
  const centreY = face.y + face.height / 2;
  const bottom = Math.min(height, Math.ceil(face.y + face.height));
  const right = Math.min(width, Math.ceil(face.x + face.width));
  for (let y = Math.max(0, Math.floor(face.y)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(face.x)); x < right; x++) {
      const u = (x + 0.5 - centreX) / (face.width / 2);
      const v = (y + 0.5 - centreY) / (face.height / 2);
      if (u * u + v * v <= 1) {
        inside++;
        uncovered += marked[y * width + x] as number;
      }
    }
  }
  return { inside, uncovered };
}

/**
 * The longest time, ms, for which readings in a row found a bare face, each lasting until the next reading. A lone last
 * reading counts as 0: nobody looked again yet. Readings whose time runs backwards belong to another source.
 */
export function longestUncoveredRun(
  readings: readonly { readonly timestamp: number; readonly bareFaces: number }[],
): number {
  let longest = 0;
  let since: number | null = null;
  let before = Number.NEGATIVE_INFINITY;
  for (const { timestamp, bareFaces } of readings) {
    if (timestamp < before) {
      since = null;
    }
    if (since !== null) {
      longest = Math.max(longest, (timestamp - since) / 1000);
    }
    since = bareFaces > 0 ? (since ?? timestamp) : null;
    before = timestamp;
  }
  return longest;
}
