import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, tensor4d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { readModel, type StoredModel } from '../catalogue.ts';
import fixture from '../fixtures/action-nanodet.json' with { type: 'json' };
import { entriesOf } from '../weights.ts';
import { bestOfEach, decodeActions, suppress } from './decode.ts';
import { BINS } from './levels.ts';
import { NanoDet, weightShapes } from './nanodet.ts';

const stored = join(import.meta.dirname, '../../../public/models', fixture.weights);
const binary = readFileSync(join(import.meta.dirname, '../fixtures', fixture.bin));
const { width, height } = fixture;
const classes = fixture.outputs.scores.shape[1] ?? 0;
let model: StoredModel;

beforeAll(async () => {
  await setBackend('cpu');
  model = readModel(readFileSync(stored, 'utf8'), readFileSync(stored.replace(/json$/, 'bin')), 'x');
}, 60_000);

function floats({ offset, shape }: { offset: number; shape: number[] }): Float32Array {
  const length = shape.reduce((product, side) => product * side, 1);
  const copy = Uint8Array.from(binary.subarray(offset, offset + length * 4));
  return new Float32Array(copy.buffer);
}

/** The fixture's two tables as the network gives them: side by side. */
function expected(): Float32Array {
  const scores = floats(fixture.outputs.scores);
  const boxes = floats(fixture.outputs.boxes);
  const rows = scores.length / classes;
  const columns = classes + 4 * BINS;
  const joined = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    joined.set(scores.subarray(row * classes, (row + 1) * classes), row * columns);
    joined.set(boxes.subarray(row * 4 * BINS, (row + 1) * 4 * BINS), row * columns + classes);
  }
  return joined;
}

const options = { width, height, classes, ...fixture.decoded };

test('the network says what PyTorch says of a drawn person', { timeout: 60_000 }, async () => {
  const network = new NanoDet(model.weights, classes);
  const kept = memory().numTensors;
  const picture = tensor4d(Float32Array.from(binary.subarray(0, width * height * 3)), [1, height, width, 3]);
  const output = network.apply(picture);
  const found = await output.data();
  const off = expected().map((value, i) => Math.abs(value - (found[i] as number)));
  expect(off.length).toBe(found.length);
  expect(Math.max(...off)).toBeLessThan(1e-3);
  output.dispose();
  picture.dispose();
  expect(memory().numTensors).toBe(kept);
  network.dispose();
  expect(memory().numTensors).toBe(0);
});

test('the weights that ship are stored in 8 bits, each channel with a scale of its own', () => {
  const entries = entriesOf(JSON.parse(readFileSync(stored, 'utf8')));
  const filters = entries.filter(({ name }) => weightShapes(classes).has(name) && name.endsWith('.weight'));
  expect(filters.length).toBe(
    [...weightShapes(classes).keys()].filter((name) => name.endsWith('.weight')).length,
  );
  for (const { name, dtype, perChannel } of filters) {
    expect([name, dtype, perChannel !== undefined]).toEqual([name, 'uint8', true]);
  }
});

test('what PyTorch decodes is decoded', () => {
  const found = decodeActions(expected(), options);
  const wanted = fixture.decoded.boxes;
  expect(found.length).toBe(wanted.length);
  const labels = (model.network as unknown as { classes: string[] }).classes;
  found.forEach((box, i) => {
    const { label, score, box: corners = [] } = wanted[i] ?? { box: [] };
    expect(labels[box.label]).toBe(label);
    expect(box.score).toBeCloseTo(score ?? -1, 4);
    [box.x, box.y, box.x + box.width, box.y + box.height].forEach((value, side) => {
      expect(value).toBeCloseTo(corners[side] ?? -1, 2);
    });
  });
});

test('weights that are missing, misshapen or no numbers are refused', () => {
  const without = new Map(model.weights);
  without.delete('heads.1.predict.bias');
  expect(() => new NanoDet(without, classes)).toThrow(/heads\.1\.predict\.bias/);
  expect(() => new NanoDet(model.weights, classes + 1)).toThrow(/predict/);
  const broken = new Map(model.weights);
  broken.set('stem.bias', { shape: [24], values: new Float32Array(24).fill(Number.NaN) });
  expect(() => new NanoDet(broken, classes)).toThrow(/stem\.bias/);
  expect([...weightShapes(classes).keys()].sort()).toEqual([...model.weights.keys()].sort());
});

test('an output of another size is refused', () => {
  expect(() => decodeActions(new Float32Array(7), options)).toThrow(RangeError);
});

const numbers = fc.double({ min: -12, max: 12, noNaN: true });

test('whatever the network says: boxes lie in the picture, score enough, and do not overlap within a class', () => {
  // 32 × 32: places of three levels are 16 + 4 + 1.
  const output = fc.array(numbers, { minLength: 21 * (2 + 4 * BINS), maxLength: 21 * (2 + 4 * BINS) });
  fc.assert(
    fc.property(output, fc.double({ min: 0.05, max: 0.9, noNaN: true }), (values, threshold) => {
      const small = { width: 32, height: 32, classes: 2, threshold, overlap: 0.5 };
      const found = decodeActions(values, small);
      for (const box of found) {
        expect(Math.min(box.x, box.y, box.width, box.height)).toBeGreaterThanOrEqual(0);
        expect(Math.max(box.x + box.width, box.y + box.height)).toBeLessThanOrEqual(32 + 1e-9);
        expect(box.score).toBeGreaterThanOrEqual(threshold - 1e-9);
      }
      for (const label of [0, 1]) {
        const own = found.filter((box) => box.label === label);
        expect(suppress(own, 0.5)).toEqual(own);
      }
      const best = bestOfEach(found, 0.5);
      expect(best[0]?.score ?? 0).toBe(Math.max(0, ...found.map((box) => box.score)));
    }),
    { numRuns: 50 },
  );
});
