/**
 * A network on our WebAssembly kernels (../simd), row by row: schedule.ts has the order. All sizes of picture share one
 * memory, with the weights at its beginning; a size's rows are laid out when a picture of it first comes.
 */

import { type Build, supportedBuild } from '../simd/build.ts';
import { type ByteKernels, instantiateByteKernels, packBytes } from '../simd/bytes.ts';
import { packDepthwise, packFilter, packVector, paddedChannels } from '../simd/pack.ts';
import { instantiateRowKernels, type RowKernels } from '../simd/row-kernels.ts';
import type { Weight } from '../weights.ts';
import { type Arithmetic, canBeBytes } from './arithmetic.ts';
import { bytesOfPixel, type Network, type OutputMap } from './network.ts';
import { inputsOf, makerOf, type Plan, type Step, skipOf } from './plan.ts';
import { rowsRead, scheduleRows } from './schedule.ts';

const FLOAT = 4;
/** Of a cache line. */
const ALIGNMENT = 64;
const PAGE = 65536;
/** Sizes of picture whose layouts are kept. */
const MOST_LAYOUTS = 4;

/** @throws when the browser has no WebAssembly SIMD or not enough memory. `weights`: checked ones (plan.ts's assertWeights). */
export async function createSimdNetwork(
  plan: Plan,
  weights: ReadonlyMap<string, Weight>,
  build: Build = supportedBuild(),
  arithmetic: Arithmetic = 'floats',
): Promise<Network> {
  const packed = packWeights(plan, weights, arithmetic);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(packed.end / PAGE) });
  for (const { address, values } of packed.weights.values()) {
    new Float32Array(memory.buffer).set(values, address / FLOAT);
  }
  const kernels = {
    ...(await instantiateRowKernels(memory, build)),
    bytes: arithmetic === 'bytes' ? await instantiateByteKernels(memory) : null,
  };
  return new SimdNetwork(plan, packed, memory, kernels);
}

type Kernels = RowKernels & {
  /** Null where sums are of floats. */
  readonly bytes: ByteKernels | null;
};

interface Packed {
  readonly weights: ReadonlyMap<string, { readonly address: number; readonly values: Float32Array }>;
  /** Where free memory begins. */
  readonly end: number;
}

/** What runs a picture of one size. */
interface Layout {
  readonly tasks: readonly (() => void)[];
  /** Of the picture's bytes. */
  readonly picture: number;
  readonly outputs: readonly {
    readonly address: number;
    /** Bytes from row to row. */
    readonly pitch: number;
    readonly map: Omit<OutputMap, 'values'>;
  }[];
  readonly end: number;
}

class SimdNetwork implements Network {
  readonly #plan: Plan;
  readonly #packed: Packed;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  /** By size and bytes of a pixel, those used last at the end. */
  readonly #layouts = new Map<string, Layout>();
  #current: Layout | null = null;

  constructor(plan: Plan, packed: Packed, memory: WebAssembly.Memory, kernels: Kernels) {
    this.#plan = plan;
    this.#packed = packed;
    this.#memory = memory;
    this.#kernels = kernels;
  }

