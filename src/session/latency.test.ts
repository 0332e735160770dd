import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentile, Rate, RecentNumbers } from './latency.ts';

describe('percentile', () => {
  test('nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([5, 30, 40, 50, 100].map((p) => percentile(values, p))).toEqual([15, 20, 20, 35, 50]);
    expect(percentile([], 50)).toBeNull();
  });

  test('at least p per cent of the values are no larger', () => {
    const numbers = fc.array(fc.double({ noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 100 }), (values, p) => {
        const at = percentile(values, p) as number;
        const below = values.filter((value) => value <= at).length;
        expect(below / values.length).toBeGreaterThanOrEqual(p / 100);
        expect(values).toContain(at);
      }),
    );
  });
});

test('only the newest numbers count', () => {
  const recent = new RecentNumbers(3);
  for (const value of [100, 1, 2, 3]) {
    recent.add(value);
  }
  expect(recent.percentile(100)).toBe(3);
  recent.clear();
  expect(recent.percentile(50)).toBeNull();
});

test('a rate is that of the last two seconds', () => {
  const rate = new Rate();
  for (let t = 0; t <= 5000; t += 50) {
    rate.add(t);
  }
  expect(rate.perSecond(5000)).toBeCloseTo(20);
  expect(rate.perSecond(9000)).toBe(0);
});
