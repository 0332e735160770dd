/** What the paper's own user study found (section 5.5), beside which a study's results are put. */

/** The questions that are counted, as `StudySummary` names them. */
export type CountedQuestion = 'pairs' | 'samePairs' | 'differentPairs' | 'names' | 'trust';

export interface PaperResult {
  readonly question: string;
  /** 0..1; null where the paper gives none, or its figure is lost (docs/study.md). */
  readonly share: number | null;
  readonly words: string;
}

export const PAPER: Readonly<Record<CountedQuestion, PaperResult>> = {
  pairs: {
    question: '1 Same person or not, answered rightly',
    share: null,
    words: 'close to guessing (50 %); 10 people, 24 pairs',
  },
  samePairs: { question: '… when it was one person', share: null, words: 'not reported' },
  differentPairs: { question: '… when it was two', share: null, words: 'not reported' },
  names: {
    question: '2 Named rightly, of people they know',
    share: null,
    words: 'few; 16 well-known people',
  },
  trust: { question: '3 Would feel protected', share: 0.8, words: '8 of 10 people' },
};

export const COUNTED_QUESTIONS = Object.keys(PAPER) as readonly CountedQuestion[];
