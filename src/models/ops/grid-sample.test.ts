import {
  cast,
  dispose,
  engine,
  grads,
  mul,
  slice,
  sum,
  type Tensor,
  type Tensor4D,
  tensor,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import cases from '../fixtures/operators.json';
import { generator } from '../modifier/random.ts';
import { HOST_BACKENDS, useBackend } from '../testing/backends.ts';
import { difference, load } from '../testing/tensors.ts';
import './gradients.ts';
import { gridSample, type Padding, type SamplingOptions } from './index.ts';

const PADDINGS: readonly Padding[] = ['zeros', 'border'];
const OPTIONS: readonly SamplingOptions[] = PADDINGS.flatMap((padding) =>
  [false, true].map((alignCorners) => ({ padding, alignCorners })),
);

describe.each(HOST_BACKENDS)('%s', (backend) => {
  beforeAll(() => useBackend(backend));

  test.each(cases.gridSample)(
    'samples and differentiates as PyTorch does: $padding, alignCorners $alignCorners',
    ({ padding, alignCorners, image, grid, weight, output, imageGradient, gridGradient }) => {
      tidy(() => {
        const options = { padding: padding as Padding, alignCorners };
        const inputs = [load<Tensor4D>(image), load<Tensor4D>(grid)] as const;
        expect(difference(gridSample(...inputs, options), output)).toBeLessThan(2e-6);
        const [byImage, byGrid] = grads((x: Tensor, g: Tensor) =>
          sum(mul(gridSample(x as Tensor4D, g as Tensor4D, options), load(weight))),
        )([...inputs]) as [Tensor, Tensor];
        expect(difference(byImage, imageGradient)).toBeLessThan(5e-6);
        expect(difference(byGrid, gridGradient)).toBeLessThan(2e-5);
      });
    },
  );

  test('the gradients are those of finite differences', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OPTIONS),
        fc.record({
          batch: fc.integer({ min: 1, max: 3 }),
          height: fc.integer({ min: 1, max: 5 }),
          width: fc.integer({ min: 1, max: 5 }),
          channels: fc.integer({ min: 1, max: 4 }),
          rows: fc.integer({ min: 1, max: 3 }),
          columns: fc.integer({ min: 1, max: 3 }),
        }),
        fc.integer({ min: 1, max: 1e6 }),
        (options, size, seed) => {
          tidy(() => checkAgainstFiniteDifferences(options, size, random(seed)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a batch is what its pictures are one by one', () => {
    tidy(() => {
      const next = random(7);
      const image = drawn([3, 4, 5, 2], next);
      const grid = drawn([3, 2, 3, 2], next, 1.4);
      const all = gridSample(image, grid);
      for (let i = 0; i < 3; i++) {
        const one = gridSample(
          slice(image, [i, 0, 0, 0], [1, -1, -1, -1]),
          slice(grid, [i, 0, 0, 0], [1, -1, -1, -1]),
        );
        expect([...one.dataSync()]).toEqual([...slice(all, [i, 0, 0, 0], [1, -1, -1, -1]).dataSync()]);
      }
    });
  });

  test('what lies far outside reads nothing, or the border', () => {
    tidy(() => {
      const image = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
      const grid = tensor4d([-1e6, -1e6, 1e30, 1e30, 0, -50], [1, 3, 1, 2]);
      expect([...gridSample(image, grid).dataSync()]).toEqual([0, 0, 0]);
      expect([...gridSample(image, grid, { padding: 'border' }).dataSync()]).toEqual([1, 4, 1.5]);
    });
  });

  test('no tensor is left over, and inputs stay usable', () => {
    const image = drawn([1, 4, 4, 3], random(1));
    const grid = drawn([1, 2, 2, 2], random(2));
    const before = engine().memory().numTensors;
    const run = grads((x: Tensor, g: Tensor) => sum(gridSample(x as Tensor4D, g as Tensor4D)));
    for (let i = 0; i < 3; i++) {
      dispose(run([image, grid]));
    }
    expect(engine().memory().numTensors).toBe(before);
    expect(gridSample(image, grid).dataSync()).toHaveLength(12);
  });
});

test('wrong shapes, types and paddings are refused with what was given', () => {
  const image = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const grid = tensor4d([0, 0], [1, 1, 1, 2]);
  expect(() => gridSample(image, tensor4d([0, 0, 0], [1, 1, 1, 3]))).toThrow(/float32 \[1, 1, 1, 3\]/);
  expect(() => gridSample(image, tensor4d([0, 0, 0, 0], [2, 1, 1, 2]))).toThrow(/one batch size/);
  expect(() => gridSample(tensor([1], [1, 1]) as unknown as Tensor4D, grid)).toThrow(RangeError);
  expect(() => gridSample(cast(image, 'int32'), grid)).toThrow(/float32/);
  expect(() => gridSample(image, grid, { padding: 'mirror' as Padding })).toThrow(/not mirror/);
});

/** -1..1 */
function random(seed: number): () => number {
  const next = generator(seed);
  return () => next() * 2 - 1;
}

function drawn(shape: [number, number, number, number], next: () => number, scale = 1): Tensor4D {
  return tensor4d(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next() * scale),
    shape,
  );
}

/**
 * The sampler is linear in the picture, and within a cell bilinear in the position: finite differences are exact but for
 * float32. A position too near to a pixel's centre, where the derivative jumps, is not compared.
 */
function checkAgainstFiniteDifferences(
  options: SamplingOptions,
  size: { batch: number; height: number; width: number; channels: number; rows: number; columns: number },
  next: () => number,
): void {
  const { batch, height, width, channels, rows, columns } = size;
  const image = drawn([batch, height, width, channels], next);
  const grid = drawn([batch, rows, columns, 2], next, 1.7);
  const weight = drawn([batch, rows, columns, channels], next);
  const value = (x: Tensor4D, g: Tensor4D) => sum(mul(gridSample(x, g, options), weight));
  const [byImage, byGrid] = grads((x: Tensor, g: Tensor) => value(x as Tensor4D, g as Tensor4D))([
    image,
    grid,
  ]) as [Tensor4D, Tensor4D];
  compare(image, byImage, 0.5, (x) => value(x, grid));
  const step = 0.004;
  compare(
    grid,
    byGrid,
    step,
    (g) => value(image, g),
    (coordinate, i) => {
      const length = i % 2 === 0 ? width : height;
      const slope = options.alignCorners ? (length - 1) / 2 : length / 2;
      const pixel = (coordinate + 1) * slope - (options.alignCorners ? 0 : 0.5);
      return Math.abs(pixel - Math.round(pixel)) > 2 * step * slope;
    },
  );
}

function compare(
  at: Tensor4D,
  gradient: Tensor4D,
  step: number,
  value: (x: Tensor4D) => Tensor,
  smooth: (x: number, i: number) => boolean = () => true,
): void {
  const values = at.dataSync();
  const expected = gradient.dataSync();
  for (let i = 0; i < Math.min(values.length, 12); i++) {
    if (!smooth(values[i] as number, i)) {
      continue;
    }
    const moved = (by: number) => {
      const copy = Float32Array.from(values);
      copy[i] = (copy[i] as number) + by;
      return (value(tensor4d(copy, at.shape)).dataSync()[0] as number) / (2 * step);
    };
    expect(Math.abs(moved(step) - moved(-step) - (expected[i] as number))).toBeLessThan(2e-3);
  }
}
