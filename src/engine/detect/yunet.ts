/** Guise's detector: YuNet-n on our own kernels, which sees every frame whole. */
import type { FaceNetwork } from '../../models/face-detector/network.ts';
import { createYunet, loadYunetWeights } from '../../models/face-detector/yunet.ts';
import type { VerifiedDetection } from '../face.ts';
import { rgbaOf } from '../safe/pixels.ts';
import type { DetectRequest, FaceDetector } from './detector.ts';
import { inFrame, pictureOf } from './picture.ts';
import { detectionOf, united } from './verdict.ts';

/** One look at the whole frame: the picture's longer side, and whether it is turned by a quarter. */
type Pass = readonly [longSide: number, turned: boolean];

const LIVE: readonly Pass[] = [
  [640, false],
  // The network sees heads upright and upside down, rolled by 60° either way, but not lying: those it sees here.
  [320, true],
];
const THOROUGH: readonly Pass[] = [
  [640, false],
  [1280, false],
  [640, true],
];
/**
 * The least score that is reported, below what makes a new face: a face that is followed is still one
 * (`track/tracker.ts`).
 */
const FOLLOWED_SCORE = 0.2;

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
    const passes = (effort === 'thorough' ? THOROUGH : LIVE).map(([longSide, turned]) => {
      const picture = pictureOf(pixels, longSide, turned);
      return this.#network
        .detect(picture.data, picture.width, picture.height, { threshold: FOLLOWED_SCORE })
        .map((found) => inFrame(found, picture));
    });
    return united(passes).flatMap((face) => detectionOf(face, pixels) ?? []);
  }

  close(): void {}
}
