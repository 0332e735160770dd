import { expect, test, vi } from 'vitest';
import { Bench, markdown, median, quantile } from './bench.mjs';

test('a table is Markdown with columns of one width', () => {
  expect(
    markdown({
      title: 'Speed',
      columns: ['what', 'ms'],
      rows: [
        ['a long name', 1234.5],
        ['b', 12.345],
        ['c', 3],
        ['d', 0.1234],
        ['e', null],
      ],
      note: 'Noisy.',
    }).split('\n'),
  ).toEqual([
    '## Speed',
    '',
    '| what        | ms   |',
    '| ----------- | ---- |',
    '| a long name | 1235 |',
    '| b           | 12.3 |',
    '| c           | 3    |',
    '| d           | 0.12 |',
    '| e           | –    |',
    '',
    'Noisy.',
  ]);
});

test('quantiles are by nearest rank, and null for nothing', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(quantile([4, 1, 3, 2], 0.95)).toBe(4);
  expect(quantile([4, 1, 3, 2], 0)).toBe(1);
  expect(median([])).toBeNull();
});

test('a part that fails is named and the others go on', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const bench = new Bench('none', { quick: true, args: [] });
  expect(await bench.attempt('one', async () => 1)).toBe(1);
  expect(await bench.attempt('two', () => Promise.reject(new Error('broken')))).toBeNull();
  expect(bench.failures).toEqual(['two']);
  vi.restoreAllMocks();
});
