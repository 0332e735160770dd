import type { TaskVariant } from './tasks.ts';

/** Variants in groups of at most four, no mode twice in one: what the engine can draw from one pass over a frame. */
export function groupsOf<T extends Pick<TaskVariant, 'mode'>>(variants: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (const one of variants) {
    const free = groups.find((group) => group.length < 4 && group.every((other) => other.mode !== one.mode));
    if (free) {
      free.push(one);
    } else {
      groups.push([one]);
    }
  }
  return groups;
}
