/**
 * From an aligned crop to the code's pose, expression and group: a small network on the WebAssembly kernels (../simd).
 * docs/models/persona-format.md has its plan.
 */
import { sigmoid } from '../../base/logistic.ts';
import { type Build, supportedBuild } from '../simd/build.ts';
import { instantiateMapKernels, type MapKernels } from '../simd/map-kernels.ts';
import { packDepthwise, packFilter, packVector, paddedChannels } from '../simd/pack.ts';
import type { Weight } from '../weights.ts';
import { EXPRESSION, type FieldName, POSE } from './code.ts';
import { RAW_SIDE } from './weights.ts';

/** Side of the crop that the encoder reads, pixels. */
export const ENCODER_SIDE = RAW_SIDE;

/** By block: channels of its input and output, stride, kernel of its depthwise convolution. */
const BLOCKS = [
  [16, 32, 1, 3],
  [32, 48, 2, 5],
  [48, 48, 1, 3],
  [48, 96, 2, 5],
  [96, 96, 1, 3],
  [96, 96, 1, 5],
  [96, 160, 2, 3],
  [160, 160, 1, 5],
  [160, 160, 1, 3],
] as const;
const STEM = 16;
const SQUEEZED = 32;
const FINE = 96;
const REGRESSED = [...POSE, ...EXPRESSION] as const;
const GROUPS = 6;

/** The fields that the encoder tells; the light is measured. */
export type Encoded = Readonly<
  Record<Exclude<FieldName, 'light' | 'red' | 'blue' | 'slope_x' | 'slope_y'>, number>
>;

const FLOAT = 4;
const ALIGNMENT = 64;
const PAGE = 65536;
const NO_FLOOR = Number.NEGATIVE_INFINITY;

/** A map in memory: `address` of its first pixel, `border` pixels of zeros around it. */
interface Stored {
  readonly address: number;
  readonly pitch: number;
  readonly side: number;
  readonly channels: number;
}

export interface PersonaEncoder {
  /**
   * @param crop RGB a pixel, 0..1, ENCODER_SIDE squared.
   * @throws RangeError when the crop is none, or the network gives a number that is none.
   */
  encode(crop: Float32Array): Encoded;
  /** The network's own 21 numbers, for tests. */
  run(crop: Float32Array): Float32Array;
}

/**
 * @param spreads what one unit of each regressed output is, from the weights' metadata.
 * @throws when the browser has no WebAssembly SIMD, or a weight is missing.
 */
export async function createPersonaEncoder(
  weights: ReadonlyMap<string, Weight>,
  spreads: readonly number[],
  build: Build = supportedBuild(),
): Promise<PersonaEncoder> {
  if (spreads.length !== REGRESSED.length) {
    throw new RangeError(`The encoder has ${spreads.length} spreads, not ${REGRESSED.length}.`);
  }
  const layout = new Layout(weights);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.bytes / PAGE) });
  return new SimdEncoder(
    layout,
    new Float32Array(memory.buffer),
    await instantiateMapKernels(memory, build),
    spreads,
  );
}

class SimdEncoder implements PersonaEncoder {
  readonly #layout: Layout;
  readonly #floats: Float32Array;
  readonly #kernels: MapKernels;
  readonly #spreads: readonly number[];

  constructor(layout: Layout, floats: Float32Array, kernels: MapKernels, spreads: readonly number[]) {
    this.#layout = layout;
    this.#floats = floats;
    this.#kernels = kernels;
    this.#spreads = spreads;
    for (const [address, values] of layout.packed) {
      floats.set(values, address / FLOAT);
    }
  }

