/** The face of a picture that a data set is about, and how it is cut out for a recogniser. */

import type { Pixels } from '../../src/base/sample.ts';
import type { Landmarks, VerifiedDetection } from '../../src/engine/face.ts';
import { fitSimilarity, type Spot, templateIn } from '../../src/models/recogniser/align.ts';
import { alignedFace } from '../../src/models/recogniser/chip.ts';

/** Side of the template ÷ the smaller side of a picture in which no face was found (a face fills about half of LFW's). */
const ASSUMED = 0.6;

/**
 * Index of the detection that the picture is about: of those whose box holds the picture's middle the best scored one (in LFW
 * the person named is the one in the middle); −1 when there is none.
 */
export function subjectOf(
  detections: readonly Pick<VerifiedDetection, 'box' | 'score'>[],
  width: number,
  height: number,
): number {
  let best = -1;
  detections.forEach(({ box, score }, index) => {
    const holdsMiddle =
      Math.abs(box.x + box.width / 2 - width / 2) <= box.width / 2 &&
      Math.abs(box.y + box.height / 2 - height / 2) <= box.height / 2;
    if (holdsMiddle && score > (detections[best]?.score ?? Number.NEGATIVE_INFINITY)) {
      best = index;
    }
  });
  return best;
}

/** In the order of the template. */
export function pointsOf({ rightEye, leftEye, nose, mouth }: Landmarks): readonly Spot[] {
  return [rightEye, leftEye, nose, mouth];
}

/** Where a face is taken to be when none was found: upright, in the middle. */
export function assumedPoints(width: number, height: number): readonly Spot[] {
  const side = Math.min(width, height);
  return templateIn(side, ASSUMED, 0).map(({ x, y }) => ({
    x: x + (width - side) / 2,
    y: y + (height - side) / 2,
  }));
}

/** As `alignedFace`, of a picture that is made smaller first where the face in it is much larger than wanted. */
export function shrunkFace(
  picture: Pixels,
  points: readonly Spot[],
  template: readonly Spot[],
  side: number,
): Float32Array {
  const { a, b } = fitSimilarity(template, points);
  return Math.hypot(a, b) > 2 && Math.min(picture.width, picture.height) > 1
    ? shrunkFace(
        halved(picture),
        points.map(({ x, y }) => ({ x: x / 2, y: y / 2 })),
        template,
        side,
      )
    : alignedFace(picture, points, template, side);
}

/** Half the sides, every pixel the mean of two by two; an odd last row or column is left out. */
export function halved({ width, height, data }: Pixels): Pixels {
  const w = Math.floor(width / 2);
  const h = Math.floor(height / 2);
  const out = new Uint8ClampedArray(w * h * 4);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let c = 0; c < 4; c++) {
        const at = (y * 2 * width + x * 2) * 4 + c;
        const below = at + width * 4;
        const sum =
          (data[at] as number) +
          (data[at + 4] as number) +
          (data[below] as number) +
          (data[below + 4] as number);
        out[(y * w + x) * 4 + c] = sum / 4;
      }
    }
  }
  return { width: w, height: h, data: out };
}
