/** What the networks find in one look at a covered picture: things, and heads whose points are to be seen. */

import type { FaceNetwork } from '../../../../models/face-detector/network.ts';
import { createYunet, loadYunetWeights } from '../../../../models/face-detector/yunet.ts';
import {
  createObjectDetector,
  loadObjects,
  type ObjectDetector,
} from '../../../../models/objects/detector.ts';
import type { Thing } from './evidence.ts';
import { type Head, poseOf } from './head.ts';

export interface Seen {
  readonly things: readonly Thing[];
  /** Faces that are still to be seen, and their turns: under a mask there are none. */
  readonly heads: readonly Head[];
}

/** Things that score less say nothing, not even over two seconds. */
const THING = 0.25;
/** Of a head that scores less, points are guesses. */
const HEAD = 0.6;

export class Looker {
  readonly #objects: ObjectDetector;
  readonly #faces: FaceNetwork;

  private constructor(objects: ObjectDetector, faces: FaceNetwork) {
    this.#objects = objects;
    this.#faces = faces;
  }

  /** @throws when the browser has no WebAssembly SIMD, or weights are missing or damaged. */
  static async load(): Promise<Looker> {
    const [objects, faces] = await Promise.all([
      loadObjects().then((model) => createObjectDetector(model)),
      loadYunetWeights().then((weights) => createYunet(weights)),
    ]);
    return new Looker(objects, faces);
  }

  /** @param pixels RGBA. @param width and height: multiples of 32. What is found is in its pixels. */
  look(pixels: Uint8ClampedArray, width: number, height: number): Seen {
    const heads = this.#faces.detect(pixels, width, height, { threshold: HEAD }).flatMap((face): Head[] => {
      const { x, y, width, height, score } = face;
      const [rightEye, leftEye, nose, right, left] = face.points;
      if (!rightEye || !leftEye || !nose || !right || !left) {
        return [];
      }
      const mouth = { x: (right.x + left.x) / 2, y: (right.y + left.y) / 2 };
      const pose = poseOf({ rightEye, leftEye, nose, mouth });
      return pose ? [{ x, y, width, height, score, pose }] : [];
    });
    return { things: this.#objects.find(pixels, width, height, THING), heads };
  }
}
