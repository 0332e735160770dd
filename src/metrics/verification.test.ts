import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accuracyAt,
  bestThreshold,
  cosine,
  type ScoredPair,
  splitIntoFolds,
  verificationAccuracy,
} from './verification.ts';

const pair = (score: number, same: boolean): ScoredPair => ({ score, same });

/** The same pairs as in the cross-check with training/guise_training/verification.py below. */
function sixtyPairs(): ScoredPair[] {
  let state = 7;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return Array.from({ length: 60 }, () => {
    const same = random() < 0.5;
    return pair(random() * 0.6 + (same ? 0.25 : 0), same);
  });
}

const tens = (pairs: readonly ScoredPair[]) =>
  Array.from({ length: 10 }, (_, i) => pairs.slice((i * pairs.length) / 10, ((i + 1) * pairs.length) / 10));

test('by hand: three folds, one pair judged wrong', () => {
  const folds = [
    [pair(0.9, true), pair(0.1, false)],
    [pair(0.8, true), pair(0.2, false)],
    // 0.7 of two people is above every threshold that the other folds can teach.
    [pair(0.85, true), pair(0.7, false)],
  ];
  const { accuracy, standardError, folds: results } = verificationAccuracy(folds);
  // Fold 3 learns from 0.1, 0.2 | 0.8, 0.9: the threshold is 0.5, and half of its pairs are wrong.
  expect(results[2]).toEqual({ pairs: 2, accuracy: 0.5, threshold: 0.5 });
  expect(accuracy).toBeCloseTo((1 + 1 + 0.5) / 3, 12);
  expect(standardError).toBeCloseTo(Math.sqrt(2 / 36 / 3), 12);
});

test('agrees with the figures of the training code (numpy) on sixty pairs', () => {
  const { accuracy, standardError } = verificationAccuracy(tens(sixtyPairs()));
  expect(accuracy).toBeCloseTo(0.65, 10);
  expect(standardError).toBeCloseTo(0.04972144630058766, 10);
  expect(bestThreshold(sixtyPairs())).toBeCloseTo(0.2812739787885332, 10);
});

test('a recogniser that is always right, and one that says the same of all', () => {
  const right = Array.from({ length: 40 }, (_, i) =>
    pair(i % 2 ? 0.9 - i / 1000 : 0.1 + i / 1000, i % 2 === 1),
  );
  expect(verificationAccuracy(splitIntoFolds(right)).accuracy).toBe(1);
  const blind = right.map(({ same }) => pair(0.3, same));
  const { accuracy, interval } = verificationAccuracy(splitIntoFolds(blind));
  expect(accuracy).toBe(0.5);
  expect(interval.low).toBeLessThan(0.5);
  expect(interval.high).toBeGreaterThan(0.5);
});

test('equal scores are not cut apart', () => {
  expect(bestThreshold([pair(0.5, true), pair(0.5, false), pair(0.9, true)])).toBeOneOf([
    Number.NEGATIVE_INFINITY,
    0.7,
  ]);
});

test('what cannot be judged is refused', () => {
  expect(() => bestThreshold([])).toThrow(RangeError);
  expect(() => verificationAccuracy([[pair(1, true)], []])).toThrow(/two folds/);
  expect(() => verificationAccuracy([[pair(Number.NaN, true)], [pair(1, true)]])).toThrow(/no number/);
  expect(() => cosine([1], [1, 2])).toThrow(RangeError);
});

test('cosine: alike, at right angles, opposite, nothing', () => {
  expect(cosine([1, 2], [2, 4])).toBeCloseTo(1, 12);
  expect(cosine([1, 0], [0, 3])).toBe(0);
  expect(cosine([1, 1], [-2, -2])).toBeCloseTo(-1, 12);
  expect(cosine([0, 0], [1, 1])).toBe(0);
});

const anyPairs = fc.array(
  fc.record({ score: fc.float({ noNaN: true, min: -1, max: 1 }), same: fc.boolean() }),
  { minLength: 2, maxLength: 60 },
);

test('no threshold is better than the best one', () => {
  fc.assert(
    fc.property(anyPairs, fc.float({ noNaN: true, min: -2, max: 2 }), (pairs, other) => {
      expect(accuracyAt(pairs, bestThreshold(pairs))).toBeGreaterThanOrEqual(accuracyAt(pairs, other));
    }),
  );
});

test('only the order of scores counts: stretched and shifted scores give the same accuracy', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ score: fc.integer({ min: -100, max: 100 }), same: fc.boolean() }), {
        minLength: 20,
        maxLength: 60,
      }),
      (pairs) => {
        const folds = tens(pairs);
        const stretched = folds.map((fold) => fold.map((p) => pair(p.score * 4 + 12, p.same)));
        expect(verificationAccuracy(stretched).accuracy).toBe(verificationAccuracy(folds).accuracy);
      },
    ),
  );
});

test('folds hold every pair once, and kinds evenly', () => {
  fc.assert(
    fc.property(fc.nat(80), fc.nat(80), (alike, different) => {
      const pairs = [
        ...Array.from({ length: alike }, (_, i) => pair(i, true)),
        ...Array.from({ length: different }, (_, i) => pair(-i - 1, false)),
      ];
      const folds = splitIntoFolds(pairs);
      expect(folds.flat().sort((a, b) => a.score - b.score)).toEqual(
        [...pairs].sort((a, b) => a.score - b.score),
      );
      const counts = folds.map((fold) => fold.filter((p) => p.same).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});
