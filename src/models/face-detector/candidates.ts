/** Faces as a network reports them, and what keeps nonsense from being taken for them: pure functions. */

/** What a network says cannot be: it (or the memory or device that it runs on) has failed. */
export class FaceNetworkError extends Error {
  override readonly name = 'FaceNetworkError';
}

/** A face in pixels of the network's picture. A box may reach over the picture's border. */
export interface Candidate {
  /** 0..1 */
  readonly score: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Right eye (left in the picture), left eye, nose; then YuNet: right and left corner of the mouth; full range: mouth, ears. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface DetectOptions {
  /** Faces that score less are not reported, 0..1; default 0.3. */
  readonly threshold?: number;
  /** A box that overlaps a better one more than this (IoU, 0..1) is the same face; default 0.45. */
  readonly overlap?: number;
}

export const DEFAULTS = { threshold: 0.3, overlap: 0.45 } as const;

/** More faces than this in one picture are nonsense. */
export const MOST_FACES = 1000;
/** No face is so many times as large as the picture. */
const LARGEST = 4;

/**
 * Drops every box that overlaps a better one more than `overlap` (IoU): non-maximum suppression.
 * @param candidates in any order. @returns the others, best first.
 */
export function suppress(candidates: readonly Candidate[], overlap: number): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((better) => iou(better, candidate) > overlap)) {
      kept.push(candidate);
    }
  }
  return kept;
}

function iou(a: Candidate, b: Candidate): number {
  const w = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (w <= 0 || h <= 0) {
    return 0;
  }
  return (w * h) / (a.width * a.height + b.width * b.height - w * h);
}

/** @throws FaceNetworkError when a candidate's box or points are none, lie outside of the picture, or are larger than any face. */
export function assertPlausible(candidates: readonly Candidate[], width: number, height: number): void {
  const most = LARGEST * Math.max(width, height);
  for (const { score, x, y, width: w, height: h, points } of candidates) {
    const numbers = [score, x, y, w, h, ...points.flatMap((p) => [p.x, p.y])];
    if (!numbers.every(Number.isFinite) || !(score >= 0 && score <= 1)) {
      throw new FaceNetworkError('The face network reported a face that is none.');
    }
    if (!(w > 0 && h > 0 && w <= most && h <= most) || x > width || y > height || x + w < 0 || y + h < 0) {
      throw new FaceNetworkError(
        `The face network reported a face of ${w.toFixed()} × ${h.toFixed()} at ${x.toFixed()}, ${y.toFixed()} in a picture of ${width} × ${height}.`,
      );
    }
  }
}

/** The faces among a network's candidates, best first. @throws FaceNetworkError when they are more than any picture holds. */
export function facesAmong(candidates: readonly Candidate[], overlap: number): Candidate[] {
  const faces = suppress(candidates, overlap);
  if (faces.length > MOST_FACES) {
    throw new FaceNetworkError(`The face network reported ${faces.length} faces in one picture.`);
  }
  return faces;
}

/** The logit whose sigmoid is `probability`. */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
