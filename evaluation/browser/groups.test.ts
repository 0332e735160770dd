import { expect, test } from 'vitest';
import { allVariants } from '../../cli/variants.ts';
import { groupsOf } from './groups.ts';

test('groups are what the engine can draw at once, and lose nothing', () => {
  const groups = groupsOf(allVariants());
  for (const group of groups) {
    expect(group.length).toBeLessThanOrEqual(4);
    expect(new Set(group.map(({ mode }) => mode)).size).toBe(group.length);
  }
  expect(groups.flat()).toHaveLength(allVariants().length);
});