  encode(crop: Float32Array): Encoded {
    const output = this.run(crop);
    const told = REGRESSED.map((name, i) => [name, (output[i] as number) * (this.#spreads[i] as number)]);
    const [male, age, african, asian, south, beard] = output.subarray(
      REGRESSED.length,
    ) as unknown as number[];
    const values = {
      ...Object.fromEntries(told),
      male: sigmoid(male as number),
      age: 40 + 25 * (age as number),
      african: sigmoid(african as number),
      asian: sigmoid(asian as number),
      south: sigmoid(south as number),
      beard: sigmoid(beard as number),
    } as Encoded;
    if (!Object.values(values).every(Number.isFinite)) {
      throw new RangeError('The encoder gave something that is no number.');
    }
    return values;
  }

  run(crop: Float32Array): Float32Array {
    if (crop.length !== ENCODER_SIDE ** 2 * 3) {
      throw new RangeError(`The encoder reads ${ENCODER_SIDE ** 2 * 3} values, not ${crop.length}.`);
    }
    const { picture, maps, squeezed, fine, head, last } = this.#layout;
    const floats = this.#floats;
    for (let y = 0; y < ENCODER_SIDE; y++) {
      let to = (picture.address + y * picture.pitch) / FLOAT;
      let from = y * ENCODER_SIDE * 3;
      for (let x = 0; x < ENCODER_SIDE; x++, to += 4, from += 3) {
        for (let c = 0; c < 3; c++) {
          floats[to + c] = 2 * (crop[from + c] as number) - 1;
        }
      }
    }
    this.#convolve('stem', picture, maps[0] as Stored, 3, 2);
    BLOCKS.forEach(([, , stride, kernel], i) => {
      this.#block(i, maps[i] as Stored, maps[i + 1] as Stored, kernel, stride);
    });
    this.#convolve('squeeze', last, squeezed, 1, 1);
    this.#dense('fine', squeezed.address, squeezed.side ** 2 * SQUEEZED, fine, FINE, 0);
    this.#dense('head', fine, FINE, head, REGRESSED.length, NO_FLOOR);
    const mean = this.#layout.mean / FLOAT;
    floats.fill(0, mean, mean + last.channels);
    for (let y = 0; y < last.side; y++) {
      for (let x = 0; x < last.side; x++) {
        const from = (last.address + y * last.pitch) / FLOAT + x * last.channels;
        for (let c = 0; c < last.channels; c++) {
          floats[mean + c] = (floats[mean + c] as number) + (floats[from + c] as number) / last.side ** 2;
        }
      }
    }
    const group = this.#layout.group;
    this.#dense('group', this.#layout.mean, last.channels, group, GROUPS, NO_FLOOR);
    return Float32Array.from([
      ...floats.subarray(head / FLOAT, head / FLOAT + REGRESSED.length),
      ...floats.subarray(group / FLOAT, group / FLOAT + GROUPS),
    ]);
  }

  /** kernel × kernel, with a bias, then ReLU. */
  #convolve(name: string, from: Stored, to: Stored, kernel: number, stride: number): void {
    const { gathered } = this.#layout;
    const depth = kernel ** 2 * from.channels;
    const corner = cornerOf(from, kernel);
    for (let row = 0; row < to.side; row++) {
      this.#kernels.gather(
        corner + row * stride * from.pitch,
        from.pitch,
        gathered,
        to.side,
        from.channels,
        kernel,
        stride,
      );
      this.#multiply(name, depth, to, row, 0);
    }
  }

  /** Depthwise, pointwise, plus its own input where it has the same size and channels, then ReLU. */
  #block(index: number, from: Stored, to: Stored, kernel: 3 | 5, stride: number): void {
    const { gathered } = this.#layout;
    const weight = this.#layout.of(`blocks.${index}.depthwise.weight`);
    const corner = cornerOf(from, kernel);
    const same = stride === 1 && from.channels === to.channels;
    for (let row = 0; row < to.side; row++) {
      const x = corner + row * stride * from.pitch;
      this.#kernels.depthwise(x, from.pitch, weight, gathered, to.side, from.channels, kernel, stride);
      const add = same ? from.address + row * from.pitch : 0;
      this.#multiply(`blocks.${index}.pointwise`, from.channels, to, row, add);
    }
  }

  #multiply(name: string, depth: number, to: Stored, row: number, add: number): void {
    const { gathered } = this.#layout;
    const weight = this.#layout.of(`${name}.weight`);
    const bias = this.#layout.of(`${name}.bias`);
    const y = to.address + row * to.pitch;
    const step = depth * FLOAT;
    this.#kernels.multiply(
      gathered,
      0,
      0,
      step,
      depth,
      weight,
      bias,
      add,
      to.channels,
      y,
      to.side,
      to.channels,
      0,
    );
  }

  #dense(name: string, from: number, depth: number, to: number, outputs: number, floor: number): void {
    const weight = this.#layout.of(`${name}.weight`);
    const bias = this.#layout.of(`${name}.bias`);
    const channels = paddedChannels(outputs);
    this.#kernels.multiply(from, 0, 0, depth * FLOAT, depth, weight, bias, 0, 0, to, 1, channels, floor);
  }
}

/** Where the window of the first output pixel begins. */
function cornerOf({ address, pitch, channels }: Stored, kernel: number): number {
  return address - ((kernel - 1) / 2) * (pitch + channels * FLOAT);
}

