import { expect, test } from 'vitest';
import { classFigures, falseActions } from './desk-report.ts';

const picture = (truth: string, label: string | null) => ({
  file: 'a.jpg',
  source: 's',
  truth,
  said: label === null ? null : { label, score: 0.5 },
});

test('precision over what was said, recall over what is there', () => {
  const pictures = [
    picture('eating', 'eating'),
    picture('eating', 'none'),
    picture('eating', null),
    picture('smoking', 'eating'),
    picture('none', 'none'),
  ];
  expect(classFigures(pictures, ['eating', 'reading'])).toEqual([
    { label: 'eating', pictures: 3, right: 1, wrong: 1, precision: 0.5, recall: 1 / 3 },
    { label: 'reading', pictures: 0, right: 0, wrong: 0, precision: null, recall: null },
  ]);
});

test('a false action is a stretch of a label; nothing is none', () => {
  const said = ['none', 'eating', 'eating', 'none', 'eating'].map((label, i) => ({ at: i, labels: [label] }));
  const { begun, perMinute } = falseActions([
    { file: 'a', seconds: 5, said },
    { file: 'b', seconds: 25, said: [{ at: 0, labels: ['none'] }] },
  ]);
  expect(begun).toEqual([
    { file: 'a', label: 'eating', at: 1, lasts: 2 },
    { file: 'a', label: 'eating', at: 4, lasts: 1 },
  ]);
  expect(perMinute).toBe(4);
  expect(falseActions([]).perMinute).toBe(0);
});
