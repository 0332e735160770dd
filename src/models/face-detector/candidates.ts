/** Faces as a network reports them, and what keeps nonsense from being taken for them: pure functions. */
import { type Rectangle, rectangleIou } from '../../base/geometry.ts';

/** What a network says cannot be: it (or the memory or device that it runs on) has failed. */
export class FaceNetworkError extends Error {
  override readonly name = 'FaceNetworkError';
}

/** A face in pixels of the network's picture. A box may reach over the picture's border. */
export interface Candidate extends Rectangle {
  /** 0..1 */
  readonly score: number;
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
const MOST_FACES = 1000;
/** If more of a picture's cells than this share saw a face, none did. */
const MOST_CELLS = 0.5;
/** No face is so many times as large as the picture. */
const LARGEST = 4;

/**
 * Drops every box that overlaps a better one more than `overlap` (IoU): non-maximum suppression.
 * @param candidates in any order. @returns the others, best first.
 */
export function suppress(candidates: readonly Candidate[], overlap: number): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((better) => rectangleIou(better, candidate) > overlap)) {
      kept.push(candidate);
    }
  }
  return kept;
}

/**
 * Unites every box with those that overlap it more than `overlap` (IoU): places and points are averaged by score, the best one's
 * score stays. MediaPipe's "weighted" suppression.
 * @param candidates in any order. @returns the faces, best first.
 */
export function merge(candidates: readonly Candidate[], overlap: number): Candidate[] {
  const merged: Candidate[] = [];
  let rest = candidates.toSorted((a, b) => b.score - a.score);
  for (let best = rest[0]; best; best = rest[0]) {
    const same: Candidate[] = [];
    const others: Candidate[] = [];
    for (const candidate of rest) {
      (candidate === best || rectangleIou(best, candidate) > overlap ? same : others).push(candidate);
    }
    merged.push(averageOf(same, best));
    rest = others;
  }
  return merged;
}

function averageOf(all: readonly Candidate[], { score, points }: Candidate): Candidate {
  const total = all.reduce((sum, candidate) => sum + candidate.score, 0);
  const mean = (of: (candidate: Candidate) => number) =>
    all.reduce((sum, candidate) => sum + candidate.score * of(candidate), 0) / total;
  return {
    score,
    x: mean(({ x }) => x),
    y: mean(({ y }) => y),
    width: mean(({ width }) => width),
    height: mean(({ height }) => height),
    points: points.map((_, i) => ({
      x: mean((c) => c.points[i]?.x ?? Number.NaN),
      y: mean((c) => c.points[i]?.y ?? Number.NaN),
    })),
  };
}

/**
 * @param cells of the network's maps, each of which may report a face.
 * @throws FaceNetworkError when most cells do, or a face's box or points are none, lie outside of the picture or are larger than
 *   any face.
 */
export function assertPlausible(
  candidates: readonly Candidate[],
  { width, height, cells }: { readonly width: number; readonly height: number; readonly cells: number },
): void {
  if (candidates.length > MOST_CELLS * cells) {
    throw new FaceNetworkError(`The face network saw a face in ${candidates.length} of ${cells} cells.`);
  }
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

/** @returns the faces. @throws FaceNetworkError when they are more than any picture holds. */
export function assertFew<T>(faces: readonly T[]): readonly T[] {
  if (faces.length > MOST_FACES) {
    throw new FaceNetworkError(`The face network reported ${faces.length} faces in one picture.`);
  }
  return faces;
}
