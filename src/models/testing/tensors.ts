import { type Rank, type ShapeMap, type Tensor, tensor } from '@tensorflow/tfjs-core';

/** A tensor in a fixture. */
export interface Fixed {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export function load<T extends Tensor = Tensor>({ shape, values }: Fixed): T {
  return tensor<Rank>(Float32Array.from(values), [...shape] as ShapeMap[Rank], 'float32') as T;
}

/** The largest absolute difference of two tensors. @throws RangeError when their shapes differ. */
export function difference(found: Tensor, expected: Fixed | Tensor): number {
  if (found.shape.join() !== expected.shape.join()) {
    throw new RangeError(`[${found.shape.join(', ')}] is not of the shape [${expected.shape.join(', ')}]`);
  }
  const values = 'values' in expected ? expected.values : expected.dataSync();
  return Array.from<number>(found.dataSync()).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (values[i] as number))),
    0,
  );
}
