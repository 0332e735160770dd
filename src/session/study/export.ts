/** A study's answers as files. Pictures are never in them. */
import { isRight, type StudyAnswer, summariseStudy } from '../../metrics/study.ts';
import { COUNTED_QUESTIONS, PAPER } from './paper.ts';

/** What one participant answered. */
export interface StudyRun {
  readonly participant: string;
  /** ISO 8601, to the minute. */
  readonly date: string;
  readonly mode: string;
  readonly source: 'folder' | 'camera' | 'drawn';
  readonly answers: readonly StudyAnswer[];
}

const COLUMNS = [
  'participant',
  'date',
  'mode',
  'source',
  'question',
  'picture',
  'second picture',
  'truth',
  'answer',
  'known',
  'right',
  'seconds',
] as const;

/** One row an answer (RFC 4180). */
export function studyCsv(runs: readonly StudyRun[]): string {
  return csv([
    COLUMNS,
    ...runs.flatMap((run) =>
      run.answers.map((answer) => [run.participant, run.date, run.mode, run.source, ...cellsOf(answer)]),
    ),
  ]);
}

/** One row a mode and question: what the answers come to, with its 95 % interval, beside the paper. Shares are 0..1. */
export function resultsCsv(runs: readonly StudyRun[]): string {
  return csv([
    ['mode', 'participants', 'question', 'hits', 'trials', 'share', 'low', 'high', 'paper', 'in words'],
    ...summariesOf(runs).flatMap(({ mode, participants, ...summary }) =>
      COUNTED_QUESTIONS.map((id) => {
        const { hits, trials, share, interval } = summary[id];
        const { question, share: paper, words } = PAPER[id];
        return [
          mode,
          participants,
          question,
          hits,
          trials,
          ...[share, interval?.low, interval?.high, paper].map((number) => number ?? ''),
          words,
        ];
      }),
    ),
  ]);
}

type Cell = string | number | boolean;

function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cellsOf(answer: StudyAnswer): Cell[] {
  switch (answer.question) {
    case 'same-person':
      return [
        answer.question,
        ...answer.pictures,
        answer.same ? 'same' : 'different',
        answer.answer,
        '',
        isRight(answer),
        answer.seconds,
      ];
    case 'name':
      return [
        answer.question,
        answer.picture,
        '',
        answer.name,
        answer.answer,
        answer.known,
        isRight(answer),
        answer.seconds,
      ];
    case 'trust':
      return [answer.question, '', '', '', answer.answer, '', '', ''];
  }
}

/** A spreadsheet takes text that begins like a formula for one: an apostrophe in front keeps it text. */
function cell(value: Cell): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every answer, per mode what they come to, and what the paper found. */
export function studyJson(runs: readonly StudyRun[]): string {
  return `${JSON.stringify({ version: 1, summaries: summariesOf(runs), paper: PAPER, runs }, null, 2)}\n`;
}

function summariesOf(runs: readonly StudyRun[]) {
  return [...new Set(runs.map((run) => run.mode))].map((mode) => {
    const own = runs.filter((run) => run.mode === mode);
    return {
      mode,
      participants: own.length,
      ...summariseStudy(own.flatMap((run) => run.answers)),
    };
  });
}
