/** What adapting is up to, for the page. */
import { messageOf } from '../../base/errors.ts';
import type { Progress } from './options.ts';
import type { AdaptReport } from './report.ts';
import type { KeptAdaptation } from './stored-format.ts';

export type AdaptProblemCode =
  | 'not-loaded'
  | 'not-learned'
  | 'not-stored'
  | 'not-deleted'
  /** Of what was stored: why it is not used. */
  | 'damaged'
  | 'foreign'
  | 'not-read';

/** What went wrong; the page says it in its own language. */
export interface AdaptProblem {
  readonly code: AdaptProblemCode;
  /** What the browser said of it, in its words; '' where it said nothing. */
  readonly detail: string;
}

export const adaptProblem = (code: AdaptProblemCode, error: unknown = ''): AdaptProblem => ({
  code,
  detail: messageOf(error),
});

export type AdaptPhase =
  | { readonly phase: 'idle' }
  /** Takes pictures of the face; `hint` says what they wait for. */
  | {
      readonly phase: 'collecting';
      readonly done: number;
      readonly total: number;
      readonly hint: 'no-face' | 'several-faces' | null;
    }
  /** The networks are being loaded. */
  | { readonly phase: 'loading' }
  | { readonly phase: 'learning'; readonly progress: Progress }
  /** Kept when the report has no faults, rolled back otherwise. */
  | { readonly phase: 'finished'; readonly report: AdaptReport }
  | { readonly phase: 'failed'; readonly problem: AdaptProblem };

export interface AdaptStatus {
  readonly now: AdaptPhase;
  /** The adapted weights that are in use; null when the un-adapted ones are. */
  readonly kept: KeptAdaptation | null;
  /** Why stored weights were dropped; null when they were not. */
  readonly dropped: AdaptProblem | null;
}

export const NOT_ADAPTED: AdaptStatus = { now: { phase: 'idle' }, kept: null, dropped: null };
export type AdaptCommand = 'start' | 'cancel' | 'forget';
