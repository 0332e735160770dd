/** What adapting is up to, for the page. */
import type { Progress } from './options.ts';
import type { AdaptReport } from './report.ts';
import type { KeptAdaptation } from './stored-format.ts';

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
  | { readonly phase: 'failed'; readonly words: string };

export interface AdaptStatus {
  readonly now: AdaptPhase;
  /** The adapted weights that are in use; null when the un-adapted ones are. */
  readonly kept: KeptAdaptation | null;
  /** Why stored weights were dropped, in words; null when they were not. */
  readonly dropped: string | null;
}

export const NOT_ADAPTED: AdaptStatus = { now: { phase: 'idle' }, kept: null, dropped: null };
export type AdaptCommand = 'start' | 'cancel' | 'forget';
