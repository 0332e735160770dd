/** Faces found in a picture that goes on beyond the frame as its mirror image: what they mean within the frame. */

import { box, type FramePx, intersection } from '../../base/geometry.ts';
import type { Detection } from '../face.ts';

interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Share of a box's side that has to lie in the frame. Few faces of which so little is there are found; most boxes that reach farther
 * out are mirror images of a face that stands in the frame, where the same look sees it as it is.
 */
const LEAST_WITHIN = 0.25;

/**
 * A face whose points lie in the frame is as it was found. Any other is made up of a face and its mirror image (`mirrored`): its
 * points say nothing, and its box becomes one that holds what of it lies in the frame from either side. Null for what is a mirror
 * image and no more.
 */
export function unmirrored(found: Detection, { width, height }: FrameSize): Detection | null {
  const { box: b, landmarks } = found;
  if (landmarks) {
    const { rightEye, leftEye, nose, mouth } = landmarks;
    const within = [rightEye, leftEye, nose, mouth].every(
      ({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height,
    );
    if (within) {
      return found;
    }
  }
  const seen = intersection(b, box<FramePx>(0, 0, width, height));
  if (
    Math.min(seen.width / Math.min(b.width, width), seen.height / Math.min(b.height, height)) < LEAST_WITHIN
  ) {
    return null;
  }
  const [left, right] = spanInFrame(b.x, b.x + b.width, width);
  const [top, bottom] = spanInFrame(b.y, b.y + b.height, height);
  return {
    ...found,
    box: box(left, top, right - left, bottom - top),
    roll: 0,
    landmarks: null,
    mirrored: true,
  };
}

/** A span across an end is widened to hold its own mirror image. */
function spanInFrame(from: number, to: number, length: number): [from: number, to: number] {
  return [
    Math.min(from, from < 0 ? -to : from, to > length ? 2 * length - to : from),
    Math.max(to, from < 0 ? -from : to, to > length ? 2 * length - from : to),
  ];
}
