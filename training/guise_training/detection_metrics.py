"""Detection accuracy: VOC all-point average precision per class, and mAP at IoU 0.5 (paper, section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Boxes:
    """One picture's boxes. `boxes`: (N, 4) x1, y1, x2, y2 in pixels; `labels`: (N,) class indices.

    `scores` (N,) for detections; `ignore` (N,) for ground truth that counts neither as found nor as missed (COCO's crowd, VOC's
    difficult).
    """

    boxes: np.ndarray
    labels: np.ndarray
    scores: np.ndarray | None = None
    ignore: np.ndarray | None = None


@dataclass
class DetectionResult:
    """`ap` by class index, NaN where the class has no ground truth; `mean` over the classes that have some (NaN if none)."""

    ap: dict[int, float]
    counts: dict[int, int] = field(default_factory=dict)

    @property
    def mean(self) -> float:
        values = [value for value in self.ap.values() if not np.isnan(value)]
        return float(np.mean(values)) if values else float("nan")


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of boxes (N, 4) and (M, 4) -> (N, M). Empty boxes have IoU 0 with everything."""
    a, b = np.asarray(a, np.float64).reshape(-1, 4), np.asarray(b, np.float64).reshape(-1, 4)
    corner = np.minimum(a[:, None, 2:], b[None, :, 2:]) - np.maximum(a[:, None, :2], b[None, :, :2])
    inside = corner.clip(min=0).prod(2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).clip(min=0).prod(1), (b[:, 2:] - b[:, :2]).clip(min=0).prod(1)
    union = area_a[:, None] + area_b[None] - inside
    return np.divide(inside, union, out=np.zeros_like(inside), where=union > 0)


def average_precision(hits: np.ndarray, positives: int) -> float:
    """Area under the interpolated precision-recall curve, every point of it (VOC 2010 and later).

    `hits`: bool (N,), detections by falling score, True where one found a box. `positives`: number of boxes to find.
    """
    if positives == 0:
        return float("nan")
    hits = np.asarray(hits, bool)
    if hits.size == 0:
        return 0.0
    found = np.cumsum(hits)
    precision = found / np.arange(1, hits.size + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]  # the best precision at this recall or beyond
    return float(precision[hits].sum() / positives)  # recall rises by 1 / positives at each hit


@dataclass
class ClassMatches:
    """One class over all pictures: detections by falling score, with their picture and whether each found a box, and the number of
    boxes to find per picture. A detection that fell on an ignored box is not listed."""

    pictures: np.ndarray
    hits: np.ndarray
    scores: np.ndarray
    positives: np.ndarray

    def average_precision(self, weights: np.ndarray | None = None) -> float:
        """AP as if picture i were there `weights[i]` times (whole numbers: a resample of a bootstrap, or 0 and 1 for a subset)."""
        if weights is None:
            return average_precision(self.hits, int(self.positives.sum()))
        times, total = weights[self.pictures], float(self.positives @ weights)
        if total == 0:
            return float("nan")
        found = np.cumsum(times * self.hits)
        precision = found / np.maximum(np.cumsum(times), 1e-9)
        precision = np.maximum.accumulate(precision[::-1])[::-1]
        return float((precision * times * self.hits).sum() / total)


def match_class(truth: list[Boxes], found: list[Boxes], label: int, threshold: float = 0.5) -> ClassMatches:
    """As in VOC: detections in order of falling score (ties: first picture first); each is compared with the box of its class and
    picture that it overlaps most, and is a hit if IoU >= threshold and that box has not been taken."""
    targets, ignored, entries, positives = [], [], [], []
    for picture, (real, guess) in enumerate(zip(truth, found)):
        chosen = np.asarray(real.labels) == label
        targets.append(np.asarray(real.boxes, np.float64).reshape(-1, 4)[chosen])
        ignored.append(np.zeros(chosen.sum(), bool) if real.ignore is None else np.asarray(real.ignore, bool)[chosen])
        positives.append(int((~ignored[-1]).sum()))
        own = np.flatnonzero(np.asarray(guess.labels) == label)
        entries += [(float(guess.scores[i]), picture, np.asarray(guess.boxes[i], np.float64)) for i in own]
    entries.sort(key=lambda entry: -entry[0])
    taken = [np.zeros(len(boxes), bool) for boxes in targets]
    pictures, hits, scores = [], [], []
    for score, picture, box in entries:
        hit = False
        if len(targets[picture]):
            overlaps = iou_matrix(box[None], targets[picture])[0]
            best = int(overlaps.argmax())
            if overlaps[best] >= threshold:
                if ignored[picture][best]:
                    continue
                hit = not taken[picture][best]
                taken[picture][best] = True
        pictures.append(picture)
        hits.append(hit)
        scores.append(score)
    return ClassMatches(np.array(pictures, np.int64), np.array(hits, bool), np.array(scores), np.array(positives, np.int64))


def best_threshold(matches: list[ClassMatches]) -> tuple[float, float, float]:
    """(score, precision, recall) where the F1 of all classes together is highest."""
    scores, hits = np.concatenate([m.scores for m in matches]), np.concatenate([m.hits for m in matches])
    positives = sum(int(m.positives.sum()) for m in matches)
    if not len(scores) or not positives:
        return 1.0, 0.0, 0.0
    order = np.argsort(-scores, kind="stable")
    found, count = np.cumsum(hits[order]), np.arange(1, len(order) + 1)
    best = int(np.argmax(2 * found / (count + positives)))
    return float(scores[order][best]), float(found[best] / count[best]), float(found[best] / positives)


def evaluate_detections(truth: list[Boxes], found: list[Boxes], classes: int, threshold: float = 0.5) -> DetectionResult:
    """AP of every class. `truth[i]` and `found[i]` belong to picture i."""
    if len(truth) != len(found):
        raise ValueError(f"{len(truth)} pictures with ground truth, {len(found)} with detections")
    matches = [match_class(truth, found, label, threshold) for label in range(classes)]
    return DetectionResult({label: m.average_precision() for label, m in enumerate(matches)},
                           {label: int(m.positives.sum()) for label, m in enumerate(matches)})
