/**
 * A network in plain TypeScript, number by number: slow, and simple enough to be trusted. Executors are compared with it, on a
 * small picture when they are made (self-test.ts) and in their tests.
 */

import { roundedPixel, roundedWeights } from '../simd/bytes.ts';
import type { Weight } from '../weights.ts';
import { type Arithmetic, canBeBytes } from './arithmetic.ts';
import { bytesOfPixel, type Network, type OutputMap } from './network.ts';
import { inputsOf, type Plan, type Step, skipOf } from './plan.ts';

/** @param arithmetic as an executor's: numbers are rounded as bytes round them. */
export function createReferenceNetwork(
  plan: Plan,
  weights: ReadonlyMap<string, Weight>,
  arithmetic: Arithmetic = 'floats',
): Network {
  return {
    run(pixels, width, height) {
      const bytes = bytesOfPixel(pixels, width, height);
      const values: OutputMap[] = [];
      for (const step of plan.steps) {
        const [from, add] = inputsOf(step).map((value) => values[value - 1]);
        const at =
          step.op === 'picture'
            ? (x: number, y: number, c: number) =>
                (pixels[(y * width + x) * bytes + c] as number) * step.scale + shiftOf(step, c)
            : rule(
                step,
                from as OutputMap,
                reader(add),
                weights,
                arithmetic === 'bytes' && canBeBytes(plan, step),
              );
        values.push(tabulate(width >> step.level, height >> step.level, step.channels, at));
      }
      return plan.outputs.map((value) => values[value - 1] as OutputMap);
    },
  };
}

function shiftOf({ shift }: Extract<Step, { op: 'picture' }>, channel: number): number {
  return typeof shift === 'number' ? shift : (shift[channel] as number);
}

/** A value by column, row and channel. */
type Read = (x: number, y: number, c: number) => number;

function tabulate(width: number, height: number, channels: number, at: Read): OutputMap {
  const values = new Float32Array(width * height * channels);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        values[i++] = at(x, y, c);
      }
    }
  }
  return { width, height, channels, values };
}

/** @returns what reads a map: zeros outside of it. */
function reader(map: OutputMap | undefined): Read {
  if (!map) {
    return () => 0;
  }
  const { width, height, channels, values } = map;
  return (x, y, c) =>
    x < 0 || y < 0 || x >= width || y >= height || c >= channels
      ? 0
      : (values[(y * width + x) * channels + c] as number);
}

function rule(
  step: Exclude<Step, { op: 'picture' }>,
  map: OutputMap,
  add: Read,
  weights: ReadonlyMap<string, Weight>,
  inBytes: boolean,
): Read {
  const from = reader(map);
  switch (step.op) {
    case 'pool':
      return (x, y, c) =>
        Math.max(
          from(2 * x, 2 * y, c),
          from(2 * x + 1, 2 * y, c),
          from(2 * x, 2 * y + 1, c),
          from(2 * x + 1, 2 * y + 1, c),
        );
    case 'peak':
      return (x, y, c) => {
        let most = Number.NEGATIVE_INFINITY;
        for (let row = Math.max(0, 2 * y - 1); row <= 2 * y + 1; row++) {
          for (let column = Math.max(0, 2 * x - 1); column <= 2 * x + 1; column++) {
            most = Math.max(most, from(column, row, c));
          }
        }
        return most;
      };
    case 'halve':
      return (x, y, c) =>
        (from(2 * x, 2 * y, c) +
          from(2 * x + 1, 2 * y, c) +
          from(2 * x, 2 * y + 1, c) +
          from(2 * x + 1, 2 * y + 1, c)) /
          4 +
        add(x, y, c);
    case 'interleave':
      return (x, y, c) => (c % 2 === 0 ? from : add)(x, y, c >> 1);
    case 'enlarge': {
      const larger = enlarged(map, step.by, from);
      return (x, y, c) => larger(x, y, c) + add(x, y, c);
    }
    default: {
      const [filter, bias] = ['weight', 'bias'].map((kind) => weights.get(`${step.name}.${kind}`));
      if (!filter || !bias) {
        throw new Error(`There is no weight ${step.name}.`);
      }
      const sum =
        step.op === 'pointwise' ? products(step, map, filter, inBytes) : convolution(step, map, filter);
      const least = step.relu ? 0 : (step.leak ?? 1);
      const most = step.cap ?? Number.POSITIVE_INFINITY;
      return (x, y, c) => {
        const value = sum(x, y, c) + (bias.values[c] as number) + add(x, y, c);
        return Math.min(Math.max(value, least * value), most);
      };
    }
  }
}

