import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomNumbers } from '../../metrics/intervals.ts';
import { drawQuestions, PAPER_NAMES, PAPER_PAIRS, type StudyPicture, shortOf } from './questions.ts';

function folder(counts: readonly number[]): StudyPicture[] {
  return counts.flatMap((count, person) =>
    Array.from({ length: count }, (_, i) => ({ id: `${person}/${i}`, person: `Person ${person}` })),
  );
}

test('the paper’s design, where there are pictures enough', () => {
  const { pairs, names } = drawQuestions(folder(Array(20).fill(3)), randomNumbers(1));
  expect(pairs.filter((pair) => pair.same)).toHaveLength(PAPER_PAIRS);
  expect(pairs.filter((pair) => !pair.same)).toHaveLength(PAPER_PAIRS);
  expect(names).toHaveLength(PAPER_NAMES);
  expect(new Set(names.map((picture) => picture.person)).size).toBe(PAPER_NAMES);
});

test('whatever the pictures: balanced, true, and no pair twice', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(counts, fc.nat(), (list, seed) => {
      const pictures = folder(list);
      if (shortOf(pictures)) {
        expect(() => drawQuestions(pictures, randomNumbers(seed))).toThrow(RangeError);
        return;
      }
      const { pairs } = drawQuestions(pictures, randomNumbers(seed));
      expect(pairs.filter((pair) => pair.same).length * 2).toBe(pairs.length);
      for (const { pictures: shown, same } of pairs) {
        expect(shown[0].id).not.toBe(shown[1].id);
        expect(shown[0].person === shown[1].person).toBe(same);
      }
      const keys = pairs.map(({ pictures: shown }) => [shown[0].id, shown[1].id].sort().join(' '));
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test('what is short of a study is said in words', () => {
  expect(shortOf(folder([4]))).toBe('few-people');
  expect(shortOf(folder([1, 1, 1]))).toBe('few-pictures');
  expect(shortOf(folder([2, 1]))).toBeNull();
});

test('pictures are used evenly', () => {
  const { pairs } = drawQuestions(folder([6, 6, 6, 6]), randomNumbers(7));
  const uses = new Map<string, number>();
  for (const { pictures } of pairs.filter((pair) => pair.same)) {
    for (const { id } of pictures) {
      uses.set(id, (uses.get(id) ?? 0) + 1);
    }
  }
  expect(Math.max(...uses.values())).toBe(1);
});
