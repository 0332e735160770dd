/**
 * The modifier on our own WebAssembly kernels (kernels/, AssemblyScript). The plan becomes a list of calls with fixed addresses in one
 * memory, which is made once and never grows; pictures go through it one after another, because what one needs at a time
 * stays in the processor's cache.
 *
 * Every convolution is a matrix product: a few rows of its input are gathered (or convolved by channel: depthwise and pointwise are one
 * task), multiplied with the packed weights, and summed up for the norm that follows while they are at hand.
 */
import { scratch } from '../../../base/buffers.ts';
import { placeSpans } from '../../simd/arena.ts';
import { type Build, supportedBuild } from '../../simd/build.ts';
import { instantiateMapKernels, type MapKernels } from '../../simd/map-kernels.ts';
import { packDepthwise, packFilter, packVector, paddedChannels } from '../../simd/pack.ts';
import type { PictureModifier } from '../picture-modifier.ts';
import { EPSILON, inputsOf, lastUses, type Step } from '../plan.ts';
import type { ModifierWeights } from '../weights.ts';

type Mix = Extract<Step, { op: 'convolution' | 'pointwise' }>;
type Depthwise = Extract<Step, { op: 'depthwise' }>;
type Norm = Extract<Step, { op: 'norm' }>;

/** A map in memory that convolutions read: kernels/index-maps.ts. */
interface Stored {
  /** Of the first pixel within the border. */
  readonly address: number;
  readonly pitch: number;
  readonly side: number;
  readonly channels: number;
  /** Pixels of zeros on each side. */
  readonly border: number;
}

const FLOAT = 4;
/** Of a cache line. */
const ALIGNMENT = 64;
const PAGE = 65536;
/** What is gathered at a time should stay in the first cache beside the weights that it is multiplied with. */
const GATHERED_BYTES = 32 * 1024;
const NO_FLOOR = Number.NEGATIVE_INFINITY;

/** @throws when the browser has no WebAssembly SIMD or not enough memory. */
export async function createSimdModifier(
  weights: ModifierWeights,
  build: Build = supportedBuild(),
): Promise<PictureModifier> {
  const layout = new Layout(weights);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.bytes / PAGE) });
  return new SimdModifier(layout, memory, await instantiateMapKernels(memory, build));
}

class SimdModifier implements PictureModifier {
  readonly side: number;
  readonly #layout: Layout;
  readonly #floats: Float32Array;
  readonly #tasks: readonly (() => void)[];
  readonly #made = scratch(Float32Array);

  constructor(layout: Layout, memory: WebAssembly.Memory, kernels: MapKernels) {
    this.side = layout.side;
    this.#layout = layout;
    this.#floats = new Float32Array(memory.buffer);
    for (const { address, values } of layout.weights.values()) {
      this.#floats.set(values, address / FLOAT);
    }
    this.#tasks = tasksOf(layout, kernels, this.#floats);
  }

  async apply(pictures: Float32Array, count: number): Promise<Float32Array> {
    const length = this.side ** 2 * 3;
    if (pictures.length !== count * length) {
      throw new RangeError(`${count} pictures are ${count * length} values, not ${pictures.length}.`);
    }
    const { picture, painted } = this.#layout;
    const made = this.#made(pictures.length);
    for (let at = 0; at < pictures.length; at += length) {
      this.#floats.set(pictures.subarray(at, at + length), picture / FLOAT);
      for (const task of this.#tasks) {
        task();
      }
      made.set(this.#floats.subarray(painted / FLOAT, painted / FLOAT + length), at);
    }
    return made;
  }

  /** The memory goes with the object. */
  dispose(): void {}
}

/** Where everything lies. */
class Layout {
  readonly side: number;
  readonly plan: readonly Step[];
  /** Packed, by the names of the stored ones. */
  readonly weights: ReadonlyMap<string, { readonly address: number; readonly values: Float32Array }>;
  /** By the number of the value. */
  readonly maps: ReadonlyMap<number, Stored>;
  /** The picture that goes in, and the one that comes out. */
  readonly picture: number;
  readonly painted: number;
  /** What a convolution gathers at a time, and what it makes. */
  readonly gathered: number;
  readonly dense: number;
  /** Sums and factors of a norm. */
  readonly sums: number;
  readonly bytes: number;
  #end = ALIGNMENT;

  constructor({ side, plan, weights }: ModifierWeights) {
    this.side = side;
    this.plan = plan;
    const packed = new Map<string, { address: number; values: Float32Array }>();
    for (const [name, values] of packWeights(plan, weights)) {
      packed.set(name, { address: this.#reserve(values.byteLength), values });
    }
    this.weights = packed;
    this.picture = this.#reserve(side * side * 3 * FLOAT);
    this.painted = this.#reserve(side * side * 3 * FLOAT);
    const mixes = plan.filter((step): step is Mix => step.op === 'convolution' || step.op === 'pointwise');
    const most = (sizes: readonly number[]) => sizes.reduce((a, b) => Math.max(a, b), 0);
    this.gathered = this.#reserve(
      most(mixes.map((step) => rowsAtOnce(step, plan, side) * rowBytes(step, plan, side))),
    );
    this.dense = this.#reserve(
      most(mixes.map((step) => (side * step.scale) ** 2 * paddedChannels(step.channels) * FLOAT)),
    );
    this.sums = this.#reserve(2 * most(plan.map(({ channels }) => paddedChannels(channels))) * FLOAT);
    this.maps = this.#placeMaps();
    this.bytes = this.#end;
  }