  run(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): readonly OutputMap[] {
    const layout = this.#use(width, height, bytesOfPixel(pixels, width, height));
    new Uint8Array(this.#memory.buffer).set(pixels, layout.picture);
    for (const task of layout.tasks) {
      task();
    }
    return layout.outputs.map(({ address, pitch, map }) => ({
      ...map,
      values: denseRows(this.#memory.buffer, address, pitch, map),
    }));
  }

  #use(width: number, height: number, bytes: number): Layout {
    const key = `${width}×${height}×${bytes}`;
    const layout =
      this.#layouts.get(key) ?? layOut(this.#plan, this.#packed, this.#kernels, { width, height, bytes });
    this.#layouts.delete(key);
    this.#layouts.set(key, layout);
    for (const old of this.#layouts.keys()) {
      if (this.#layouts.size > MOST_LAYOUTS) {
        this.#layouts.delete(old);
      }
    }
    if (layout !== this.#current) {
      const missing = layout.end - this.#memory.buffer.byteLength;
      if (missing > 0) {
        this.#memory.grow(Math.ceil(missing / PAGE));
      }
      // The borders of rows are zeros that nothing writes.
      new Uint8Array(this.#memory.buffer).fill(0, this.#packed.end, layout.end);
      this.#current = layout;
    }
    return layout;
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Channels of a value as they lie in memory. */
export function storedChannels({ op, channels }: Step): number {
  return op === 'picture' ? channels : paddedChannels(channels);
}

function packWeights(plan: Plan, weights: ReadonlyMap<string, Weight>, arithmetic: Arithmetic): Packed {
  const packed = new Map<string, { address: number; values: Float32Array }>();
  let end = ALIGNMENT;
  const put = (name: string, values: Float32Array) => {
    packed.set(name, { address: end, values });
    end += align(values.byteLength);
  };
  const valuesOf = (name: string): Float32Array => {
    const found = weights.get(name);
    if (!found) {
      throw new Error(`There is no weight ${name}.`);
    }
    return found.values;
  };
  for (const step of plan.steps) {
    if (!('name' in step)) {
      continue;
    }
    const filter = valuesOf(`${step.name}.weight`);
    const from = makerOf(plan, step.input);
    const skip = skipOf(step);
    const own = from.channels - skip;
    const inputs = { own, stored: skip > 0 ? own : storedChannels(from) };
    put(
      `${step.name}.weight`,
      step.op === 'depthwise'
        ? packDepthwise(filter, 9, step.channels)
        : arithmetic === 'bytes' && canBeBytes(plan, step)
          ? packBytes(filter, inputs, step.channels)
          : packFilter(filter, step.op === 'stem' ? 9 : 1, inputs, step.channels),
    );
    put(`${step.name}.bias`, packVector(valuesOf(`${step.name}.bias`)));
  }
  return { weights: packed, end };
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** Of a pixel. */
  readonly bytes: number;
}

/** Where the rows of a value lie. */
interface Rows {
  readonly width: number;
  readonly height: number;
  /** In memory. */
  readonly channels: number;
  /** Address of the first pixel of a row; outside of the value, of zeros. */
  at(row: number): number;
}

/** @throws RangeError when the size is no multiple of what the network divides it by. */
function layOut(plan: Plan, packed: Packed, kernels: Kernels, size: PictureSize): Layout {
  const { steps } = plan;
  const unit = 2 ** Math.max(...steps.map(({ level }) => level));
  if (![size.width, size.height].every((side) => side > 0 && side % unit === 0)) {
    throw new RangeError(
      `A picture of ${size.width} × ${size.height} pixels: both must be multiples of ${unit}.`,
    );
  }
  const schedule = scheduleRows(plan, size.height);
  let end = packed.end;
  const reserve = (bytes: number) => {
    const address = end;
    end += align(bytes);
    return address;
  };
  const picture = reserve(size.width * size.height * size.bytes);
  // What steps read has a border of zeros; what only comes out lies densely.
  const read = new Set(steps.flatMap(inputsOf));
  const bordered = steps.map((_, index) => !plan.outputs.includes(index + 1) || read.has(index + 1));
  const pitches = steps.map(
    (step, index) => ((size.width >> step.level) + (bordered[index] ? 2 : 0)) * storedChannels(step) * FLOAT,
  );
  const zeros = reserve(Math.max(...pitches));
  const values = steps.map((step, index): Rows => {
    const channels = storedChannels(step);
    const pitch = pitches[index] as number;
    const kept = schedule.rows[index] as number;
    const [width, height] = [size.width >> step.level, size.height >> step.level];
    const border = bordered[index] ? channels * FLOAT : 0;
    const address = reserve(pitch * kept) + border;
    return {
      width,
      height,
      channels,
      at: (row) => (row >= 0 && row < height ? address + (row % kept) * pitch : zeros + border),
    };
  });
  // A row as bytes, with room for three pixels more, and what its bytes mean: used at once, by one step after the other.
  const rowOfBytes = reserve(Math.max(...values.map(({ width, channels }) => (width + 3) * channels)));
  const scales = reserve(size.width * 8);
  const tasks = schedule.tasks.map(({ step: index, row }) => {
    const step = steps[index] as Step;
    const [from, add] = inputsOf(step).map((value) => values[value - 1] as Rows);
    return taskOf(step, row, {
      to: values[index] as Rows,
      from,
      own: step.op === 'picture' ? 0 : makerOf(plan, step.input).channels,
      add,
      weight: (name) => packed.weights.get(name)?.address ?? 0,
      picture: picture + row * size.width * size.bytes,
      bytes: size.bytes,
      kernels,
      inBytes:
        kernels.bytes && canBeBytes(plan, step) ? { kernels: kernels.bytes, row: rowOfBytes, scales } : null,
    });
  });
  const outputs = plan.outputs.map((value) => {
    const { width, height, channels, at } = values[value - 1] as Rows;
    return { address: at(0), pitch: pitches[value - 1] as number, map: { width, height, channels } };
  });
  return { tasks, picture, outputs, end };
}

/** A map's values: where they lie, or a copy without what is between its rows. */
function denseRows(
  memory: ArrayBuffer,
  address: number,
  pitch: number,
  { width, height, channels }: Omit<OutputMap, 'values'>,
): Float32Array {
  const row = width * channels;
  if (pitch === row * FLOAT) {
    return new Float32Array(memory, address, row * height);
  }
  const values = new Float32Array(row * height);
  for (let y = 0; y < height; y++) {
    values.set(new Float32Array(memory, address + y * pitch, row), y * row);
  }
  return values;
}

interface Place {
  readonly to: Rows;
  readonly from: Rows | undefined;
  /** Channels of `from` as the plan has them. */
  readonly own: number;
  readonly add: Rows | undefined;
  /** Address of a weight. */
  readonly weight: (name: string) => number;
  /** The row's address in the picture, and its bytes a pixel. */
  readonly picture: number;
  readonly bytes: number;
  readonly kernels: Kernels;
  /** Where a row's bytes and their scales are made; null for a step that needs none. */
  readonly inBytes: { readonly kernels: ByteKernels; readonly row: number; readonly scales: number } | null;
}

/** The call that makes a row, with what leaks or is cut. */
function taskOf(step: Step, row: number, place: Place): () => void {
  const task = rowTask(step, row, place);
  const { kernels, to } = place;
  const [y, count] = [to.at(row), to.width * to.channels];
  const { leak, cap }: { leak?: number; cap?: number } = 'name' in step ? step : {};
  if (leak !== undefined) {
    return () => {
      task();
      kernels.leakRow(y, count, leak);
    };
  }
  if (cap !== undefined) {
    return () => {
      task();
      kernels.capRow(y, count, cap);
    };
  }
  return task;
}

function rowTask(step: Step, row: number, place: Place): () => void {
  const { to, add, kernels, weight } = place;
  const y = to.at(row);
  if (step.op === 'picture') {
    const { picture, bytes } = place;
    const [red, green, blue] =
      typeof step.shift === 'number' ? [step.shift, step.shift, step.shift] : step.shift;
    return () => kernels.unpack(picture, y, to.width, bytes, step.scale, red, green, blue);
  }
  const { from } = place;
  if (!from) {
    throw new Error(`The plan's ${step.op} reads nothing.`);
  }
  const [first] = rowsRead(step, 'input', row);
  const pixel = from.channels * FLOAT;
  const plus = add?.at(row) ?? 0;
  switch (step.op) {
    case 'stem': {
      const [a, b, c] = [0, 1, 2].map((i) => from.at(first + i) - step.pad * pixel) as [
        number,
        number,
        number,
      ];
      const [w, bias] = [weight(`${step.name}.weight`), weight(`${step.name}.bias`)];
      const floor = floorOf(step);
      return () =>
        kernels.multiply(
          a,
          b,
          c,
          2 * pixel,
          3 * from.channels,
          w,
          bias,
          0,
          0,
          y,
          to.width,
          to.channels,
          floor,
        );
    }
    case 'pointwise': {
      const a = from.at(row) + skipOf(step) * FLOAT;
      const depth = skipOf(step) > 0 ? place.own - skipOf(step) : from.channels;
      const [w, bias] = [weight(`${step.name}.weight`), weight(`${step.name}.bias`)];
      const floor = floorOf(step);
      const channels = add?.channels ?? 0;
      if (place.inBytes) {
        const { kernels: inBytes, row: bytes, scales } = place.inBytes;
        return () => {
          inBytes.quantise(a, pixel, depth, bytes, scales, to.width);
          inBytes.multiplyBytes(bytes, scales, depth, w, bias, y, to.width, to.channels, floor);
        };
      }
      return () =>
        kernels.multiply(a, 0, 0, pixel, depth, w, bias, plus, channels, y, to.width, to.channels, floor);
    }
    case 'depthwise': {
      const [x0, x1, x2] = [0, 1, 2].map((i) => from.at(first + i) - step.pad * pixel) as [
        number,
        number,
        number,
      ];
      const [w, bias] = [weight(`${step.name}.weight`), weight(`${step.name}.bias`)];
      const floor = floorOf(step);
      return () => kernels.depthwiseRow(x0, x1, x2, w, bias, y, to.width, to.channels, step.stride, floor);
    }
    case 'pool': {
      const [upper, lower] = [from.at(first), from.at(first + 1)];
      return () => kernels.poolRow(upper, lower, y, to.width, to.channels);
    }
    case 'peak': {
      // Above the first row there is nothing; it twice changes nothing.
      const [upper, middle, lower] = [Math.max(first, 0), first + 1, first + 2].map(from.at) as [
        number,
        number,
        number,
      ];
      return () => kernels.peakRow(upper, middle, lower, y, to.width, to.channels);
    }
    case 'halve': {
      const [upper, lower] = [from.at(first), from.at(first + 1)];
      return () => kernels.halveRow(upper, lower, plus, y, to.width, to.channels);
    }
    case 'interleave': {
      const a = from.at(row);
      const [half, other] = [step.channels / 2, add?.channels ?? 0];
      return () => kernels.interleaveRow(a, plus, y, to.width, half, from.channels, other, to.channels);
    }
    case 'enlarge': {
      const near = from.at(row >> 1);
      if (step.by === 'nearest') {
        return () => kernels.repeatRow(near, plus, y, from.width, to.channels);
      }
      const far = from.at(Math.min(Math.max((row >> 1) + (row & 1 ? 1 : -1), 0), from.height - 1));
      return () => kernels.enlargeRow(near, far, plus, y, from.width, to.channels);
    }
  }
}

function floorOf({ relu }: { readonly relu: boolean }): number {
  return relu ? 0 : Number.NEGATIVE_INFINITY;
}
