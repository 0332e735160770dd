/** "Adapt to my face" in words and numbers. */
import type { State } from '../../session/store.ts';
import { i18n, inDigits, params, percent } from '../i18n.ts';

type AdaptStatus = State['adaptation'];
type AdaptPhase = AdaptStatus['now'];
type AdaptReport = NonNullable<AdaptStatus['kept']>['report'];

export const words = i18n('adaptStatus', {
  'no-face': 'Waiting for your face.',
  'several-faces': 'Waiting until you are alone in the picture: only your own face is learned from.',
  collecting: 'Looking at you. Move your head a little.',
  pictures: params('{done} of {total} pictures.'),
  loading: 'Loading the networks.',
  looking: 'Looking at the pictures.',
  judging: 'Judging the result.',
  step: params('Learning, step {step} of {steps}.'),
  stepLeft: params('Learning, step {step} of {steps}, {left} left.'),
  seconds: params('about {n} seconds'),
  minutes: params('about {n} minutes'),
  kept: params(
    'Adapted. On pictures it had not learned from, the recogniser’s likeness (1 is the same face) fell from {before} to {after}; the drawn face changed by {drift}.',
  ),
  labels: params('Action labels stayed the same in {share} of them.'),
  unchanged: params('Nothing was changed: {why} (likeness {before} before, {after} after).'),
  and: params('{one}, and {other}'),
  'no-gain': 'the recogniser found you hardly less alike',
  'too-far': 'the face moved too far from the learned one',
  'structure-lost': 'the face lost its shape',
  'labels-lost': 'actions were no longer recognised',
  broken: 'it went astray',
  'not-loaded': params('Adapting could not be loaded{why}. Nothing was changed; you can try again.'),
  'not-learned': params('Adapting failed{why}. Nothing was changed; you can try again.'),
  'not-stored': params(
    'Adapting failed: the browser could not store the result{why}. Nothing was changed; you can try again.',
  ),
  'not-deleted': params(
    'The adapted face could not be deleted{why}. Delete this site’s data in the browser’s settings.',
  ),
  damaged: params('The adapted face is not used: what was stored of it is damaged{why}.'),
  foreign: params(
    'The adapted face is not used: it was adapted from another version of the learned face{why}.',
  ),
  'not-read': params('The adapted face is not used: it could not be read{why}.'),
});

type Words = ReturnType<typeof words.get>;

export interface AdaptWords {
  readonly text: string;
  /** 0..1 of what is under way; null when it cannot be said or nothing is. */
  readonly share: number | null;
  readonly busy: boolean;
  /** Something went wrong that a person should see at once. */
  readonly alarm: boolean;
}

/** @param t in the viewer's language */
export function adaptWords({ now, kept, dropped }: AdaptStatus, t: Words): AdaptWords {
  const told = phaseWords(now, t);
  if (now.phase !== 'idle') {
    return told;
  }
  return { ...told, text: kept ? keptWords(kept.report, t) : dropped ? problemWords(dropped, t) : '' };
}

function phaseWords(now: AdaptPhase, t: Words): AdaptWords {
  const idle = { text: '', share: null, busy: false, alarm: false };
  switch (now.phase) {
    case 'idle':
      return idle;
    case 'collecting': {
      const { done, total, hint } = now;
      return {
        ...idle,
        text: `${t[hint ?? 'collecting']} ${t.pictures({ done, total })}`,
        share: done / total,
        busy: true,
      };
    }
    case 'loading':
      return { ...idle, text: t.loading, busy: true };
    case 'learning': {
      const { step, steps } = now.progress;
      return { ...idle, text: learningWords(now.progress, t), share: step / steps, busy: true };
    }
    case 'finished':
      return {
        ...idle,
        text: now.report.faults.length === 0 ? keptWords(now.report, t) : rolledBackWords(now.report, t),
      };
    case 'failed':
      return { ...idle, text: problemWords(now.problem, t), alarm: true };
  }
}

/** What the browser said stays as it said it. */
function problemWords({ code, detail }: NonNullable<AdaptStatus['dropped']>, t: Words): string {
  return t[code]({ why: detail && ` (${detail.replace(/\.$/, '')})` });
}

function learningWords(
  { step, steps, secondsLeft }: Extract<AdaptPhase, { phase: 'learning' }>['progress'],
  t: Words,
): string {
  if (step === 0) {
    return t.looking;
  }
  if (step === steps) {
    return t.judging;
  }
  return secondsLeft === null
    ? t.step({ step, steps })
    : t.stepLeft({ step, steps, left: timeLeft(secondsLeft, t) });
}

function keptWords({ before, after }: AdaptReport, t: Words): string {
  const text = t.kept({ ...likeness(before, after), drift: percent(after.drift, 1) });
  return after.labels === null ? text : `${text} ${t.labels({ share: percent(after.labels) })}`;
}

function rolledBackWords({ before, after, faults }: AdaptReport, t: Words): string {
  const why = faults.map((fault) => t[fault]).reduce((one, other) => t.and({ one, other }));
  return t.unchanged({ why, ...likeness(before, after) });
}

function likeness(before: { readonly similarity: number }, after: { readonly similarity: number }) {
  return { before: inDigits(before.similarity, 3), after: inDigits(after.similarity, 3) };
}

/** In words that do not jump: seconds by tens, then minutes. */
export function timeLeft(seconds: number, t: Words): string {
  return seconds < 90
    ? t.seconds({ n: Math.max(10, Math.ceil(seconds / 10) * 10) })
    : t.minutes({ n: Math.round(seconds / 60) });
}
