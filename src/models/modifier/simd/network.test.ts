import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, ready, setBackend, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { supportedBuild } from '../../simd/build.ts';
import { ModifierGraph } from '../graph.ts';
import { generator, randomModifierWeights } from '../random.ts';
import { createWasmModifier } from '../wasm.ts';
import { createSimdModifier } from './network.ts';

// In Node tfjs finds its files by path.
vi.mock('../../wasm-backend.ts', () => ({
  async startWasmBackend() {
    setWasmPaths(join(import.meta.dirname, '../../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    await setBackend('wasm');
  },
}));

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

afterEach(() => {
  vi.restoreAllMocks();
});

function drawn(count: number, side: number, seed: number): Float32Array {
  return Float32Array.from({ length: count * side * side * 3 }, generator(seed));
}

function worst(a: Float32Array, b: Float32Array): number {
  // A NaN counts as the worst.
  return a.reduce((most, v, i) => {
    const d = Math.abs(v - (b[i] ?? Number.NaN));
    return d <= most ? most : d;
  }, 0);
}

test('gives what the reference gives, for networks and pictures of any size', async () => {
  const hyper = fc.record({ width: fc.constantFrom(4, 8, 12, 20), blocks: fc.integer({ min: 0, max: 3 }) });
  // An eighth of the side is odd, too. (At one pixel instance norm divides nothing by nothing.)
  const sides = fc.constantFrom(16, 24, 40, 48);
  await fc.assert(
    fc.asyncProperty(hyper, sides, fc.integer({ min: 1, max: 1e6 }), async (hyper, side, seed) => {
      const weights = randomModifierWeights(hyper, side, generator(seed));
      const pictures = drawn(2, side, seed + 1);
      const graph = new ModifierGraph(weights);
      const reference: Tensor4D = graph.apply(tensor4d(pictures, [2, side, side, 3]));
      const modifier = await createSimdModifier(weights);
      expect(worst(await modifier.apply(pictures, 2), reference.dataSync() as Float32Array)).toBeLessThan(
        1e-3,
      );
      reference.dispose();
      graph.dispose();
    }),
    { numRuns: 12 },
  );
});

test('modifies each picture of a batch as it does alone, to the bit, whatever came before', async () => {
  const side = 32;
  const modifier = await createSimdModifier(
    randomModifierWeights({ width: 8, blocks: 2 }, side, generator(3)),
  );
  const pictures = drawn(3, side, 9);
  const length = side * side * 3;
  const together = (await modifier.apply(pictures, 3)).slice();
  for (const i of [2, 0, 1, 2]) {
    const alone = await modifier.apply(pictures.subarray(i * length, (i + 1) * length), 1);
    expect(alone).toEqual(together.subarray(i * length, (i + 1) * length));
  }
  expect(await modifier.apply(new Float32Array(), 0)).toHaveLength(0);
});

test('a picture that holds no number comes out as none, and the next one is right again', async () => {
  const side = 16;
  const modifier = await createSimdModifier(
    randomModifierWeights({ width: 4, blocks: 1 }, side, generator(3)),
  );
  const good = drawn(1, side, 9);
  const before = (await modifier.apply(good, 1)).slice();
  const bad = good.slice();
  bad[100] = Number.NaN;
  expect((await modifier.apply(bad, 1)).every(Number.isNaN)).toBe(true);
  expect(await modifier.apply(good, 1)).toEqual(before);
});

test('refuses pictures of another number or size', async () => {
  const modifier = await createSimdModifier(randomModifierWeights({ width: 4, blocks: 0 }, 16, generator(3)));
  await expect(modifier.apply(drawn(1, 16, 1), 2)).rejects.toThrow('2 pictures are 1536 values, not 768');
});

test('makes its memory once: it never grows', async () => {
  const made: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made.push(this);
    }
  };
  try {
    const modifier = await createSimdModifier(
      randomModifierWeights({ width: 4, blocks: 1 }, 16, generator(3)),
    );
    const bytes = made[0]?.buffer.byteLength;
    const pictures = drawn(4, 16, 1);
    for (let frame = 0; frame < 500; frame++) {
      await modifier.apply(pictures.subarray(0, (1 + (frame % 4)) * 16 * 16 * 3), 1 + (frame % 4));
    }
    expect(made.map(({ buffer }) => buffer.byteLength)).toEqual([bytes]);
  } finally {
    WebAssembly.Memory = Memory;
  }
});

test('without SIMD there is no network, and the reason is said: faces are masked then', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  expect(supportedBuild).toThrow('no WebAssembly SIMD');
  const weights = randomModifierWeights({ width: 4, blocks: 1 }, 16, generator(3));
  await expect(createWasmModifier(weights)).rejects.toThrow('no WebAssembly SIMD');
});
