import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OneEuroFilter } from './one-euro.ts';

const OPTIONS = { minCutoff: 1.5, beta: 6, speedCutoff: 3 };
const DT = 1 / 30;

test('is NaN before the first sample and takes the first one as it is', () => {
  const filter = new OneEuroFilter(OPTIONS);
  expect(filter.value).toBeNaN();
  expect(filter.filter(7, 0)).toBe(7);
});

test('steadies a shivering value that stands still', () => {
  const filter = new OneEuroFilter({ ...OPTIONS, beta: 0.01 });
  let spread = 0;
  for (let i = 0; i < 120; i++) {
    const out = filter.filter(10 + (i % 2 === 0 ? 0.5 : -0.5), DT);
    if (i > 60) {
      spread = Math.max(spread, Math.abs(out - 10));
    }
  }
  expect(spread).toBeLessThan(0.15);
});

test('follows a fast ramp with little lag', () => {
  const filter = new OneEuroFilter(OPTIONS);
  let out = 0;
  for (let i = 0; i <= 60; i++) {
    out = filter.filter(i * DT * 5, DT);
  }
  expect(60 * DT * 5 - out).toBeLessThan(0.15);
  expect(filter.speed).toBeCloseTo(5, 0);
});

test('never leaves the range of its samples', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1 }), (samples) => {
      const filter = new OneEuroFilter(OPTIONS);
      for (const sample of samples) {
        const out = filter.filter(sample, DT);
        expect(out).toBeGreaterThanOrEqual(Math.min(...samples) - 1e-9);
        expect(out).toBeLessThanOrEqual(Math.max(...samples) + 1e-9);
      }
    }),
  );
});
