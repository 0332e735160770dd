/** How a recogniser does at every threshold: the receiver operating characteristic. */
import type { ScoredPair } from './verification.ts';

export interface RocPoint {
  /** At or above it a pair counts as one person. */
  readonly threshold: number;
  /** Share of different people taken for one, 0..1. */
  readonly falseAccepts: number;
  /** Share of one person's pairs accepted, 0..1. */
  readonly trueAccepts: number;
}

/**
 * One point a distinct score, from nothing accepted (threshold ∞) to all accepted; both shares never fall.
 * @throws RangeError when there is no pair of one of the two kinds.
 */
export function rocCurve(pairs: readonly ScoredPair[]): RocPoint[] {
  const positives = pairs.filter((pair) => pair.same).length;
  const negatives = pairs.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new RangeError('A ROC curve needs pairs of one person and pairs of two.');
  }
  const sorted = [...pairs].sort((a, b) => b.score - a.score);
  const curve: RocPoint[] = [{ threshold: Number.POSITIVE_INFINITY, falseAccepts: 0, trueAccepts: 0 }];
  let accepted = 0;
  let wrongly = 0;
  sorted.forEach((pair, i) => {
    if (pair.same) {
      accepted++;
    } else {
      wrongly++;
    }
    if (sorted[i + 1]?.score !== pair.score) {
      curve.push({
        threshold: pair.score,
        falseAccepts: wrongly / negatives,
        trueAccepts: accepted / positives,
      });
    }
  });
  return curve;
}

/** The lowest threshold of the curve that accepts at most `far` of the false pairs. */
export function thresholdAt(curve: readonly RocPoint[], far: number): number {
  return curve.reduce(
    (lowest, point) => (point.falseAccepts <= far ? Math.min(lowest, point.threshold) : lowest),
    Number.POSITIVE_INFINITY,
  );
}

/** Area under the curve by trapezia, 0..1: the chance that a true pair scores above a false one, ties counting half. */
export function areaUnder(curve: readonly RocPoint[]): number {
  let area = 0;
  curve.forEach((point, i) => {
    const before = curve[i - 1];
    if (before) {
      area += ((point.falseAccepts - before.falseAccepts) * (point.trueAccepts + before.trueAccepts)) / 2;
    }
  });
  return area;
}

/** Where as many false pairs are accepted as true ones rejected, 0..1, interpolated between the curve's points. */
export function equalErrorRate(curve: readonly RocPoint[]): number {
  for (let i = 1; i < curve.length; i++) {
    const a = curve[i - 1] as RocPoint;
    const b = curve[i] as RocPoint;
    const gapA = a.falseAccepts - (1 - a.trueAccepts);
    const gapB = b.falseAccepts - (1 - b.trueAccepts);
    if (gapB >= 0) {
      const share = gapB === gapA ? 0 : -gapA / (gapB - gapA);
      return a.falseAccepts + share * (b.falseAccepts - a.falseAccepts);
    }
  }
  return 1;
}
