import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../../cli/headless/errors.ts';
import { makePairs } from './make-pairs.ts';
import { parsePairs } from './pairs.ts';

const folder = (people: number, each: number) =>
  Array.from({ length: people * each }, (_, i) => {
    const person = `P_${Math.floor(i / each)}`;
    return `${person}/${person}_${String((i % each) + 1).padStart(4, '0')}`;
  });

test('whatever the folder: what is drawn reads back, each pair once, nobody in two folds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 12 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer(),
      (people, each, seed) => {
        const names = folder(people, each);
        const { pairs, folds } = parsePairs(makePairs(names, { pairs: 4, folds: 2, seed }));
        expect(pairs).toHaveLength(4);
        expect(pairs.filter(({ same }) => same)).toHaveLength(2);
        const keys = pairs.map(({ first, second }) => [first, second].sort().join());
        expect(new Set(keys).size).toBe(4);
        const sides = (folds ?? []).map(
          (fold) =>
            new Set(fold.flatMap(({ first, second }) => [first, second].map((name) => name.split('/')[0]))),
        );
        expect([...(sides[0] ?? [])].filter((person) => sides[1]?.has(person))).toEqual([]);
        for (const { first, second, same } of pairs) {
          expect(names).toContain(first);
          expect(names).toContain(second);
          expect(first).not.toBe(second);
          expect(first.split('/')[0] === second.split('/')[0]).toBe(same);
        }
      },
    ),
  );
});

test('the same for the same seed and pictures in any order, another for another', () => {
  const names = folder(10, 5);
  const wanted = { pairs: 40, folds: 5, seed: 3 };
  expect(makePairs([...names].reverse(), wanted)).toBe(makePairs(names, wanted));
  expect(makePairs(names, { ...wanted, seed: 4 })).not.toBe(makePairs(names, wanted));
});

test('too few people or pictures: it says how many pairs there can be', () => {
  expect(() => makePairs(folder(4, 2), { pairs: 100, folds: 2, seed: 1 })).toThrow(UsageError);
  expect(() => makePairs(folder(4, 2), { pairs: 100, folds: 2, seed: 1 })).toThrow(/at most 8/);
  expect(() => makePairs([], { pairs: 100, folds: 2, seed: 1 })).toThrow(/0 people/);
  expect(() => makePairs(folder(9, 9), { pairs: 3, folds: 2, seed: 1 })).toThrow(/too few/);
});
