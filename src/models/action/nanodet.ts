/**
 * NanoDet-m, the action detector's network: ShuffleNetV2 (Ma et al. 2018), a path aggregation network without convolutions of
 * its own (Liu et al. 2018), and a generalised focal loss head (Li et al. 2020). The same network is
 * `training/guise_training/networks/nanodet.py`; names are those of its state dict.
 */
import {
  add,
  avgPool,
  concat,
  div,
  fused,
  image,
  maxPool,
  type Rank,
  reshape,
  reverse,
  type ShapeMap,
  split,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Weight } from '../weights.ts';
import { BINS } from './levels.ts';

/** ImageNet's mean and deviation, BGR, 0..255. */
export const MEAN_BGR = [103.53, 116.28, 123.675];
export const DEVIATION_BGR = [57.375, 57.12, 58.395];
/** Blocks after the first of each stage. */
const REPEATS = [3, 7, 3] as const;
/** Channels of the stages. */
const STAGE_CHANNELS = [116, 232, 464] as const;
const PYRAMID_CHANNELS = 96;
const LEAK = 0.1;

export class NanoDet {
  /** Columns of the output before the boxes' bins. */
  readonly classes: number;
  readonly #weights: ReadonlyMap<string, Tensor>;
  readonly #mean = tensor1d(MEAN_BGR);
  readonly #deviation = tensor1d(DEVIATION_BGR);

  /**
   * A tfjs backend must be ready.
   * @throws RangeError when a weight is missing, of another shape, or holds something that is no number.
   */
  constructor(weights: ReadonlyMap<string, Weight>, classes: number) {
    this.classes = classes;
    const shapes = weightShapes(classes);
    for (const [name, shape] of shapes) {
      const found = weights.get(name);
      if (found?.shape.join() !== shape.join() || !found.values.every(Number.isFinite)) {
        throw new RangeError(`The detector's weight ${name} is missing or not what it should be.`);
      }
    }
    this.#weights = new Map(
      [...shapes].map(([name, shape]) => [
        name,
        tensor<Rank>((weights.get(name) as Weight).values, [...shape] as ShapeMap[Rank], 'float32'),
      ]),
    );
  }

  /**
   * @param picture [1, height, width, 3], RGB 0..255, sides multiples of 32.
   * @returns [N, classes + 4 · BINS]: score logits, then the bins of left, top, right and bottom; N places of strides 8, 16
   *   and 32 one after the other, row by row. `decode.ts` reads it. The caller disposes it.
   */
  apply(picture: Tensor4D): Tensor2D {
    return tidy(() => this.applyTo(div(sub(reverse(picture, 3), this.#mean), this.#deviation)));
  }

  /** The same for a picture that is normalised already: BGR, less `MEAN_BGR`, over `DEVIATION_BGR`. */
  applyTo(normalised: Tensor4D): Tensor2D {
    return tidy(() => {
      let x = this.#conv(normalised, 'stem', 2);
      x = maxPool(x, 3, 2, 1, 'floor');
      const features = STAGE_CHANNELS.map((_, stage) => {
        x = this.#down(x, `stages.${stage}.0`);
        for (let block = 1; block <= (REPEATS[stage] ?? 0); block++) {
          x = this.#unit(x, `stages.${stage}.${block}`);
        }
        return this.#pointwise(x, `laterals.${stage}`, false);
      });
      const outputs = this.#aggregate(features as Levels).map((level, i) => this.#head(level, `heads.${i}`));
      return concat(outputs, 0);
    });
  }

  dispose(): void {
    for (const weight of this.#weights.values()) {
      weight.dispose();
    }
    this.#mean.dispose();
    this.#deviation.dispose();
  }

  /** Up the pyramid and down again. Halving bilinearly is a mean of 2 × 2. */
  #aggregate([c8, c16, c32]: Levels): Levels {
    const double = (x: Tensor4D): Tensor4D =>
      image.resizeBilinear(x, [x.shape[1] * 2, x.shape[2] * 2], false, true);
    const halve = (x: Tensor4D): Tensor4D => avgPool(x, 2, 2, 'valid');
    const up16 = add<Tensor4D>(c16, double(c32));
    const p8 = add<Tensor4D>(c8, double(up16));
    const p16 = add<Tensor4D>(up16, halve(p8));
    return [p8, p16, add<Tensor4D>(c32, halve(p16))];
  }

  #head(x: Tensor4D, name: string): Tensor2D {
    let y = this.#pointwise(this.#depthwise(x, `${name}.depthwise0`, 1, true), `${name}.pointwise0`, true);
    y = this.#pointwise(this.#depthwise(y, `${name}.depthwise1`, 1, true), `${name}.pointwise1`, true);
    const output = this.#pointwise(y, `${name}.predict`, false);
    return reshape(output, [-1, this.classes + 4 * BINS]);
  }

  /** Stride 2: both branches see everything. */
  #down(x: Tensor4D, name: string): Tensor4D {
    const left = this.#pointwise(
      this.#depthwise(x, `${name}.left_depthwise`, 2, false),
      `${name}.left_pointwise`,
      true,
    );
    return shuffle(left, this.#right(x, name, 2));
  }

  /** Stride 1: half of the channels pass by. */
  #unit(x: Tensor4D, name: string): Tensor4D {
    const [left, right] = split(x, 2, 3) as [Tensor4D, Tensor4D];
    return shuffle(left, this.#right(right, name, 1));
  }

  #right(x: Tensor4D, name: string, strides: 1 | 2): Tensor4D {
    const inner = this.#depthwise(
      this.#pointwise(x, `${name}.right_in`, true),
      `${name}.right_depthwise`,
      strides,
      false,
    );
    return this.#pointwise(inner, `${name}.right_out`, true);
  }

  #conv(x: Tensor4D, name: string, strides: 1 | 2): Tensor4D {
    return fused.conv2d({ x, ...this.#filterOf(name), ...ACTIVE, strides, pad: 1, dimRoundingMode: 'floor' });
  }

  #pointwise(x: Tensor4D, name: string, active: boolean): Tensor4D {
    return fused.conv2d({
      x,
      ...this.#filterOf(name),
      ...(active ? ACTIVE : {}),
      strides: 1,
      pad: 'valid',
    });
  }

  #depthwise(x: Tensor4D, name: string, strides: 1 | 2, active: boolean): Tensor4D {
    return fused.depthwiseConv2d({
      x,
      ...this.#filterOf(name),
      ...(active ? ACTIVE : {}),
      strides,
      pad: 1,
      dimRoundingMode: 'floor',
    });
  }

  #filterOf(name: string): { filter: Tensor4D; bias: Tensor1D } {
    return {
      filter: this.#weights.get(`${name}.weight`) as Tensor4D,
      bias: this.#weights.get(`${name}.bias`) as Tensor1D,
    };
  }
}

