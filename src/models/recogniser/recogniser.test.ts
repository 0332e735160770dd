import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, slice, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import fixture from '../fixtures/recogniser.json' with { type: 'json' };
import { decodeWeights, entriesOf, type Weight } from '../weights.ts';
import { CHIP_SIDE, CHIP_TEMPLATE, fitSimilarity } from './align.ts';
import { chipOf } from './chip.ts';
import { cosine, EMBEDDING_LENGTH, Recogniser } from './recogniser.ts';

const require = createRequire(import.meta.url);
const file = (name: string) => require.resolve(`@vladmandic/face-api/model/${name}`);

let weights: Map<string, Weight>;
let chips: Tensor4D;

beforeAll(async () => {
  await setBackend('cpu');
  weights = decodeWeights(
    entriesOf(JSON.parse(readFileSync(file('face_recognition_model-weights_manifest.json'), 'utf8'))),
    readFileSync(file('face_recognition_model.bin')),
  );
  const { side, points } = fixture;
  const pictures = readFileSync(join(import.meta.dirname, '../fixtures/recogniser.bin'));
  const sampled = points.map((face, index) => {
    const rgb = pictures.subarray(index * side * side * 3, (index + 1) * side * side * 3);
    const data = new Uint8ClampedArray(side * side * 4);
    for (let i = 0; i < side * side; i++) {
      data.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
    }
    // The fixture's pixel centres are whole numbers.
    const centred = face.map(([x = 0, y = 0]) => ({ x: x + 0.5, y: y + 0.5 }));
    return [...chipOf({ width: side, height: side, data }, centred)];
  });
  chips = tensor4d(sampled.flat(), [points.length, CHIP_SIDE, CHIP_SIDE, 3]);
}, 60_000);

test('alignment and network say what PyTorch says, of a drawn face upright and turned', {
  timeout: 60_000,
}, async () => {
  const recogniser = new Recogniser(weights);
  const embeddings = recogniser.embed(chips);
  expect(embeddings.shape).toEqual([2, EMBEDDING_LENGTH]);
  const found = await embeddings.data();
  const off = fixture.embeddings.flat().map((value, i) => Math.abs(value - (found[i] as number)));
  expect(Math.max(...off)).toBeLessThan(1e-4);
  const [upright, turned] = [found.slice(0, EMBEDDING_LENGTH), found.slice(EMBEDDING_LENGTH)];
  expect(cosine(upright as Float32Array, turned as Float32Array)).toBeGreaterThan(0.999);
  embeddings.dispose();
  const before = memory().numTensors;
  tidy(() => recogniser.embed(slice(chips, 0, 1))).dispose();
  expect(memory().numTensors).toBe(before);
  recogniser.dispose();
  expect(memory().numTensors).toBe(1);
});

test('a weight that is missing or has another shape is refused', () => {
  const without = new Map(weights);
  without.delete('conv128_1/conv2/scale/biases');
  expect(() => new Recogniser(without)).toThrow(/conv128_1\/conv2\/scale\/biases are missing/);
  const wrong = new Map(weights);
  wrong.set('conv32_1/conv1/conv/bias', { shape: [3], values: new Float32Array(3) });
  expect(() => new Recogniser(wrong)).toThrow(/do not belong together/);
});

test('cosines', () => {
  expect(cosine([1, 0], [-2, 0])).toBeCloseTo(-1);
  expect(cosine([1, 1], [3, 0])).toBeCloseTo(Math.SQRT1_2);
  expect(cosine([0, 0], [1, 0])).toBe(0);
});

test('a similarity is found again, and points that fall together are refused', () => {
  const { a, b, e, f } = { a: 1.2, b: -0.7, e: 30, f: -4 };
  const moved = CHIP_TEMPLATE.map(({ x, y }) => ({ x: a * x - b * y + e, y: b * x + a * y + f }));
  const found = fitSimilarity(CHIP_TEMPLATE, moved);
  expect([found.a, found.b, found.e, found.f].map((v) => v.toFixed(6))).toEqual([
    '1.200000',
    '-0.700000',
    '30.000000',
    '-4.000000',
  ]);
  expect(() =>
    fitSimilarity(
      [
        { x: 1, y: 1 },
        { x: 1, y: 1 },
      ],
      moved.slice(0, 2),
    ),
  ).toThrow(RangeError);
});
