/**
 * A network as data: a list of steps that every executor (simd.ts, reference.ts, webgpu/) runs in its own way. Weights have
 * batch norm folded in; a value is named by its number: 0 is the picture, step i makes value i + 1.
 */
import { CorruptModelError } from '../fetch.ts';
import type { Weight } from '../weights.ts';

/** Every step's result has `channels` channels and a side of the picture's ÷ 2^`level`. Convolutions have a bias. */
export type Step =
  /** The picture as numbers: byte · scale + shift, or a shift for each of R, G and B. Only the first step is one. */
  | {
      readonly op: 'picture';
      readonly level: 0;
      readonly channels: 3;
      readonly scale: number;
      readonly shift: number | readonly [number, number, number];
    }
  /** 3×3 of stride 2, `pad` zeros before (1, or 0 with one after, TensorFlow's "same"), then ReLU. */
  | (Convolution & { readonly op: 'stem'; readonly pad: 0 | 1 })
  /** 3×3 by channel with a border of zeros; of stride 2 with `pad` zeros before. */
  | (Convolution & { readonly op: 'depthwise'; readonly stride: 1 | 2; readonly pad: 0 | 1 })
  /** 1×1 of the input's channels from `skip` on, plus value `add`, whose channels may be fewer. */
  | (Convolution & { readonly op: 'pointwise'; readonly add: number | null; readonly skip?: number })
  /** Maximum of 2×2. */
  | (Made & { readonly op: 'pool' })
  /** Twice as large, plus value `add`. */
  | (Made & { readonly op: 'enlarge'; readonly by: 'nearest' | 'bilinear'; readonly add: number })
  /** Maximum of 3×3 of stride 2, its middle on even pixels. */
  | (Made & { readonly op: 'peak' })
  /** Mean of 2×2, plus value `add`. */
  | (Made & { readonly op: 'halve'; readonly add: number })
  /** The first channels of the input and of `add`, as many of each, in turn. */
  | (Made & { readonly op: 'interleave'; readonly add: number });

export type Op = Step['op'];

/** Steps that only the executors on the processor know. */
export type ProcessorOp = 'peak' | 'halve' | 'interleave';

interface Made {
  /** Of the value that it reads. */
  readonly input: number;
  readonly level: number;
  readonly channels: number;
}

interface Convolution extends Made {
  /** Of its tensors, `.weight` and `.bias`. */
  readonly name: string;
  readonly relu: boolean;
  /** What is below zero is multiplied by it, 0..1; `relu` is false then. */
  readonly leak?: number;
  /** What is above it becomes it. */
  readonly cap?: number;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Values that the network is run for. */
  readonly outputs: readonly number[];
}

/** The step that makes a value. @throws Error when there is none. */
export function makerOf({ steps }: Plan, value: number): Step {
  const step = steps[value - 1];
  if (!step) {
    throw new Error(`The plan makes no value ${value}.`);
  }
  return step;
}

/** The values that a step reads, the one that it works on first. */
export function inputsOf(step: Step): readonly number[] {
  if (step.op === 'picture') {
    return [];
  }
  return 'add' in step && step.add !== null ? [step.input, step.add] : [step.input];
}

/** The first channels of its input that a step leaves out. */
export function skipOf(step: Step): number {
  return step.op === 'pointwise' ? (step.skip ?? 0) : 0;
}

/** The shapes of a plan's weights, TensorFlow's layouts: (height, width, in, out), depthwise (height, width, channels, 1). */
export function weightShapes(plan: Plan): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const step of plan.steps) {
    if (step.op === 'stem' || step.op === 'depthwise' || step.op === 'pointwise') {
      const side = step.op === 'pointwise' ? 1 : 3;
      const inputs = makerOf(plan, step.input).channels - skipOf(step);
      const mixed = step.op === 'depthwise' ? [step.channels, 1] : [inputs, step.channels];
      shapes.set(`${step.name}.weight`, [side, side, ...mixed]);
      shapes.set(`${step.name}.bias`, [step.channels]);
    }
  }
  return shapes;
}

/** @throws CorruptModelError when a weight of the plan is missing, of another shape, or holds something that is no number. */
export function assertWeights(plan: Plan, weights: ReadonlyMap<string, Weight>): void {
  for (const [name, shape] of weightShapes(plan)) {
    const found = weights.get(name);
    if (found?.shape.join() !== shape.join()) {
      throw new CorruptModelError(`the face detector's weight ${name} is missing or of another shape`);
    }
    if (!found.values.every(Number.isFinite)) {
      throw new CorruptModelError(`the face detector's weight ${name} holds something that is no number`);
    }
  }
}

/** What becomes of a convolution's sums. */
type Shape = { readonly [K in 'relu' | 'leak' | 'cap']?: Convolution[K] };

/** Makes a plan step by step; each method gives the number of the value that its step makes. */
export class PlanBuilder {
  readonly #steps: Step[];

  /** @param scale @param shift what turns a byte of the picture into what the network reads. */
  constructor(scale = 1, shift: number | readonly [number, number, number] = 0) {
    this.#steps = [{ op: 'picture', level: 0, channels: 3, scale, shift }];
  }

  /** ReLU, unless `shape` says otherwise. */
  stem(name: string, channels: number, pad: 0 | 1, shape: Shape = {}): number {
    const relu = shape.leak === undefined;
    return this.#add({ op: 'stem', name, input: 1, level: 1, channels, pad, relu, ...shape });
  }

  depthwise(
    name: string,
    input: number,
    { stride = 1, pad = 1, ...shape }: Shape & { stride?: 1 | 2; pad?: 0 | 1 } = {},
  ): number {
    const { level, channels } = this.#maker(input);
    const made = { op: 'depthwise', name, input, level: level + stride - 1, channels, stride, pad } as const;
    return this.#add({ ...made, relu: false, ...shape });
  }

  pointwise(
    name: string,
    input: number,
    channels: number,
    { add = null, skip = 0, ...shape }: Shape & { add?: number | null; skip?: number } = {},
  ): number {
    const { level } = this.#maker(input);
    const made = { op: 'pointwise', name, input, level, channels, add, skip } as const;
    return this.#add({ ...made, relu: false, ...shape });
  }

  pool(input: number): number {
    const { level, channels } = this.#maker(input);
    return this.#add({ op: 'pool', input, level: level + 1, channels });
  }

  enlarge(input: number, add: number, by: 'nearest' | 'bilinear'): number {
    const { level, channels } = this.#maker(input);
    if (this.#maker(add).channels !== channels) {
      throw new CorruptModelError('the face detector adds values of different widths');
    }
    return this.#add({ op: 'enlarge', input, level: level - 1, channels, by, add });
  }

  peak(input: number): number {
    const { level, channels } = this.#maker(input);
    return this.#add({ op: 'peak', input, level: level + 1, channels });
  }

  halve(input: number, add: number): number {
    const { level, channels } = this.#maker(input);
    return this.#add({ op: 'halve', input, level: level + 1, channels, add });
  }

  /** @param half channels that are taken of each. */
  interleave(input: number, add: number, half: number): number {
    const { level } = this.#maker(input);
    return this.#add({ op: 'interleave', input, level, channels: 2 * half, add });
  }

  build(outputs: readonly number[]): Plan {
    return { steps: this.#steps, outputs };
  }

  #maker(value: number): Step {
    return makerOf({ steps: this.#steps, outputs: [] }, value);
  }

  #add(step: Step): number {
    return this.#steps.push(step);
  }
}
