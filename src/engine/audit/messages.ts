/** What the engine's worker and the audit's own worker say to each other. */
import type { LeakReading } from './audit.ts';
import type { CoveredArea } from './leaks.ts';

/** A picture on its way; its buffer is transferred. */
export interface SentPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export interface ToAudit {
  readonly timestamp: number;
  readonly raw: SentPixels;
  /** null when the frame was covered whole. */
  readonly safe: SentPixels | null;
  /** The engine's covers, pixels of the sent pictures. */
  readonly covered: readonly CoveredArea[];
}

export type FromAudit =
  | { readonly type: 'ready' }
  | { readonly type: 'unavailable'; readonly why: string }
  | { readonly type: 'reading'; readonly reading: LeakReading }
  | { readonly type: 'failed'; readonly why: string };
