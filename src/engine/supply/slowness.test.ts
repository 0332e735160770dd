import { expect, test } from 'vitest';
import { Slowness } from './slowness.ts';

function after(...runs: readonly (readonly [count: number, ms: number])[]): Slowness {
  const slowness = new Slowness();
  for (const [count, ms] of runs) {
    for (let i = 0; i < count; i++) {
      slowness.record(ms);
    }
  }
  return slowness;
}

test('lasting slowness is reported, one slow frame or a slow start is not', () => {
  expect(after([60, 700]).slow).toBe(true);
  expect(after([10, 900]).slow).toBe(false);
  expect(after([60, 40], [1, 2500], [1, 40]).slow).toBe(false);
  expect(after([60, 40]).slow).toBe(false);
});

test('it is taken back when frames are fast again, and not for a small difference', () => {
  expect(after([60, 700], [60, 350]).slow).toBe(true);
  expect(after([60, 350]).slow).toBe(false);
  expect(after([60, 700], [60, 100]).slow).toBe(false);
});

test('other settings are measured afresh', () => {
  const slowness = after([60, 700]);
  slowness.reset();
  expect(slowness.slow).toBe(false);
});
