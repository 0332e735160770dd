/** MoveNet (single pose, "lightning"): the joints of the person in a picture's middle, on our own kernels (docs/models/pose.md). */
import { loadFirst, type StoredModel } from '../catalogue.ts';
import { assertWeights } from '../face-detector/plan.ts';
import { createSimdNetwork } from '../face-detector/simd.ts';
import { CorruptModelError } from '../fetch.ts';
import { type Build, supportedBuild } from '../simd/build.ts';
import type { Weight } from '../weights.ts';
import { decodePose, type Pose } from './decode.ts';
import { planMovenet } from './plan.ts';

export interface PoseNetwork {
  /**
   * @param pixels the picture's bytes, RGB or RGBA, row by row. @param width and height: multiples of 32.
   * @returns joints in pixels of the picture; each has a score, those that are not to be seen a low one.
   * @throws RangeError when the pixels are not those of such a picture.
   */
  find(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): Pose;
}

/** Fetches and checks the weights. @throws ModelError when they are not to be had or not the tested ones. */
export async function loadPose(): Promise<ReadonlyMap<string, Weight>> {
  return poseWeights(await loadFirst('pose', '8bit', 'pose network'));
}

/** @throws CorruptModelError when the stored model is another network than the one that is known here. */
export function poseWeights({ network, weights }: StoredModel): ReadonlyMap<string, Weight> {
  if (network.name !== 'movenet-lightning') {
    throw new CorruptModelError('the pose network is one that is not known here');
  }
  assertWeights(planMovenet(), weights);
  return weights;
}

/** @throws Error when the browser has no WebAssembly SIMD or not enough memory. */
export async function createPoseNetwork(
  weights: ReadonlyMap<string, Weight>,
  build: Build = supportedBuild(),
): Promise<PoseNetwork> {
  const network = await createSimdNetwork(planMovenet(), weights, build);
  return { find: (pixels, width, height) => decodePose(network.run(pixels, width, height)) };
}
