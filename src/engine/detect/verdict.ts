/** What a network reports, as the engine's detections. */
import { box, type FramePx, point, rectangleIou, type Size } from '../../base/geometry.ts';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import type { Landmarks, VerifiedDetection } from '../face.ts';

/** A face that scores so much is confirmed. Of the sample photographs' faces all do; docs/detection.md has the figures. */
export const CONFIRMED_SCORE = 0.6;

/**
 * @param found in frame pixels, its points as YuNet's: eyes, nose, corners of the mouth, the person's right ones first.
 * @returns null for what lies wholly outside of the frame: there is nothing to cover.
 */
export function detectionOf(
  found: Candidate,
  frame: Pick<Size<FramePx>, 'width' | 'height'>,
): VerifiedDetection | null {
  const { x, y, width, height, score } = found;
  if (x >= frame.width || y >= frame.height || x + width <= 0 || y + height <= 0) {
    return null;
  }
  const landmarks = landmarksOf(found);
  return {
    box: box<FramePx>(x, y, width, height),
    score,
    roll: landmarks ? rollOf(landmarks) : 0,
    landmarks,
    verdict: score >= CONFIRMED_SCORE ? 'confirmed' : 'uncertain',
  };
}

function landmarksOf({ points }: Candidate): Landmarks | null {
  const [rightEye, leftEye, nose, right, left] = points.map(({ x, y }) => point<FramePx>(x, y));
  if (!rightEye || !leftEye || !nose || !right || !left) {
    return null;
  }
  return {
    rightEye,
    leftEye,
    nose,
    mouth: point<FramePx>((right.x + left.x) / 2, (right.y + left.y) / 2),
  };
}

/** Radians; 0 upright, positive clockwise on the screen. Of a profile, whose eyes fall together, eyes and mouth tell. */
export function rollOf({ rightEye, leftEye, mouth }: Landmarks): number {
  const down = { x: mouth.x - (rightEye.x + leftEye.x) / 2, y: mouth.y - (rightEye.y + leftEye.y) / 2 };
  return Math.atan2(leftEye.y - rightEye.y - down.x, leftEye.x - rightEye.x + down.y);
}

/**
 * Faces of several passes over one frame, each once, as the first pass that found it saw it; a later one has to be clearly surer. So a
 * face that the first pass sees well rests, whatever later ones see.
 * @param passes each pass's faces, in frame pixels.
 */
export function united(passes: readonly (readonly Candidate[])[]): readonly Candidate[] {
  let faces: Candidate[] = [];
  for (const pass of passes) {
    const earlier = faces;
    faces = [...earlier];
    for (const found of pass.toSorted((a, b) => b.score - a.score)) {
      const at = earlier.findIndex((face) => isSame(face, found));
      const face = earlier[at];
      // One face of a pass replaces another's at most: they are two, each covered.
      if (!face || faces[at] !== face) {
        faces.push(found);
      } else if (found.score > face.score + CLEARLY) {
        faces[at] = found;
      }
    }
  }
  return faces.sort((a, b) => b.score - a.score);
}

/** Full range's boxes begin at the brows; the hair line is so many heights above. */
const FOREHEAD = 0.25;

/** A face of MediaPipe's full range as YuNet would have it: box from the hair line, the mouth for both of its corners. */
export function fromFullRange({ score, x, y, width, height, points }: Candidate): Candidate {
  const [rightEye, leftEye, nose, mouth] = points;
  return {
    score,
    x,
    y: y - FOREHEAD * height,
    width,
    height: (1 + FOREHEAD) * height,
    points: rightEye && leftEye && nose && mouth ? [rightEye, leftEye, nose, mouth, mouth] : [],
  };
}

/** The score of a face that only the second of two networks sees is not that of a confirmed one. */
const ALONE = CONFIRMED_SCORE - 0.01;

/** One network's faces after another's opinion: what both see is confirmed, what only the other sees is doubtful. */
export function agreed(faces: readonly Candidate[], others: readonly Candidate[]): readonly Candidate[] {
  const confirmed = faces.map((face) =>
    others.some((other) => isSame(face, other))
      ? { ...face, score: Math.max(face.score, CONFIRMED_SCORE) }
      : face,
  );
  const added = others
    .filter((other) => !faces.some((face) => isSame(face, other)))
    .map((other) => ({ ...other, score: Math.min(other.score, ALONE) }));
  return [...confirmed, ...added].sort((a, b) => b.score - a.score);
}

/** Share of a side that must lie in the frame: most boxes farther out are the reflection of a face that stands in it. */
const LEAST_WITHIN = 0.25;

export function isReflection(found: Candidate, frame: Pick<Size<FramePx>, 'width' | 'height'>): boolean {
  const within = (from: number, length: number, most: number) =>
    (Math.min(from + length, most) - Math.max(from, 0)) / Math.min(length, most);
  return (
    within(found.x, found.width, frame.width) < LEAST_WITHIN ||
    within(found.y, found.height, frame.height) < LEAST_WITHIN
  );
}

/** By so much a later pass's score must be better. */
const CLEARLY = 0.05;
/** IoU from which on two passes' boxes are one face's. */
const SAME = 0.3;

function isSame(a: Candidate, b: Candidate): boolean {
  return rectangleIou(a, b) > SAME;
}
