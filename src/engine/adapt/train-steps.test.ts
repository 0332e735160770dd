import { memory, tensor4d, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ModifierGraph } from '../../models/modifier/graph.ts';
import { generator } from '../../models/modifier/random.ts';
import '../../models/ops/wasm-gradients.ts';
import { affineGrid, gridSample } from '../../models/ops/index.ts';
import { CHIP_SIDE, CHIP_TEMPLATE } from '../../models/recogniser/align.ts';
import { chipOf } from '../../models/recogniser/chip.ts';
import { useBackend } from '../../models/testing/backends.ts';
import { chipTransforms } from './example.ts';
import { ActionLabels, type Look } from './labels.ts';
import { ADAPT_OPTIONS, type Progress } from './options.ts';
import { type Figures, faultsOf, LIMITS } from './report.ts';
import { isKeptApart, split } from './split.ts';
import { TINY_SIDE, tinyMask, tinyModifier, tinyPerson, tinyRecogniser, tinyScene } from './tiny.ts';
import { type AdaptTask, adapt } from './train-steps.ts';

beforeAll(() => useBackend('wasm'));

const OPTIONS = {
  ...ADAPT_OPTIONS,
  steps: 8,
  learningRate: 3e-4,
  weights: { target: 0.3, colours: 0.2, edges: 0.2 },
};

function task(modifier: ModifierGraph, change: Partial<AdaptTask> = {}): AdaptTask {
  return {
    modifier,
    embedder: tinyRecogniser,
    examples: tinyPerson(6),
    mask: tinyMask(),
    labels: null,
    options: OPTIONS,
    onProgress: () => undefined,
    ...change,
  };
}

const valuesOf = (modifier: ModifierGraph) => [...modifier.variables.values()].map((v) => [...v.dataSync()]);

/** Runs `what` with a fresh modifier and checks that it leaves no tensor behind. */
async function withModifier(
  what: (modifier: ModifierGraph, untouched: number[][]) => Promise<void>,
): Promise<void> {
  const before = memory().numTensors;
  const modifier = new ModifierGraph(tinyModifier());
  await what(modifier, valuesOf(modifier));
  modifier.dispose();
  expect(memory().numTensors).toBe(before);
}

describe('adapting', () => {
  test('lowers the similarity on pictures it did not learn from, near what was drawn before', () =>
    withModifier(async (modifier, untouched) => {
      const progress: Progress[] = [];
      const { report, weights } = await adapt(task(modifier, { onProgress: (p) => progress.push(p) }));
      expect(report.faults).toEqual([]);
      expect(report.after.similarity).toBeLessThan(report.before.similarity - LIMITS.gain);
      expect(report.before).toMatchObject({ drift: 0 });
      expect(report.before.structure).toBeCloseTo(1);
      expect(report.after.drift).toBeGreaterThan(0);
      expect(report).toMatchObject({ steps: 8, pictures: 6 });
      expect(progress.map(({ step }) => step)).toEqual(Array.from({ length: 9 }, (_, i) => i));
      expect(progress[0]?.secondsLeft).toBeNull();
      expect(progress[7]?.secondsLeft).toBeGreaterThan(0);
      expect(progress[8]?.secondsLeft).toBe(0);
      expect([...(weights ?? new Map()).keys()]).toEqual([...modifier.variables.keys()]);
      expect(valuesOf(modifier)).not.toEqual(untouched);
      expect([...(weights ?? new Map()).values()].map(({ values }) => [...values])).toEqual(
        valuesOf(modifier),
      );
    }));

  test('is rolled back when it does not help enough', () =>
    withModifier(async (modifier, untouched) => {
      const options = { ...OPTIONS, steps: 2, limits: { ...LIMITS, gain: 1.5 } };
      const { report, weights } = await adapt(task(modifier, { options }));
      expect(report.faults).toEqual(['no-gain']);
      expect(weights).toBeNull();
      expect(valuesOf(modifier)).toEqual(untouched);
    }));

  test('is rolled back when action labels are lost; without an action to see it is not', () =>
    withModifier(async (modifier, untouched) => {
      const seen: number[][] = [];
      const labels = (agreement: number | null) => ({
        agreement: async (before: { shape: number[] }, after: { shape: number[] }) => {
          seen.push(before.shape, after.shape);
          return agreement;
        },
      });
      const lost = await adapt(task(modifier, { labels: labels(0.5) }));
      expect(lost.report.faults).toEqual(['labels-lost']);
      expect(lost.report.after.labels).toBe(0.5);
      expect(valuesOf(modifier)).toEqual(untouched);
      expect(seen).toEqual([
        [2, TINY_SIDE, TINY_SIDE, 3],
        [2, TINY_SIDE, TINY_SIDE, 3],
      ]);
      const unseen = await adapt(task(modifier, { labels: labels(null) }));
      expect(unseen.report.faults).toEqual([]);
    }));

  test('with the action detector as judge: kept while it says the same, rolled back when it does not', () =>
    withModifier(async (modifier, untouched) => {
      const examples = tinyPerson(6).map((example, i) => ({
        ...example,
        scene: isKeptApart(i) ? tinyScene() : null,
      }));
      const judge = (look: Look) => new ActionLabels(split(examples).judge, look);
      // Told from the picture: any change at all is another label.
      const fickle: Look = async (square) => [{ label: square.join() }];
      const lost = await adapt(task(modifier, { examples, labels: judge(fickle) }));
      expect(lost.report).toMatchObject({ faults: ['labels-lost'], after: { labels: 0 } });
      expect(lost.weights).toBeNull();
      expect(valuesOf(modifier)).toEqual(untouched);
      const steady: Look = async (square) => [{ label: square.some((v) => v > 128) ? 'light' : 'dark' }];
      const kept = await adapt(task(modifier, { examples, labels: judge(steady) }));
      expect(kept.report).toMatchObject({ faults: [], after: { labels: 1 } });
      expect(kept.weights).not.toBeNull();
    }));

  test('is rolled back when it blows up', () =>
    withModifier(async (modifier, untouched) => {
      const options = { ...OPTIONS, steps: 3, learningRate: 1e20 };
      const { report, weights } = await adapt(task(modifier, { options }));
      expect(report.faults.length).toBeGreaterThan(0);
      expect(weights).toBeNull();
      expect(valuesOf(modifier)).toEqual(untouched);
    }));

  test('changes nothing when something fails on the way', () =>
    withModifier(async (modifier, untouched) => {
      const onProgress = ({ step }: Progress) => {
        if (step === 2) {
          throw new Error('out of memory');
        }
      };
      await expect(adapt(task(modifier, { onProgress }))).rejects.toThrow('out of memory');
      expect(valuesOf(modifier)).toEqual(untouched);
    }));

  test('ends in time', () =>
    withModifier(async (modifier) => {
      const { report } = await adapt(task(modifier, { options: { ...OPTIONS, steps: 1000, seconds: 0 } }));
      expect(report.steps).toBe(0);
      expect(report.faults).toEqual(['no-gain']);
    }));
});

