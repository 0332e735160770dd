/** What the engine's worker asks the privacy meter's own worker. */
import type { Spot } from '../../../models/recogniser/align.ts';
import type { SentPixels } from '../copies.ts';
import type { FaceLikeness } from './meter.ts';

export interface SentFace {
  readonly id: number;
  /** The same part of the frame as it came in and as it left. */
  readonly raw: SentPixels;
  readonly safe: SentPixels;
  /** Eyes, nose, mouth, in pixels of the sent pictures. */
  readonly points: readonly Spot[];
}

export interface PrivacyQuestion {
  readonly faces: readonly SentFace[];
}

/** Numbers only: embeddings stay where they are made. */
export interface PrivacyAnswer {
  readonly faces: readonly FaceLikeness[];
  readonly duration: number;
}
