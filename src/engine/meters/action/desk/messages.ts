/** What the engine's worker asks the desk's own worker. Pictures are transferred. */
import type { Seen, Sees } from './looker.ts';

/** The worker's name says whether it looks for hands too, so that what it needs is loaded before it is asked. */
export const WORKER_NAMES = { things: 'guise-objects', hands: 'guise-objects-hands' } as const;

export interface DeskQuestion {
  /** Sides are multiples of 32. */
  readonly pictures: readonly { readonly picture: ImageBitmap; readonly sees: Sees }[];
}

export interface DeskAnswer {
  /** By picture, in its pixels. */
  readonly seen: readonly Seen[];
  /** ms a picture. */
  readonly durations: readonly number[];
}
