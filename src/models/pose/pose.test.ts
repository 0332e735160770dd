import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readModel, type StoredModel } from '../catalogue.ts';
import { createSimdNetwork } from '../face-detector/simd.ts';
import { mostOff, wantedMaps } from '../face-detector/testing.ts';
import fixture from '../fixtures/pose-movenet.json';
import { BUILDS, isSupported } from '../simd/build.ts';
import { decodePose, JOINTS } from './decode.ts';
import { createPoseNetwork, poseWeights } from './detector.ts';
import { planMovenet } from './plan.ts';

const folder = join(import.meta.dirname, '../../../public/models');
const stored: StoredModel = readModel(
  readFileSync(join(folder, fixture.weights), 'utf8'),
  new Uint8Array(readFileSync(join(folder, fixture.weights.replace(/json$/, 'bin')))),
  '',
);
const bytes = readFileSync(join(import.meta.dirname, '../fixtures', fixture.bin));
const { width, height } = fixture;
const picture = new Uint8Array(bytes.subarray(0, width * height * 3));
const weights = poseWeights(stored);

test.each(BUILDS.filter(isSupported))('the maps are those that PyTorch gives: kernels %s', async (build) => {
  const maps = (await createSimdNetwork(planMovenet(), weights, build)).run(picture, width, height);
  expect(maps).toHaveLength(4);
  for (const [i, wanted] of wantedMaps(fixture.outputs, bytes).entries()) {
    const map = maps[i];
    expect([map?.height, map?.width]).toEqual([wanted.height, wanted.width]);
    expect(mostOff(map, wanted)).toBeLessThan(5e-3);
  }
});

test('joints are where PyTorch finds them', async () => {
  const pose = (await createPoseNetwork(weights)).find(picture, width, height);
  expect(Object.keys(pose)).toEqual([...JOINTS]);
  for (const [i, { x, y, score }] of Object.values(fixture.joints).entries()) {
    const own = pose[JOINTS[i] as (typeof JOINTS)[number]];
    expect(own.x).toBeCloseTo(x, 1);
    expect(own.y).toBeCloseTo(y, 1);
    expect(own.score).toBeCloseTo(score, 3);
  }
  // Somebody drawn, with a hand at the ear that is at the picture's right.
  expect(pose.leftWrist.x).toBeGreaterThan(width / 2);
});

test('another network, missing weights and maps of another kind are refused', () => {
  const { network } = stored;
  expect(() => poseWeights({ ...stored, network: { ...network, name: 'yunet-n' } })).toThrow(/not known/);
  const without = new Map(stored.weights);
  without.delete('heads.joints.predict.bias');
  expect(() => poseWeights({ ...stored, weights: without })).toThrow(/heads\.joints\.predict\.bias/);
  expect(() => decodePose([])).toThrow(RangeError);
});
