/** The leak meter's arithmetic, apart from networks and workers: what left a frame as it came in. */
import type { Pixels } from '../../../base/sample.ts';
import { BARE, countPixels, unchanged } from '../../../metrics/uncovered.ts';
import type { LeakReading } from './meter.ts';

/** A face as the leak meter's own detector saw it, in pixels of the compared (small) pictures. */
export interface SeenFace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

/** So much of what nobody covered must agree, or the two pictures are not of the same frame and nothing can be said. */
const COMPARABLE = 0.5;

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
  assertComparable(marked, width, height, covered);
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

function assertComparable(
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
