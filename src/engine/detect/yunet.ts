/** Guise's detector: YuNet-n on our own kernels, which sees every frame whole. */
import type { FaceNetwork } from '../../models/face-detector/network.ts';
import { createYunet, loadYunetWeights } from '../../models/face-detector/yunet.ts';
import type { VerifiedDetection } from '../face.ts';
import { rgbaOf } from '../safe/pixels.ts';
import type { DetectRequest, FaceDetector } from './detector.ts';
import { inFrame, pictureOf } from './picture.ts';
import { detectionOf, united } from './verdict.ts';

/** One look at the whole frame: the picture's longer side, whether it is turned by a quarter, and the least score that counts. */
type Pass = readonly [longSide: number, turned: boolean, threshold: number];

/** Below what makes a new face: a face that is followed is still one (`track/tracker.ts`). */
const FOLLOWED_SCORE = 0.2;
const LIVE: readonly Pass[] = [
  [640, false, FOLLOWED_SCORE],
  // The network sees heads upright and upside down, rolled by 60° either way, but not lying: those it sees here.
  [320, true, 0.5],
];
const THOROUGH: readonly Pass[] = [
  [640, false, FOLLOWED_SCORE],
  [1280, false, 0.4],
  [640, true, 0.5],
];
/** Loads the network. @throws ModelError when it is not to be had, Error when it does not run here. */
export async function createYunetDetector(): Promise<FaceDetector> {
  return new YunetDetector(await createYunet(await loadYunetWeights()));
}

export class YunetDetector implements FaceDetector {
  readonly #network: FaceNetwork;

  constructor(network: FaceNetwork) {
    this.#network = network;
  }

  async detect({ frame, effort }: DetectRequest): Promise<readonly VerifiedDetection[]> {
    const pixels = await rgbaOf(frame);
    const passes = (effort === 'thorough' ? THOROUGH : LIVE).map(([longSide, turned, threshold]) => {
      const picture = pictureOf(pixels, longSide, turned);
      return this.#network
        .detect(picture.data, picture.width, picture.height, { threshold })
        .map((found) => inFrame(found, picture));
    });
    return united(passes).flatMap((face) => detectionOf(face, pixels) ?? []);
  }

  close(): void {}
}
