/** The leak meter's arithmetic, apart from networks and workers: what left a frame as it came in. */
import type { Pixels } from '../../../base/sample.ts';
import type { LeakReading } from './meter.ts';

/** A face as the leak meter's own detector saw it, in pixels of the compared (small) pictures. */
export interface SeenFace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

/** Levels (of 255) by which a channel may differ and still count as the same. */
export const TOLERANCE = 2;
/** A face of which more than this share is uncovered is bare. */
export const BARE = 0.1;
/** So much of what nobody covered must agree, or the two pictures are not of the same frame and nothing can be said. */
const COMPARABLE = 0.5;

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
  const out = Uint8Array.from(map);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (map[y * width + x] !== value) {
        continue;
      }
      for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j++) {
        out.fill(value, j * width + Math.max(0, x - 1), j * width + Math.min(width - 1, x + 1) + 1);
      }
    }
  }
  return out;
}

/**
 * Share (0..1) of the face's pixels that are marked. The face is the ellipse inscribed in its box, so that the wall behind
 * its corners does not count. A face wholly outside the picture has a share of 0.
 */
export function uncoveredShare(
  face: Pick<SeenFace, 'x' | 'y' | 'width' | 'height'>,
  marked: Uint8Array,
  width: number,
  height: number,
): number {
  const { inside, uncovered } = countPixels(face, marked, width, height);
  return inside > 0 ? uncovered / inside : 0;
}

/** Pixels of the face (as in `uncoveredShare`) inside the picture, and how many of them are marked. */
export function countPixels(
  face: Pick<SeenFace, 'x' | 'y' | 'width' | 'height'>,
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

/** A rectangle in the compared pictures that the engine says it covered. */
export interface CoveredArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What a reading says of one frame.
 * @param safe null when the frame was covered whole: then nothing left it.
 * @param covered the engine's covers, to tell a covered frame from a picture of another frame.
 * @param chosen faces that a person left visible: what they chose is no leak, and is not counted.
 * @throws Error when the pictures do not agree even where nothing was covered: they cannot be compared.
 */
export function leaksIn(
  raw: Pixels,
  safe: Pixels | null,
  faces: readonly SeenFace[],
  covered: readonly CoveredArea[],
  chosen: readonly CoveredArea[] = [],
): Pick<LeakReading, 'faces' | 'uncovered' | 'bareFaces'> {
  const counted = faces.filter((face) => !chosen.some((area) => isSameFace(face, area)));
  if (!safe) {
    return { faces: counted.length, uncovered: 0, bareFaces: 0 };
  }
  const { width, height } = raw;
  const marked = unchanged(raw, safe);
  demandComparable(marked, width, height, covered);
  const counts = counted.map((face) => countPixels(face, marked, width, height));
  const inside = counts.reduce((sum, one) => sum + one.inside, 0);
  const uncovered = counts.reduce((sum, one) => sum + one.uncovered, 0);
  return {
    faces: counted.length,
    uncovered: inside > 0 ? uncovered / inside : 0,
    bareFaces: counts.filter((one) => one.inside > 0 && one.uncovered / one.inside > BARE).length,
  };
}

/** The two detectors draw their boxes differently: the middle of one lies in the other, and neither is much larger. */
function isSameFace(face: CoveredArea, area: CoveredArea): boolean {
  const x = face.x + face.width / 2;
  const y = face.y + face.height / 2;
  const inside = x > area.x && x < area.x + area.width && y > area.y && y < area.y + area.height;
  const ratio = Math.sqrt((face.width * face.height) / (area.width * area.height));
  return inside && ratio > 0.5 && ratio < 2;
}

function demandComparable(
  marked: Uint8Array,
  width: number,
  height: number,
  covered: readonly CoveredArea[],
): void {
  let outside = 0;
  let agreeing = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!covered.some((a) => x >= a.x - 1 && x <= a.x + a.width && y >= a.y - 1 && y <= a.y + a.height)) {
        outside++;
        agreeing += marked[y * width + x] as number;
      }
    }
  }
  // Where covers fill the picture there is too little left to judge by.
  if (outside > 0.05 * width * height && agreeing < COMPARABLE * outside) {
    throw new Error(
      'the covered picture differs from the raw one everywhere, so nothing can be said of its faces',
    );
  }
}

/**
 * The longest time, ms, for which readings in a row found a bare face, each lasting until the next reading. A lone last
 * reading counts as 0: nobody looked again yet. Readings whose time runs backwards belong to another source.
 */
export function longestUncoveredRun(
  readings: readonly Pick<LeakReading, 'timestamp' | 'bareFaces'>[],
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
