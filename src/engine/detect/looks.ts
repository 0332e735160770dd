/** One look: a network is shown one picture of a frame. Looks know nothing of each other, so that they can be taken anywhere. */
import type { Candidate } from '../../models/face-detector/candidates.ts';
import { createFullRange, loadFullRange } from '../../models/face-detector/full-range.ts';
import type { FaceNetwork } from '../../models/face-detector/network.ts';
import { createYunet, loadYunetWeights } from '../../models/face-detector/yunet.ts';
import { inFrame, type Picture } from './picture.ts';
import { fromFullRange } from './verdict.ts';

export interface Look {
  readonly network: 'yunet' | 'full-range';
  readonly picture: Picture;
  /** The least score that counts. */
  readonly threshold: number;
}

/** Both networks. */
export type Networks = Readonly<Record<Look['network'], FaceNetwork>>;

/** @throws ModelError when one is not to be had, Error when it does not run here. */
export async function loadNetworks(): Promise<Networks> {
  const [yunet, fullRange] = await Promise.all([
    loadYunetWeights().then((weights) => createYunet(weights)),
    loadFullRange().then((model) => createFullRange(model)),
  ]);
  return { yunet, 'full-range': fullRange };
}

/** @returns the faces as YuNet reports them, in frame pixels, best first. @throws FaceNetworkError as the network's `detect`. */
export function take({ network, picture, threshold }: Look, networks: Networks): readonly Candidate[] {
  return networks[network]
    .detect(picture.data, picture.width, picture.height, { threshold })
    .map((found) => inFrame(network === 'yunet' ? found : fromFullRange(found), picture));
}
