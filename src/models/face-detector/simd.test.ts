import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import narrowFixture from '../fixtures/face-detector-narrow.json';
import fixture from '../fixtures/face-detector-yunet.json';
import { generator } from '../modifier/random.ts';
import { BUILDS, isSupported, supportedBuild } from '../simd/build.ts';
import type { Network, OutputMap } from './network.ts';
import { createReferenceNetwork } from './reference.ts';
import { createSimdNetwork } from './simd.ts';
import { storedYunet } from './stored.ts';
import { everyByteStep, everyShuffledStep, everyStep, randomWeights } from './testing.ts';
import { createYunet, yunetWeights } from './yunet.ts';
import { planYunet } from './yunet-plan.ts';

// Node 20 adds wrongly with relaxed SIMD, which it has by a flag alone: the same source without it.
vi.mock(
  '../simd/kernels/bytes.ts?assemblyscript-relaxed',
  () => import('../simd/kernels/bytes.ts?assemblyscript'),
);

const bytes = readFileSync(join(import.meta.dirname, '../fixtures', fixture.bin));
const picture = new Uint8Array(bytes.subarray(0, fixture.width * fixture.height * 3));

const drawn = (length: number, seed: number) => {
  const random = generator(seed);
  return Uint8Array.from({ length }, () => random() * 256);
};

/** The greatest difference, over the channels that the expected map has; NaN counts as the worst. */
function worst(found: OutputMap, expected: OutputMap): number {
  expect([found.width, found.height]).toEqual([expected.width, expected.height]);
  let most = 0;
  for (const [k, value] of expected.values.entries()) {
    const at = Math.floor(k / expected.channels) * found.channels + (k % expected.channels);
    const difference = Math.abs((found.values[at] ?? Number.NaN) - value);
    most = difference <= most ? most : difference;
  }
  return most;
}

const WAYS = [
  ...BUILDS.filter(isSupported).map((build) => [build, 'floats', 1e-4] as const),
  // A number between two bytes may become either, which is a 127th of its pixel's range, and is multiplied on.
  ['plain', 'bytes', 0.05] as const,
];

