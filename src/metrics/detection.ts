/**
 * Detection accuracy as PASCAL VOC counts it since 2010 (Everingham et al. 2010, section 4.2; all points of the curve), which
 * is the paper's measure for actions: mAP at IoU 0.5 (section 5.1, Table 1).
 */

import { type Rectangle, rectangleIou } from '../base/geometry.ts';

/** A box that is to be found. */
export interface TrueBox extends Rectangle {
  readonly label: string;
  /** Counts neither as found nor as missed (COCO's crowd, VOC's difficult). */
  readonly ignore?: boolean;
}

/** A box that a detector drew. */
export interface FoundBox extends Rectangle {
  readonly label: string;
  /** Any scale; only the order counts. */
  readonly score: number;
}

/** One picture: what there is and what was found. */
export interface DetectedPicture {
  readonly truth: readonly TrueBox[];
  readonly found: readonly FoundBox[];
}

export interface DetectionAccuracy {
  /** Mean of the classes that have a box to find, 0..1; NaN when none has. */
  readonly mAP: number;
  readonly classes: readonly { readonly label: string; readonly ap: number; readonly boxes: number }[];
}

/**
 * Area under the precision–recall curve, precision being the best one at that recall or beyond it, at every point.
 * @param hits detections by falling score; true where one found a box.
 * @param positives boxes to find. 0..1; NaN when there are none.
 */
export function averagePrecision(hits: readonly boolean[], positives: number): number {
  if (positives === 0) {
    return Number.NaN;
  }
  let found = hits.filter(Boolean).length;
  let best = 0;
  let area = 0;
  for (let i = hits.length - 1; i >= 0; i--) {
    best = Math.max(best, found / (i + 1));
    if (hits[i]) {
      area += best;
      found--;
    }
  }
  return area / positives;
}

/**
 * Average precision of every class and their mean. Detections are taken by falling score (ties: earlier pictures first); each
 * is held against the box of its class that it overlaps most, and is a hit when IoU ≥ `threshold` and nobody took that box yet.
 * @param labels the classes, in the order of the answer; others in the data do not count.
 */
export function meanAveragePrecision(
  pictures: readonly DetectedPicture[],
  labels: readonly string[],
  threshold = 0.5,
): DetectionAccuracy {
  const classes = labels.map((label) => {
    const truth = pictures.map((picture) => picture.truth.filter((box) => box.label === label));
    const boxes = truth.flat().filter((box) => !box.ignore).length;
    return { label, ap: averagePrecision(hitsOf(pictures, truth, label, threshold), boxes), boxes };
  });
  const counted = classes.filter((one) => one.boxes > 0);
  return { mAP: counted.reduce((sum, one) => sum + one.ap, 0) / counted.length, classes };
}

function hitsOf(
  pictures: readonly DetectedPicture[],
  truth: readonly (readonly TrueBox[])[],
  label: string,
  threshold: number,
): boolean[] {
  const found = pictures
    .flatMap((picture, index) =>
      picture.found.filter((box) => box.label === label).map((box) => ({ box, index })),
    )
    .sort((a, b) => b.box.score - a.box.score);
  // By picture: a bootstrap draws the same picture, and so the same boxes, more than once.
  const taken = pictures.map(() => new Set<TrueBox>());
  const hits: boolean[] = [];
  for (const { box, index } of found) {
    let closest: TrueBox | null = null;
    let overlap = 0;
    for (const target of truth[index] ?? []) {
      const own = rectangleIou(box, target);
      if (own > overlap) {
        overlap = own;
        closest = target;
      }
    }
    if (!closest || overlap < threshold) {
      hits.push(false);
    } else if (!closest.ignore) {
      hits.push(!taken[index]?.has(closest));
      taken[index]?.add(closest);
    }
  }
  return hits;
}
