/** Weights in the tfjs manifest format: one binary, quantised values one after the other. */

export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale: number; readonly min: number };
}

export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * Decodes weights of type float32 that were quantised to uint8 (value = byte × scale + min).
 * @throws RangeError when the binary has another length than the manifest says, or holds another kind of weights.
 */
export function decodeWeights(entries: readonly WeightEntry[], bytes: Uint8Array): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape, dtype, quantization } of entries) {
    if (dtype !== 'float32' || quantization?.dtype !== 'uint8') {
      throw new RangeError(`The weights ${name} are not float32 quantised to uint8.`);
    }
    const { scale, min } = quantization;
    const length = shape.reduce((product, side) => product * side, 1);
    weights.set(name, {
      shape,
      values: Float32Array.from(bytes.subarray(offset, offset + length), (byte) => byte * scale + min),
    });
    offset += length;
  }
  if (offset !== bytes.length) {
    throw new RangeError(`The weights are ${bytes.length} bytes; their manifest says ${offset}.`);
  }
  return weights;
}
