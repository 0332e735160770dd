/** What the engine's worker asks the leak meter's own worker. */
import type { SentPixels } from '../copies.ts';
import type { CoveredArea } from './leaks.ts';

export interface LeakQuestion {
  readonly timestamp: number;
  readonly raw: SentPixels;
  /** null when the frame was covered whole. */
  readonly safe: SentPixels | null;
  /** The engine's covers, pixels of the sent pictures. */
  readonly covered: readonly CoveredArea[];
  /** Faces that a person chose to leave visible, pixels of the sent pictures. */
  readonly chosen: readonly CoveredArea[];
}