test.each(WAYS)('gives what the reference gives: kernels %s, in %s', async (build, arithmetic, tolerance) => {
  const sides = fc.integer({ min: 1, max: 7 }).map((n) => 8 * n);
  await fc.assert(
    fc.asyncProperty(
      sides,
      sides,
      fc.constantFrom(everyStep(0), everyStep(1), everyShuffledStep(), everyByteStep()),
      fc.constantFrom(3, 4),
      fc.nat(1e6),
      async (width, height, plan, channels, seed) => {
        const weights = randomWeights(plan, generator(seed));
        const network = await createSimdNetwork(plan, weights, build, arithmetic);
        const reference = createReferenceNetwork(plan, weights, arithmetic);
        // The second size shares the first one's memory, and the first is run again in it.
        for (const [w, h] of [
          [width, height],
          [height, 16],
          [width, height],
        ] as const) {
          const pixels = drawn(w * h * channels, seed + w);
          const found = network.run(pixels, w, h);
          for (const [i, map] of reference.run(pixels, w, h).entries()) {
            expect(worst(found[i] as OutputMap, map)).toBeLessThan(tolerance);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('bytes round what floats do not, and little of it', async () => {
  const weights = storedYunet('narrow');
  const plan = planYunet(weights);
  const [floats, bytes] = await Promise.all(
    (['floats', 'bytes'] as const).map((arithmetic) =>
      createSimdNetwork(plan, weights, supportedBuild(), arithmetic),
    ),
  );
  const expected = (floats as Network).run(picture, fixture.width, fixture.height);
  const found = (bytes as Network).run(picture, fixture.width, fixture.height);
  for (const [i, map] of expected.entries()) {
    const largest = map.values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    const difference = worst(found[i] as OutputMap, map);
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(0.02 * largest);
  }
});

test.each([
  ['yunet', fixture],
  ['narrow', narrowFixture],
] as const)("YuNet's maps are those of PyTorch: %s", async (width, fixture) => {
  const weights = storedYunet(width);
  const bytes = readFileSync(join(import.meta.dirname, '../fixtures', fixture.bin));
  const network = await createSimdNetwork(planYunet(weights), weights);
  const maps = network.run(picture, fixture.width, fixture.height);
  for (const [i, { offset, shape }] of Object.values(fixture.outputs).entries()) {
    const [height = 0, width = 0, channels = 0] = shape;
    const values = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset + offset),
      0,
      height * width * channels,
    );
    expect(worst(maps[i] as OutputMap, { width, height, channels, values })).toBeLessThan(1e-4);
  }
});

test("YuNet's faces are those of the published network", async () => {
  const yunet = await createYunet(storedYunet());
  const faces = yunet.detect(picture, fixture.width, fixture.height, fixture.decoded);
  expect(faces).toHaveLength(fixture.decoded.faces.length);
  for (const [i, { score, box, points }] of fixture.decoded.faces.entries()) {
    const face = faces[i];
    expect(face?.score).toBeCloseTo(score, 4);
    const [left = 0, top = 0, right = 0, bottom = 0] = box;
    const expected = { x: left, y: top, width: right - left, height: bottom - top };
    for (const [key, value] of Object.entries(expected)) {
      expect(face?.[key as keyof typeof expected]).toBeCloseTo(value, 1);
    }
    for (const [k, [x = 0, y = 0]] of points.entries()) {
      expect(face?.points[k]?.x).toBeCloseTo(x, 1);
      expect(face?.points[k]?.y).toBeCloseTo(y, 1);
    }
  }
});

test('refuses pixels and sizes that are none of its pictures', async () => {
  const yunet = await createYunet(storedYunet());
  expect(() => yunet.detect(new Uint8Array(64 * 64 * 2), 64, 64)).toThrow('no picture of 64 × 64');
  expect(() => yunet.detect(new Uint8Array(64 * 48 * 3), 64, 48)).toThrow('multiples of 32');
  expect(() => yunet.detect(new Uint8Array(0), 0, 0)).toThrow(RangeError);
});

test.each(['backbone.3', 'shared.0', 'heads.1'])(
  'weights whose %s fits no other unit are refused',
  (unit) => {
    const weights = new Map(storedYunet());
    const name = `${unit}.pointwise.bias`;
    weights.set(name, { shape: [8], values: new Float32Array(8) });
    expect(() =>
      yunetWeights({
        network: { name: 'yunet-narrow', hyper: {}, size: 640 },
        weights,
        metadata: {},
        sha256: '',
      }),
    ).toThrow(/of another shape/);
  },
);

test('weights whose sums are of different widths are refused', () => {
  const weights = new Map(storedYunet());
  for (const [name, { shape, values }] of storedYunet()) {
    if (/^laterals\.2\..*(bias|depthwise\.weight)$|^laterals\.2\.pointwise/.test(name)) {
      const halved = shape.map((side) =>
        side === 64 && !(name.includes('pointwise.weight') && shape[3] !== side) ? 32 : side,
      );
      weights.set(name, {
        shape: halved,
        values: values.subarray(
          0,
          halved.reduce((a, b) => a * b, 1),
        ),
      });
    }
  }
  expect(() => planYunet(weights)).toThrow(/different widths/);
});

test('memory does not grow with pictures, nor with sizes that were seen before', async () => {
  const memories: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
  try {
    const yunet = await createYunet(storedYunet());
    const sizes = [
      [160, 128],
      [96, 96],
      [64, 160],
      [32, 32],
      [128, 32],
    ] as const;
    for (const [w, h] of sizes) {
      yunet.detect(drawn(w * h * 4, 1), w, h);
    }
    const size = memories[0]?.buffer.byteLength;
    for (let frame = 0; frame < 60; frame++) {
      const [w, h] = sizes[frame % sizes.length] as readonly [number, number];
      yunet.detect(drawn(w * h * 4, frame), w, h);
    }
    expect(memories.map(({ buffer }) => buffer.byteLength)).toEqual([size]);
  } finally {
    WebAssembly.Memory = Memory;
  }
});
