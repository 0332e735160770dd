import { expect, test } from 'vitest';
import { Readiness } from './readiness.ts';

test('callers wait for the change, all of them, once', async () => {
  let state: boolean | Error = false;
  const readiness = new Readiness(() => state);
  const answers: string[] = [];
  const note = (name: string) => readiness.wait().then(() => answers.push(name));
  const both = [note('first'), note('second')];
  readiness.update();
  await Promise.resolve();
  expect(answers).toEqual([]);
  state = true;
  readiness.update();
  await Promise.all(both);
  expect(answers).toEqual(['first', 'second']);
  await note('late');
  expect(answers).toHaveLength(3);
});

test('an error is given to those who wait, and does not last', async () => {
  let state: boolean | Error = new Error('no network');
  const readiness = new Readiness(() => state);
  await expect(readiness.wait()).rejects.toThrow('no network');
  state = true;
  await expect(readiness.wait()).resolves.toBeUndefined();
});
