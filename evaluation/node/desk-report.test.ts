import { expect, test } from 'vitest';
import { classFigures, clipFigures, falseActions } from './desk-report.ts';

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

test('a false action is a stretch of a label that nobody earns; nothing is none', () => {
  const said = ['none', 'eating', 'eating', 'none', 'eating'].map((label, i) => ({ at: i, labels: [label] }));
  const played = 'as taken';
  const clips = [
    { file: 'a', played, does: [], seconds: 5, said },
    { file: 'b', played, does: [], seconds: 25, said: [{ at: 0, labels: ['none'] }] },
    {
      file: 'c',
      played,
      does: ['eating'],
      seconds: 30,
      said: [...said, { at: 6, labels: ['eating', 'yawning'] }],
    },
  ];
  const { begun, seconds, perMinute } = falseActions(clips);
  expect(begun).toEqual([
    { file: 'a', played, label: 'eating', at: 1, lasts: 2 },
    { file: 'a', played, label: 'eating', at: 4, lasts: 1 },
    { file: 'c', played, label: 'yawning', at: 6, lasts: 24 },
  ]);
  expect(seconds).toBe(60);
  expect(perMinute).toBe(3);
  expect(falseActions([]).perMinute).toBe(0);
});

test('what is done in clips counts once a clip, however often it is said', () => {
  const said = ['none', 'talking', 'none', 'talking'].map((label, i) => ({ at: i, labels: [label] }));
  const clip = { file: 'a', played: 'as taken', seconds: 4 };
  const clips = [
    { ...clip, does: ['talking'], said },
    { ...clip, does: ['talking'], said: said.slice(0, 1) },
    { ...clip, does: [], said },
  ];
  expect(clipFigures(clips, ['eating', 'talking'])).toEqual([
    { label: 'talking', pictures: 2, right: 1, wrong: 1, precision: 0.5, recall: 0.5 },
  ]);
});