type Levels = [Tensor4D, Tensor4D, Tensor4D];

const ACTIVE = { activation: 'leakyrelu', leakyreluAlpha: LEAK } as const;

/** Both halves' channels in turn, so that the next block's split sees both. */
function shuffle(left: Tensor4D, right: Tensor4D): Tensor4D {
  const [batch, height, width, half] = left.shape;
  const rows = reshape(concat([left, right], 3), [batch * height * width, 2, half]);
  return reshape(transpose(rows, [0, 2, 1]), [batch, height, width, 2 * half]);
}

/** The shape of every weight, TensorFlow's layouts: (height, width, in, out), depthwise (height, width, channels, 1). */
export function weightShapes(classes: number): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const put = (name: string, shape: readonly number[], channels: number) => {
    shapes.set(`${name}.weight`, shape);
    shapes.set(`${name}.bias`, [channels]);
  };
  const pointwise = (name: string, from: number, to: number) => put(name, [1, 1, from, to], to);
  const depthwise = (name: string, channels: number) => put(name, [3, 3, channels, 1], channels);
  put('stem', [3, 3, 3, 24], 24);
  let channels = 24;
  STAGE_CHANNELS.forEach((width, stage) => {
    const half = width / 2;
    for (let block = 0; block <= (REPEATS[stage] ?? 0); block++) {
      const name = `stages.${stage}.${block}`;
      if (block === 0) {
        depthwise(`${name}.left_depthwise`, channels);
        pointwise(`${name}.left_pointwise`, channels, half);
      }
      pointwise(`${name}.right_in`, block === 0 ? channels : half, half);
      depthwise(`${name}.right_depthwise`, half);
      pointwise(`${name}.right_out`, half, half);
    }
    channels = width;
    pointwise(`laterals.${stage}`, width, PYRAMID_CHANNELS);
    const head = `heads.${stage}`;
    for (const i of [0, 1]) {
      depthwise(`${head}.depthwise${i}`, PYRAMID_CHANNELS);
      pointwise(`${head}.pointwise${i}`, PYRAMID_CHANNELS, PYRAMID_CHANNELS);
    }
    pointwise(`${head}.predict`, PYRAMID_CHANNELS, classes + 4 * BINS);
  });
  return shapes;
}
