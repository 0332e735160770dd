/** What the engine's worker and the adapting worker say to each other. */
import type { Weight } from '../../models/weights.ts';
import type { Example } from './example.ts';
import type { AdaptOptions, Progress } from './options.ts';
import type { AdaptReport } from './report.ts';

/** The pictures' buffers are transferred: there is no second copy. */
export interface ToAdapter {
  readonly examples: readonly Example[];
  readonly options: AdaptOptions;
}

export type FromAdapter =
  | { readonly type: 'progress'; readonly progress: Progress }
  | {
      readonly type: 'done';
      readonly report: AdaptReport;
      /** null when it was rolled back. */
      readonly weights: ReadonlyMap<string, Weight> | null;
      /** SHA-256 of the weights that were adapted. */
      readonly base: string;
    }
  /** What was wanted for it did not come, or learning went wrong. `why`: in the browser's words, '' where it had none. */
  | { readonly type: 'failed'; readonly code: 'not-loaded' | 'not-learned'; readonly why: string };
