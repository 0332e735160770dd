/** Sums in bytes: their kernels, weights in the order in which they read them, and what rounding makes of a number. */
import { instantiate } from './build.ts';
import relaxed from './kernels/bytes.ts?assemblyscript-relaxed';
import { paddedChannels } from './pack.ts';

/** Numbers are addresses and pitches in bytes, or counts; kernels/ has the contract of each. */
export interface ByteKernels {
  quantise(x: number, step: number, depth: number, y: number, scales: number, pixels: number): void;
  multiplyBytes(
    a: number,
    scales: number,
    depth: number,
    w: number,
    bias: number,
    y: number,
    pixels: number,
    channels: number,
    floor: number,
  ): void;
}

/** Kernels that work in `memory`. @throws when the browser has no relaxed SIMD. */
export function instantiateByteKernels(memory: WebAssembly.Memory): Promise<ByteKernels> {
  return instantiate(relaxed, memory);
}

/** The largest byte: two products of a signed one and of one that is none are no more than 16 bits hold, in which some processors add them. */
export const MOST_BYTE = 127;

/**
 * A 1 × 1 filter as bytes, each output's in units of its own.
 * @param filter and inputs as `packFilter`'s; `stored` a multiple of eight.
 * @returns by eights of outputs: their units, and what their weights add up to, 8 floats each; then by fours of inputs 8 × 4 bytes.
 */
export function packBytes(
  filter: Float32Array,
  inputs: { readonly own: number; readonly stored: number },
  outputs: number,
): Float32Array<ArrayBuffer> {
  const panel = 16 + inputs.stored * 2;
  const packed = new Float32Array((panel * paddedChannels(outputs)) / 8);
  const bytes = new Int8Array(packed.buffer);
  for (let o = 0; o < outputs; o++) {
    const at = (o >> 3) * panel;
    const weights = Array.from({ length: inputs.own }, (_, i) => filter[i * outputs + o] as number);
    const unit = Math.max(...weights.map(Math.abs)) / MOST_BYTE;
    packed[at + (o & 7)] = unit;
    packed[at + 8 + (o & 7)] = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [i, weight] of weights.entries()) {
      bytes[(at + 16 + (i >> 2) * 8 + (o & 7)) * 4 + (i & 3)] = unit > 0 ? Math.round(weight / unit) : 0;
    }
  }
  return packed;
}

/** What the kernels make of a pixel's numbers: byte · unit + least, each to the nearest. */
export function roundedPixel(values: readonly number[]): readonly number[] {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  return roundedBy((most - least) / MOST_BYTE, values, least);
}

/** What they make of an output's weights. */
export function roundedWeights(weights: readonly number[]): readonly number[] {
  return roundedBy(Math.max(...weights.map(Math.abs)) / MOST_BYTE, weights);
}

function roundedBy(unit: number, values: readonly number[], from = 0): readonly number[] {
  return unit > 0 ? values.map((value) => Math.round((value - from) / unit) * unit + from) : values;
}
