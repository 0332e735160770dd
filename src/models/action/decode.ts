/** The action network's output as boxes: pure functions. The same as `training/guise_training/action_trainer.py`. */
import { type Rectangle, rectangleIou } from '../../base/geometry.ts';
import { logit as logitOf, sigmoid } from '../../base/logistic.ts';
import { BINS, STRIDES } from './levels.ts';

/** A person and what it does, in pixels of the network's input. */
export interface ActionBox extends Rectangle {
  /** Index of the class. */
  readonly label: number;
  /** 0..1 */
  readonly score: number;
}

export interface DecodeOptions {
  /** Of the network's input, pixels. */
  readonly width: number;
  readonly height: number;
  readonly classes: number;
  /** 0..1; boxes that score less are dropped. */
  readonly threshold: number;
  /** Boxes of one class that overlap a better one more (IoU) are dropped. */
  readonly overlap: number;
  /** At most so many places a class are looked at. */
  readonly most?: number;
}

/**
 * Boxes of every class, each class best first, classes one after the other, cut at the input's border.
 * @param output `NanoDet.apply`'s, row by row.
 * @throws RangeError when its length is not that of such an input.
 */
export function decodeActions(output: ArrayLike<number>, options: DecodeOptions): ActionBox[] {
  const { width, height, classes, threshold, overlap, most = 100 } = options;
  const columns = classes + 4 * BINS;
  const places = STRIDES.reduce((sum, s) => sum + Math.floor(height / s) * Math.floor(width / s), 0);
  if (output.length !== places * columns) {
    throw new RangeError(`An output of ${output.length} numbers is not that of ${width}×${height}.`);
  }
  // A logit is compared instead of its sigmoid, so that only what is found is worked out.
  const least = logitOf(threshold);
  const found: { row: number; logit: number }[][] = Array.from({ length: classes }, () => []);
  for (let row = 0; row < places; row++) {
    for (let label = 0; label < classes; label++) {
      const logit = output[row * columns + label] as number;
      if (logit >= least) {
        found[label]?.push({ row, logit });
      }
    }
  }
  return found.flatMap((candidates, label) => {
    const boxes = candidates
      .sort((a, b) => b.logit - a.logit)
      .slice(0, most)
      .map(({ row, logit }) => ({
        ...boxAt(output, row, columns, options),
        label,
        score: sigmoid(logit),
      }));
    return suppress(boxes, overlap);
  });
}

/** Drops every box that overlaps an earlier one more than `overlap` (non-maximum suppression); best first in, best first out. */
export function suppress(boxes: readonly ActionBox[], overlap: number): ActionBox[] {
  const kept: ActionBox[] = [];
  for (const box of boxes) {
    if (!kept.some((better) => rectangleIou(better, box) > overlap)) {
      kept.push(box);
    }
  }
  return kept;
}

/** What each person does most likely: of boxes that overlap more than `overlap`, whatever their class, the best. Best first. */
export function bestOfEach(boxes: readonly ActionBox[], overlap: number): ActionBox[] {
  return suppress(
    [...boxes].sort((a, b) => b.score - a.score),
    overlap,
  );
}

/** The box of one place, from the expectation of each side's distribution (Generalized Focal Loss, section 3.2). */
function boxAt(
  output: ArrayLike<number>,
  row: number,
  columns: number,
  { width, height, classes }: DecodeOptions,
): Pick<ActionBox, 'x' | 'y' | 'width' | 'height'> {
  let first = 0;
  for (const stride of STRIDES) {
    const across = Math.floor(width / stride);
    const count = across * Math.floor(height / stride);
    if (row < first + count) {
      const place = row - first;
      const x = ((place % across) + 0.5) * stride;
      const y = (Math.floor(place / across) + 0.5) * stride;
      const [left = 0, top = 0, right = 0, bottom = 0] = [0, 1, 2, 3].map(
        (side) => expectation(output, row * columns + classes + side * BINS) * stride,
      );
      const x0 = clamp(x - left, width);
      const y0 = clamp(y - top, height);
      return { x: x0, y: y0, width: clamp(x + right, width) - x0, height: clamp(y + bottom, height) - y0 };
    }
    first += count;
  }
  throw new RangeError(`There is no place ${row}.`);
}

/** Σ k · softmax(bins)ₖ, in strides. */
function expectation(output: ArrayLike<number>, at: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < BINS; k++) {
    highest = Math.max(highest, output[at + k] as number);
  }
  let sum = 0;
  let weighted = 0;
  for (let k = 0; k < BINS; k++) {
    const weight = Math.exp((output[at + k] as number) - highest);
    sum += weight;
    weighted += weight * k;
  }
  return weighted / sum;
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value));
}
