/** What the engine's worker asks the object detector's own worker. Pictures are transferred. */
import type { Thing } from './evidence.ts';

export interface DeskQuestion {
  /** Sides are multiples of 32. */
  readonly pictures: readonly ImageBitmap[];
}

export interface DeskAnswer {
  /** By picture, in its pixels. */
  readonly things: readonly (readonly Thing[])[];
  /** ms a picture. */
  readonly durations: readonly number[];
}
