/** Weights in the order in which the kernels read them. */

/** Channels as they lie in memory: a multiple of eight; the added ones are 0. */
export function paddedChannels(channels: number): number {
  return Math.ceil(channels / 8) * 8;
}

/**
 * @param filter (taps, inputs, outputs), TensorFlow's layout with height and width in one.
 * @param inputs `own` that it has, `stored` as they lie in memory.
 * @returns by eights of outputs: taps × stored inputs × 8, what is added 0.
 */
export function packFilter(
  filter: Float32Array,
  taps: number,
  inputs: { readonly own: number; readonly stored: number },
  outputs: number,
): Float32Array<ArrayBuffer> {
  const panel = taps * inputs.stored * 8;
  const packed = new Float32Array((panel * paddedChannels(outputs)) / 8);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < inputs.own; i++) {
      for (let o = 0; o < outputs; o++) {
        packed[(o >> 3) * panel + (tap * inputs.stored + i) * 8 + (o & 7)] = filter[
          (tap * inputs.own + i) * outputs + o
        ] as number;
      }
    }
  }
  return packed;
}

/** @param filter (taps, channels). @returns by fours of channels: taps × 4. */
export function packDepthwise(
  filter: Float32Array,
  taps: number,
  channels: number,
): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(taps * paddedChannels(channels));
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < channels; c++) {
      packed[(c >> 2) * taps * 4 + tap * 4 + (c & 3)] = filter[tap * channels + c] as number;
    }
  }
  return packed;
}

export function packVector(values: Float32Array): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(paddedChannels(values.length));
  packed.set(values);
  return packed;
}
