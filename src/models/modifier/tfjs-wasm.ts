/**
 * The modifier on tfjs's WASM backend, for where our own kernels (simd/) cannot run: convolutions by XNNPACK; norm, ReLU and
 * residual in one pass and the last step in another, in place in the backend's memory. (As tfjs operators they take ten passes
 * and several transpositions.)
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend,
  conv2d,
  depthwiseConv2d,
  image,
  type Rank,
  type ShapeMap,
  type Tensor,
  type Tensor4D,
  tensor,
  tensor4d,
} from '@tensorflow/tfjs-core';
import { startWasmBackend } from '../wasm-backend.ts';
import type { PictureModifier } from './picture-modifier.ts';
import { EPSILON, lastUses, type Step } from './plan.ts';
import type { ModifierWeights } from './weights.ts';

/** @throws when there is no WebAssembly. */
export async function createTfjsModifier(weights: ModifierWeights): Promise<PictureModifier> {
  await startWasmBackend();
  return new TfjsModifier(weights);
}

/** tfjs's WASM backend must be the one that is set. */
export class TfjsModifier implements PictureModifier {
  readonly side: number;
  readonly #plan: readonly Step[];
  readonly #last: ReadonlyMap<number, number>;
  /** Filters, as tensors. */
  readonly #filters = new Map<string, Tensor>();
  /** What is read here: norms and the head's bias. */
  readonly #vectors: ReadonlyMap<string, Float32Array>;

  constructor({ side, plan, weights }: ModifierWeights) {
    this.side = side;
    this.#plan = plan;
    this.#last = lastUses(plan);
    const vectors = new Map<string, Float32Array>();
    for (const [name, { shape, values }] of weights) {
      if (shape.length === 4) {
        this.#filters.set(name, tensor<Rank>(values, [...shape] as ShapeMap[Rank], 'float32'));
      } else {
        vectors.set(name, values);
      }
    }
    this.#vectors = vectors;
  }

  async apply(pictures: Float32Array, count: number): Promise<Float32Array> {
    const { side } = this;
    const values = new Map<number, Tensor4D>();
    try {
      for (const [index, step] of this.#plan.entries()) {
        if (step.op === 'paint') {
          return this.#paint(pictures, values.get(step.input) as Tensor4D, side);
        }
        if (step.op === 'centre') {
          values.set(
            step.output,
            tensor4d(
              pictures.map((v) => 2 * v - 1),
              [count, side, side, 3],
            ),
          );
        } else {
          values.set(step.output, this.#do(step, values));
        }
        this.#release(values, index);
      }
      throw new Error('The plan paints nothing.');
    } finally {
      for (const value of values.values()) {
        value.dispose();
      }
    }
  }

  dispose(): void {
    for (const filter of this.#filters.values()) {
      filter.dispose();
    }
    this.#filters.clear();
  }

  #do(step: Exclude<Step, { op: 'paint' | 'centre' }>, values: Map<number, Tensor4D>): Tensor4D {
    const x = values.get(step.input) as Tensor4D;
    switch (step.op) {
      case 'convolution':
      case 'pointwise': {
        const filter = this.#filters.get(`${step.name}.weight`) as Tensor4D;
        return conv2d(x, filter, step.stride, (step.kernel - 1) / 2, 'NHWC', 1, 'floor');
      }
      case 'depthwise': {
        const filter = this.#filters.get(`${step.name}.weight`) as Tensor4D;
        return depthwiseConv2d(x, filter, step.stride, (step.kernel - 1) / 2, 'NHWC', 1, 'floor');
      }
      case 'norm': {
        // In place: a norm is the only reader of the convolution before it.
        values.delete(step.input);
        const [count, height, width, channels] = x.shape;
        normalise(
          memoryOf(x),
          { count, pixels: height * width, channels },
          this.#vectors.get(`${step.name}.weight`) as Float32Array,
          this.#vectors.get(`${step.name}.bias`) as Float32Array,
          step.relu,
          step.add === null ? null : memoryOf(values.get(step.add) as Tensor4D),
        );
        return x;
      }
      case 'enlarge': {
        const [, height, width] = x.shape;
        return image.resizeBilinear(x, [height * 2, width * 2], false, true);
      }
    }
  }

  /** Depth to space, then clamp(x + sigmoid(h₃) (½ − x) + tanh(h₀…₂), 0, 1). */
  #paint(pictures: Float32Array, head: Tensor4D, side: number): Float32Array {
    const h = memoryOf(head);
    const bias = this.#vectors.get('head.bias') as Float32Array;
    const out = new Float32Array(pictures.length);
    const half = side / 2;
    for (let i = 0, o = 0; o < out.length; i++) {
      const x = i % side;
      const row = Math.floor(i / side);
      const y = row % side;
      const picture = Math.floor(row / side);
      const block = 4 * (2 * (y & 1) + (x & 1));
      const at = ((picture * half + (y >> 1)) * half + (x >> 1)) * 16 + block;
      const share = 1 / (1 + Math.exp(-((h[at + 3] as number) + (bias[block + 3] as number))));
      for (let c = 0; c < 3; c++, o++) {
        const before = pictures[o] as number;
        const drawn = Math.tanh((h[at + c] as number) + (bias[block + c] as number));
        const v = before + share * (0.5 - before) + drawn;
        out[o] = v < 0 ? 0 : v > 1 ? 1 : v;
      }
    }
    return out;
  }

  #release(values: Map<number, Tensor4D>, index: number): void {
    for (const [number, value] of values) {
      if (this.#last.get(number) === index) {
        value.dispose();
        values.delete(number);
      }
    }
  }
}

