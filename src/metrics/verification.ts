/**
 * Face verification as LFW does it (Huang et al. 2007, "restricted" protocol; the paper's section 5.1): pairs of faces, a
 * similarity for each, and the threshold that is best on nine folds judges the tenth.
 */
import { type Interval, mean, standardDeviation, wilsonInterval } from './intervals.ts';

/** One compared pair. */
export interface ScoredPair {
  /** Cosine similarity, or anything that grows with likeness. */
  readonly score: number;
  readonly same: boolean;
}

export interface Verification {
  /** Share of pairs judged right, 0..1: the mean over the folds. 0.5 is guessing when half of the pairs are of one person. */
  readonly accuracy: number;
  /** Standard error of that mean over the folds. */
  readonly standardError: number;
  /** 95 % (Wilson) for the share of all pairs judged right, taking pairs as independent. */
  readonly interval: Interval;
  readonly folds: readonly FoldResult[];
}

export interface FoldResult {
  readonly pairs: number;
  readonly accuracy: number;
  /** What the other folds said is best; at or above it a pair counts as one person. */
  readonly threshold: number;
}

/** Cosine of two vectors of the same length; 0 where one of them is all zeros. @throws RangeError when lengths differ. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new RangeError(`Cannot compare ${a.length} numbers with ${b.length}.`);
  }
  let dot = 0;
  let normA = 0;
  let normB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    dot += x * y;
    normA += x * x;
    normB += y * y;
  }
  const length = Math.sqrt(normA * normB);
  return length > 0 ? dot / length : 0;
}

/**
 * The threshold with most pairs judged right by "score ≥ threshold means the same person"; of equally good ones the middle
 * one. It lies between two scores; −∞ takes every pair for one person, ∞ none.
 * @throws RangeError when there is no pair or a score is no number.
 */
export function bestThreshold(pairs: readonly ScoredPair[]): number {
  assertPairs(pairs);
  const sorted = [...pairs].sort((a, b) => a.score - b.score);
  // Cut k: the k lowest pairs are called different.
  let right = sorted.filter((pair) => pair.same).length;
  let most = right;
  let best = [Number.NEGATIVE_INFINITY];
  sorted.forEach((pair, k) => {
    right += pair.same ? -1 : 1;
    const next = sorted[k + 1];
    if (next && next.score === pair.score) {
      // Equal scores cannot be told apart: no cut between them.
      return;
    }
    const cut = next ? (pair.score + next.score) / 2 : Number.POSITIVE_INFINITY;
    if (right > most) {
      most = right;
      best = [cut];
    } else if (right === most) {
      best.push(cut);
    }
  });
  return best[Math.floor(best.length / 2)] as number;
}

/** Share of pairs judged right at a threshold, 0..1. @throws RangeError when there is none. */
export function accuracyAt(pairs: readonly ScoredPair[], threshold: number): number {
  assertPairs(pairs);
  return pairs.filter((pair) => pair.score >= threshold === pair.same).length / pairs.length;
}

/**
 * Accuracy by folds: each is judged at the threshold that is best on all the others.
 * @param folds those of the pairs file, or made by `splitIntoFolds`; empty ones are left out.
 * @throws RangeError when fewer than two folds hold a pair, or a score is no number.
 */
export function verificationAccuracy(folds: readonly (readonly ScoredPair[])[]): Verification {
  const used = folds.filter((fold) => fold.length > 0);
  if (used.length < 2) {
    throw new RangeError(
      'Verification needs pairs in at least two folds: one to judge and one to learn a threshold from.',
    );
  }
  const results = used.map((fold): FoldResult => {
    const threshold = bestThreshold(used.flatMap((other) => (other === fold ? [] : other)));
    return { pairs: fold.length, accuracy: accuracyAt(fold, threshold), threshold };
  });
  const accuracies = results.map((fold) => fold.accuracy);
  const pairs = results.reduce((sum, fold) => sum + fold.pairs, 0);
  const right = results.reduce((sum, fold) => sum + Math.round(fold.accuracy * fold.pairs), 0);
  return {
    accuracy: mean(accuracies),
    standardError: standardDeviation(accuracies) / Math.sqrt(accuracies.length),
    interval: wilsonInterval(right, pairs),
    folds: results,
  };
}

/**
 * `count` folds of nearly equal size, in the order given, each with its share of the pairs of one person and of two: sorted
 * pair lists (all of one kind first) split as well as shuffled ones. With fewer pairs than folds some are empty.
 */
export function splitIntoFolds<T extends Pick<ScoredPair, 'same'>>(pairs: readonly T[], count = 10): T[][] {
  const folds: T[][] = Array.from({ length: count }, () => []);
  for (const same of [true, false]) {
    const kind = pairs.filter((pair) => pair.same === same);
    kind.forEach((pair, i) => {
      folds[Math.floor((i * count) / kind.length)]?.push(pair);
    });
  }
  return folds;
}

function assertPairs(pairs: readonly ScoredPair[]): void {
  if (pairs.length === 0) {
    throw new RangeError('There is no pair to judge.');
  }
  if (!pairs.every((pair) => Number.isFinite(pair.score))) {
    throw new RangeError('A similarity is no number.');
  }
}
