/** From what a run over faces found to its figures. Pure: embeddings and outcomes in, a report out. */
import { type Interval, wilsonInterval } from '../../src/metrics/intervals.ts';
import { areaUnder, equalErrorRate, rocCurve, thresholdAt } from '../../src/metrics/roc.ts';
import {
  accuracyAt,
  cosine,
  type ScoredPair,
  splitIntoFolds,
  verificationAccuracy,
} from '../../src/metrics/verification.ts';
import type { FacesOutcome } from '../browser/tasks.ts';
import type { FacePair, PairsFile, PictureName } from './pairs.ts';
import type { MissedPicture } from './pictures-run.ts';

/** What became of one picture, without its embeddings. */
export type PictureEntry =
  | { readonly size: number; readonly broken: string }
  | ({ readonly size: number } & Omit<FacesOutcome, 'embeddings'>);

/** Verification of one kind of pair; shares are 0..1. */
export interface VerificationFigures {
  /** Mean over the folds, and its standard error. */
  readonly accuracy: number;
  readonly standardError: number;
  /** 95 % (Wilson), pairs taken as independent. */
  readonly interval: Interval;
  readonly pairs: number;
  /** Area under the ROC curve, 0.5 is guessing; equal error rate. */
  readonly areaUnder: number;
  readonly equalErrorRate: number;
  /** The same accuracy on pairs of which both faces were found (not covered whole); null when there are too few. */
  readonly foundOnly: { readonly accuracy: number; readonly pairs: number } | null;
}

export interface ModeFigures {
  /** As written for `--modes`. */
  readonly id: string;
  readonly label: string;
  readonly mode: string;
  readonly rawAnonymised: VerificationFigures | null;
  readonly anonymisedAnonymised: VerificationFigures | null;
  /**
   * Of the raw–anonymised pairs of one person, the share that a recogniser still takes for one person at the threshold at which it
   * takes 1 % of raw pairs of two people for one: an attacker who changes nothing.
   */
  readonly stillRecognised: number | null;
}

export interface RecogniserFigures {
  readonly id: string;
  readonly label: string;
  readonly rawRaw: VerificationFigures | null;
  readonly modes: readonly ModeFigures[];
}

export interface FacesReport {
  readonly kind: 'faces';
  readonly images: string;
  readonly pairsFile: string;
  /** SHA-256 of the built engine. */
  readonly engine: string;
  readonly people: number;
  readonly pictures: number;
  readonly folds: { readonly count: number; readonly from: 'file' | 'split' };
  readonly detection: {
    /** The face in the middle was found and covered. */
    readonly covered: number;
    /** Covered whole, as the page does when it cannot vouch for a picture. */
    readonly whole: readonly MissedPicture[];
    /** Other faces were found and covered, none in the middle: if there is a face, it was bare. */
    readonly elsewhere: readonly MissedPicture[];
    /** Share of the decoded pictures that are in one of the last two lists, and where it lies for certain (95 %). */
    readonly missedShare: number;
    readonly interval: Interval | null;
  };
  readonly broken: readonly MissedPicture[];
  readonly missing: readonly PictureName[];
  readonly failed: readonly MissedPicture[];
  readonly pairs: { readonly same: number; readonly different: number; readonly notScored: number };
  readonly recognisers: readonly RecogniserFigures[];
}

/** One recogniser's embeddings: of the raw picture (variant −1) or of a variant; null for a picture that has none. */
export type EmbeddingOf = (variant: number, picture: PictureName) => Float32Array | null;

export interface FacesResults {
  readonly images: string;
  readonly pairsFile: string;
  readonly engine: string;
  readonly pairs: PairsFile;
  readonly variants: readonly { readonly id: string; readonly label: string; readonly mode: string }[];
  readonly pictures: ReadonlyMap<PictureName, PictureEntry>;
  readonly missing: readonly PictureName[];
  readonly failed: readonly MissedPicture[];
  readonly recognisers: readonly {
    readonly id: string;
    readonly label: string;
    readonly embeddings: EmbeddingOf;
  }[];
}

/** Folds that pairs without any are split into. */
const FOLDS = 10;
/** The false-accept rate of `stillRecognised`. */
const FALSE_ACCEPTS = 0.01;

