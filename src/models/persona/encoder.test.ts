/** Held to training's network by the fixture that it writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import fixture from '../fixtures/persona.json';
import { BUILDS, isSupported } from '../simd/build.ts';
import { decodeWeights, entriesOf } from '../weights.ts';
import { createPersonaEncoder, ENCODER_SIDE } from './encoder.ts';

const MODELS = join(import.meta.dirname, '../../../public/models');
const manifest = JSON.parse(readFileSync(join(MODELS, 'persona-encoder-8bit.json'), 'utf8'));
const weights = decodeWeights(entriesOf(manifest), readFileSync(join(MODELS, 'persona-encoder-8bit.bin')));
const stored = readFileSync(join(import.meta.dirname, '../fixtures', fixture.bin));
const at = fixture.parts.encoder.offset;
const crop = Float32Array.from(stored.subarray(at, at + ENCODER_SIDE ** 2 * 3), (v) => v / 255);

test.each(BUILDS.filter(isSupported))('gives what training gives, build %s', async (build) => {
  const encoder = await createPersonaEncoder(weights, manifest.metadata.spreads, build);
  for (let round = 0; round < 2; round++) {
    const output = encoder.run(crop);
    fixture.encoderOutput.forEach((value, i) => {
      expect(Math.abs((output[i] as number) - value)).toBeLessThan(1e-3 * Math.max(1, Math.abs(value)));
    });
  }
  const { yaw, age, male } = encoder.encode(crop);
  expect(yaw).toBeCloseTo((fixture.encoderOutput[0] as number) * manifest.metadata.spreads[0], 3);
  expect(age).toBeCloseTo(40 + 25 * (fixture.encoderOutput[16] as number), 1);
  expect(male).toBeGreaterThan(0);
});

test('refuses what is no crop, and numbers that are none', async () => {
  const encoder = await createPersonaEncoder(weights, manifest.metadata.spreads);
  expect(() => encoder.encode(new Float32Array(3))).toThrow('27648');
  expect(() => encoder.encode(new Float32Array(ENCODER_SIDE ** 2 * 3).fill(Number.NaN))).toThrow('no number');
});
