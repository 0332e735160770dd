/** Each kernel against tfjs's own operator on its cpu backend, on random maps. */
import {
  conv2d,
  depthwiseConv2d,
  ready,
  setBackend,
  type Tensor4D,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { generator } from '../modifier/random.ts';
import { supportedBuild } from './build.ts';
import {
  type ByteKernels,
  instantiateByteKernels,
  MOST_BYTE,
  packBytes,
  roundedPixel,
  roundedWeights,
} from './bytes.ts';
import { instantiateMapKernels, type MapKernels } from './map-kernels.ts';
import { packDepthwise, packFilter } from './pack.ts';

// Node 20 adds wrongly with relaxed SIMD, which it has by a flag alone: the same source without it.
vi.mock('./kernels/bytes.ts?assemblyscript-relaxed', () => import('./kernels/bytes.ts?assemblyscript'));

let kernels: MapKernels;
let byteKernels: ByteKernels;
let floats: Float32Array;

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
  const memory = new WebAssembly.Memory({ initial: 64 });
  kernels = await instantiateMapKernels(memory, supportedBuild());
  byteKernels = await instantiateByteKernels(memory);
  floats = new Float32Array(memory.buffer);
});

/** Addresses far enough apart for the maps of these tests. */
const [X, W, GATHERED, Y, SUMS, EXTRA] = [1, 2, 3, 4, 5, 6].map((n) => n * 512 * 1024) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

const random = (length: number, seed: number) =>
  Float32Array.from({ length }, generator(seed)).map((v) => 2 * v - 1);

/** Puts a dense map at `address` with a border, dirt wherever nothing is written. @returns its first pixel's address, and pitch. */
function store(
  values: Float32Array,
  address: number,
  { width, height, channels, border }: Record<'width' | 'height' | 'channels' | 'border', number>,
) {
  const pitch = (width + 2 * border) * channels * 4;
  floats.fill(7, address / 4, address / 4 + ((height + 2 * border) * pitch) / 4);
  const first = address + border * (pitch + channels * 4);
  kernels.clearBorder(first, pitch, width, height, channels, border);
  for (let row = 0; row < height; row++) {
    floats.set(
      values.subarray(row * width * channels, (row + 1) * width * channels),
      (first + row * pitch) / 4,
    );
  }
  return { first, pitch };
}

function near(found: Float32Array, expected: ArrayLike<number>, tolerance = 1e-5) {
  expect(found).toHaveLength(expected.length);
  found.forEach((v, i) => {
    if (!(Math.abs(v - (expected[i] as number)) <= tolerance)) {
      expect.fail(`value ${i} is ${v} instead of ${expected[i]}`);
    }
  });
}

const taken = (address: number, length: number) => floats.slice(address / 4, address / 4 + length);

const shapes = fc.record({
  width: fc.integer({ min: 1, max: 11 }),
  height: fc.integer({ min: 1, max: 7 }),
  channels: fc.constantFrom(4, 8, 12, 24),
  outputs: fc.constantFrom(8, 16, 24),
  kernel: fc.constantFrom(1, 3, 5),
  stride: fc.constantFrom(1, 2),
  spare: fc.constantFrom(0, 1),
  seed: fc.nat(1e6),
});

test('gather and multiply make a convolution', () => {
  fc.assert(
    fc.property(shapes, ({ width, height, channels, outputs, kernel, stride, spare, seed }) => {
      const x = random(width * height * channels, seed);
      const w = random(kernel ** 2 * channels * outputs, seed + 1);
      const reach = (kernel - 1) / 2;
      const { first, pitch } = store(x, X, { width, height, channels, border: reach + spare });
      floats.set(packFilter(w, kernel ** 2, { own: channels, stored: channels }, outputs), W / 4);
      const expected = tidy(() =>
        conv2d(
          tensor4d(x, [1, height, width, channels]),
          tensor4d(w, [kernel, kernel, channels, outputs]),
          stride,
          reach,
          'NHWC',
          1,
          'floor',
        ),
      );
      const [, rows, columns] = expected.shape;
      const depth = kernel ** 2 * channels;
      for (let row = 0; row < rows; row++) {
        const corner = first + (row * stride - reach) * pitch - reach * channels * 4;
        kernels.gather(
          corner,
          pitch,
          GATHERED + row * columns * depth * 4,
          columns,
          channels,
          kernel,
          stride,
        );
      }
      const floor = Number.NEGATIVE_INFINITY;
      kernels.multiply(GATHERED, 0, 0, depth * 4, depth, W, 0, 0, 0, Y, rows * columns, outputs, floor);
      near(taken(Y, rows * columns * outputs), expected.dataSync(), 1e-4);
      expected.dispose();
    }),
  );
});