export function facesReport(results: FacesResults): FacesReport {
  const { pairs, pictures } = results;
  const decoded = [...pictures].filter(([, entry]) => !('broken' in entry));
  const whole = decoded.flatMap(([file, entry]) =>
    'covered' in entry && entry.covered === 'whole' ? [{ file, why: entry.reason }] : [],
  );
  const elsewhere = decoded.flatMap(([file, entry]) =>
    'covered' in entry && entry.covered === 'faces' && entry.subject < 0
      ? [{ file, why: `${entry.faces.length} found, none in the middle` }]
      : [],
  );
  const missed = whole.length + elsewhere.length;
  const has = (name: PictureName) => {
    const entry = pictures.get(name);
    return entry !== undefined && !('broken' in entry);
  };
  const scored = pairs.pairs.filter(({ first, second }) => has(first) && has(second));
  return {
    kind: 'faces',
    images: results.images,
    pairsFile: results.pairsFile,
    engine: results.engine,
    people: new Set([...pictures.keys()].map((name) => name.split('/')[0])).size,
    pictures: pictures.size,
    folds: pairs.folds ? { count: pairs.folds.length, from: 'file' } : { count: FOLDS, from: 'split' },
    detection: {
      covered: decoded.length - missed,
      whole,
      elsewhere,
      missedShare: decoded.length > 0 ? missed / decoded.length : 0,
      interval: decoded.length > 0 ? wilsonInterval(missed, decoded.length) : null,
    },
    broken: [...pictures].flatMap(([file, entry]) =>
      'broken' in entry ? [{ file, why: entry.broken }] : [],
    ),
    missing: results.missing,
    failed: results.failed,
    pairs: {
      same: scored.filter((pair) => pair.same).length,
      different: scored.filter((pair) => !pair.same).length,
      notScored: pairs.pairs.length - scored.length,
    },
    recognisers: results.recognisers.map(({ id, label, embeddings }) => ({
      id,
      label,
      ...figuresOf(results, embeddings),
    })),
  };
}

function figuresOf(
  { pairs, pictures, variants }: FacesResults,
  embeddings: EmbeddingOf,
): Pick<RecogniserFigures, 'rawRaw' | 'modes'> {
  const folds = pairs.folds ?? splitIntoFolds(pairs.pairs, FOLDS);
  const score = (a: number, b: number) => folds.map((fold) => scoredPairs(fold, a, b, embeddings));
  const found = (pair: FacePair) => [pair.first, pair.second].every((name) => isFound(pictures.get(name)));
  const raw = score(-1, -1);
  const threshold = rawThreshold(raw.flat());
  return {
    rawRaw: verification(raw, found),
    modes: variants.map(({ id, label, mode }, index) => {
      const rawAnonymised = score(-1, index);
      const same = rawAnonymised.flat().filter((pair) => pair.same);
      return {
        id,
        label,
        mode,
        rawAnonymised: verification(rawAnonymised, found),
        anonymisedAnonymised: verification(score(index, index), found),
        stillRecognised: threshold !== null && same.length > 0 ? accuracyAt(same, threshold) : null,
      };
    }),
  };
}

type Scored = ScoredPair & { readonly pair: FacePair };

/** The first picture as variant `a`, the second as variant `b`. Pairs of which one has no embedding are left out. */
function scoredPairs(pairs: readonly FacePair[], a: number, b: number, embeddings: EmbeddingOf): Scored[] {
  return pairs.flatMap((pair) => {
    const first = embeddings(a, pair.first);
    const second = embeddings(b, pair.second);
    return first && second ? [{ pair, same: pair.same, score: cosine(first, second) }] : [];
  });
}

function verification(
  folds: readonly (readonly Scored[])[],
  found: (pair: FacePair) => boolean,
): VerificationFigures | null {
  const all = folds.flat();
  if (!canBeJudged(folds)) {
    return null;
  }
  const curve = rocCurve(all);
  const { accuracy, standardError, interval } = verificationAccuracy(folds);
  const foundFolds = folds.map((fold) => fold.filter(({ pair }) => found(pair)));
  return {
    accuracy,
    standardError,
    interval,
    pairs: all.length,
    areaUnder: areaUnder(curve),
    equalErrorRate: equalErrorRate(curve),
    foundOnly: canBeJudged(foundFolds)
      ? { accuracy: verificationAccuracy(foundFolds).accuracy, pairs: foundFolds.flat().length }
      : null,
  };
}

/** Pairs of both kinds, in at least two folds. */
function canBeJudged(folds: readonly (readonly Scored[])[]): boolean {
  const all = folds.flat();
  return (
    folds.filter((fold) => fold.length > 0).length >= 2 &&
    all.some((pair) => pair.same) &&
    all.some((pair) => !pair.same)
  );
}

function rawThreshold(pairs: readonly Scored[]): number | null {
  const kinds = new Set(pairs.map((pair) => pair.same));
  return kinds.size === 2 ? thresholdAt(rocCurve(pairs), FALSE_ACCEPTS) : null;
}

function isFound(entry: PictureEntry | undefined): boolean {
  return entry !== undefined && 'covered' in entry && entry.covered === 'faces' && entry.subject >= 0;
}
