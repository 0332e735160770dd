import { expect, test } from 'vitest';
import { memoryWords } from './memory.ts';

const MB = 1e6;
const readings = (...all: [number, number | null][]) =>
  all.map(([program, browser]) => ({
    program: program * MB,
    browser: browser === null ? null : browser * MB,
  }));

test('the second half is printed with the first, so that growth is seen', () => {
  expect(memoryWords(readings([100, 700], [120, 900], [110, 800], [115, 1500]))).toBe(
    'Memory at most: 120 MB here, 900 MB in the browser in the first half; 115 MB here, 1500 MB in the browser in the second.',
  );
});

test('nothing is invented where the system does not report the memory of the browser', () => {
  expect(memoryWords(readings([100, null], [120, null]))).toBe(
    'Memory at most: 100 MB here in the first half; 120 MB here in the second.',
  );
  expect(memoryWords(readings([100, 5]))).toBe('');
});
