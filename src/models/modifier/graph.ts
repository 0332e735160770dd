/**
 * The modifier in plain tfjs operators, on whatever backend is set: the reference for the other executors, and
 * differentiable in its weights, which are variables ("adapt to my face" trains them).
 */
import {
  add,
  addN,
  clipByValue,
  conv2d,
  depthToSpace,
  depthwiseConv2d,
  div,
  image,
  moments,
  mul,
  type Rank,
  relu,
  type ShapeMap,
  sigmoid,
  slice,
  sqrt,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tanh,
  tensor,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { EPSILON, lastUses, type Step } from './plan.ts';
import type { ModifierWeights } from './weights.ts';

export class ModifierGraph {
  /** Side of the picture, pixels. */
  readonly side: number;
  readonly #plan: readonly Step[];
  readonly #variables: ReadonlyMap<string, Variable>;

  /** A tfjs backend must be ready. */
  constructor({ side, plan, weights }: ModifierWeights) {
    this.side = side;
    this.#plan = plan;
    this.#variables = new Map(
      [...weights].map(([name, { shape, values }]) => [
        name,
        tidy(() => variable(tensor<Rank>(values, [...shape] as ShapeMap[Rank], 'float32'))),
      ]),
    );
  }

  /** By the weights' names: what an optimiser may change. */
  get variables(): ReadonlyMap<string, Variable> {
    return this.#variables;
  }

  /** Pictures (B, side, side, 3), RGB in [0, 1] → modified pictures, the same shape and range. Differentiable. */
  apply(pictures: Tensor4D): Tensor4D {
    return tidy(() => {
      const values = new Map<number, Tensor4D>([[0, pictures]]);
      const last = lastUses(this.#plan);
      this.#plan.forEach((step, index) => {
        values.set(
          step.output,
          this.#do(step, (value) => values.get(value) as Tensor4D),
        );
        // Within a gradient the tape holds on to what it needs; otherwise `tidy` frees it.
        for (const [value, use] of last) {
          if (use === index) {
            values.delete(value);
          }
        }
      });
      return values.get(this.#plan.length) as Tensor4D;
    });
  }

  dispose(): void {
    for (const v of this.#variables.values()) {
      v.dispose();
    }
  }

  #do(step: Step, value: (number: number) => Tensor4D): Tensor4D {
    const x = value(step.input);
    switch (step.op) {
      case 'centre':
        return sub(mul(x, 2), 1);
      case 'convolution':
      case 'pointwise': {
        const made = conv2d(
          x,
          this.#weight<Tensor4D>(`${step.name}.weight`),
          step.stride,
          (step.kernel - 1) / 2,
          'NHWC',
          1,
          'floor',
        );
        return step.op === 'convolution' && step.bias ? add(made, this.#weight(`${step.name}.bias`)) : made;
      }
      case 'depthwise':
        return depthwiseConv2d(
          x,
          this.#weight<Tensor4D>(`${step.name}.weight`),
          step.stride,
          (step.kernel - 1) / 2,
          'NHWC',
          1,
          'floor',
        );
      case 'norm': {
        const { mean, variance } = moments(x, [1, 2], true);
        const share = div(this.#weight<Tensor1D>(`${step.name}.weight`), sqrt(add(variance, EPSILON)));
        const normed = add(mul(sub(x, mean), share), this.#weight<Tensor1D>(`${step.name}.bias`)) as Tensor4D;
        const made = step.relu ? relu(normed) : normed;
        return step.add === null ? made : addN([made, value(step.add)]);
      }
      case 'enlarge': {
        const [, height, width] = x.shape;
        return image.resizeBilinear(x, [height * 2, width * 2], false, true);
      }
      case 'paint': {
        const picture = value(step.picture);
        const h = depthToSpace(x, 2, 'NHWC');
        const drawn = tanh(slice(h, [0, 0, 0, 0], [-1, -1, -1, 3]));
        const share = sigmoid(slice(h, [0, 0, 0, 3], [-1, -1, -1, 1]));
        return clipByValue(addN([picture, mul(share, sub(0.5, picture)), drawn]), 0, 1);
      }
    }
  }

  #weight<T extends Tensor>(name: string): T {
    return this.#variables.get(name) as unknown as T;
  }
}
