/**
 * The second stage (paper, section 4 "Face Detection": a high-recall pass, then a check that removes false positives).
 * Here the check never takes a cover away: it only says which faces are *confirmed*.
 */

import { type Box, centre, type FramePx } from '../../base/geometry.ts';
import type { Landmarks, Verdict } from '../face.ts';
import type { MergedDetection } from './merge.ts';

/** A score that one look alone must have, and the least that the best of two must have. docs/detection.md has the figures. */
const SURE = 0.7;
const AGREED = 0.6;
/** Radians. People hang upside down less often than shelves look like a face upside down. */
const MAX_ROLL = (100 * Math.PI) / 180;
/** Below this side, pixels, landmarks mean little. */
const SMALLEST = 16;

export function verdictOf(detection: Omit<MergedDetection, 'sighting' | 'steady'>): Verdict {
  const { box, landmarks, roll, score, passes } = detection;
  const sound =
    landmarks !== null &&
    isFaceLike(landmarks, box) &&
    Math.min(box.width, box.height) >= SMALLEST &&
    Math.abs(roll) <= MAX_ROLL;
  const needed = new Set(passes).size > 1 ? AGREED : SURE;
  return sound && score >= needed ? 'confirmed' : 'uncertain';
}

/**
 * True when the points lie as in a face: seen along the face's own axes, eyes apart, the mouth below them, the nose
 * between or (in profile) a little beside, all about where the box is.
 */
export function isFaceLike(landmarks: Landmarks, box: Box<FramePx>): boolean {
  const { rightEye, leftEye, nose, mouth } = landmarks;
  const scale = Math.sqrt(box.width * box.height);
  const middle = centre(box);
  const inside = [rightEye, leftEye, nose, mouth].every(
    (p) => Math.abs(p.x - middle.x) < 0.8 * box.width && Math.abs(p.y - middle.y) < 0.8 * box.height,
  );
  const eyes = { x: (rightEye.x + leftEye.x) / 2, y: (rightEye.y + leftEye.y) / 2 };
  // "Down" the face: from between the eyes to the mouth.
  const down = { x: mouth.x - eyes.x, y: mouth.y - eyes.y };
  const long = Math.hypot(down.x, down.y);
  const apart = Math.hypot(leftEye.x - rightEye.x, leftEye.y - rightEye.y);
  if (!inside || long < 0.15 * scale || long > 0.9 * scale || apart < 0.05 * scale || apart > 0.8 * scale) {
    return false;
  }
  // The person's left eye is to the right of "down" as the picture shows it; a mirrored order is no face.
  const turn = (leftEye.x - rightEye.x) * down.y - (leftEye.y - rightEye.y) * down.x;
  const noseAlong = ((nose.x - eyes.x) * down.x + (nose.y - eyes.y) * down.y) / (long * long);
  return turn > 0 && noseAlong > -0.1 && noseAlong < 1.1;
}