test('a 1 × 1 convolution in bytes is one of rounded numbers and weights; a NaN is kept, and stays its pixel’s', () => {
  const rows = fc.record({
    pixels: fc.integer({ min: 1, max: 9 }),
    depth: fc.constantFrom(8, 24, 64),
    outputs: fc.constantFrom(8, 16, 24),
    low: fc.constantFrom(0, -1, 0.5, -2),
    high: fc.constantFrom(0, 1, 1e-3, 900),
    floor: fc.constantFrom(0, Number.NEGATIVE_INFINITY),
    spoilt: fc.boolean(),
    seed: fc.nat(1e6),
  });
  fc.assert(
    fc.property(rows, ({ pixels, depth, outputs, low, high, floor, spoilt, seed }) => {
      const [x, w] = [random(pixels * depth, seed), random(depth * outputs, seed + 1)];
      const values = x.map((v) => low + ((v + 1) / 2) * (high - low));
      const bias = random(outputs, seed + 2);
      if (spoilt) {
        values[seed % depth] = seed % 2 ? Number.NaN : Number.POSITIVE_INFINITY;
      }
      // Pixels lie farther apart than their numbers: a convolution may leave some out.
      const step = depth + 4;
      floats.fill(1e9, X / 4, X / 4 + pixels * step);
      for (let i = 0; i < pixels; i++) {
        floats.set(values.subarray(i * depth, (i + 1) * depth), X / 4 + i * step);
      }
      floats.set(packBytes(w, { own: depth, stored: depth }, outputs), W / 4);
      floats.set(bias, SUMS / 4);
      const scales = GATHERED + 256 * 1024;
      byteKernels.quantise(X, step * 4, depth, GATHERED, scales, pixels);
      byteKernels.multiplyBytes(GATHERED, scales, depth, W, SUMS, Y, pixels, outputs, floor);
      const found = taken(Y, pixels * outputs);
      for (let i = 0; i < pixels; i++) {
        const pixel = [...values.subarray(i * depth, (i + 1) * depth)];
        const least = Math.min(0, ...pixel);
        const above = roundedPixel(pixel).map((v) => v - least);
        for (let o = 0; o < outputs; o++) {
          const own = Array.from({ length: depth }, (_, k) => w[k * outputs + o] as number);
          const sum = (numbers: readonly number[], factors: readonly number[]) =>
            numbers.reduce((total, v, k) => total + v * (factors[k] as number), 0);
          const whole =
            sum(above, roundedWeights(own)) + least * own.reduce((a, b) => a + b, 0) + (bias[o] as number);
          const value = found[i * outputs + o] as number;
          if (spoilt && i === 0) {
            expect(value).toBeNaN();
          } else {
            // A number that lies between two bytes may become either.
            const unit = (Math.max(0, ...pixel) - least) / MOST_BYTE;
            expect(Math.abs(value - Math.max(floor, whole))).toBeLessThan(1e-4 + unit * 1.01);
          }
        }
      }
    }),
  );
});

