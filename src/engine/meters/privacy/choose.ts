/** Which faces are measured, and which part of the frame a face's picture is taken from: pure functions. */
import { CHIP_SIDE, CHIP_TEMPLATE, fitSimilarity, type Spot } from '../../../models/recogniser/align.ts';
import type { Face } from '../../face.ts';
import type { Crop } from '../copies.ts';

/** Faces measured in one reading; each is two passes of the network. The others have their turn in the next ones. */
export const FACES_A_READING = 2;
/** Below this distance between eyes and mouth, frame pixels, a recogniser sees too little to say anything. */
const LEAST_SIZE = 12;
/** Side of the part that is copied, in sides of the recogniser's picture: it holds that picture however it is turned. */
const MARGIN = Math.SQRT2;

export interface MeasuredFace {
  readonly id: number;
  /** Eyes, left to right on the screen, nose, middle of the mouth; frame pixels. */
  readonly points: readonly Spot[];
}

/**
 * The faces to measure: confirmed, seen in this very frame, large enough, and those first that were measured longest ago.
 * @param measured when each face was last measured, by its number, on any clock.
 */
export function chooseFaces(faces: readonly Face[], measured: ReadonlyMap<number, number>): MeasuredFace[] {
  return faces
    .flatMap(({ id, landmarks, state, verdict }) => {
      if (!landmarks || state !== 'seen' || verdict !== 'confirmed') {
        return [];
      }
      const { rightEye, leftEye, nose, mouth } = landmarks;
      const eyes = { x: (rightEye.x + leftEye.x) / 2, y: (rightEye.y + leftEye.y) / 2 };
      const size = Math.hypot(mouth.x - eyes.x, mouth.y - eyes.y);
      return size >= LEAST_SIZE ? [{ id, points: [rightEye, leftEye, nose, mouth] }] : [];
    })
    .sort((a, b) => (measured.get(a.id) ?? -Infinity) - (measured.get(b.id) ?? -Infinity) || a.id - b.id)
    .slice(0, FACES_A_READING);
}

/** A part of the frame, and how much smaller it is copied: `scale` ≤ 1. */
export interface Region extends Crop {
  readonly scale: number;
}

/**
 * The square around a face that holds the recogniser's picture of it, cut at the frame's border; copied so small that one of
 * its pixels is about one of that picture's.
 * @throws RangeError where the points fall together, or the face lies outside the frame.
 */
export function regionOf(points: readonly Spot[], width: number, height: number): Region {
  const { a, b, e, f } = fitSimilarity(CHIP_TEMPLATE, points);
  const scale = Math.hypot(a, b);
  const middle = CHIP_SIDE / 2;
  const half = middle * scale * MARGIN;
  const centre = { x: a * middle - b * middle + e, y: b * middle + a * middle + f };
  const left = Math.max(0, Math.floor(centre.x - half));
  const top = Math.max(0, Math.floor(centre.y - half));
  const right = Math.min(width, Math.ceil(centre.x + half));
  const bottom = Math.min(height, Math.ceil(centre.y + half));
  if (right - left < 2 || bottom - top < 2) {
    throw new RangeError('The face lies outside the frame.');
  }
  return { x: left, y: top, width: right - left, height: bottom - top, scale: Math.min(1, 1 / scale) };
}

/** Points of the frame in the pixels of a copied region, which is `width` × `height` large. */
export function pointsIn(
  region: Region,
  points: readonly Spot[],
  width: number,
  height: number,
): readonly Spot[] {
  return points.map(({ x, y }) => ({
    x: ((x - region.x) * width) / region.width,
    y: ((y - region.y) * height) / region.height,
  }));
}
