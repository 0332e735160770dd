import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeWeights, entriesOf, type WeightEntry } from './weights.ts';

const quantised = (name: string, shape: number[]): WeightEntry => ({
  name,
  shape,
  dtype: 'float32',
  quantization: { dtype: 'uint8', scale: 0.5, min: -1 },
});
const plain = (name: string, shape: number[]): WeightEntry => ({ name, shape, dtype: 'float32' });
const bytesOf = (...parts: ArrayBufferView[]) =>
  Uint8Array.from(
    parts.flatMap((part) => [...new Uint8Array(part.buffer, part.byteOffset, part.byteLength)]),
  );

test('weights are decoded one after the other', () => {
  const weights = decodeWeights([quantised('a', [2]), quantised('b', [1, 1, 1, 1])], Uint8Array.of(0, 4, 2));
  expect(weights.get('a')).toEqual({ shape: [2], values: Float32Array.of(-1, 1) });
  expect(weights.get('b')?.values).toEqual(Float32Array.of(0));
});

test('weights that do not fit their manifest are refused', () => {
  expect(() => decodeWeights([quantised('a', [2])], Uint8Array.of(0))).toThrow(RangeError);
  expect(() => decodeWeights([quantised('a', [2])], Uint8Array.of(0, 1, 2))).toThrow(RangeError);
  expect(() => decodeWeights([{ name: 'a', shape: [1], dtype: 'int32' }], Uint8Array.of(0))).toThrow(
    RangeError,
  );
});

test('a channel has its own scale and minimum, on whichever axis it lies', () => {
  const entries = (axis: number, shape: number[], channels: number): WeightEntry[] => [
    plain('w/scale', [channels]),
    plain('w/min', [channels]),
    { name: 'w', shape, dtype: 'uint8', perChannel: { axis } },
  ];
  const bytes = bytesOf(Float32Array.of(1, 10), Float32Array.of(0, 0.5), Uint8Array.of(1, 2, 3, 4));
  const last = decodeWeights(entries(3, [1, 1, 2, 2], 2), bytes);
  expect([...last.keys()]).toEqual(['w']);
  expect(last.get('w')?.values).toEqual(Float32Array.of(1, 20.5, 3, 40.5));
  expect(decodeWeights(entries(2, [2, 1, 2, 1], 2), bytes).get('w')?.values).toEqual(
    Float32Array.of(1, 20.5, 3, 40.5),
  );
  expect(decodeWeights(entries(0, [2, 2], 2), bytes).get('w')?.values).toEqual(
    Float32Array.of(1, 2, 30.5, 40.5),
  );
  expect(() => decodeWeights(entries(3, [1, 1, 4, 1], 2), bytes)).toThrow(/scale and minimum/);
});

test('half precision: known numbers, and every finite half comes back', () => {
  const half: WeightEntry = { ...plain('h', [6]), quantization: { dtype: 'float16' } };
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x7c00);
  expect([...(decodeWeights([half], bytesOf(bits)).get('h')?.values ?? [])]).toEqual([
    1,
    -2,
    2 ** -24,
    65504,
    -0,
    Number.POSITIVE_INFINITY,
  ]);
});

test('float32 comes back bit for bit, wherever it lies in the binary', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 5 }),
      (values, before) => {
        const entries = [quantised('odd', [before]), plain('v', [values.length])];
        const bytes = bytesOf(new Uint8Array(before), Float32Array.from(values));
        expect(decodeWeights(entries, bytes).get('v')?.values).toEqual(Float32Array.from(values));
      },
    ),
  );
});

test('both layouts of a manifest', () => {
  const groups = [{ weights: [plain('a', [1])] }, { weights: [plain('b', [1])] }];
  expect(entriesOf(groups).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(entriesOf({ weightsManifest: groups })).toEqual(entriesOf(groups));
});
