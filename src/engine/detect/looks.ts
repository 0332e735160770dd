/** One look: a network is shown one picture of a frame. Looks know nothing of each other, so that they can be taken anywhere. */
import type { Candidate } from '../../models/face-detector/candidates.ts';
import {
  createFullRange,
  type FullRangeModel,
  loadFullRange,
} from '../../models/face-detector/full-range.ts';
import type { FaceNetwork } from '../../models/face-detector/network.ts';
import { createYunet, loadYunetWeights } from '../../models/face-detector/yunet.ts';
import type { Weight } from '../../models/weights.ts';
import { inFrame, type Picture } from './picture.ts';
import { fromFullRange } from './verdict.ts';

export interface Look {
  readonly network: 'yunet' | 'narrow' | 'full-range';
  readonly picture: Picture;
  /** The least score that counts. */
  readonly threshold: number;
}

/** All networks. */
export type Networks = Readonly<Record<Look['network'], FaceNetwork>>;

/** What the networks are made of. */
export interface NetworkWeights {
  readonly yunet: ReadonlyMap<string, Weight>;
  readonly narrow: ReadonlyMap<string, Weight>;
  readonly fullRange: FullRangeModel;
}

/** @throws ModelError when some are not to be had. */
export async function loadWeights(): Promise<NetworkWeights> {
  const [yunet, narrow, fullRange] = await Promise.all([
    loadYunetWeights(),
    loadYunetWeights('narrow'),
    loadFullRange(),
  ]);
  return { yunet, narrow, fullRange };
}

/** @throws Error when a network does not run here. */
export async function createNetworks({ yunet, narrow, fullRange }: NetworkWeights): Promise<Networks> {
  return {
    yunet: await createYunet(yunet),
    narrow: await createYunet(narrow),
    'full-range': await createFullRange(fullRange),
  };
}

/** @returns the faces as YuNet reports them, in frame pixels, best first. @throws FaceNetworkError as the network's `detect`. */
export function take({ network, picture, threshold }: Look, networks: Networks): readonly Candidate[] {
  return networks[network]
    .detect(picture.data, picture.width, picture.height, { threshold })
    .map((found) => inFrame(network === 'full-range' ? fromFullRange(found) : found, picture));
}
