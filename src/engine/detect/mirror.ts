/** Faces found in a picture that goes on beyond the frame as its mirror image: what they mean within the frame. */
import type { Detection } from '../face.ts';
import { box } from '../geometry.ts';

interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/**
 * A face whose points lie in the frame is as it was found. Any other is made up of a face and its mirror image, or is a mirror
 * image altogether: its points say nothing, and its box becomes one that holds what of it lies in the frame from either side.
 */
export function unmirrored(found: Detection, { width, height }: FrameSize): Detection {
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
  const [left, right] = spanInFrame(b.x, b.x + b.width, width);
  const [top, bottom] = spanInFrame(b.y, b.y + b.height, height);
  return { ...found, box: box(left, top, right - left, bottom - top), roll: 0, landmarks: null };
}

/** A span that lies beyond an end is mirrored at it; one across an end is widened to hold its own mirror image. */
function spanInFrame(from: number, to: number, length: number): [from: number, to: number] {
  if (to <= 0) {
    return [-to, -from];
  }
  if (from >= length) {
    return [2 * length - to, 2 * length - from];
  }
  return [
    Math.min(from, from < 0 ? -to : from, to > length ? 2 * length - to : from),
    Math.max(to, from < 0 ? -from : to, to > length ? 2 * length - from : to),
  ];
}
