/**
 * The face modifier "webcam" as a list of steps: the one definition of its topology (docs/models/weights-format.md;
 * training/guise_training/networks/modifier.py). The executors (tfjs, WGSL) and the ONNX writer of the benchmark interpret it.
 */

/** One step. Values are numbered by the step that makes them; 0 is the input picture, RGB in [0, 1]. */
export type Step =
  /** 2x − 1. */
  | Made<{ readonly op: 'centre'; readonly input: number }>
  /** Convolution, `(kernel − 1) / 2` zeros on every side. Weights `name.weight`, and `name.bias` where `bias`. */
  | Made<Layer<'convolution'> & { readonly bias: boolean }>
  | Made<Layer<'depthwise'>>
  /** 1 × 1 convolution. */
  | Made<Layer<'pointwise'>>
  /**
   * Instance norm: weight · (x − mean) / sqrt(variance + 1e-5) + bias over the pixels of a picture and channel, then ReLU
   * where `relu`, then the value `add` where there is one.
   */
  | Made<{
      readonly op: 'norm';
      readonly name: string;
      readonly input: number;
      readonly relu: boolean;
      readonly add: number | null;
    }>
  /** Bilinear × 2, half-pixel centres. */
  | Made<{ readonly op: 'enlarge'; readonly input: number }>
  /** Depth to space, then clamp(x + sigmoid(h₃) (½ − x) + tanh(h₀…₂), 0, 1), x the value `picture`. */
  | Made<{ readonly op: 'paint'; readonly input: number; readonly picture: number }>;

interface Layer<Op extends string> {
  readonly op: Op;
  readonly name: string;
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
}

type Made<T> = T & {
  /** The number of the value that the step makes. */
  readonly output: number;
  readonly channels: number;
  /** Side of the value ÷ side of the input picture. */
  readonly scale: number;
};

/** Omit that keeps a union a union. */
type Unnumbered<T> = T extends unknown ? Omit<T, 'output'> : never;

export interface ModifierHyper {
  /** Channels after the stem; a multiple of four. */
  readonly width: number;
  /** Residual blocks at an eighth of the side. */
  readonly blocks: number;
}

/** The instance norm's epsilon. */
export const EPSILON = 1e-5;

/** The steps, in an order in which they can be done; the last one makes the modified picture. */
export function planModifier({ width, blocks }: ModifierHyper): readonly Step[] {
  if (!(Number.isInteger(width) && width > 0 && width % 4 === 0 && Number.isInteger(blocks) && blocks >= 0)) {
    throw new RangeError(`No modifier has a width of ${width} and ${blocks} blocks.`);
  }
  const steps: Step[] = [];

  function push(step: Unnumbered<Step>): number {
    steps.push({ ...step, output: steps.length + 1 } as Step);
    return steps.length;
  }

  function norm(name: string, input: number, relu: boolean, add: number | null): number {
    const { channels, scale } = steps[input - 1] as Step;
    return push({ op: 'norm', name, input, relu, add, channels, scale });
  }

  /** Depthwise, pointwise, norm. */
  function separable(
    name: string,
    input: number,
    channels: number,
    { kernel = 3, stride = 1, relu = false, add = null as number | null },
  ): number {
    const { channels: before, scale } = steps[input - 1] as Step;
    const spread = push({
      op: 'depthwise',
      name: `${name}.depthwise`,
      input,
      kernel,
      stride,
      channels: before,
      scale: scale / stride,
    });
    const mixed = push({
      op: 'pointwise',
      name: `${name}.pointwise`,
      input: spread,
      kernel: 1,
      stride: 1,
      channels,
      scale: scale / stride,
    });
    return norm(`${name}.norm`, mixed, relu, add);
  }

  function residual(name: string, input: number, kernel = 3): number {
    const { channels } = steps[input - 1] as Step;
    const first = separable(`${name}.first`, input, channels, { kernel, relu: true });
    return separable(`${name}.second`, first, channels, { kernel, add: input });
  }

  function enlarge(input: number): number {
    const { channels, scale } = steps[input - 1] as Step;
    return push({ op: 'enlarge', input, channels, scale: scale * 2 });
  }

  const centred = push({ op: 'centre', input: 0, channels: 3, scale: 1 });
  const stem = push({
    op: 'convolution',
    name: 'stem',
    input: centred,
    kernel: 5,
    stride: 2,
    bias: false,
    channels: width,
    scale: 1 / 2,
  });
  const a = norm('stem_norm', stem, true, null);
  const b = residual('local1', separable('down1', a, 2 * width, { stride: 2, relu: true }));
  let c = separable('down2', b, 6 * width, { stride: 2, relu: true });
  for (let i = 0; i < blocks; i++) {
    c = residual(`blocks.${i}`, c, i % 2 === 0 ? 5 : 3);
  }
  let up = separable('up1', enlarge(c), 2 * width, { relu: true, add: b });
  for (let i = 0; i < 3; i++) {
    up = residual(`local2.${i}`, up);
  }
  up = separable('up2', enlarge(up), width, { relu: true, add: a });
  for (let i = 0; i < 2; i++) {
    up = residual(`local3.${i}`, up);
  }
  const head = push({
    op: 'convolution',
    name: 'head',
    input: up,
    kernel: 3,
    stride: 1,
    bias: true,
    channels: 16,
    scale: 1 / 2,
  });
  push({ op: 'paint', input: head, picture: 0, channels: 3, scale: 1 });
  return steps;
}

/** Multiply-adds of all convolutions for one picture of `side` pixels a side. */
export function countMultiplyAdds(plan: readonly Step[], side: number): number {
  return plan.reduce((sum, step) => {
    const pixels = (side * step.scale) ** 2;
    switch (step.op) {
      case 'convolution':
      case 'pointwise':
        return sum + pixels * step.channels * channelsOf(plan, step.input) * step.kernel ** 2;
      case 'depthwise':
        return sum + pixels * step.channels * step.kernel ** 2;
      default:
        return sum;
    }
  }, 0);
}

/**
 * Bytes that go through memory for one picture, as float32: every step reads its inputs once and writes its value once, and
 * every convolution reads its weights. What a cache keeps, or an executor fuses, is not taken off.
 */
export function countBytes(plan: readonly Step[], side: number): number {
  const sizeOf = (value: number) => (side * (plan[value - 1]?.scale ?? 1)) ** 2 * channelsOf(plan, value);
  return plan.reduce((sum, step) => {
    const values = [...inputsOf(step), step.output].reduce((total, value) => total + sizeOf(value), 0);
    const filter =
      'kernel' in step
        ? step.kernel ** 2 * step.channels * (step.op === 'depthwise' ? 1 : channelsOf(plan, step.input))
        : 0;
    return sum + 4 * (values + filter);
  }, 0);
}

/** Value 0 is the picture. */
function channelsOf(plan: readonly Step[], value: number): number {
  return value === 0 ? 3 : (plan[value - 1]?.channels ?? 0);
}

/** For each value, the index of the last step that reads it: after that its memory is free. */
export function lastUses(plan: readonly Step[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  plan.forEach((step, index) => {
    for (const value of inputsOf(step)) {
      last.set(value, index);
    }
  });
  return last;
}

/** The values that a step reads. */
export function inputsOf(step: Step): readonly number[] {
  switch (step.op) {
    case 'norm':
      return step.add === null ? [step.input] : [step.input, step.add];
    case 'paint':
      return [step.input, step.picture];
    default:
      return [step.input];
  }
}