/** Where everything lies. The network is so small that nothing is reused. */
class Layout {
  readonly picture: Stored;
  /** What the stem makes, and each block. */
  readonly maps: readonly Stored[];
  readonly last: Stored;
  readonly squeezed: Stored;
  readonly gathered: number;
  readonly fine: number;
  readonly head: number;
  readonly mean: number;
  readonly group: number;
  readonly packed: readonly (readonly [number, Float32Array])[];
  readonly bytes: number;
  readonly #addresses = new Map<string, number>();
  #end = ALIGNMENT;

  constructor(weights: ReadonlyMap<string, Weight>) {
    this.picture = this.#map(ENCODER_SIDE, 4, 1);
    let side = ENCODER_SIDE / 2;
    // The border that a map needs is that of the widest window that reads it.
    const borders = [...BLOCKS.map(([, , , kernel]) => (kernel - 1) / 2), 0];
    const maps = [this.#map(side, STEM, borders[0] as number)];
    BLOCKS.forEach(([, channels, stride], i) => {
      side /= stride;
      maps.push(this.#map(side, channels, borders[i + 1] as number));
    });
    this.maps = maps;
    this.last = maps.at(-1) as Stored;
    this.squeezed = this.#map(side, SQUEEZED, 0);
    // A row of the stem's windows, or of a depthwise result: at most 48 × 36 or 48 × 160 values.
    this.gathered = this.#reserve((ENCODER_SIDE / 2) * 160 * FLOAT);
    this.fine = this.#reserve(FINE * FLOAT);
    this.head = this.#reserve(paddedChannels(REGRESSED.length) * FLOAT);
    this.mean = this.#reserve(this.last.channels * FLOAT);
    this.group = this.#reserve(paddedChannels(GROUPS) * FLOAT);
    this.packed = [...packedWeights(weights)].map(([name, values]) => {
      const address = this.#reserve(values.byteLength);
      this.#addresses.set(name, address);
      return [address, values] as const;
    });
    this.bytes = this.#end;
  }

  of(name: string): number {
    const address = this.#addresses.get(name);
    if (address === undefined) {
      throw new RangeError(`The encoder has no weight ${name}.`);
    }
    return address;
  }

  #map(side: number, channels: number, border: number): Stored {
    const pitch = (side + 2 * border) * channels * FLOAT;
    const begin = this.#reserve(pitch * (side + 2 * border));
    return { address: begin + border * (pitch + channels * FLOAT), pitch, side, channels };
  }

  #reserve(bytes: number): number {
    const address = this.#end;
    this.#end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return address;
  }
}

/** In the kernels' order. A depthwise bias is moved into the pointwise one after it: nothing lies between the two. */
function* packedWeights(weights: ReadonlyMap<string, Weight>): Generator<[string, Float32Array]> {
  const of = (name: string) => {
    const found = weights.get(name);
    if (!found) {
      throw new RangeError(`The encoder has no weight ${name}.`);
    }
    return found.values;
  };
  function* mix(
    name: string,
    taps: number,
    own: number,
    stored: number,
    outputs: number,
    before?: Float32Array,
  ): Generator<[string, Float32Array]> {
    const filter = of(`${name}.weight`);
    const bias = of(`${name}.bias`).slice();
    before?.forEach((value, i) => {
      for (let o = 0; o < outputs; o++) {
        bias[o] = (bias[o] as number) + value * (filter[i * outputs + o] as number);
      }
    });
    yield [`${name}.weight`, packFilter(filter, taps, { own, stored }, outputs)];
    yield [`${name}.bias`, packVector(bias)];
  }
  yield* mix('stem', 9, 3, 4, STEM);
  for (const [i, [inputs, outputs, , kernel]] of BLOCKS.entries()) {
    const depthwise = `blocks.${i}.depthwise`;
    yield [`${depthwise}.weight`, packDepthwise(of(`${depthwise}.weight`), kernel ** 2, inputs)];
    yield* mix(`blocks.${i}.pointwise`, 1, inputs, inputs, outputs, of(`${depthwise}.bias`));
  }
  yield* mix('squeeze', 1, 160, 160, SQUEEZED);
  yield* mix('fine', 36, SQUEEZED, SQUEEZED, FINE);
  yield* mix('head', 1, FINE, FINE, REGRESSED.length);
  yield* mix('group', 1, 160, 160, GROUPS);
}
