import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readModel, type StoredModel } from '../catalogue.ts';
import { createReferenceNetwork } from '../face-detector/reference.ts';
import { createSimdNetwork } from '../face-detector/simd.ts';
import { mostOff, wantedMaps } from '../face-detector/testing.ts';
import fixture from '../fixtures/objects-nanodet.json';
import { generator } from '../modifier/random.ts';
import { BUILDS, isSupported } from '../simd/build.ts';
import { createObjectDetector, decodeObjects, objectModel } from './detector.ts';
import { planNanodet } from './plan.ts';

const folder = join(import.meta.dirname, '../../../public/models');
const stored: StoredModel = readModel(
  readFileSync(join(folder, fixture.weights), 'utf8'),
  new Uint8Array(readFileSync(join(folder, fixture.weights.replace(/json$/, 'bin')))),
  '',
);
const bytes = readFileSync(join(import.meta.dirname, '../fixtures', fixture.bin));
const { width, height } = fixture;
const picture = new Uint8Array(bytes.subarray(0, width * height * 3));
const model = objectModel(stored);

test.each(BUILDS.filter(isSupported))('the maps are those that PyTorch gives: kernels %s', async (build) => {
  const network = await createSimdNetwork(planNanodet(model.classes.length), model.weights, build);
  const maps = network.run(picture, width, height);
  expect(maps).toHaveLength(4);
  for (const [i, wanted] of wantedMaps(fixture.outputs, bytes).entries()) {
    const map = maps[i];
    expect([map?.height, map?.width]).toEqual([wanted.height, wanted.width]);
    expect(mostOff(map, wanted)).toBeLessThan(2e-3);
  }
});

test('what PyTorch decodes is found', async () => {
  const detector = await createObjectDetector(model);
  const found = detector.find(picture, width, height, fixture.decoded.threshold);
  const wanted = fixture.decoded.boxes;
  expect(wanted.length).toBeGreaterThan(0);
  expect(found.map(({ label }) => label)).toEqual(wanted.map(({ label }) => label));
  for (const [i, { score, box }] of wanted.entries()) {
    const [left = 0, top = 0, right = 0, bottom = 0] = box;
    const own = found[i];
    expect(own?.score).toBeCloseTo(score, 3);
    expect(own?.x).toBeCloseTo(left, 1);
    expect(own?.y).toBeCloseTo(top, 1);
    expect((own?.x ?? 0) + (own?.width ?? 0)).toBeCloseTo(right, 1);
    expect((own?.y ?? 0) + (own?.height ?? 0)).toBeCloseTo(bottom, 1);
  }
});

test('RGBA gives what RGB gives, another size in between changes nothing', async () => {
  const detector = await createObjectDetector(model);
  const first = detector.find(picture, width, height, 0.05);
  const random = generator(3);
  detector.find(
    Uint8Array.from({ length: 64 * 32 * 3 }, () => random() * 256),
    64,
    32,
    0.05,
  );
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    rgba.set(picture.subarray(3 * i, 3 * i + 3), 4 * i);
    rgba[4 * i + 3] = i % 256;
  }
  expect(detector.find(rgba, width, height, 0.05)).toEqual(first);
});

test('plain TypeScript says the same of noise', async () => {
  const random = generator(7);
  const noise = Uint8Array.from({ length: 32 * 32 * 3 }, () => random() * 256);
  const plan = planNanodet(model.classes.length);
  const found = (await createSimdNetwork(plan, model.weights)).run(noise, 32, 32);
  const wanted = createReferenceNetwork(plan, model.weights).run(noise, 32, 32);
  for (const [i, { values, channels, width, height }] of wanted.entries()) {
    for (let k = 0; k < width * height * channels; k++) {
      const at = Math.floor(k / channels) * (found[i]?.channels ?? 0) + (k % channels);
      expect(found[i]?.values[at]).toBeCloseTo(values[k] as number, 2);
    }
  }
});

test('another network, missing weights and maps of another kind are refused', () => {
  const { network } = stored;
  expect(() => objectModel({ ...stored, network: { ...network, name: 'yunet-n' } })).toThrow(/not known/);
  const without = new Map(stored.weights);
  without.delete('heads.1.predict.bias');
  expect(() => objectModel({ ...stored, weights: without })).toThrow(/heads\.1\.predict\.bias/);
  expect(() => decodeObjects([], model.classes, 0.3)).toThrow(RangeError);
  const narrow = { width: 1, height: 1, channels: 8, values: new Float32Array(8) };
  expect(() => decodeObjects([narrow, narrow, narrow], model.classes, 0.3)).toThrow(RangeError);
});
