/**
 * MediaPipe's full range face detection, the second family: its networks' plans and weights, made from the published files when
 * Guise is built (build/face-models.mjs), and what their numbers mean.
 */

import { logit, sigmoid } from '../../base/logistic.ts';
import { readModel, type StoredModel } from '../catalogue.ts';
import { CorruptModelError, fetchVerified } from '../fetch.ts';
import { type Build, supportedBuild } from '../simd/build.ts';
import type { Weight } from '../weights.ts';
import { assertFew, assertPlausible, type Candidate, merge } from './candidates.ts';
import type { FaceNetwork, OutputMap } from './network.ts';
import { assertWeights, type Plan } from './plan.ts';
import { selfTesting } from './self-test.ts';
import { createSimdNetwork } from './simd.ts';

/** The network, and its twin of which most weights are 0: other weights, which see small faces better. */
export type FullRangeName = 'face-full-range' | 'face-full-range-sparse';

/** SHA-256 of what the build step wrote. */
const HASHES: Readonly<Record<FullRangeName, { readonly json: string; readonly bin: string }>> = {
  'face-full-range': {
    json: '6a69713f880dfbda9eed3f81a97fc05ccb35b629e4ac2407a8342322cc0d6ac0',
    bin: 'b55fc3c1e897a7fcfc8865c259e1060ce1aa7f6fad33153710a7a36fce4ed16a',
  },
  'face-full-range-sparse': {
    json: '4ac665820ed8511f527239292d5112a3185b3cdf84c69aa293b65b491503fb86',
    bin: '2ad470e1b5f571b4f543211e6bf2323a8066d48e26ebbc6e6c5661cdc2b3eb62',
  },
};

export interface FullRangeModel {
  readonly plan: Plan;
  readonly weights: ReadonlyMap<string, Weight>;
  /** Rows and columns of cells that lie in the channels of an output's pixel. */
  readonly block: number;
}

/** Side of the square picture that it was trained on, pixels. */
export const FULL_RANGE_SIDE = 192;
/** Pixels from cell to cell; a cell's anchor lies in its middle. */
const STRIDE = 4;
/** Numbers of a face: centre, size, six points. */
const COORDINATES = 16;
/** Logits are cut here, as MediaPipe does. */
const MOST_LOGIT = 100;
/** MediaPipe merges from a lower overlap on. */
export const FULL_RANGE_DEFAULTS = { threshold: 0.3, overlap: 0.3 } as const;

/** Fetches and checks a network. @throws ModelError when it is not to be had or not the tested one. */
export async function loadFullRange(name: FullRangeName = 'face-full-range-sparse'): Promise<FullRangeModel> {
  const path = `${import.meta.env.BASE_URL}generated/${name}`;
  const hashes = HASHES[name];
  const [json, bin] = await Promise.all([
    fetchVerified(`${path}.json`, hashes.json),
    fetchVerified(`${path}.bin`, hashes.bin),
  ]);
  return fullRangeModel(readModel(new TextDecoder().decode(json), bin, hashes.bin));
}

/** @throws CorruptModelError when the stored model is no such network. */
export function fullRangeModel({ network, weights }: StoredModel): FullRangeModel {
  const { plan, block, size } = network as { plan?: Plan; block?: unknown; size: number };
  if (!plan || typeof block !== 'number' || size !== FULL_RANGE_SIDE) {
    throw new CorruptModelError('the face detector is a network that is not known here');
  }
  assertWeights(plan, weights);
  return { plan, weights, block };
}

/**
 * The network on WebAssembly SIMD; its pictures are 192 × 192, or any multiples of 32.
 * @throws as `createYunet` does.
 */
export async function createFullRange(
  { plan, weights, block }: FullRangeModel,
  build: Build = supportedBuild(),
): Promise<FaceNetwork> {
  const network = selfTesting(await createSimdNetwork(plan, weights, build), plan, weights);
  return {
    detect(
      pixels,
      width,
      height,
      { threshold = FULL_RANGE_DEFAULTS.threshold, overlap = FULL_RANGE_DEFAULTS.overlap } = {},
    ) {
      return decodeFullRange(network.run(pixels, width, height), block, threshold, overlap);
    },
  };
}

/**
 * Faces of the network's maps, best first: one anchor in the middle of every cell; boxes that overlap are averaged by score, as
 * MediaPipe does.
 * @param maps numbers of faces, and their logits. @param threshold and overlap: DetectOptions.
 * @throws FaceNetworkError when the maps hold what no picture of faces gives.
 */
export function decodeFullRange(
  [faces, logits]: readonly OutputMap[],
  block: number,
  threshold: number,
  overlap: number,
): readonly Candidate[] {
  if (!faces || logits?.width !== faces.width || logits.height !== faces.height) {
    throw new RangeError('The full range network has two maps of one size.');
  }
  const least = logit(threshold);
  const cell = STRIDE * block;
  const candidates: Candidate[] = [];
  for (let pixel = 0; pixel < faces.width * faces.height; pixel++) {
    for (let part = 0; part < block * block; part++) {
      const value = logits.values[pixel * logits.channels + part] as number;
      if (value < least) {
        continue;
      }
      const x = (pixel % faces.width) * cell + ((part % block) + 0.5) * STRIDE;
      const y = Math.floor(pixel / faces.width) * cell + (Math.floor(part / block) + 0.5) * STRIDE;
      const at = pixel * faces.channels + part * COORDINATES;
      const candidate = candidateAt(faces.values, at, x, y, sigmoid(Math.min(value, MOST_LOGIT)));
      // The network says so of places of which it does not know; MediaPipe drops them, too.
      if (!(candidate.width <= 0 || candidate.height <= 0)) {
        candidates.push(candidate);
      }
    }
  }
  const [width, height] = [faces.width * cell, faces.height * cell];
  assertPlausible(candidates, { width, height, cells: (width * height) / STRIDE ** 2 });
  return assertFew(merge(candidates, overlap));
}

function candidateAt(values: Float32Array, at: number, x: number, y: number, score: number): Candidate {
  const value = (i: number) => values[at + i] as number;
  const [width, height] = [value(2), value(3)];
  return {
    score,
    x: x + value(0) - width / 2,
    y: y + value(1) - height / 2,
    width,
    height,
    points: [4, 6, 8, 10, 12, 14].map((i) => ({ x: x + value(i), y: y + value(i + 1) })),
  };
}
