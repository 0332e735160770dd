import type { PrivacyReading } from '../engine/meters/privacy/meter.ts';
import { MATCH, STRANGERS, strangersAsAlike as shareAsAlike } from '../models/recogniser/threshold.ts';

/** Share (0..1) of pairs of different people that the meter's threshold takes for one. */
export const FALSE_ACCEPT_RATE = MATCH.falseAcceptRate;
/** The scale's right end: fewer strangers than this share are not distinguished. */
const FEWEST = (STRANGERS.at(-1) as (typeof STRANGERS)[number]).falseAcceptRate;

/**
 * Where a likeness lies between "as any stranger" (0) and "as hardly any" (1): by the logarithm of the share of strangers that
 * are as alike.
 */
export function placeOf(cosine: number): number {
  const most = (STRANGERS[0] as (typeof STRANGERS)[number]).falseAcceptRate;
  return Math.max(0, Math.log(shareAsAlike(cosine) / most) / Math.log(FEWEST / most));
}

/**
 * One stranger in how many the recogniser finds as alike: 1 is any stranger; two digits, since it is measured no better.
 * `atMost`: fewer than that, beyond what was measured.
 */
export function strangersAsAlike(cosine: number): { readonly n: number; readonly atMost: boolean } {
  const share = shareAsAlike(cosine);
  if (share >= 0.5) {
    return { n: 1, atMost: false };
  }
  if (share <= FEWEST) {
    return { n: Math.round(1 / FEWEST), atMost: true };
  }
  const one = 1 / share;
  return { n: one < 10 ? Math.round(one) : Number(one.toPrecision(2)), atMost: false };
}

/** What the privacy meter said of one mode since the page was opened. */
export interface ModeLikeness {
  readonly mode: string;
  /** Faces compared. */
  readonly compared: number;
  /** Of these, taken for the same person. */
  readonly matched: number;
  /** Mean and highest cosine. */
  readonly mean: number;
  readonly worst: number;
}

/** In the order in which modes were first measured. */
export type PrivacyTotals = readonly ModeLikeness[];

export const NO_LIKENESS: PrivacyTotals = [];

export function addLikeness(totals: PrivacyTotals, reading: PrivacyReading): PrivacyTotals {
  const { mode, faces, threshold } = reading;
  const old = totals.find((one) => one.mode === mode);
  let next: ModeLikeness = old ?? { mode, compared: 0, matched: 0, mean: 0, worst: -1 };
  for (const { similarity } of faces) {
    const compared = next.compared + 1;
    next = {
      mode,
      compared,
      matched: next.matched + (similarity >= threshold ? 1 : 0),
      mean: next.mean + (similarity - next.mean) / compared,
      worst: Math.max(next.worst, similarity),
    };
  }
  return old ? totals.map((one) => (one === old ? next : one)) : [...totals, next];
}

/** The face of a reading that is most like itself: what the meter shows and what goes into the history. */
export function worstLikeness(reading: PrivacyReading): number | null {
  return reading.faces.length > 0 ? Math.max(...reading.faces.map(({ similarity }) => similarity)) : null;
}
