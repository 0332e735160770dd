/** The user study of section 5.5, counted: how well people see through a mode. */
import { type Interval, wilsonInterval } from './intervals.ts';

/** Q1: do these two covered pictures show the same person? */
export interface PairAnswer {
  readonly question: 'same-person';
  readonly pictures: readonly [string, string];
  readonly same: boolean;
  readonly answer: 'same' | 'different';
  readonly seconds: number;
}

/** Q2: who is it? `answer` is empty for "I cannot tell"; `known`: would recognise this person uncovered. */
export interface NameAnswer {
  readonly question: 'name';
  readonly picture: string;
  readonly name: string;
  readonly answer: string;
  readonly known: boolean;
  readonly seconds: number;
}

/** Q3: would you trust it with your own face? */
export interface TrustAnswer {
  readonly question: 'trust';
  readonly answer: 'yes' | 'no' | 'unsure';
}

export type StudyAnswer = PairAnswer | NameAnswer | TrustAnswer;

/** A share with what it was counted from; `share` and `interval` (95 %, Wilson) are null of nothing. */
export interface CountedShare {
  readonly hits: number;
  readonly trials: number;
  readonly share: number | null;
  readonly interval: Interval | null;
}

export interface StudySummary {
  /** Q1 answered rightly. Guessing gives one half. */
  readonly pairs: CountedShare;
  readonly samePairs: CountedShare;
  readonly differentPairs: CountedShare;
  /** Probability that guessing alone does at least as far from one half, either way; null without answers. */
  readonly guessing: number | null;
  /** Q2 named rightly, among people that the participant knows, as the paper counts. */
  readonly names: CountedShare;
  /** Q3 answered "yes". */
  readonly trust: CountedShare;
}

/** Counts answers of any number of participants. */
export function summariseStudy(answers: readonly StudyAnswer[]): StudySummary {
  const pairs = answers.filter((answer) => answer.question === 'same-person');
  const names = answers.filter((answer) => answer.question === 'name' && answer.known) as NameAnswer[];
  const trust = answers.filter((answer) => answer.question === 'trust');
  const right = pairs.filter(isRight);
  return {
    pairs: counted(right.length, pairs.length),
    samePairs: counted(right.filter((pair) => pair.same).length, pairs.filter((pair) => pair.same).length),
    differentPairs: counted(
      right.filter((pair) => !pair.same).length,
      pairs.filter((pair) => !pair.same).length,
    ),
    guessing: pairs.length > 0 ? binomialTest(right.length, pairs.length) : null,
    names: counted(names.filter(isRight).length, names.length),
    trust: counted(trust.filter((answer) => answer.answer === 'yes').length, trust.length),
  };
}

/** Whether Q1 or Q2 was answered rightly. */
export function isRight(answer: PairAnswer | NameAnswer): boolean {
  return answer.question === 'name'
    ? normalName(answer.answer) === normalName(answer.name) && normalName(answer.name) !== ''
    : (answer.answer === 'same') === answer.same;
}

/** Names are the same whatever their case, accents, and spaces or lines between words. */
export function normalName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_\-.]+/g, ' ')
    .trim();
}

/**
 * Two-sided exact binomial test against one half (Clopper and Pearson's distribution): the probability that a guesser is at least
 * as far from `trials` / 2. 1 means "just like guessing".
 * @throws RangeError when there are more hits than trials, or a count is no whole number.
 */
export function binomialTest(hits: number, trials: number): number {
  if (!Number.isInteger(hits) || !Number.isInteger(trials) || hits < 0 || hits > trials) {
    throw new RangeError(`${hits} of ${trials} is no count.`);
  }
  const away = Math.abs(hits - trials / 2);
  // Sums of logarithms: the coefficients outgrow numbers from about a thousand trials on.
  let logCoefficient = 0;
  let sum = 0;
  for (let k = 0; k <= trials; k++) {
    if (k > 0) {
      logCoefficient += Math.log((trials - k + 1) / k);
    }
    if (Math.abs(k - trials / 2) >= away - 1e-9) {
      sum += Math.exp(logCoefficient - trials * Math.LN2);
    }
  }
  return Math.min(1, sum);
}

function counted(hits: number, trials: number): CountedShare {
  return trials > 0
    ? { hits, trials, share: hits / trials, interval: wilsonInterval(hits, trials) }
    : { hits, trials, share: null, interval: null };
}
