import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rectangleIou as iou } from '../base/geometry.ts';
import { averagePrecision, type FoundBox, meanAveragePrecision, type TrueBox } from './detection.ts';

const box = (x: number, label = 'drinking', more: Partial<TrueBox> = {}): TrueBox => ({
  x,
  y: 0,
  width: 10,
  height: 10,
  label,
  ...more,
});
const found = (x: number, score: number, label = 'drinking'): FoundBox => ({ ...box(x, label), score });

test('the worked example of Padilla et al. 2020 (24 detections, 15 boxes): 24.57 %', () => {
  const ranksOfHits = [1, 3, 10, 12, 13, 14, 23];
  const hits = Array.from({ length: 24 }, (_, i) => ranksOfHits.includes(i + 1));
  expect(averagePrecision(hits, 15)).toBeCloseTo(0.2457, 4);
});

test('by hand: hit, miss, hit of two', () => {
  // Precision 1 at recall 1/2; 2/3 at recall 1.
  expect(averagePrecision([true, false, true], 2)).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
  expect(averagePrecision([false, true], 1)).toBe(0.5);
  expect(averagePrecision([], 3)).toBe(0);
  expect(averagePrecision([false], 0)).toBeNaN();
});

test('a second detection of the same box is wrong, and IoU of exactly one half is right', () => {
  const twice = [{ truth: [box(0)], found: [found(0, 0.9), found(1, 0.8)] }];
  expect(meanAveragePrecision(twice, ['drinking']).mAP).toBe(1);
  const wrongFirst = [{ truth: [box(0), box(100)], found: [found(0, 0.9), found(0, 0.8), found(100, 0.7)] }];
  expect(meanAveragePrecision(wrongFirst, ['drinking']).mAP).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
  const half = { ...found(0, 1), height: 20 };
  expect(iou(half, box(0))).toBe(0.5);
  expect(meanAveragePrecision([{ truth: [box(0)], found: [half] }], ['drinking']).mAP).toBe(1);
});

test('classes without a box do not count, and a wrong class is a miss', () => {
  const pictures = [
    { truth: [box(0, 'phoning')], found: [found(0, 0.9, 'phoning')] },
    { truth: [box(0, 'drinking')], found: [found(0, 0.9, 'phoning')] },
  ];
  const { mAP, classes } = meanAveragePrecision(pictures, ['phoning', 'drinking', 'smoking']);
  expect(classes.map((one) => one.ap)).toEqual([1, 0, Number.NaN]);
  expect(mAP).toBe(0.5);
});

test('a box to be ignored is neither found nor missed', () => {
  const pictures = [
    { truth: [box(0, 'drinking', { ignore: true }), box(100)], found: [found(0, 0.9), found(100, 0.8)] },
  ];
  expect(meanAveragePrecision(pictures, ['drinking']).mAP).toBe(1);
});

test('a picture drawn twice, as a bootstrap does, is two pictures', () => {
  const picture = { truth: [box(0)], found: [found(0, 0.9)] };
  expect(meanAveragePrecision([picture, picture, picture], ['drinking']).mAP).toBe(1);
});

const anyPictures = fc.array(
  fc.record({
    truth: fc.array(
      fc.integer({ min: 0, max: 200 }).map((x) => box(x)),
      { maxLength: 3 },
    ),
    found: fc
      .array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.double({ min: 0, max: 1, noNaN: true })), {
        maxLength: 4,
      })
      .map((all) => all.map(([x, score]) => found(x, score))),
  }),
  { maxLength: 8 },
);

test('AP lies in 0..1, is 1 for the truth itself, and a worse extra detection never raises it', () => {
  fc.assert(
    fc.property(anyPictures, (pictures) => {
      fc.pre(pictures.some((picture) => picture.truth.length > 0));
      const { mAP } = meanAveragePrecision(pictures, ['drinking']);
      expect(mAP).toBeGreaterThanOrEqual(0);
      expect(mAP).toBeLessThanOrEqual(1);
      const truth = pictures.map((picture) => ({
        ...picture,
        found: picture.truth.map((one) => ({ ...one, score: 1 })),
      }));
      const distinct = pictures.every(({ truth: t }) =>
        t.every((a, i) => t.every((b, j) => i === j || a.x !== b.x)),
      );
      if (distinct) {
        expect(meanAveragePrecision(truth, ['drinking']).mAP).toBe(1);
      }
      const noise = pictures.map((picture) => ({ ...picture, found: [...picture.found, found(5000, -1)] }));
      expect(meanAveragePrecision(noise, ['drinking']).mAP).toBeCloseTo(mAP, 12);
    }),
  );
});
