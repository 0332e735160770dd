/** What the engine's worker asks the action detector's own worker. Pictures are squares, see `letterbox.ts`; transferred. */
import type { Rectangle } from '../../../base/geometry.ts';

export interface ActionQuestion {
  readonly safe: ImageBitmap;
  /** null where the labels need not be compared. */
  readonly raw: ImageBitmap | null;
}

export interface ActionAnswer {
  /** Boxes in pixels of the square. */
  readonly people: readonly (Rectangle & { readonly label: string; readonly score: number })[];
  readonly agrees: boolean | null;
  readonly duration: number;
}