  map(value: number): Stored {
    const found = this.maps.get(value);
    if (!found) {
      throw new Error(`The plan reads value ${value}, which nothing keeps.`);
    }
    return found;
  }

  weight(name: string): number {
    return named(this.weights, name).address;
  }

  #placeMaps(): ReadonlyMap<number, Stored> {
    const { plan } = this;
    const last = lastUses(plan);
    const kept = plan.flatMap((step, index) => {
      if (step.op !== 'centre' && step.op !== 'norm' && step.op !== 'enlarge') {
        return [];
      }
      const side = this.side * step.scale;
      const channels = storedChannels(step);
      const border = Math.max(
        0,
        ...plan.map((reader) =>
          (reader.op === 'convolution' || reader.op === 'depthwise') && inputsOf(reader).includes(step.output)
            ? (reader.kernel - 1) / 2
            : 0,
        ),
      );
      const pitch = (side + 2 * border) * channels * FLOAT;
      const bytes = align(pitch * (side + 2 * border));
      return [
        {
          value: step.output,
          side,
          channels,
          border,
          pitch,
          bytes,
          first: index,
          last: last.get(step.output) ?? index,
        },
      ];
    });
    // A depthwise convolution's input is read when the pointwise one after it is done.
    const { offsets, bytes } = placeSpans(kept.map((map) => ({ ...map, last: map.last + 1 })));
    const begin = this.#reserve(bytes);
    return new Map(
      kept.map(({ value, side, channels, border, pitch }, i) => {
        const address = begin + (offsets[i] as number) + border * (pitch + channels * FLOAT);
        return [value, { address, pitch, side, channels, border }];
      }),
    );
  }

