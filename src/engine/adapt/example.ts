/** One picture of the person, as the modifier gets it, and how the recogniser looks at it. */
import { type Tensor3D, tensor3d } from '@tensorflow/tfjs-core';
import { CHIP_SIDE, CHIP_TEMPLATE, fitSimilarity, type Spot } from '../../models/recogniser/align.ts';
import type { Scene } from './scene.ts';

export interface Example {
  /** The modifier's aligned crop, side × side × RGB in [0, 1]. */
  readonly picture: Float32Array;
  /** Eyes (left to right on the screen), nose and mouth in the crop, pixels, centres at whole numbers. */
  readonly points: readonly Spot[];
  /** What the person does, to judge by; null where nothing is judged by this example. */
  readonly scene: Scene | null;
}

/**
 * The affine transforms, [n, 2, 3] for `affineGrid`, along which the recogniser's pictures are sampled from crops of `side`
 * pixels.
 * @throws RangeError where a face's points fall together.
 */
export function chipTransforms(examples: readonly Pick<Example, 'points'>[], side: number): Tensor3D {
  const rows = examples.flatMap(({ points }) => {
    const { a, b, e, f } = fitSimilarity(CHIP_TEMPLATE, points);
    // From pixels to -1..1 over either picture, outer edges at ±1.
    const scale = CHIP_SIDE / side;
    const middle = (CHIP_SIDE - 1) / 2;
    const shift = (c: number, s: number, t: number) => (2 * (c * middle + s * middle + t) + 1) / side - 1;
    return [a * scale, -b * scale, shift(a, -b, e), b * scale, a * scale, shift(b, a, f)];
  });
  return tensor3d(rows, [examples.length, 2, 3]);
}
