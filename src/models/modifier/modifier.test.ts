import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, memory, ready, setBackend, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { loadModel, modelsOfKind, readModel } from '../catalogue.ts';
import { CorruptModelError, MissingModelError } from '../fetch.ts';
import { ModifierGraph } from './graph.ts';
import { countBytes, countMultiplyAdds, planModifier, type Step } from './plan.ts';
import { generator, randomModifierWeights } from './random.ts';
import { createSimdModifier } from './simd/network.ts';
import { type ModifierWeights, modifierWeights, weightShapes } from './weights.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MODELS = join(ROOT, 'public/models');

/** What the tests change about a manifest. */
interface Changeable {
  format: string;
  metadata: { network: { name: string; hyper: { blocks: number } } };
}

/** The weights that the page loads. */
function stored() {
  const files = modelsOfKind('modifier')[0]?.variants['8bit']?.weights ?? [];
  const [json, bin] = files.map(({ file }) => readFileSync(join(MODELS, file)));
  return { files, text: String(json), bytes: new Uint8Array(bin ?? []) };
}

/** The same in 16 bits, which only training keeps. */
function half() {
  const read = (end: string) => readFileSync(join(ROOT, `training/weights/modifier-webcam-16bit.${end}`));
  return { text: String(read('json')), bytes: new Uint8Array(read('bin')) };
}

function real({ text, bytes }: ReturnType<typeof half> = stored()): ModifierWeights {
  return modifierWeights(readModel(text, bytes, ''));
}

/** The drawn picture and what PyTorch made of it. */
function fixture() {
  const folder = join(ROOT, 'src/models/fixtures');
  const about = JSON.parse(readFileSync(join(folder, 'modifier-webcam.json'), 'utf8'));
  const bin = readFileSync(join(folder, about.bin));
  const length = about.size ** 2 * 3;
  const output = (name: string) =>
    Float32Array.from({ length }, (_, i) => bin.readUInt16LE(about.outputs[name].offset + 2 * i) / 65535);
  return {
    side: about.size as number,
    input: Float32Array.from(bin.subarray(about.input.offset, about.input.offset + length), (b) => b / 255),
    output,
  };
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) {
    // A NaN counts as the worst.
    const d = Math.abs((a[i] as number) - (b[i] as number));
    most = d <= most ? most : d;
  }
  return most;
}