test('what rounding costs is a 254th of the range for each number, of the largest for each weight', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 9 }),
      (values) => {
        const range = Math.max(0, ...values) - Math.min(0, ...values);
        roundedPixel(values).forEach((v, i) => {
          expect(Math.abs(v - (values[i] as number))).toBeLessThanOrEqual(range / 254 + 1e-9);
        });
        const largest = Math.max(...values.map(Math.abs));
        roundedWeights(values).forEach((v, i) => {
          expect(Math.abs(v - (values[i] as number))).toBeLessThanOrEqual(largest / 254 + 1e-9);
        });
      },
    ),
  );
});

test('depthwise convolutions', () => {
  fc.assert(
    fc.property(shapes, ({ width, height, channels, kernel, stride, spare, seed }) => {
      const x = random(width * height * channels, seed);
      const w = random(kernel ** 2 * channels, seed + 1);
      const reach = (kernel - 1) / 2;
      const { first, pitch } = store(x, X, { width, height, channels, border: reach + spare });
      floats.set(packDepthwise(w, kernel ** 2, channels), W / 4);
      const expected: Tensor4D = tidy(() =>
        depthwiseConv2d(
          tensor4d(x, [1, height, width, channels]),
          tensor4d(w, [kernel, kernel, channels, 1]),
          stride,
          reach,
          'NHWC',
          1,
          'floor',
        ),
      );
      const [, rows, columns] = expected.shape;
      for (let row = 0; row < rows; row++) {
        const corner = first + (row * stride - reach) * pitch - reach * channels * 4;
        const to = Y + row * columns * channels * 4;
        if (stride === 1 && kernel === 3) {
          kernels.depthwise3(corner, pitch, W, to, columns, channels);
        } else if (stride === 1 && kernel === 5) {
          kernels.depthwise5(corner, pitch, W, to, columns, channels);
        } else {
          kernels.depthwise(corner, pitch, W, to, columns, channels, kernel, stride);
        }
      }
      near(taken(Y, rows * columns * channels), expected.dataSync());
      expected.dispose();
    }),
  );
});

test('instance norm with ReLU and residual, its sums gathered in parts', () => {
  fc.assert(
    fc.property(
      shapes,
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: -50, max: 50 }),
      ({ width, height, channels, spare, seed }, relu, residual, level) => {
        const pixels = width * height;
        const x = random(pixels * channels, seed).map((v) => v + level);
        const add = random(pixels * channels, seed + 1);
        const weight = random(channels, seed + 2);
        const bias = random(channels, seed + 3);
        floats.set(x, X / 4);
        floats.set(weight, W / 4);
        floats.set(bias, W / 4 + channels);
        floats.fill(0, SUMS / 4, SUMS / 4 + 2 * channels);
        const extra = store(add, EXTRA, { width, height, channels, border: 2 });
        const to = store(new Float32Array(x.length), Y, { width, height, channels, border: spare });
        const part = Math.floor(pixels / 2);
        kernels.statistics(X, X, SUMS, part, channels);
        kernels.statistics(X + part * channels * 4, X, SUMS, pixels - part, channels);
        kernels.affine(SUMS, X, W, W + channels * 4, pixels, channels, 1e-5);
        const floor = relu ? 0 : Number.NEGATIVE_INFINITY;
        const [from, fromPitch] = residual ? [extra.first, extra.pitch] : [0, 0];
        kernels.normalise(X, SUMS, floor, to.first, to.pitch, width, height, channels, from, fromPitch);
        const expected = new Float32Array(x.length);
        for (let c = 0; c < channels; c++) {
          const own = x.filter((_, i) => i % channels === c);
          const mean = own.reduce((a, b) => a + b, 0) / pixels;
          const variance = own.reduce((a, b) => a + (b - mean) ** 2, 0) / pixels;
          own.forEach((v, i) => {
            const normed =
              ((weight[c] as number) * (v - mean)) / Math.sqrt(variance + 1e-5) + (bias[c] as number);
            const o = i * channels + c;
            expected[o] = (relu ? Math.max(0, normed) : normed) + (residual ? (add[o] as number) : 0);
          });
        }
        // Levels of 50 cost the float32 values themselves five digits, which a small variance magnifies.
        near(rowsOf(to, width, height, channels), expected, 5e-3);
      },
    ),
  );
});

