import { expect, test } from 'vitest';
import { FileRefused, fileProblem, problemOf } from './problem.ts';

test('what is known about the file comes first, what to do last', () => {
  const { words } = fileProblem('not-media', 'This is a PDF document.');
  expect(words).toMatch(/^This is a PDF document\. .*Choose an MP4/);
});

test('a refusal keeps its words, anything else that is thrown is reported as what it happened in', () => {
  const refused = new FileRefused(fileProblem('empty'));
  expect(problemOf(refused, 'engine')).toBe(refused.problem);
  expect(problemOf(new Error('disk full.'), 'storage')).toMatchObject({ code: 'storage' });
  expect(problemOf(new Error('disk full.'), 'storage').words).toMatch(/^\(disk full\.\) /);
  for (const thrown of [undefined, null, 7, 'text', {}]) {
    expect(problemOf(thrown, 'engine').code).toBe('engine');
  }
});
