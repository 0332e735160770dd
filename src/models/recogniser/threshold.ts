/**
 * From which cosine on the recogniser says "the same person", and how alike it finds strangers. Measured with
 * `python3 -m guise_training privacy-meter FACES_FOLDER`; docs/privacy-meter.md has the counts.
 */

/** Share (0..1) of pairs of different people that are at least as alike as `cosine`: the false-accept rate at that threshold. */
export interface Likeness {
  readonly falseAcceptRate: number;
  readonly cosine: number;
}

/** Rising cosines. */
export const STRANGERS: readonly Likeness[] = [
  { falseAcceptRate: 0.5, cosine: 0.8337 },
  { falseAcceptRate: 0.25, cosine: 0.8604 },
  { falseAcceptRate: 0.1, cosine: 0.8817 },
  { falseAcceptRate: 0.05, cosine: 0.8928 },
  { falseAcceptRate: 0.01, cosine: 0.911 },
  { falseAcceptRate: 0.001, cosine: 0.9293 },
  { falseAcceptRate: 0.0001, cosine: 0.9457 },
];

/**
 * What the page judges by. It says "the same person" more readily than what identifies people elsewhere (1 in 1,000 or fewer):
 * to overlook a recognition is the worse error here.
 */
export const MATCH: Likeness = STRANGERS.find((row) => row.falseAcceptRate === 0.01) as Likeness;

/**
 * Share of strangers that are at least as alike as this cosine, between the measured rows by its logarithm; never above the
 * first row's nor below the last one's.
 */
export function strangersAsAlike(cosine: number): number {
  const after = STRANGERS.findIndex((row) => row.cosine > cosine);
  const high = STRANGERS[after] ?? (STRANGERS.at(-1) as Likeness);
  const low = STRANGERS[after - 1];
  if (after <= 0 || !low) {
    return high.falseAcceptRate;
  }
  const t = (cosine - low.cosine) / (high.cosine - low.cosine);
  return low.falseAcceptRate * (high.falseAcceptRate / low.falseAcceptRate) ** t;
}
