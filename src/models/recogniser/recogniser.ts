/**
 * The privacy meter's face recogniser: the residual network of dlib (King, "High Quality Face Recognition with Deep Metric
 * Learning", 2017; He et al., "Deep Residual Learning", 2016), in the variant of face-api.js (MIT), rewritten on tfjs.
 * Its weights come from npm `@vladmandic/face-api`; nothing of ours was trained with or against it.
 */
import {
  add,
  avgPool,
  div,
  fused,
  matMul,
  maxPool,
  mean,
  pad,
  relu,
  sub,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Weight } from '../weights.ts';

/** Numbers in an embedding. */
export const EMBEDDING_LENGTH = 128;
/** RGB, subtracted before the division by 255. */
const MEAN = [122.782, 117.001, 104.298] as const;

/** In the order of execution; 'down' halves the picture. */
const BLOCKS = [
  'conv32_1',
  'conv32_2',
  'conv32_3',
  'conv64_down',
  'conv64_1',
  'conv64_2',
  'conv64_3',
  'conv128_down',
  'conv128_1',
  'conv128_2',
  'conv256_down',
  'conv256_1',
  'conv256_2',
  'conv256_down_out',
] as const;

interface Convolution {
  readonly filter: Tensor4D;
  readonly bias: Tensor1D;
}

export class Recogniser {
  readonly #convolutions = new Map<string, Convolution>();
  readonly #fc: Tensor2D;
  readonly #mean: Tensor1D = tensor1d([...MEAN]);

  /**
   * A tfjs backend must be ready.
   * @throws RangeError when a weight is missing or has another shape than the network.
   */
  constructor(weights: ReadonlyMap<string, Weight>) {
    for (const name of ['conv32_down', ...BLOCKS.flatMap((block) => [`${block}/conv1`, `${block}/conv2`])]) {
      this.#convolutions.set(name, foldScale(weights, name));
    }
    this.#fc = tensor2d(of(weights, 'fc').values, [256, EMBEDDING_LENGTH]);
  }

  /**
   * Embeddings, not normalised; differentiable in the pictures.
   * @param pictures [n, 150, 150, 3], RGB 0..255, faces aligned as `align.ts` says.
   * @returns [n, 128]; the caller disposes it.
   */
  embed(pictures: Tensor4D): Tensor2D {
    return tidy(() => {
      const input = div<Tensor4D>(sub(pictures, this.#mean), 255);
      let x = this.#conv(input, 'conv32_down', 2, 'relu');
      x = maxPool(x, 3, 2, 'valid');
      for (const block of BLOCKS) {
        x = block.includes('down') ? this.#down(x, block) : this.#residual(x, block);
      }
      return matMul(mean<Tensor2D>(x, [1, 2]), this.#fc);
    });
  }

  dispose(): void {
    for (const { filter, bias } of this.#convolutions.values()) {
      filter.dispose();
      bias.dispose();
    }
    this.#fc.dispose();
    this.#mean.dispose();
  }

  /** Strides of 2 are unpadded, as dlib has them. */
  #conv(x: Tensor4D, name: string, strides: 1 | 2, activation: 'relu' | 'linear'): Tensor4D {
    const { filter, bias } = this.#convolutions.get(name) as Convolution;
    return fused.conv2d({ x, filter, bias, strides, pad: strides === 1 ? 'same' : 'valid', activation });
  }

  #residual(x: Tensor4D, block: string): Tensor4D {
    const inner = this.#conv(x, `${block}/conv1`, 1, 'relu');
    return relu(add<Tensor4D>(x, this.#conv(inner, `${block}/conv2`, 1, 'linear')));
  }

  /** The short cut is a mean of 2 × 2 and zeros for the new channels; what the convolution lacks at the border is zero. */
  #down(x: Tensor4D, block: string): Tensor4D {
    const short = avgPool(x, 2, 2, 'valid');
    const y = this.#conv(this.#conv(x, `${block}/conv1`, 2, 'relu'), `${block}/conv2`, 1, 'linear');
    const rows = short.shape[1] - y.shape[1];
    const columns = short.shape[2] - y.shape[2];
    const channels = y.shape[3] - short.shape[3];
    return relu(add<Tensor4D>(grow(short, [0, 0, channels]), grow(y, [rows, columns, 0])));
  }
}

/** Zeros at the end of rows, columns and channels. */
function grow(x: Tensor4D, [rows, columns, channels]: readonly [number, number, number]): Tensor4D {
  return rows || columns || channels
    ? pad(x, [
        [0, 0],
        [0, rows],
        [0, columns],
        [0, channels],
      ])
    : x;
}

/** scale · (conv(x) + bias) + shift as one convolution. */
function foldScale(weights: ReadonlyMap<string, Weight>, name: string): Convolution {
  const { shape, values } = of(weights, `${name}/conv/filters`);
  const bias = of(weights, `${name}/conv/bias`).values;
  const scale = of(weights, `${name}/scale/weights`).values;
  const shift = of(weights, `${name}/scale/biases`).values;
  const channels = shape[3] ?? 0;
  if (shape.length !== 4 || [bias, scale, shift].some((vector) => vector.length !== channels)) {
    throw new RangeError(`The weights ${name} do not belong together.`);
  }
  return {
    filter: tensor4d(
      values.map((value, i) => value * (scale[i % channels] as number)),
      shape as [number, number, number, number],
    ),
    bias: tensor1d(bias.map((value, c) => value * (scale[c] as number) + (shift[c] as number))),
  };
}

function of(weights: ReadonlyMap<string, Weight>, name: string): Weight {
  const weight = weights.get(name);
  if (!weight) {
    throw new RangeError(`The weights ${name} are missing.`);
  }
  return weight;
}

/**
 * How alike the recogniser finds two faces: the cosine (−1..1) of their embeddings; 0 where one has no length.
 */
export function cosine(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let dot = 0;
  let a = 0;
  let b = 0;
  for (let i = 0; i < first.length; i++) {
    const [x, y] = [first[i] as number, second[i] as number];
    dot += x * y;
    a += x * x;
    b += y * y;
  }
  return a > 0 && b > 0 ? dot / Math.sqrt(a * b) : 0;
}
