/** Privacy against use, one point a mode (the paper's Fig. 4); the shape of public/published/trade-off.json. */

/** Accuracies of a recogniser on pairs, percent; null where it was not measured or not published. 50 is guessing. */
export interface VerificationFigures {
  readonly rawRaw: number | null;
  readonly rawAnonymised: number | null;
  readonly anonymisedAnonymised: number | null;
}

export interface TradeOffPoint {
  /** A mode's id, 'none', or that of a method of the paper. */
  readonly mode: string;
  readonly label: string;
  readonly verification: VerificationFigures;
  /** Action mAP@0.5, percent; null where it was not measured. */
  readonly mAP: number | null;
  /** Where the figures come from: a command, or a publication. */
  readonly source: string;
}

export interface TradeOff {
  readonly points: readonly TradeOffPoint[];
}

/**
 * Where a point lies in Fig. 4: verification error (100 − accuracy) to the right, mAP upwards, both percent. Accuracy is that of
 * anonymised faces against each other, for the un-anonymised point that of raw ones. Null where one of the two is missing.
 */
export function placeOf(point: TradeOffPoint): { readonly error: number; readonly mAP: number } | null {
  const { rawRaw, anonymisedAnonymised } = point.verification;
  const accuracy = point.mode === 'none' ? rawRaw : anonymisedAnonymised;
  return accuracy === null || point.mAP === null ? null : { error: 100 - accuracy, mAP: point.mAP };
}

/** True when no other point is at least as good in both ways and better in one: on the Pareto front. */
export function isUnbeaten(point: TradeOffPoint, all: readonly TradeOffPoint[]): boolean {
  const own = placeOf(point);
  return (
    own !== null &&
    all.every((other) => {
      const place = placeOf(other);
      return (
        !place ||
        place.error < own.error ||
        place.mAP < own.mAP ||
        (place.error === own.error && place.mAP === own.mAP)
      );
    })
  );
}