test('the recogniser sees in a crop what it sees in the frame', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: -0.7, max: 0.7, noNaN: true }),
      (seed, angle) => {
        const next = generator(seed);
        const side = 64;
        const rgb = Uint8ClampedArray.from({ length: side * side * 3 }, () => next() * 256);
        const data = new Uint8ClampedArray(side * side * 4);
        for (let i = 0; i < side * side; i++) {
          data.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
        }
        const points = CHIP_TEMPLATE.map(({ x, y }) => ({
          x: 32 + 0.3 * ((x - 75) * Math.cos(angle) - (y - 75) * Math.sin(angle)),
          y: 32 + 0.3 * ((x - 75) * Math.sin(angle) + (y - 75) * Math.cos(angle)),
        }));
        const expected = chipOf(
          { width: side, height: side, data },
          points.map(({ x, y }) => ({ x: x + 0.5, y: y + 0.5 })),
        );
        const found = tidy(() => {
          const grid = affineGrid(chipTransforms([{ points }], side), [CHIP_SIDE, CHIP_SIDE]);
          return gridSample(tensor4d(Float32Array.from(rgb), [1, side, side, 3]), grid, {
            padding: 'border',
          }).dataSync<'float32'>();
        });
        const off = expected.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - (found[i] as number))),
          0,
        );
        expect(off).toBeLessThan(0.1);
      },
    ),
    { numRuns: 10 },
  );
});

test('every fourth picture is kept apart', () => {
  expect(split([0, 1, 2, 3, 4, 5])).toEqual({ learn: [0, 2, 3, 4], judge: [1, 5] });
  expect(split([0, 1])).toEqual({ learn: [0], judge: [1] });
  expect(() => split([0])).toThrow(/at least two/);
});

test('faults', () => {
  const before: Figures = { similarity: 0.95, worst: 0.96, drift: 0, structure: 1, labels: null };
  const good: Figures = { similarity: 0.9, worst: 0.92, drift: 0.03, structure: 0.9, labels: 1 };
  expect(faultsOf(before, good)).toEqual([]);
  expect(faultsOf(before, { ...good, similarity: 0.945 })).toEqual(['no-gain']);
  expect(faultsOf(before, { ...good, drift: 0.2, structure: 0.5, labels: 0.5 })).toEqual([
    'too-far',
    'structure-lost',
    'labels-lost',
  ]);
  expect(faultsOf(before, { ...good, similarity: Number.NaN })).toEqual(['broken']);
});
