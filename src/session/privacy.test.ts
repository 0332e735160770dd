import { expect, test } from 'vitest';
import { addLikeness, NO_LIKENESS, placeOf, strangersInWords, worstLikeness } from './privacy.ts';

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
  expect(strangersInWords(0.5)).toBe('as alike as any two strangers');
  expect(strangersInWords(0.8604)).toBe('as alike as 1 in 4 strangers');
  expect(strangersInWords(0.911)).toBe('as alike as 1 in 100 strangers');
  expect(strangersInWords(0.99)).toBe('as alike as fewer than 1 in 10,000 strangers');
  expect([0.5, 0.8337, 0.9457, 1].map(placeOf)).toEqual([0, 0, 1, 1]);
  expect(placeOf(0.911)).toBeCloseTo(Math.log(0.02) / Math.log(0.0002));
});
