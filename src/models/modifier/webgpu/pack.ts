import type { Weight } from '../../weights.ts';
import type { ModifierWeights } from '../weights.ts';

/**
 * All weights in one array, as the kernels read them: fours of output channels, input channels padded to a multiple of
 * four with zeros (the picture has three). Offsets are in vec4f.
 */
export function packWeights({ weights }: ModifierWeights): {
  readonly data: Float32Array<ArrayBuffer>;
  readonly offsets: ReadonlyMap<string, number>;
} {
  const offsets = new Map<string, number>();
  const parts: Float32Array[] = [];
  let length = 0;
  for (const [name, weight] of weights) {
    const values = padded(weight);
    offsets.set(name, length / 4);
    parts.push(values);
    length += values.length;
  }
  const data = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data, offsets };
}

/** (kernel, kernel, in, out) with `in` padded; depthwise filters and vectors, whose channels are fours already, as they are. */
function padded({ shape, values }: Weight): Float32Array {
  const [height = 1, width = 1, input = 1, output = 1] = shape;
  if (shape.length !== 4 || output === 1 || input % 4 === 0) {
    return values;
  }
  const wide = Math.ceil(input / 4) * 4;
  const out = new Float32Array(height * width * wide * output);
  for (let tap = 0; tap < height * width; tap++) {
    out.set(values.subarray(tap * input * output, (tap + 1) * input * output), tap * wide * output);
  }
  return out;
}
