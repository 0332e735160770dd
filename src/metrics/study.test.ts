import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialTest, isRight, normalName, type StudyAnswer, summariseStudy } from './study.ts';

const pair = (same: boolean, answer: 'same' | 'different'): StudyAnswer => ({
  question: 'same-person',
  pictures: ['a', 'b'],
  same,
  answer,
  seconds: 1,
});
const name = (truth: string, answer: string, known = true): StudyAnswer => ({
  question: 'name',
  picture: 'a',
  name: truth,
  answer,
  known,
  seconds: 1,
});

test('counts of a small study, by hand', () => {
  const summary = summariseStudy([
    pair(true, 'same'),
    pair(true, 'different'),
    pair(false, 'different'),
    pair(false, 'different'),
    name('Ada Lovelace', 'ada lovelace'),
    name('Ada Lovelace', ''),
    name('Somebody', 'Somebody', false),
    { question: 'trust', answer: 'yes' },
    { question: 'trust', answer: 'unsure' },
  ]);
  expect(summary.pairs).toMatchObject({ hits: 3, trials: 4, share: 0.75 });
  expect(summary.samePairs).toMatchObject({ hits: 1, trials: 2 });
  expect(summary.differentPairs).toMatchObject({ hits: 2, trials: 2 });
  // 3 of 4: outcomes 0, 1, 3 and 4 are at least as far from 2: (1 + 4 + 4 + 1) / 16.
  expect(summary.guessing).toBeCloseTo(10 / 16, 12);
  expect(summary.names).toMatchObject({ hits: 1, trials: 2, share: 0.5 });
  expect(summary.trust).toMatchObject({ hits: 1, trials: 2 });
});

test('nothing answered is nothing, not zero', () => {
  const summary = summariseStudy([]);
  expect(summary.pairs).toEqual({ hits: 0, trials: 0, share: null, interval: null });
  expect(summary.guessing).toBeNull();
});

test('whatever the answers, hits are among trials and intervals hold the share', () => {
  const answers = fc.array(fc.record({ same: fc.boolean(), said: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(answers, (list) => {
      const { pairs, samePairs, differentPairs } = summariseStudy(
        list.map(({ same, said }) => pair(same, said ? 'same' : 'different')),
      );
      expect(samePairs.hits + differentPairs.hits).toBe(pairs.hits);
      expect(samePairs.trials + differentPairs.trials).toBe(list.length);
      if (pairs.share !== null && pairs.interval) {
        expect(pairs.interval.low).toBeLessThanOrEqual(pairs.share);
        expect(pairs.interval.high).toBeGreaterThanOrEqual(pairs.share);
      }
    }),
  );
});

describe('binomial test', () => {
  test('known values', () => {
    expect(binomialTest(12, 24)).toBeCloseTo(1, 12);
    // 9 of 10: (1 + 10 + 10 + 1) / 1024.
    expect(binomialTest(9, 10)).toBeCloseTo(22 / 1024, 12);
    expect(binomialTest(0, 1)).toBe(1);
  });

  test('is a probability, the same either way, also for thousands of answers', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), (a, b) => {
        const [hits, trials] = [Math.min(a, b), Math.max(a, b)];
        const p = binomialTest(hits, trials);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(binomialTest(trials - hits, trials)).toBeCloseTo(p, 9);
      }),
      { numRuns: 30 },
    );
  });

  test('refuses what is no count', () => {
    expect(() => binomialTest(3, 2)).toThrow(RangeError);
    expect(() => binomialTest(0.5, 2)).toThrow(RangeError);
  });
});

test('names: case, accents and separators do not matter, an empty answer is never right', () => {
  expect(normalName('  José_Ángel-Núñez ')).toBe('jose angel nunez');
  expect(isRight(name('', '') as never)).toBe(false);
});
