/**
 * Weights in the tfjs manifest format with one extension (docs/models/weights-format.md): one binary, tensors one after the
 * other, little-endian.
 */

export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** tfjs's: value = stored × scale + min for 'uint8'; for 'float16' the value itself. */
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
  /** Ours: value = stored × `name/scale`[c] + `name/min`[c], c the index on `axis`. */
  readonly perChannel?: { readonly axis: number };
}

export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a weights file's JSON holds: an array of groups (npm `@vladmandic/face-api`), or that array in an object (ours). */
export type WeightsManifest =
  | readonly { readonly weights: readonly WeightEntry[] }[]
  | { readonly weightsManifest: readonly { readonly weights: readonly WeightEntry[] }[] };

/** The tensors of a manifest, in the order of the binary. */
export function entriesOf(manifest: WeightsManifest): readonly WeightEntry[] {
  const groups = 'weightsManifest' in manifest ? manifest.weightsManifest : manifest;
  return groups.flatMap((group) => group.weights);
}

/**
 * Decodes weights to float32 by name. Scales and minima of per-channel quantisation are used up; they are not in the result.
 * @throws RangeError when the binary has another length than the manifest says, or holds a kind of weights that is not known.
 */
export function decodeWeights(entries: readonly WeightEntry[], bytes: Uint8Array): Map<string, Weight> {
  const stored = new Map<string, Weight>();
  let offset = 0;
  for (const entry of entries) {
    const { decode, size } = codecOf(entry);
    const length = entry.shape.reduce((product, side) => product * side, 1);
    const end = offset + length * size;
    if (end > bytes.length) {
      throw new RangeError(`The weights are ${bytes.length} bytes; their manifest says more.`);
    }
    stored.set(entry.name, { shape: entry.shape, values: decode(bytes.subarray(offset, end), length) });
    offset = end;
  }
  if (offset !== bytes.length) {
    throw new RangeError(`The weights are ${bytes.length} bytes; their manifest says ${offset}.`);
  }
  for (const { name, perChannel } of entries) {
    if (perChannel) {
      spreadChannels(stored, name, perChannel.axis);
    }
  }
  return stored;
}

interface Codec {
  readonly decode: (bytes: Uint8Array, length: number) => Float32Array;
  /** Bytes a value. */
  readonly size: number;
}

function codecOf({ name, dtype, quantization, perChannel }: WeightEntry): Codec {
  if (dtype === 'uint8' && perChannel) {
    return { decode: (bytes) => new Float32Array(bytes), size: 1 };
  }
  if (dtype === 'float32' && !quantization) {
    return { decode: float32, size: 4 };
  }
  if (dtype === 'float32' && quantization?.dtype === 'uint8') {
    const { scale = 1, min = 0 } = quantization;
    return { decode: (bytes) => scaled(bytes, scale, min), size: 1 };
  }
  if (dtype === 'float32' && quantization?.dtype === 'float16') {
    return { decode: float16, size: 2 };
  }
  throw new RangeError(`The weights ${name} are of a kind that is not known.`);
}

function scaled(bytes: Uint8Array, scale: number, min: number): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = (bytes[i] as number) * scale + min;
  }
  return values;
}

function float32(bytes: Uint8Array, length: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    values[i] = view.getFloat32(i * 4, true);
  }
  return values;
}

/** IEEE 754 half precision. */
function float16(bytes: Uint8Array, length: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    values[i] = halfOf(view.getUint16(i * 2, true));
  }
  return values;
}

function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) {
    return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  }
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

/** Turns the stored bytes of `name` into values, in place, with its channels' scales and minima. */
function spreadChannels(stored: Map<string, Weight>, name: string, axis: number): void {
  const weight = stored.get(name);
  const scale = stored.get(`${name}/scale`)?.values;
  const min = stored.get(`${name}/min`)?.values;
  const channels = weight?.shape[axis];
  if (!weight || !scale || !min || scale.length !== channels || min.length !== channels) {
    throw new RangeError(`The weights ${name} have no scale and minimum for each of their channels.`);
  }
  const inner = weight.shape.slice(axis + 1).reduce((product, side) => product * side, 1);
  for (let i = 0; i < weight.values.length; i++) {
    const c = Math.floor(i / inner) % channels;
    weight.values[i] = (weight.values[i] as number) * (scale[c] as number) + (min[c] as number);
  }
  stored.delete(`${name}/scale`);
  stored.delete(`${name}/min`);
}
