import type { Detection, DetectionPass, Landmarks, Sighting } from '../face.ts';
import { area, type Box, type FramePx, intersection, iou, union } from '../geometry.ts';

/** Detections of one face by several passes, made one. Its box holds all of theirs. */
export interface MergedDetection extends Detection {
  readonly passes: readonly DetectionPass[];
  readonly sighting: Sighting;
  readonly steady: Landmarks | null;
}

/** Boxes that differ more than this in area are two faces, one before the other. */
const MAX_AREA_RATIO = 4;

/**
 * Unites what belongs to one face, best score first, so that nothing that any pass covered gets bare. Roll and landmarks
 * are those of the best. Sorted by score.
 */
export function mergeDetections(detections: readonly Detection[]): MergedDetection[] {
  const merged: { -readonly [K in keyof MergedDetection]: MergedDetection[K] }[] = [];
  for (const detection of [...detections].sort((a, b) => b.score - a.score)) {
    const same = merged.find((other) => belongTogether(other.box, detection.box));
    if (same) {
      same.box = union(same.box, detection.box);
      same.landmarks ??= detection.landmarks;
      same.steady ??= steadyOf(detection);
      same.sighting = {
        box: same.sighting.box,
        landmarks: [...same.sighting.landmarks, ...pointsOf(detection)],
      };
      if (!same.passes.includes(detection.pass)) {
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
  return merged;
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