/** The tensor's values where they lie in the backend's memory. Not valid any more once another tensor is made. */
function memoryOf(value: Tensor): Float32Array {
  return (backend() as BackendWasm).typedArrayFromHeap(value) as Float32Array;
}

interface Extent {
  readonly count: number;
  readonly pixels: number;
  /** A multiple of four. */
  readonly channels: number;
}

/**
 * Instance norm, then ReLU, then the residual, in place. Four channels at a time, so that their sums and scales stay in
 * registers. Sums are of what differs from the first pixel: no cancellation.
 */
function normalise(
  x: Float32Array,
  { count, pixels, channels }: Extent,
  weight: Float32Array,
  bias: Float32Array,
  relu: boolean,
  add: Float32Array | null,
): void {
  const affine = new Float64Array(8);
  for (let b = 0; b < count; b++) {
    for (let c = 0; c < channels; c += 4) {
      const begin = b * pixels * channels + c;
      const end = begin + pixels * channels;
      statistics(x, begin, end, channels, pixels, affine);
      for (let k = 0; k < 4; k++) {
        const share = (weight[c + k] as number) / Math.sqrt((affine[4 + k] as number) + EPSILON);
        affine[4 + k] = share;
        affine[k] = (bias[c + k] as number) - (affine[k] as number) * share;
      }
      const floor = relu ? 0 : Number.NEGATIVE_INFINITY;
      if (add) {
        scaleAndAdd(x, begin, end, channels, affine, floor, add);
      } else {
        scale(x, begin, end, channels, affine, floor);
      }
    }
  }
}

/** Means (0 to 3) and variances (4 to 7) of four channels; the first pixel's lie from `begin` on. */
function statistics(
  x: Float32Array,
  begin: number,
  end: number,
  channels: number,
  pixels: number,
  into: Float64Array,
): void {
  const first = [0, 1, 2, 3].map((k) => x[begin + k] as number) as [number, number, number, number];
  const [f0, f1, f2, f3] = first;
  let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = begin; i < end; i += channels) {
    const d0 = (x[i] as number) - f0;
    const d1 = (x[i + 1] as number) - f1;
    const d2 = (x[i + 2] as number) - f2;
    const d3 = (x[i + 3] as number) - f3;
    a0 += d0;
    a1 += d1;
    a2 += d2;
    a3 += d3;
    b0 += d0 * d0;
    b1 += d1 * d1;
    b2 += d2 * d2;
    b3 += d3 * d3;
  }
  const sums = [a0, a1, a2, a3];
  const squares = [b0, b1, b2, b3];
  for (let k = 0; k < 4; k++) {
    const mean = (sums[k] as number) / pixels;
    into[k] = mean + (first[k] as number);
    into[4 + k] = Math.max(0, (squares[k] as number) / pixels - mean * mean);
  }
}

/** x · scale + shift, `floor` at least, for four channels. */
function scale(
  x: Float32Array,
  begin: number,
  end: number,
  channels: number,
  affine: Float64Array,
  floor: number,
): void {
  const [t0, t1, t2, t3, s0, s1, s2, s3] = affine as unknown as Eight;
  for (let i = begin; i < end; i += channels) {
    const v0 = (x[i] as number) * s0 + t0;
    const v1 = (x[i + 1] as number) * s1 + t1;
    const v2 = (x[i + 2] as number) * s2 + t2;
    const v3 = (x[i + 3] as number) * s3 + t3;
    x[i] = v0 < floor ? floor : v0;
    x[i + 1] = v1 < floor ? floor : v1;
    x[i + 2] = v2 < floor ? floor : v2;
    x[i + 3] = v3 < floor ? floor : v3;
  }
}

/** The same, and `add` added. */
function scaleAndAdd(
  x: Float32Array,
  begin: number,
  end: number,
  channels: number,
  affine: Float64Array,
  floor: number,
  add: Float32Array,
): void {
  const [t0, t1, t2, t3, s0, s1, s2, s3] = affine as unknown as Eight;
  for (let i = begin; i < end; i += channels) {
    const v0 = (x[i] as number) * s0 + t0;
    const v1 = (x[i + 1] as number) * s1 + t1;
    const v2 = (x[i + 2] as number) * s2 + t2;
    const v3 = (x[i + 3] as number) * s3 + t3;
    x[i] = (v0 < floor ? floor : v0) + (add[i] as number);
    x[i + 1] = (v1 < floor ? floor : v1) + (add[i + 1] as number);
    x[i + 2] = (v2 < floor ? floor : v2) + (add[i + 2] as number);
    x[i + 3] = (v3 < floor ? floor : v3) + (add[i + 3] as number);
  }
}

type Eight = readonly [number, number, number, number, number, number, number, number];