test('enlarging by two', () => {
  fc.assert(
    fc.property(shapes, ({ width, height, channels, spare, seed }) => {
      const x = random(width * height * channels, seed);
      const from = store(x, X, { width, height, channels, border: spare });
      const big = { width: 2 * width, height: 2 * height };
      const to = store(new Float32Array(4 * x.length), Y, { ...big, channels, border: spare });
      kernels.enlarge(from.first, from.pitch, to.first, to.pitch, width, height, channels);
      const at = (row: number, column: number, c: number) => {
        const [y, r] = [Math.min(Math.max(row, 0), height - 1), Math.min(Math.max(column, 0), width - 1)];
        return x[(y * width + r) * channels + c] as number;
      };
      const expected = new Float32Array(4 * x.length).map((_, i) => {
        const [c, column, row] = [
          i % channels,
          Math.floor(i / channels) % big.width,
          Math.floor(i / channels / big.width),
        ];
        // PyTorch's and TensorFlow's half-pixel centres, the border repeated.
        const [y, z] = [(row + 0.5) / 2 - 0.5, (column + 0.5) / 2 - 0.5];
        const [y0, z0] = [Math.floor(y), Math.floor(z)];
        const [fy, fz] = [y - y0, z - z0];
        const upper = at(y0, z0, c) * (1 - fz) + at(y0, z0 + 1, c) * fz;
        const lower = at(y0 + 1, z0, c) * (1 - fz) + at(y0 + 1, z0 + 1, c) * fz;
        return upper * (1 - fy) + lower * fy;
      });
      near(rowsOf(to, big.width, big.height, channels), expected);
    }),
  );
});

test('centring and painting, for whatever the head says', () => {
  fc.assert(
    fc.property(fc.constantFrom(2, 4, 6), fc.constantFrom(1, 10, 1000), fc.nat(1e6), (side, reach, seed) => {
      const picture = Float32Array.from({ length: side * side * 3 }, generator(seed));
      floats.set(picture, X / 4);
      const to = store(new Float32Array(side * side * 4), EXTRA, {
        width: side,
        height: side,
        channels: 4,
        border: 2,
      });
      kernels.centre(X, to.first, to.pitch, side);
      const centred = rowsOf(to, side, side, 4);
      near(
        centred,
        centred.map((_, i) => (i % 4 === 3 ? 0 : 2 * (picture[(i >> 2) * 3 + (i % 4)] as number) - 1)),
      );

      const half = side / 2;
      const h = random(half * half * 16, seed + 1).map((v) => v * reach);
      const bias = random(16, seed + 2);
      floats.set(h, GATHERED / 4);
      floats.set(bias, W / 4);
      kernels.paint(GATHERED, W, X, Y, side);
      const expected = picture.map((before, o) => {
        const [c, column, row] = [o % 3, Math.floor(o / 3) % side, Math.floor(o / 3 / side)];
        const block = 4 * (2 * (row & 1) + (column & 1));
        const at = ((row >> 1) * half + (column >> 1)) * 16 + block;
        const said = (k: number) => (h[at + k] as number) + (bias[block + k] as number);
        const share = 1 / (1 + Math.exp(-said(3)));
        return Math.min(1, Math.max(0, before + share * (0.5 - before) + Math.tanh(said(c))));
      });
      near(taken(Y, picture.length), expected, 2e-6);
    }),
  );
});

/** The inner pixels of a map with a border, after a look at the border: nothing may be written there. */
function rowsOf(
  { first, pitch }: { first: number; pitch: number },
  width: number,
  height: number,
  channels: number,
): Float32Array {
  const made = new Float32Array(width * height * channels);
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    made.set(floats.subarray((first + y * pitch) / 4, (first + y * pitch) / 4 + row), y * row);
    expect(
      floats.subarray((first + y * pitch) / 4 + row, (first + (y + 1) * pitch) / 4).every((v) => v === 0),
    ).toBe(true);
  }
  return made;
}