  #reserve(bytes: number): number {
    const address = this.#end;
    this.#end += align(bytes);
    return address;
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Channels of a value as they lie in memory; of a picture four. */
function storedChannels({ op, channels }: Step): number {
  return op === 'centre' ? 4 : paddedChannels(channels);
}

function makerOf(plan: readonly Step[], value: number): Step {
  const step = plan[value - 1];
  if (!step) {
    throw new Error(`The plan makes no value ${value}.`);
  }
  return step;
}

/** Values that an output pixel of a convolution sums over, as they are gathered. */
function depthOf({ input, kernel }: Mix, plan: readonly Step[]): number {
  return kernel ** 2 * storedChannels(makerOf(plan, input));
}

/** Bytes that are gathered for a row of output pixels. */
function rowBytes(step: Mix, plan: readonly Step[], side: number): number {
  return side * step.scale * depthOf(step, plan) * FLOAT;
}

function rowsAtOnce(step: Mix, plan: readonly Step[], side: number): number {
  const rows = Math.floor(GATHERED_BYTES / rowBytes(step, plan, side));
  return Math.min(Math.max(1, rows), side * step.scale);
}

function named<T>(weights: ReadonlyMap<string, T>, name: string): T {
  const found = weights.get(name);
  if (!found) {
    throw new Error(`There is no weight ${name}.`);
  }
  return found;
}

function* packWeights(
  plan: readonly Step[],
  weights: ModifierWeights['weights'],
): Generator<[string, Float32Array<ArrayBuffer>]> {
  const valuesOf = (name: string) => named(weights, name).values;
  for (const step of plan) {
    switch (step.op) {
      case 'convolution':
      case 'pointwise': {
        const name = `${step.name}.weight`;
        const input = makerOf(plan, step.input);
        const inputs = { own: input.channels, stored: storedChannels(input) };
        yield [name, packFilter(valuesOf(name), step.kernel ** 2, inputs, step.channels)];
        if (step.op === 'convolution' && step.bias) {
          yield [`${step.name}.bias`, packVector(valuesOf(`${step.name}.bias`))];
        }
        break;
      }
      case 'depthwise':
        yield [
          `${step.name}.weight`,
          packDepthwise(valuesOf(`${step.name}.weight`), step.kernel ** 2, step.channels),
        ];
        break;
      case 'norm':
        yield [`${step.name}.weight`, packVector(valuesOf(`${step.name}.weight`))];
        yield [`${step.name}.bias`, packVector(valuesOf(`${step.name}.bias`))];
        break;
      default:
    }
  }
}

/** The plan as calls of kernels. @throws Error when a convolution's result is read by anything but the step that follows. */
function tasksOf(layout: Layout, kernels: MapKernels, floats: Float32Array): (() => void)[] {
  const { plan } = layout;
  return plan.flatMap((step, index) => {
    const before = plan[index - 1];
    switch (step.op) {
      case 'centre': {
        const to = layout.map(step.output);
        return [
          () => {
            clear(kernels, to);
            kernels.centre(layout.picture, to.address, to.pitch, to.side);
          },
        ];
      }
      case 'depthwise':
        return [];
      case 'convolution':
        return [mixTask(step, gatherPatches(step, layout, kernels), layout, kernels, floats)];
      case 'pointwise':
        if (before?.op !== 'depthwise' || before.output !== step.input) {
          break;
        }
        return [mixTask(step, gatherDepthwise(before, layout, kernels), layout, kernels, floats)];
      case 'norm':
        if (before?.output !== step.input || (before.op !== 'convolution' && before.op !== 'pointwise')) {
          break;
        }
        return [normTask(step, layout, kernels)];
      case 'enlarge': {
        const from = layout.map(step.input);
        const to = layout.map(step.output);
        return [
          () => {
            clear(kernels, to);
            kernels.enlarge(
              from.address,
              from.pitch,
              to.address,
              to.pitch,
              from.side,
              from.side,
              from.channels,
            );
          },
        ];
      }
      case 'paint': {
        if (before?.output !== step.input || before.op !== 'convolution' || step.picture !== 0) {
          break;
        }
        const bias = layout.weight(`${before.name}.bias`);
        return [() => kernels.paint(layout.dense, bias, layout.picture, layout.painted, layout.side)];
      }
    }
    throw new Error(`The plan's step ${step.output} does not follow the one that it belongs to.`);
  });
}

function clear(kernels: MapKernels, { address, pitch, side, channels, border }: Stored): void {
  kernels.clearBorder(address, pitch, side, side, channels, border);
}

/** Puts what `row` of a convolution's output sums over to an address. */
type Gather = (row: number, to: number) => void;

/** Where the window of a row's first output pixel begins. */
function windowOf({ kernel, stride }: Mix | Depthwise, from: Stored): (row: number) => number {
  const reach = (kernel - 1) / 2;
  const corner = from.address - reach * (from.pitch + from.channels * FLOAT);
  return (row) => corner + row * stride * from.pitch;
}

function gatherPatches(step: Mix, layout: Layout, kernels: MapKernels): Gather {
  const from = layout.map(step.input);
  const at = windowOf(step, from);
  const width = layout.side * step.scale;
  return (row, to) => kernels.gather(at(row), from.pitch, to, width, from.channels, step.kernel, step.stride);
}

function gatherDepthwise(step: Depthwise, layout: Layout, kernels: MapKernels): Gather {
  const from = layout.map(step.input);
  const at = windowOf(step, from);
  const width = layout.side * step.scale;
  const weight = layout.weight(`${step.name}.weight`);
  const { kernel, stride } = step;
  const fast = kernel === 3 ? kernels.depthwise3 : kernels.depthwise5;
  return stride === 1 && (kernel === 3 || kernel === 5)
    ? (row, to) => fast(at(row), from.pitch, weight, to, width, from.channels)
    : (row, to) => kernels.depthwise(at(row), from.pitch, weight, to, width, from.channels, kernel, stride);
}

function mixTask(
  step: Mix,
  gather: Gather,
  layout: Layout,
  kernels: MapKernels,
  floats: Float32Array,
): () => void {
  const { plan, gathered, dense, sums } = layout;
  const side = layout.side * step.scale;
  const rows = rowsAtOnce(step, plan, layout.side);
  const bytes = rowBytes(step, plan, layout.side);
  const depth = depthOf(step, plan);
  const channels = paddedChannels(step.channels);
  const weight = layout.weight(`${step.name}.weight`);
  return () => {
    floats.fill(0, sums / FLOAT, sums / FLOAT + 2 * channels);
    for (let row = 0; row < side; row += rows) {
      const count = Math.min(rows, side - row);
      for (let i = 0; i < count; i++) {
        gather(row + i, gathered + i * bytes);
      }
      const to = dense + row * side * channels * FLOAT;
      const pixels = count * side;
      kernels.multiply(gathered, 0, 0, depth * FLOAT, depth, weight, 0, 0, 0, to, pixels, channels, NO_FLOOR);
      kernels.statistics(to, dense, sums, count * side, channels);
    }
  };
}

function normTask(step: Norm, layout: Layout, kernels: MapKernels): () => void {
  const { dense, sums } = layout;
  const to = layout.map(step.output);
  const { address, pitch, side, channels } = to;
  const add = step.add === null ? { address: 0, pitch: 0 } : layout.map(step.add);
  const weight = layout.weight(`${step.name}.weight`);
  const bias = layout.weight(`${step.name}.bias`);
  const floor = step.relu ? 0 : NO_FLOOR;
  return () => {
    kernels.affine(sums, dense, weight, bias, side * side, channels, EPSILON);
    clear(kernels, to);
    kernels.normalise(dense, sums, floor, address, pitch, side, side, channels, add.address, add.pitch);
  };
}
