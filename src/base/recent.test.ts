import { expect, test } from 'vitest';
import { putLast } from './recent.ts';

test('what was not asked for longest is forgotten first', () => {
  const map = new Map<string, number>();
  for (const key of ['a', 'b', 'a', 'c']) {
    putLast(map, key, 1, 2);
  }
  expect([...map.keys()]).toEqual(['a', 'c']);
});