beforeAll(async () => {
  setWasmPaths(join(ROOT, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await setBackend('wasm');
  await ready();
});

describe('the stored weights', () => {
  test('are the files that the catalogue names', () => {
    const { files } = stored();
    expect(files).toHaveLength(2);
    for (const { file, sha256, bytes } of files) {
      const data = readFileSync(join(MODELS, file));
      expect(data.length).toBe(bytes);
      expect(createHash('sha256').update(data).digest('hex')).toBe(sha256);
    }
  });

  test('hold nothing that the network does not use', () => {
    const { plan, weights } = real();
    expect([...weights.keys()].sort()).toEqual([...weightShapes(plan).keys()].sort());
  });

  test('are as many parameters and multiply-adds as the catalogue says', () => {
    const { plan, weights, side } = real();
    const entry = modelsOfKind('modifier')[0] as unknown as { parameters: number; multiplyAdds: number };
    expect([...weights.values()].reduce((sum, { values }) => sum + values.length, 0)).toBe(entry.parameters);
    expect(countMultiplyAdds(plan, side)).toBe(entry.multiplyAdds);
  });

  test('bytes are those of every step’s inputs, value and filter', () => {
    const [centre, stem, norm] = planModifier({ width: 4, blocks: 0 });
    const picture = 8 * 8 * 3;
    const value = 4 * 4 * 4;
    expect(countBytes([centre as Step], 8)).toBe(4 * 2 * picture);
    expect(countBytes([centre as Step, stem as Step], 8)).toBe(4 * (3 * picture + value + 5 * 5 * 3 * 4));
    expect(countBytes([centre as Step, stem as Step, norm as Step], 8)).toBe(
      4 * (3 * picture + 3 * value + 5 * 5 * 3 * 4),
    );
  });

  test.each<[string, string, (manifest: Changeable) => void]>([
    ['of another format', 'format', (m) => (m.format = 'tfjs')],
    ['of another network', 'paper', (m) => (m.metadata.network.name = 'paper')],
    ['too few', 'blocks.8', (m) => (m.metadata.network.hyper.blocks = 9)],
  ])('are refused when they are %s', (_, words, change) => {
    const { text, bytes } = half();
    const manifest = JSON.parse(text) as Changeable;
    change(manifest);
    expect(() => modifierWeights(readModel(JSON.stringify(manifest), bytes, ''))).toThrow(words);
  });

  test('are refused when they are cut short or not readable', () => {
    const { text, bytes } = half();
    expect(() => readModel(text, bytes.subarray(1), '')).toThrow('bytes');
    expect(() => readModel('not json', bytes, '')).toThrow('cannot be read');
  });

  test('are refused when their hash is another one', async () => {
    const { files, text, bytes } = stored();
    const entry = modelsOfKind('modifier')[0];
    const damaged = bytes.slice();
    damaged[1000] = (damaged[1000] ?? 0) ^ 1;
    const serve = (binary: Uint8Array<ArrayBuffer>) =>
      vi.stubGlobal('fetch', async (url: string) => new Response(url.endsWith('.json') ? text : binary));
    expect(files).toHaveLength(2);
    if (entry) {
      serve(bytes);
      await expect(loadModel(entry, '8bit', '/')).resolves.toMatchObject({ network: { name: 'webcam' } });
      serve(damaged);
      await expect(loadModel(entry, '8bit', '/')).rejects.toThrow(CorruptModelError);
      await expect(loadModel(entry, '4bit', '/')).rejects.toThrow(MissingModelError);
    }
    vi.unstubAllGlobals();
  });
});

describe('the network', () => {
  // 16 bit is float32's output within the rounding of the weights; 8 bit has an output of its own in the fixture.
  test.each([
    ['8bit', stored],
    ['float32', half],
  ])('gives with weights like its %s ones what PyTorch gives', (output, weights) => {
    const { side, input, output: expected } = fixture();
    const graph = new ModifierGraph(real(weights()));
    const made = graph.apply(tensor4d(input, [1, side, side, 3]));
    expect(worst(made.dataSync(), expected(output))).toBeLessThan(1e-3);
    made.dispose();
    graph.dispose();
  });

  test('modifies each picture of a batch as it does alone, and leaks no tensors', () => {
    const before = memory().numTensors;
    const random = generator(7);
    const graph = new ModifierGraph(randomModifierWeights({ width: 8, blocks: 2 }, 32, random));
    const pictures = [0, 1, 2].map(() => Float32Array.from({ length: 32 * 32 * 3 }, random));
    const batch = tensor4d(Float32Array.from(pictures.flatMap((p) => [...p])), [3, 32, 32, 3]);
    const together = graph.apply(batch);
    const all = together.dataSync();
    pictures.forEach((picture, i) => {
      const x = tensor4d(picture, [1, 32, 32, 3]);
      const alone: Tensor4D = graph.apply(x);
      expect(
        worst(alone.dataSync(), all.subarray(i * picture.length, (i + 1) * picture.length)),
      ).toBeLessThan(1e-5);
      alone.dispose();
      x.dispose();
    });
    together.dispose();
    batch.dispose();
    graph.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test('gives the same on our own kernels, alone and in a batch', async () => {
    const { side, input, output } = fixture();
    const modifier = await createSimdModifier(real());
    const [first, second] = [input, input.map((v) => 1 - v)];
    const alone = (await modifier.apply(first, 1)).slice();
    expect(worst(alone, output('8bit'))).toBeLessThan(1e-3);
    const both = await modifier.apply(Float32Array.from([...second, ...first]), 2);
    expect(worst(both.subarray(side * side * 3), alone)).toBeLessThan(1e-5);
    modifier.dispose();
  });

  test('has no plan for an impossible size', () => {
    expect(() => planModifier({ width: 30, blocks: 8 })).toThrow(RangeError);
    expect(() => planModifier({ width: 32, blocks: -1 })).toThrow(RangeError);
  });
});
