/** What the engine's worker asks the desk's own worker. Pictures are transferred. */
import type { Seen, Sees } from './looker.ts';

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
