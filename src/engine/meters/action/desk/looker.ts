/** What the networks find in one look at a covered picture: things and heads whose points are to be seen, or joints. */

import type { FaceNetwork } from '../../../../models/face-detector/network.ts';
import { createYunet, loadYunetWeights } from '../../../../models/face-detector/yunet.ts';
import {
  createObjectDetector,
  loadObjects,
  type ObjectDetector,
} from '../../../../models/objects/detector.ts';
import { likelyAt, loadMouthFilter, type MouthFilter } from '../../../../models/objects/mouth.ts';
import type { Pose } from '../../../../models/pose/decode.ts';
import { createPoseNetwork, loadPose, type PoseNetwork } from '../../../../models/pose/detector.ts';
import type { Thing } from './evidence.ts';
import { type Head, poseOf } from './head.ts';
import { mouthLook } from './mouth.ts';

export interface Seen {
  readonly things: readonly Thing[];
  /** Faces that are still to be seen, and their turns: under a mask there are none. */
  readonly heads: readonly Head[];
  /** Of the largest face's person; null where nobody looked for them. */
  readonly joints: Pose | null;
}

/** What a look is for: things and heads, or the joints of the person in its middle. */
export type Sees = 'things' | 'hands';

/** Things that score less say nothing, not even over two seconds. */
const THING = 0.15;
/** Of a head that scores less, points are guesses. */
const HEAD = 0.6;
/** Pixels of a look: in a smaller head a mouth is a few pixels. */
const LEAST_HEAD = 40;

/** What only labels that are tried need. */
interface Tried {
  readonly pose: PoseNetwork;
  readonly smokes: MouthFilter;
}

export class Looker {
  readonly #objects: ObjectDetector;
  readonly #faces: FaceNetwork;
  readonly #yawns: MouthFilter;
  readonly #tried: Tried | null;

  private constructor(objects: ObjectDetector, faces: FaceNetwork, yawns: MouthFilter, tried: Tried | null) {
    this.#objects = objects;
    this.#faces = faces;
    this.#yawns = yawns;
    this.#tried = tried;
  }

  /** @param tried: hands and cigarettes can be looked for as well. @throws when the browser has no WebAssembly SIMD, or weights are missing or damaged. */
  static async load(tried: boolean): Promise<Looker> {
    const [objects, faces, yawns, pose, smokes] = await Promise.all([
      loadObjects().then((model) => createObjectDetector(model)),
      loadYunetWeights().then((weights) => createYunet(weights)),
      loadMouthFilter('yawning'),
      tried ? loadPose().then((weights) => createPoseNetwork(weights)) : null,
      tried ? loadMouthFilter('smoking') : null,
    ]);
    return new Looker(objects, faces, yawns, pose && smokes && { pose, smokes });
  }

  /**
   * @param pixels RGBA. @param width and height: multiples of 32. What is found is in its pixels.
   * @throws RangeError when hands are looked for that it was not loaded for.
   */
  look(pixels: Uint8ClampedArray, width: number, height: number, sees: Sees): Seen {
    if (sees === 'hands') {
      if (!this.#tried) {
        throw new RangeError('It was loaded to look for things alone.');
      }
      return { things: [], heads: [], joints: this.#tried.pose.find(pixels, width, height) };
    }
    const picture = { data: pixels, width, height };
    const { objects, features } = this.#objects.see(pixels, width, height, THING);
    const heads = this.#faces.detect(pixels, width, height, { threshold: HEAD }).flatMap((face): Head[] => {
      const { x, y, width, height, score } = face;
      const [rightEye, leftEye, nose, right, left] = face.points;
      if (!rightEye || !leftEye || !nose || !right || !left) {
        return [];
      }
      const mouth = { x: (right.x + left.x) / 2, y: (right.y + left.y) / 2 };
      const points = { rightEye, leftEye, nose, mouth };
      const pose = poseOf(points);
      const seen = () => ({
        yawn: likelyAt(features, this.#yawns, mouth, height),
        smoke: this.#tried && likelyAt(features, this.#tried.smokes, mouth, height),
        look: mouthLook(picture, points),
      });
      return pose ? [{ x, y, width, height, score, pose, mouth: height < LEAST_HEAD ? null : seen() }] : [];
    });
    return { things: objects, heads, joints: null };
  }
}
