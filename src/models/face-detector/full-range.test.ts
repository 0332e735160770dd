import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNetwork } from '../../../build/tflite-network.mjs';
import { logit } from '../../base/logistic.ts';
import { readModel } from '../catalogue.ts';
import { CorruptModelError } from '../fetch.ts';
import { FaceNetworkError } from './candidates.ts';
import { createFullRange, decodeFullRange, type FullRangeName, fullRangeModel } from './full-range.ts';
import type { OutputMap } from './network.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PACKAGE = join(ROOT, 'node_modules/@mediapipe/face_detection');

function stored(name: FullRangeName) {
  const path = join(ROOT, 'public/generated', name);
  return readModel(readFileSync(`${path}.json`, 'utf8'), new Uint8Array(readFileSync(`${path}.bin`)), '');
}

// e2e/detector-networks.spec.ts compares them with the originals, on photographs.
test.each(['face-full-range', 'face-full-range-sparse'] as const)(
  '%s is made, passes its self-test, and finds nothing in noise',
  async (name) => {
    // `npm run models` writes them; it runs before every test run.
    expect(existsSync(join(ROOT, 'public/generated', `${name}.bin`))).toBe(true);
    const network = await createFullRange(fullRangeModel(stored(name)));
    const noise = Uint8Array.from({ length: 192 * 192 * 4 }, (_, i) => (i * 7919) >>> 5);
    expect(network.detect(noise, 192, 192)).toEqual([]);
  },
);

test('a stored model that is another network is refused', () => {
  const model = stored('face-full-range');
  const { network, weights } = model;
  expect(() => fullRangeModel({ ...model, network: { ...network, size: 128 } })).toThrow(CorruptModelError);
  const fewer = new Map([...weights].slice(1));
  expect(() => fullRangeModel({ ...model, weights: fewer })).toThrow(CorruptModelError);
});

test('a file that holds another network is not read', () => {
  const file = readFileSync(join(PACKAGE, 'face_detection_short_range.tflite'));
  expect(() => readNetwork(file)).toThrow();
});

/** Maps of 96 × 64 pixels without a face. */
function emptyMaps(block: number): [OutputMap, OutputMap] {
  const [width, height] = [96 / 4 / block, 64 / 4 / block];
  const map = (channels: number, value: number) => ({
    width,
    height,
    channels,
    values: new Float32Array(width * height * channels).fill(value),
  });
  return [map(16 * block ** 2, 1), map(8, -9)];
}

test('decodes what was encoded, with anchors in the middle of cells of four pixels', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom(1, 2),
      fc.nat(23),
      fc.nat(15),
      number(0.35, 0.99),
      number(4, 60),
      number(4, 60),
      (block, column, row, score, width, height) => {
        const [faces, logits] = emptyMaps(block);
        const pixel = Math.floor(row / block) * faces.width + Math.floor(column / block);
        const part = (row % block) * block + (column % block);
        logits.values[pixel * logits.channels + part] = logit(score);
        const points = Array.from({ length: 12 }, (_, i) => i);
        faces.values.set([1.5, -2, width, height, ...points], pixel * faces.channels + part * 16);
        const [found, ...others] = decodeFullRange([faces, logits], block, 0.3, 0.3);
        expect(others).toEqual([]);
        expect(found?.score).toBeCloseTo(score, 4);
        expect(found?.width).toBeCloseTo(width, 3);
        expect((found?.x ?? 0) + width / 2).toBeCloseTo(4 * column + 2 + 1.5, 3);
        expect((found?.y ?? 0) + height / 2).toBeCloseTo(4 * row + 2 - 2, 3);
        expect(found?.points[5]?.x).toBeCloseTo(4 * column + 2 + 10, 3);
        expect(found?.points[5]?.y).toBeCloseTo(4 * row + 2 + 11, 3);
      },
    ),
  );
});

test('numbers that are none, and faces in most cells, are a failure; sizes below nothing are no faces', () => {
  const [faces, logits] = emptyMaps(1);
  logits.values[8] = Number.NaN;
  expect(() => decodeFullRange([faces, logits], 1, 0.3, 0.3)).toThrow(FaceNetworkError);
  logits.values[8] = 3;
  faces.values[16 + 2] = -5;
  expect(decodeFullRange([faces, logits], 1, 0.3, 0.3)).toEqual([]);
  faces.values[16 + 2] = Number.NaN;
  expect(() => decodeFullRange([faces, logits], 1, 0.3, 0.3)).toThrow(FaceNetworkError);
  logits.values.fill(3);
  faces.values.fill(5);
  expect(() => decodeFullRange([faces, logits], 1, 0.3, 0.3)).toThrow('cells');
});
