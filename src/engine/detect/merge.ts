import { area, type Box, type FramePx, intersection, iou, union } from '../../base/geometry.ts';
import type { Detection, DetectionPass, Landmarks, Sighting } from '../face.ts';

/** Detections of one face by several passes, made one. Its box holds all of theirs. */
export interface MergedDetection extends Detection {
  readonly passes: readonly DetectionPass[];
  readonly sighting: Sighting;
  readonly steady: Landmarks | null;
}

/** Boxes that differ more than this in area are two faces, one before the other. */
const MAX_AREA_RATIO = 4;

/** Share of what a look's own border cut that lies in a face which another look saw whole: then it is a part of that one. */
const PART = 0.4;

/**
 * Unites what belongs to one face, whole ones first and of those the best score first, so that nothing that any pass covered gets
 * bare. Roll and landmarks are those of the best that has landmarks. Sorted by score.
 */
export function mergeDetections(detections: readonly Detection[]): MergedDetection[] {
  const merged: { -readonly [K in keyof MergedDetection]: MergedDetection[K] }[] = [];
  for (const detection of [...detections].sort((a, b) => rank(b) - rank(a))) {
    const same =
      merged.find((other) => belongTogether(other.box, detection.box)) ??
      (detection.cut ? merged.find((other) => !other.cut && isPartOf(detection.box, other.box)) : undefined);
    if (same) {
      same.box = union(same.box, detection.box);
      if (!same.landmarks && detection.landmarks) {
        // Without points a roll is only that of the view.
        same.landmarks = detection.landmarks;
        same.roll = detection.roll;
      }
      same.steady ??= steadyOf(detection);
      same.sighting = {
        box: same.sighting.box,
        landmarks: [...same.sighting.landmarks, ...pointsOf(detection)],
      };
      // A face together with its mirror image is no second opinion of it.
      if (!detection.mirrored && !same.passes.includes(detection.pass)) {
        same.passes = [...same.passes, detection.pass];
      }
    } else {
      merged.push({
        ...detection,
        passes: [detection.pass],
        sighting: { box: detection.box, landmarks: pointsOf(detection) },
        steady: steadyOf(detection),
      });
    }
  }
  return merged.sort((a, b) => b.score - a.score);
}

/** Scores are at most 1. What was not seen whole lends a face neither its score nor its place. */
function rank({ score, cut, mirrored }: Detection): number {
  return cut || mirrored ? score - 1 : score;
}

/**
 * Half a face at a tile's border passes for a smaller one beside the whole. Though it were another's: the boxes are united, and its
 * points must be held by whatever covers the two.
 */
function isPartOf(part: Box<FramePx>, whole: Box<FramePx>): boolean {
  return area(part) <= MAX_AREA_RATIO * area(whole) && area(intersection(part, whole)) > PART * area(part);
}

function pointsOf({ landmarks }: Detection): readonly Landmarks[] {
  return landmarks ? [landmarks] : [];
}

/** The look at the whole frame with the full-range network is the one that no frame goes without. */
function steadyOf({ pass, landmarks }: Detection): Landmarks | null {
  return pass === 'full' ? landmarks : null;
}

function belongTogether(a: Box<FramePx>, b: Box<FramePx>): boolean {
  const small = Math.min(area(a), area(b));
  const large = Math.max(area(a), area(b));
  if (small <= 0 || large / small > MAX_AREA_RATIO) {
    return false;
  }
  return iou(a, b) > 0.3 || area(intersection(a, b)) / small > 0.6;
}
