import { expect, test } from 'vitest';
import type { StudyAnswer } from '../../metrics/study.ts';
import { resultsCsv, type StudyRun, studyCsv, studyJson } from './export.ts';

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
  const { summaries, paper, runs } = JSON.parse(studyJson([RUN, blur, RUN]));
  expect(runs).toHaveLength(3);
  expect(summaries).toMatchObject([
    { mode: 'mask', participants: 2, pairs: { hits: 2, trials: 2 }, names: { hits: 0, trials: 2 } },
    { mode: 'blur', participants: 1, pairs: { trials: 0, share: null } },
  ]);
  // Wilson's interval of 2 hits in 2, by hand: 2 / (2 + 1.96²) to 1.
  expect(summaries[0].pairs.interval.low).toBeCloseTo(0.3424, 3);
  expect(paper).toMatchObject({ trust: { share: 0.8 }, pairs: { share: null } });
});

test('results as CSV: a row a mode and question, with its interval, beside the paper', () => {
  const lines = resultsCsv([RUN, RUN]).trim().split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[1]).toMatch(
    /^mask,2,"1 Same person or not, answered rightly",2,2,1,0\.34\d*,1,,"close to guessing \(50 %\); 10 people/,
  );
  // Nothing of nothing: no share, no interval.
  expect(lines[2]).toBe('mask,2,… when it was one person,0,0,,,,,not reported');
  expect(lines[5]).toMatch(/^mask,2,3 Would feel protected,0,2,0,0,0\.65\d*,0\.8,8 of 10 people$/);
});
