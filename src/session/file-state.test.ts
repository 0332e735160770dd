import { expect, test } from 'vitest';
import { extensionOf } from '../base/file-name.ts';
import { estimateOf, nameFor, progressOf, THOROUGH, workOf } from './file-state.ts';

test('the result is named after the original and what it is', () => {
  expect(nameFor('holiday.MOV', 'video/mp4')).toBe('holiday-anonymised.mp4');
  expect(nameFor('a.b.c.jpeg', 'image/jpeg')).toBe('a.b.c-anonymised.jpg');
  expect(nameFor('no extension', 'image/png')).toBe('no extension-anonymised.png');
  expect(nameFor('.mp4', 'video/webm')).toBe('guise-anonymised.webm');
  expect(extensionOf('video/webm; codecs="vp9"')).toBe('webm');
});

test('an export is estimated from what looking took so far; thoroughly it takes longer', () => {
  const file = { duration: 10, pace: 0.5, looked: 0 };
  expect(estimateOf({ ...file, pace: null }, false)).toBeNull();
  expect(estimateOf(file, false)).toBe(10);
  expect(estimateOf({ ...file, looked: 10 }, false)).toBe(5);
  expect(estimateOf(file, true)).toBe(0.5 * (10 * THOROUGH + 10));
});

test('looking counts as work, and more where it is thorough; what was looked at before does not', () => {
  const all = { looked: 10, done: 10 };
  expect(workOf(4, 0, all, 0, false)).toEqual({ done: 4, all: 20 });
  expect(workOf(4, 0, all, 2, true)).toEqual({ done: 2 * THOROUGH, all: 8 * THOROUGH + 10 });
  expect(workOf(10, 3, all, 10, true)).toEqual({ done: 3, all: 10 });
});

test('progress says how long still, once it can know', () => {
  const counts = { frames: 9, coveredWhole: 1 };
  expect(progressOf(2, 10, 0.5, counts)).toMatchObject({ share: 0.2, left: null, speed: null });
  expect(progressOf(2, 10, 4, counts)).toMatchObject({ share: 0.2, left: 16, speed: 0.5, ...counts });
  expect(progressOf(11, 10, 4, counts).share).toBe(1);
  expect(progressOf(0, 0, 4, counts)).toMatchObject({ share: 0, left: null });
});
