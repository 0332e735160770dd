/** Draws a pairs file, in the format of LFW's, for a folder of people that has none. Pure. */

import { UsageError } from '../../cli/headless/errors.ts';
import { randomNumbers } from '../../src/metrics/intervals.ts';
import type { PictureName } from './pairs.ts';

export interface PairsWanted {
  /** Of all folds together; half of them of one person. */
  readonly pairs: number;
  readonly folds: number;
  readonly seed: number;
}

type Person = readonly [name: string, numbers: readonly number[]];

/**
 * As in LFW's view 2, no person is in two folds, and no pair comes twice. The same text for the same pictures and seed.
 * @param names pictures of the folder; those that are not named as LFW's are left out.
 * @throws UsageError when there are too few people or pictures, saying how many pairs there can be.
 */
export function makePairs(names: readonly PictureName[], { pairs, folds, seed }: PairsWanted): string {
  const each = Math.floor(pairs / (2 * folds));
  if (each < 1) {
    throw new UsageError(`--pairs ${pairs} is too few: every one of ${folds} folds has one of each kind.`);
  }
  const random = randomNumbers(seed);
  const people = shuffled(peopleOf(names), random);
  const lines = [`${folds}\t${each}`];
  for (let fold = 0; fold < folds; fold++) {
    const own = people.filter((_, index) => index % folds === fold);
    const same = own.flatMap(([name, numbers]) =>
      twos(numbers).map(([first, second]) => `${name}\t${first}\t${second}`),
    );
    const different = twos(own).flatMap(([[first, left], [second, right]]) =>
      left.flatMap((i) => right.map((j) => `${first}\t${i}\t${second}\t${j}`)),
    );
    const most = Math.min(same.length, different.length);
    if (most < each) {
      throw new UsageError(
        `${people.length} people in ${folds} folds give one fold ${most} pairs of each kind, not ${each}. Ask for at most ${most * 2 * folds} (--pairs), or for fewer --folds.`,
      );
    }
    lines.push(...shuffled(same, random).slice(0, each), ...shuffled(different, random).slice(0, each));
  }
  return `${lines.join('\n')}\n`;
}

/** People by name; the order does not depend on the disk's. */
function peopleOf(names: readonly PictureName[]): Person[] {
  const people = new Map<string, number[]>();
  for (const name of [...names].sort()) {
    const [, person, number] = /^([^/]+)\/\1_(\d+)$/.exec(name) ?? [];
    if (person !== undefined) {
      people.set(person, [...(people.get(person) ?? []), Number(number)]);
    }
  }
  return [...people];
}

/** Every two of them, each once. */
function twos<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((first, i) => items.slice(i + 1).map((second) => [first, second] as const));
}

/** A copy in an order drawn by Fisher and Yates' method. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}
