import { expect, test } from 'vitest';
import { addLikeness, NO_LIKENESS, placeOf, strangersAsAlike, worstLikeness } from './privacy.ts';

const reading = (mode: string, ...similarities: number[]) => ({
  timestamp: 0,
  mode,
  threshold: 0.9,
  duration: 100,
  faces: similarities.map((similarity, i) => ({ id: i + 1, similarity })),
});

test('each mode has its own count, mean and worst', () => {
  const totals = [reading('mask', 0.5, 0.7), reading('blur', 0.95), reading('mask', 0.9)].reduce(
    addLikeness,
    NO_LIKENESS,
  );
  expect(totals.map(({ mode, compared, matched, worst }) => [mode, compared, matched, worst])).toEqual([
    ['mask', 3, 1, 0.9],
    ['blur', 1, 1, 0.95],
  ]);
  expect(totals[0]?.mean).toBeCloseTo(0.7);
});

test('of several faces the most recognisable one counts', () => {
  expect(worstLikeness(reading('mask', 0.2, 0.8, 0.5))).toBe(0.8);
  expect(worstLikeness(reading('mask'))).toBeNull();
});

test('a likeness in strangers', () => {
  expect(strangersAsAlike(0.5)).toEqual({ n: 1, atMost: false });
  expect(strangersAsAlike(0.8604)).toEqual({ n: 4, atMost: false });
  expect(strangersAsAlike(0.911)).toEqual({ n: 100, atMost: false });
  expect(strangersAsAlike(0.99)).toEqual({ n: 10_000, atMost: true });
  expect([0.5, 0.8337, 0.9457, 1].map(placeOf)).toEqual([0, 0, 1, 1]);
  expect(placeOf(0.911)).toBeCloseTo(Math.log(0.02) / Math.log(0.0002));
});
