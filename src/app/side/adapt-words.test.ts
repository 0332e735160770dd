import { expect, test } from 'vitest';
import { type State, store } from '../../session/store.ts';
import { adaptWords as inWords, timeLeft, words } from './adapt-words.ts';

type Status = State['adaptation'];
const NOT_ADAPTED = store.getState().adaptation;
const adaptWords = (status: Status) => inWords(status, words.get());

const report: NonNullable<Status['kept']>['report'] = {
  steps: 40,
  pictures: 24,
  seconds: 100,
  before: { similarity: 0.9461, worst: 0.96, drift: 0, structure: 1, labels: null },
  after: { similarity: 0.8712, worst: 0.9, drift: 0.021, structure: 0.95, labels: 1 },
  faults: [],
};

test('what is under way, with how far it is', () => {
  const collecting = { phase: 'collecting', done: 6, total: 24, hint: null } as const;
  expect(adaptWords({ ...NOT_ADAPTED, now: collecting })).toMatchObject({ share: 0.25, busy: true });
  const waiting = adaptWords({ ...NOT_ADAPTED, now: { ...collecting, hint: 'several-faces' } });
  expect(waiting.text).toContain('alone');
  const progress = { step: 10, steps: 40, secondsLeft: 200 };
  expect(adaptWords({ ...NOT_ADAPTED, now: { phase: 'learning', progress } }).text).toBe(
    'Learning, step 10 of 40, about 3 minutes left.',
  );
});

test('a result with its figures, kept or rolled back with the reason', () => {
  expect(adaptWords({ ...NOT_ADAPTED, now: { phase: 'finished', report } }).text).toBe(
    'Adapted. On pictures it had not learned from, the recogniser’s likeness (1 is the same face) fell from 0.946 to 0.871; the drawn face changed by 2.1 %. Action labels stayed the same in 100 % of them.',
  );
  const faults = ['no-gain', 'labels-lost'] as const;
  expect(
    adaptWords({ ...NOT_ADAPTED, now: { phase: 'finished', report: { ...report, faults } } }).text,
  ).toMatch(/^Nothing was changed: .*hardly less alike, and actions/);
});

test('idle: what is kept, or why it was dropped', () => {
  expect(adaptWords(NOT_ADAPTED).text).toBe('');
  expect(adaptWords({ ...NOT_ADAPTED, kept: { savedAt: 0, report } }).text).toContain('0.871');
  expect(adaptWords({ ...NOT_ADAPTED, dropped: { code: 'damaged', detail: '' } }).text).toBe(
    'The adapted face is not used: what was stored of it is damaged.',
  );
  const problem = { code: 'not-stored', detail: 'Disk full.' } as const;
  expect(adaptWords({ ...NOT_ADAPTED, now: { phase: 'failed', problem } })).toMatchObject({
    text: expect.stringContaining('could not store the result (Disk full). Nothing was changed'),
    alarm: true,
    busy: false,
  });
});

test('time left', () => {
  expect([0, 14, 89, 91, 200].map((seconds) => timeLeft(seconds, words.get()))).toEqual([
    'about 10 seconds',
    'about 20 seconds',
    'about 90 seconds',
    'about 2 minutes',
    'about 3 minutes',
  ]);
});
