import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readModel, type StoredModel } from '../catalogue.ts';
import smoke from '../fixtures/mouth-smoke.json';
import yawn from '../fixtures/mouth-yawn.json';
import picture from '../fixtures/objects-nanodet.json';
import { createObjectDetector, objectModel } from './detector.ts';
import { likelyAt, mouthFilter } from './mouth.ts';

const folder = join(import.meta.dirname, '../../../public/models');
const storedIn = (file: string): StoredModel =>
  readModel(
    readFileSync(join(folder, file), 'utf8'),
    new Uint8Array(readFileSync(join(folder, file.replace(/json$/, 'bin')))),
    '',
  );
const stored = storedIn(yawn.weights);
const { width, height } = picture;
const pixels = new Uint8Array(
  readFileSync(join(import.meta.dirname, '../fixtures', picture.bin)).subarray(0, width * height * 3),
);

test('mouths yawn and smoke as PyTorch says, by features of our own kernels; also at the border', async () => {
  const detector = await createObjectDetector(objectModel(storedIn(picture.weights)));
  const { features, objects } = detector.see(pixels, width, height, 0.05);
  expect([features.width, features.height]).toEqual([width / 8, height / 8]);
  for (const [action, { weights, probes }] of [
    ['yawning', yawn],
    ['smoking', smoke],
  ] as const) {
    const filter = mouthFilter(action, storedIn(weights));
    for (const { x, y, height: face, likely } of probes) {
      expect(likelyAt(features, filter, { x, y }, face)).toBeCloseTo(likely, 3);
    }
  }
  expect(objects).toEqual(detector.find(pixels, width, height, 0.05));
});

test('another filter is refused', () => {
  const { network, weights } = stored;
  expect(() => mouthFilter('yawning', { ...stored, network: { ...network, name: 'yunet-n' } })).toThrow(
    /not known/,
  );
  expect(() => mouthFilter('smoking', stored)).toThrow(/not known/);
  const bias = new Map([...weights].filter(([name]) => name === 'filter.bias'));
  expect(() => mouthFilter('yawning', { ...stored, weights: bias })).toThrow(/not known/);
});
