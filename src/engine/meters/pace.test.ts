import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

/** Looks in so many ms, each of which takes `duration`, on a clock of 10 ms. */
function looksIn(ms: number, rate: number, duration: number, processors: number): number {
  const pace = new Pace(processors);
  let looks = 0;
  let free = 0;
  for (let now = 0; now < ms; now += 10) {
    if (now >= free && pace.isDue(rate, now)) {
      pace.start(now);
      pace.recordDuration(duration);
      free = now + duration;
      looks += 1;
    }
  }
  return looks;
}

test('a fast look is taken as often as it was asked for, a slow one less often', () => {
  expect(looksIn(10_000, 5, 10, 2)).toBe(50);
  expect(looksIn(100_000, 5, 500, 2)).toBeLessThanOrEqual(22);
  expect(looksIn(100_000, 5, 500, 8)).toBeGreaterThan(50);
});

test('the first look, which warms up, does not hold back those that follow', () => {
  const pace = new Pace(2);
  pace.start(0);
  pace.recordDuration(9000);
  expect(pace.isDue(5, 9000)).toBe(true);
  pace.start(9000);
  pace.recordDuration(100);
  expect(pace.isDue(5, 9900)).toBe(false);
  expect(pace.isDue(5, 10_000)).toBe(true);
});

test('none is ever busy for more than its share, but for the first look', () => {
  const rate = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(
    fc.property(
      rate,
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 16 }),
      (r, duration, cores) => {
        const share = Math.min(0.3, 0.05 * cores);
        expect((looksIn(60_000, r, duration, cores) - 2) * duration).toBeLessThanOrEqual(60_000 * share + 1);
      },
    ),
  );
});
