/** YuNet: every face of a picture in one pass (docs/models/face-detector.md). */

import { messageOf } from '../../base/errors.ts';
import { loadModel, modelsOfKind, type StoredModel } from '../catalogue.ts';
import { CorruptModelError, MissingModelError } from '../fetch.ts';
import { type Build, supportedBuild } from '../simd/build.ts';
import type { Weight } from '../weights.ts';
import { type Arithmetic, arithmeticFor } from './arithmetic.ts';
import { DEFAULTS } from './candidates.ts';
import { decodeYunet } from './decode-yunet.ts';
import type { FaceNetwork } from './network.ts';
import { assertWeights } from './plan.ts';
import { selfTesting } from './self-test.ts';
import { createSimdNetwork } from './simd.ts';
import { planYunet } from './yunet-plan.ts';

/** The published network, and the narrow one that learned from it: as sure in less time at the size of a camera's picture. */
export type YunetWidth = 'yunet' | 'narrow';

/** Fetches and checks YuNet's weights. @throws ModelError when they are not to be had or not the tested ones. */
export async function loadYunetWeights(width: YunetWidth = 'yunet'): Promise<ReadonlyMap<string, Weight>> {
  const entry = modelsOfKind('face-detector').find(({ name }) => name === `face-detector-${width}`);
  if (!entry) {
    throw new MissingModelError('this build has no face detector');
  }
  return yunetWeights(await loadModel(entry, '16bit', import.meta.env.BASE_URL));
}

/** Checks that a stored model is YuNet, as published or narrower. @throws CorruptModelError when it is another network. */
export function yunetWeights({ network, weights }: StoredModel): ReadonlyMap<string, Weight> {
  if (!['yunet-n', 'yunet-narrow'].includes(network.name)) {
    throw new CorruptModelError(`the face detector is a network that is not known here: ${network.name}`);
  }
  assertWeights(planYunet(weights), weights);
  return weights;
}

/**
 * YuNet on WebAssembly SIMD; in floats where a self-test in bytes fails.
 * @throws Error when the browser has no SIMD or not enough memory, CorruptModelError when weights are missing, FaceNetworkError
 *   when the network's self-test in floats fails.
 */
export async function createYunet(
  weights: ReadonlyMap<string, Weight>,
  build: Build = supportedBuild(),
  arithmetic: Arithmetic = arithmeticFor(build),
): Promise<FaceNetwork> {
  const plan = planYunet(weights);
  assertWeights(plan, weights);
  const tested = async (arithmetic: Arithmetic) =>
    selfTesting(await createSimdNetwork(plan, weights, build, arithmetic), plan, weights, arithmetic);
  const network = await tested(arithmetic).catch((error) => {
    if (arithmetic === 'floats') {
      throw error;
    }
    // V8 11.3 has the instruction, and adds wrongly.
    console.warn('Guise: faces are looked for in floats, for in bytes they could not be:', messageOf(error));
    return tested('floats');
  });
  return {
    detect(pixels, width, height, { threshold = DEFAULTS.threshold, overlap = DEFAULTS.overlap } = {}) {
      return decodeYunet(network.run(pixels, width, height), threshold, overlap);
    },
  };
}