/** The sums of all pixels at once, in plain loops: who opens the page waits for them. */
function convolution(
  step: Extract<Step, { op: 'stem' | 'depthwise' }>,
  { width, height, channels, values }: OutputMap,
  { shape, values: factors }: Weight,
): Read {
  const [, , inputs = 1, mixed = 1] = shape;
  const byChannel = step.op === 'depthwise';
  const [stride, outputs] = byChannel ? [step.stride, inputs] : [2, mixed];
  const [columns, rows] = [width / stride, height / stride];
  const sums = new Float64Array(columns * rows * outputs);
  for (let pixel = 0; pixel < columns * rows; pixel++) {
    const to = pixel * outputs;
    for (let tap = 0; tap < 9; tap++) {
      const x = stride * (pixel % columns) + (tap % 3) - step.pad;
      const y = stride * Math.floor(pixel / columns) + Math.floor(tap / 3) - step.pad;
      if (x < 0 || y < 0 || x >= width || y >= height) {
        continue;
      }
      const from = (y * width + x) * channels;
      for (let k = 0, at = tap * inputs * mixed; k < inputs; k++) {
        const value = values[from + k] as number;
        for (let c = byChannel ? k : 0; c < (byChannel ? k + 1 : outputs); c++, at++) {
          sums[to + c] = (sums[to + c] as number) + value * (factors[at] as number);
        }
      }
    }
  }
  return (x, y, c) => sums[(y * columns + x) * outputs + c] as number;
}

/**
 * The same of a 1 × 1 convolution. In bytes numbers and weights are rounded; what bytes leave out, a pixel's least, is summed with the weights as they are.
 */
function products(
  step: Step,
  { width, height, channels, values }: OutputMap,
  { shape, values: weights }: Weight,
  inBytes: boolean,
): Read {
  const [, , inputs = 1, outputs = 1] = shape;
  const factors = inBytes ? roundedFilter(weights, outputs) : weights;
  const sums = new Float64Array(width * height * outputs);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const start = pixel * channels + skipOf(step);
    const numbers = [...values.subarray(start, start + inputs)];
    const least = inBytes ? Math.min(0, ...numbers) : 0;
    const rounded = inBytes ? roundedPixel(numbers) : numbers;
    for (let k = 0, at = 0; k < inputs; k++) {
      const above = (rounded[k] as number) - least;
      for (let to = pixel * outputs; to < (pixel + 1) * outputs; to++, at++) {
        sums[to] = (sums[to] as number) + above * (factors[at] as number) + least * (weights[at] as number);
      }
    }
  }
  return (x, y, c) => sums[(y * width + x) * outputs + c] as number;
}

function roundedFilter(weights: Float32Array, outputs: number): Float64Array {
  const rounded = new Float64Array(weights.length);
  for (let c = 0; c < outputs; c++) {
    const own = Array.from(
      { length: weights.length / outputs },
      (_, k) => weights[k * outputs + c] as number,
    );
    roundedWeights(own).forEach((weight, k) => {
      rounded[k * outputs + c] = weight;
    });
  }
  return rounded;
}

/** A value between those of the smaller map; bilinear with half-pixel centres, the border repeated. */
function enlarged({ width, height }: OutputMap, by: 'nearest' | 'bilinear', from: Read): Read {
  if (by === 'nearest') {
    return (x, y, c) => from(x >> 1, y >> 1, c);
  }
  const other = (i: number, count: number) => Math.min(Math.max((i >> 1) + (i & 1 ? 1 : -1), 0), count - 1);
  return (x, y, c) => {
    const [x0, y0, x1, y1] = [x >> 1, y >> 1, other(x, width), other(y, height)];
    const upper = 0.75 * from(x0, y0, c) + 0.25 * from(x1, y0, c);
    const lower = 0.75 * from(x0, y1, c) + 0.25 * from(x1, y1, c);
    return 0.75 * upper + 0.25 * lower;
  };
}
