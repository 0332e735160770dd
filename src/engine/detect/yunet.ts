/** Guise's detector: YuNet-n on our own kernels, which sees every frame whole, and MediaPipe's full range as second opinion. */
import type { Pixels } from '../../base/sample.ts';
import type { Candidate } from '../../models/face-detector/candidates.ts';
import { createFullRange, FULL_RANGE_SIDE, loadFullRange } from '../../models/face-detector/full-range.ts';
import type { FaceNetwork } from '../../models/face-detector/network.ts';
import { createYunet, loadYunetWeights } from '../../models/face-detector/yunet.ts';
import type { VerifiedDetection } from '../face.ts';
import type { RawFrame } from '../safe/frame.ts';
import { rgbaOf } from '../safe/pixels.ts';
import { BodyFinder } from './bodies.ts';
import type { DetectRequest, FaceDetector } from './detector.ts';
import { inFrame, pictureOf } from './picture.ts';
import { agreed, detectionOf, fromFullRange, isReflection, united } from './verdict.ts';

/** One look at the whole frame: the picture's longer side, whether it is turned by a quarter, and the least score that counts. */
type Pass = readonly [longSide: number, turned: boolean, threshold: number];

/** Below what makes a new face: a face that is followed is still one (`track/tracker.ts`). */
const FOLLOWED_SCORE = 0.2;
/** The longer side at which every frame is looked at. */
const LIVE_SIDE = 640;
const LIVE: readonly Pass[] = [
  [LIVE_SIDE, false, FOLLOWED_SCORE],
  // The network sees heads upright and upside down, rolled by 60° either way, but not lying: those it sees here.
  [320, true, 0.5],
];
const THOROUGH: readonly Pass[] = [
  [LIVE_SIDE, false, FOLLOWED_SCORE],
  [1280, false, 0.4],
  [640, true, 0.5],
];
/** The second network's least score that counts, and the margins of its picture, in which reflections complete cut faces. */
const SECOND_SCORE = 0.5;
const MARGIN = 32;

/** Loads both networks. @throws ModelError when one is not to be had, Error when it does not run here. */
export async function createYunetDetector(): Promise<FaceDetector> {
  const [yunet, fullRange] = await Promise.all([
    loadYunetWeights().then((weights) => createYunet(weights)),
    loadFullRange().then((model) => createFullRange(model)),
  ]);
  return new YunetDetector(yunet, fullRange);
}

export class YunetDetector implements FaceDetector {
  readonly #network: FaceNetwork;
  readonly #second: FaceNetwork;
  readonly #bodies = new BodyFinder();

  constructor(network: FaceNetwork, second: FaceNetwork) {
    this.#network = network;
    this.#second = second;
  }

  async detect({ frame, effort }: DetectRequest): Promise<readonly VerifiedDetection[]> {
    const pixels = await rgbaOf(frame);
    const wanted = effort === 'thorough' ? THOROUGH : LIVE;
    // Enlarged more than twice, a small picture shows nothing more, and its faces are larger than any that the network was taught.
    const largest = Math.max(LIVE_SIDE, 2 * Math.max(pixels.width, pixels.height));
    const passes = wanted.flatMap(([longSide, turned, threshold]) => {
      if (longSide > largest) {
        return [];
      }
      const picture = pictureOf(pixels, longSide, { turned });
      const found = this.#network.detect(picture.data, picture.width, picture.height, { threshold });
      return [found.map((one) => inFrame(one, picture))];
    });
    const faces = agreed(united(passes), this.#secondOpinion(pixels));
    return faces.flatMap((face) => detectionOf(face, pixels) ?? []);
  }

  #secondOpinion(pixels: Pixels): readonly Candidate[] {
    const picture = pictureOf(pixels, FULL_RANGE_SIDE, { margin: MARGIN });
    return this.#second
      .detect(picture.data, picture.width, picture.height, { threshold: SECOND_SCORE })
      .map((found) => inFrame(fromFullRange(found), picture))
      .filter((found) => !isReflection(found, pixels));
  }

  bodies(frame: RawFrame) {
    return this.#bodies.find(frame);
  }

  close(): void {}
}
