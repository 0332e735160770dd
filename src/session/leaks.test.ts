import { expect, test } from 'vitest';
import { addReading, NO_LEAKS } from './leaks.ts';

const reading = (seconds: number, uncovered: number, faces = 1, bareFaces = uncovered > 0.1 ? 1 : 0) => ({
  timestamp: seconds * 1e6,
  faces,
  uncovered,
  bareFaces,
  duration: 20,
});

test('means count only readings with faces', () => {
  const totals = [reading(0, 0.02), reading(1, 0, 0), reading(2, 0.04)].reduce(
    (sum, r) => addReading(sum, r, 1000),
    NO_LEAKS,
  );
  expect(totals).toMatchObject({
    readings: 3,
    withFaces: 2,
    bareFaces: 0,
    longestRun: 0,
    worstUncovered: 0.04,
  });
  expect(totals.meanUncovered).toBeCloseTo(0.03);
});

test('a run lasts from the first bare reading to the last, plus the time nobody looked', () => {
  const totals = [reading(0, 0), reading(1, 0.5), reading(2, 0.5), reading(3, 0), reading(4, 0.9)].reduce(
    (sum, r) => addReading(sum, r, 1000),
    NO_LEAKS,
  );
  expect(totals).toMatchObject({ bareFaces: 3, longestRun: 2000, runSince: 4e6 });
});
