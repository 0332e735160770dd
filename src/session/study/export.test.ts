import { expect, test } from 'vitest';
import type { StudyAnswer } from '../../metrics/study.ts';
import { type StudyRun, studyCsv, studyJson } from './export.ts';

const ANSWERS: readonly StudyAnswer[] = [
  { question: 'same-person', pictures: ['a/1', 'b/1'], same: false, answer: 'different', seconds: 2.5 },
  { question: 'name', picture: 'a/1', name: 'Ada "the Countess"', answer: '', known: true, seconds: 4 },
  { question: 'trust', answer: 'unsure' },
];
const RUN: StudyRun = {
  participant: '=HYPERLINK("x")',
  date: '2026-01-02T03:04Z',
  mode: 'mask',
  source: 'folder',
  answers: ANSWERS,
};

test('CSV: one row an answer, quoted as RFC 4180 says, no formula for a spreadsheet', () => {
  const lines = studyCsv([RUN]).split('\r\n');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toBe(
    `"'=HYPERLINK(""x"")",2026-01-02T03:04Z,mask,folder,same-person,a/1,b/1,different,different,,true,2.5`,
  );
  expect(lines[2]).toContain('"Ada ""the Countess""",,true,false,4');
  expect(lines[4]).toBe('');
});

test('JSON: answers and what they come to, a mode at a time', () => {
  const blur = { ...RUN, mode: 'blur', answers: [ANSWERS[2] as StudyAnswer] };
  const { summaries, runs } = JSON.parse(studyJson([RUN, blur, RUN]));
  expect(runs).toHaveLength(3);
  expect(summaries).toMatchObject([
    { mode: 'mask', participants: 2, pairs: { hits: 2, trials: 2 }, names: { hits: 0, trials: 2 } },
    { mode: 'blur', participants: 1, pairs: { trials: 0, share: null } },
  ]);
});
