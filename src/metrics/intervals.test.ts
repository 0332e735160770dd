import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bootstrapInterval, mean, randomNumbers, standardDeviation, wilsonInterval } from './intervals.ts';

test("Wilson's interval, published cases (Newcombe 1998, Table I, method 3)", () => {
  // 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const cases = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [hits, trials, low, high] of cases) {
    const interval = wilsonInterval(hits, trials, 1.959964);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  }
});

test('the interval holds the share, lies in 0..1 and narrows with more trials', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (trials, some) => {
      const hits = some % (trials + 1);
      const { low, high } = wilsonInterval(hits, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(hits / trials);
      expect(high).toBeGreaterThanOrEqual(hits / trials);
      const more = wilsonInterval(hits * 4, trials * 4);
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});

test('what is no share is refused', () => {
  expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
  expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
});

test('the bootstrap of a mean is near ±1.96 standard errors, and the same for the same seed', () => {
  const random = randomNumbers(3);
  const values = Array.from({ length: 400 }, random);
  const interval = bootstrapInterval(values, mean, { seed: 5 });
  const error = standardDeviation(values) / Math.sqrt(values.length);
  expect((interval.high - interval.low) / 2).toBeGreaterThan(1.96 * error * 0.85);
  expect((interval.high - interval.low) / 2).toBeLessThan(1.96 * error * 1.15);
  expect(bootstrapInterval(values, mean, { seed: 5 })).toEqual(interval);
  expect(() => bootstrapInterval([], mean)).toThrow(RangeError);
});

test('draws without an answer are left out', () => {
  const share = (sample: readonly number[]) => (sample.includes(1) ? mean(sample) : Number.NaN);
  const { low } = bootstrapInterval([1, 0], share);
  expect(low).toBe(0.5);
  expect(() => bootstrapInterval([1], () => Number.NaN)).toThrow(/no number/);
});
