import {
  type backend_util,
  conv2d,
  depthToSpace,
  depthwiseConv2d,
  engine,
  grad,
  grads,
  image,
  leakyRelu,
  mul,
  setBackend,
  sum,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { generator } from '../modifier/random.ts';
import { HOST_BACKENDS, useBackend } from '../testing/backends.ts';
import './gradients.ts';
import './wasm-gradients.ts';

type Shape4 = [number, number, number, number];

/** Values of a tensor with the shape, -1..1, always the same. */
function drawn(shape: Shape4, seed: number): Float32Array {
  const next = generator(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next() * 2 - 1);
}

interface Case {
  readonly shapes: readonly Shape4[];
  run(...inputs: Tensor4D[]): Tensor4D;
}

/** Output · weight, summed, and its gradients by every input, on the backend in use. */
function differentiate({ shapes, run }: Case, values: readonly Float32Array[]): Float32Array[] {
  return tidy(() => {
    const inputs = values.map((v, i) => tensor4d(v, shapes[i] as Shape4));
    return grads((...given: Tensor[]) => weighted(run(...(given as Tensor4D[]))))(inputs).map(
      (gradient, i) => {
        expect(gradient.shape).toEqual(shapes[i]);
        return Float32Array.from(gradient.dataSync());
      },
    );
  });
}

function weighted(output: Tensor4D): Tensor {
  return sum(mul(output, tensor4d(drawn(output.shape, 99), output.shape)));
}

function weightedValue({ shapes, run }: Case, values: readonly Float32Array[]): number {
  return tidy(
    () => weighted(run(...values.map((v, i) => tensor4d(v, shapes[i] as Shape4)))).dataSync()[0] as number,
  );
}

/** Every operator here is linear in each input, so a finite difference over a step of one is exact but for rounding. */
function checkAgainstFiniteDifferences(
  one: Case,
  values: readonly Float32Array[],
  found: readonly Float32Array[],
): void {
  found.forEach((gradient, input) => {
    for (const i of [0, Math.floor(gradient.length / 2), gradient.length - 1]) {
      const moved = (by: number) =>
        weightedValue(
          one,
          values.map((v, k) => (k === input ? v.map((x, at) => (at === i ? x + by : x)) : v)),
        );
      const difference = (moved(1) - moved(-1)) / 2;
      expect(Math.abs(difference - (gradient[i] as number))).toBeLessThan(1e-3);
    }
  });
}

function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

const side = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }));
// Not a single number: tfjs reckons its output with the filter's height and the stride down, across too.
const padding = fc.oneof(
  fc.constantFrom('same' as const, 'valid' as const),
  fc
    .tuple(side, side)
    .map(([rows, columns]) => [[0, 0], rows, columns, [0, 0]] as backend_util.ExplicitPadding),
);

// Strides of at most the kernel's size: with longer ones and 'same' tfjs's wasm convolution itself gives zeros.
const kernelAndStride = fc
  .integer({ min: 1, max: 5 })
  .chain((kernel) =>
    fc.record({ kernel: fc.constant(kernel), stride: fc.integer({ min: 1, max: Math.min(3, kernel) }) }),
  );

const convolution = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 5, max: 9 }),
  width: fc.integer({ min: 5, max: 9 }),
  channels: fc.integer({ min: 1, max: 4 }),
  out: fc.integer({ min: 1, max: 4 }),
  down: kernelAndStride,
  across: kernelAndStride,
  padding,
});

describe('convolutions on wasm', () => {
  const settings = { numRuns: 80 };

  async function check(one: Case): Promise<void> {
    const values = one.shapes.map((shape, i) => drawn(shape, i + 1));
    await setBackend('wasm');
    const found = differentiate(one, values);
    checkAgainstFiniteDifferences(one, values, found);
    await setBackend('cpu');
    differentiate(one, values).forEach((expected, i) => {
      expect(farthest(expected, found[i] as Float32Array)).toBeLessThan(1e-4);
    });
  }

  test('have the gradients of the cpu backend and of finite differences', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(convolution, ({ batch, height, width, channels, out, down, across, padding }) =>
        check({
          shapes: [
            [batch, height, width, channels],
            [down.kernel, across.kernel, channels, out],
          ],
          run: (x, filter) =>
            conv2d(x as Tensor4D, filter as Tensor4D, [down.stride, across.stride], padding),
        }),
      ),
      settings,
    );
  });

  test('depthwise ones too, with any multiplier', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(convolution, ({ batch, height, width, channels, out, down, across, padding }) =>
        check({
          shapes: [
            [batch, height, width, channels],
            [down.kernel, across.kernel, channels, Math.min(out, 3)],
          ],
          run: (x, filter) =>
            depthwiseConv2d(x as Tensor4D, filter as Tensor4D, [down.stride, across.stride], padding),
        }),
      ),
      settings,
    );
  });

  test('leave no tensor over', async () => {
    await useBackend('wasm');
    const before = engine().memory().numTensors;
    differentiate(
      {
        shapes: [
          [2, 8, 8, 3],
          [3, 3, 3, 1],
        ],
        run: (x, filter) => depthwiseConv2d(x as Tensor4D, filter as Tensor4D, 2, 1),
      },
      [drawn([2, 8, 8, 3], 1), drawn([3, 3, 3, 1], 2)],
    );
    differentiate(
      {
        shapes: [
          [2, 8, 8, 3],
          [3, 3, 3, 5],
        ],
        run: (x, filter) => conv2d(x as Tensor4D, filter as Tensor4D, 2, 'same'),
      },
      [drawn([2, 8, 8, 3], 1), drawn([3, 3, 3, 5], 2)],
    );
    expect(engine().memory().numTensors).toBe(before);
  });
});

describe.each(HOST_BACKENDS)('%s', (backend) => {
  beforeAll(() => useBackend(backend));

  test('bilinear resizing, whatever the corners, larger and smaller, not square', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
        fc.constantFrom([false, false], [true, false], [false, true]),
        ([height, width], size, [alignCorners, halfPixelCenters]) => {
          const shapes: Shape4[] = [[2, height, width, 3]];
          const one: Case = {
            shapes,
            run: (x) => image.resizeBilinear(x as Tensor4D, size, alignCorners, halfPixelCenters),
          };
          const values = [drawn(shapes[0] as Shape4, 5)];
          checkAgainstFiniteDifferences(one, values, differentiate(one, values));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('depth to space', () => {
    const shapes: Shape4[] = [[2, 3, 2, 12]];
    const one: Case = { shapes, run: (x) => depthToSpace(x as Tensor4D, 2, 'NHWC') };
    const values = [drawn(shapes[0] as Shape4, 6)];
    checkAgainstFiniteDifferences(one, values, differentiate(one, values));
  });

  test('leaky relu', () => {
    tidy(() => {
      const gradient = grad((x: Tensor) => sum(leakyRelu(x, 0.1)))(tensor4d([-2, -1, 1, 2], [1, 2, 2, 1]));
      expect([...gradient.dataSync()].map((v) => v.toFixed(3))).toEqual(['0.100', '0.100', '1.000', '1.000']);
    });
  });
});
