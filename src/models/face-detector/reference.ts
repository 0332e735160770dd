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
      const sum = inBytes ? sumInBytes(step, from, filter) : convolution(step, from, filter);
      const least = step.relu ? 0 : (step.leak ?? 1);
      const most = step.cap ?? Number.POSITIVE_INFINITY;
      return (x, y, c) => {
        const value = sum(x, y, c) + (bias.values[c] as number) + add(x, y, c);
        return Math.min(Math.max(value, least * value), most);
      };
    }
  }
}

function convolution(
  step: Extract<Step, { op: 'stem' | 'depthwise' | 'pointwise' }>,
  from: Read,
  { shape, values }: Weight,
): Read {
  const [side = 1, , inputs = 1, outputs = 1] = shape;
  const stride = step.op === 'stem' ? 2 : step.op === 'depthwise' ? step.stride : 1;
  const pad = step.op === 'pointwise' ? 0 : step.pad;
  const own = step.op === 'depthwise';
  const skip = skipOf(step);
  return (x, y, c) => {
    let sum = 0;
    for (let i = 0; i < side * side; i++) {
      const [column, row] = [stride * x + (i % side) - pad, stride * y + Math.floor(i / side) - pad];
      if (own) {
        sum += from(column, row, c) * (values[i * inputs + c] as number);
        continue;
      }
      for (let k = 0; k < inputs; k++) {
        sum += from(column, row, skip + k) * (values[(i * inputs + k) * outputs + c] as number);
      }
    }
    return sum;
  };
}

/** A 1 × 1 convolution of rounded numbers with rounded weights. What bytes leave out, a pixel's least, is summed with the weights as they are. */
function sumInBytes(step: Step, from: Read, { shape, values }: Weight): Read {
  const [, , inputs = 1, outputs = 1] = shape;
  const skip = skipOf(step);
  const weights = Array.from({ length: outputs }, (_, c) =>
    Array.from({ length: inputs }, (_, k) => values[k * outputs + c] as number),
  );
  const rounded = weights.map(roundedWeights);
  // Outputs of a pixel are asked for one after the other.
  let [column, row, least, above] = [Number.NaN, Number.NaN, 0, [] as readonly number[]];
  return (x, y, c) => {
    if (x !== column || y !== row) {
      const pixel = Array.from({ length: inputs }, (_, k) => from(x, y, skip + k));
      least = Math.min(0, ...pixel);
      above = roundedPixel(pixel).map((value) => value - least);
      [column, row] = [x, y];
    }
    let sum = 0;
    for (let k = 0; k < inputs; k++) {
      sum += (above[k] as number) * (rounded[c]?.[k] as number) + least * (weights[c]?.[k] as number);
    }
    return sum;
  };
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
