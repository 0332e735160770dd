/** A study's answers as files. Pictures are never in them. */
import { isRight, type StudyAnswer, summariseStudy } from '../../metrics/study.ts';

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
  const rows = runs.flatMap((run) =>
    run.answers.map((answer) => [run.participant, run.date, run.mode, run.source, ...cellsOf(answer)]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cellsOf(answer: StudyAnswer): (string | number | boolean)[] {
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
function cell(value: string | number | boolean): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every answer, and per mode what they come to. */
export function studyJson(runs: readonly StudyRun[]): string {
  const modes = [...new Set(runs.map((run) => run.mode))];
  const summaries = modes.map((mode) => {
    const own = runs.filter((run) => run.mode === mode);
    return {
      mode,
      participants: own.length,
      ...summariseStudy(own.flatMap((run) => run.answers)),
    };
  });
  return `${JSON.stringify({ version: 1, summaries, runs }, null, 2)}\n`;
}
