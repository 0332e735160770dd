/** What the engine's worker asks the leak meter's own worker. */
import type { SentPixels } from '../copies.ts';
import type { CoveredArea } from './leaks.ts';

/** A frame, or a square of it, as large as the network takes it. */
export interface LeakView {
  /** Its top left corner, frame px, and its px by one of the frame's. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly raw: SentPixels;
  /** null when the frame was covered whole. */
  readonly safe: SentPixels | null;
  /** The engine's covers, pixels of the view. */
  readonly covered: readonly CoveredArea[];
  /** Faces that a person chose to leave visible, pixels of the view. */
  readonly chosen: readonly CoveredArea[];
}

export interface LeakQuestion {
  readonly timestamp: number;
  /** The whole frame first. */
  readonly views: readonly LeakView[];
}
