"""The linear map: ridge regression from anonymised to raw embeddings, learned on other people, and how well it then tells people apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RIDGES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


def auc(positive: np.ndarray, negative: np.ndarray) -> float:
    """The chance that a positive score lies above a negative one (ties count half)."""
    both = np.concatenate([positive, negative])
    order = both.argsort(kind="stable")
    ranks = np.empty(len(both))
    ranks[order] = np.arange(1, len(both) + 1)
    # Ties share their mean rank.
    values, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.bincount(inverse, ranks) / counts)[inverse]
    n = len(positive)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * len(negative)))


def true_accepts(positive: np.ndarray, negative: np.ndarray, rate: float) -> float:
    """Share of positives above the score that a share `rate` of the negatives reach."""
    threshold = np.quantile(negative, 1 - rate)
    return float((positive > threshold).mean())


def equal_error(positive: np.ndarray, negative: np.ndarray) -> float:
    cuts = np.quantile(np.concatenate([positive, negative]), np.linspace(0, 1, 400))
    missed = np.searchsorted(np.sort(positive), cuts) / len(positive)
    passed = 1 - np.searchsorted(np.sort(negative), cuts) / len(negative)
    i = int(np.abs(missed - passed).argmin())
    return float((missed[i] + passed[i]) / 2)


def _ridge(x: np.ndarray, y: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mx, my = x.mean(0), y.mean(0)
    a = x - mx
    scale = np.trace(a.T @ a) / a.shape[1]
    if a.shape[0] >= a.shape[1]:
        weight = np.linalg.solve(a.T @ a + ridge * scale * np.eye(a.shape[1]), a.T @ (y - my))
    else:
        weight = a.T @ np.linalg.solve(a @ a.T + ridge * scale * np.eye(a.shape[0]), y - my)
    return weight, mx, my


def _unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=1, keepdims=True).clip(1e-9)


@dataclass
class Attacked:
    """auc: person's other pictures against those of others; group_auc: others of the same group only (None without groups); rank1:
    the picture itself among all of its fold; tar: at false accepts of 1 % and 0.1 %; eer; error: standard error of auc over folds."""

    auc: float
    error: float
    group_auc: float | None
    rank1: float
    gallery: int
    tar: tuple[float, float]
    eer: float


def linear_attack(hidden: np.ndarray, raw: np.ndarray, identity: np.ndarray, group: np.ndarray | None = None, folds: int = 5,
                  seed: int = 0, pooled: bool = False, unit: bool = True) -> Attacked:
    """hidden, raw (N, D): embeddings of the anonymised and of the raw pictures; identity (N,); group (N,) or None.

    Five folds by person: the map is learned on the pictures of the others; its ridge is chosen on a fifth of those. Scores compare
    the mapped embedding of a hidden picture with the raw ones of *other* pictures. pooled: `hidden` is averaged over each person's
    other pictures first (what somebody does who watches for a while). unit: embeddings are brought to length 1; a code is not.
    """
    rng = np.random.default_rng(seed)
    people = rng.permutation(np.unique(identity))
    fold_of = {p: i % folds for i, p in enumerate(people)}
    fold = np.array([fold_of[p] for p in identity])
    hidden, raw = hidden.astype(np.float64), _unit(raw.astype(np.float64))
    hidden = _unit(hidden) if unit else hidden
    centre = raw.mean(0)
    aucs, same_all, other_all, group_other, hits, sizes = [], [], [], [], [], []
    for f in range(folds):
        train, test = fold != f, fold == f
        inner = np.array([fold_of[p] == (f + 1) % folds for p in identity]) & train
        best = max(RIDGES, key=lambda r: _scores(hidden, raw, identity, train & ~inner, inner, r, centre, None, False)[0])
        value, same, other, near, right, size = _scores(hidden, raw, identity, train, test, best, centre, group, pooled)
        aucs.append(value)
        same_all.append(same)
        other_all.append(other)
        group_other.append(near)
        hits.append(right)
        sizes.append(size)
    positive, negative = np.concatenate(same_all), np.concatenate(other_all)
    near = [auc(s, g) for s, g in zip(same_all, group_other) if g is not None and len(g)]
    return Attacked(float(np.mean(aucs)), float(np.std(aucs, ddof=1) / np.sqrt(folds)), float(np.mean(near)) if near else None,
                    float(np.sum(hits) / np.sum(sizes)), int(np.mean(sizes)), (true_accepts(positive, negative, 0.01),
                    true_accepts(positive, negative, 0.001)), equal_error(positive, negative))


def _scores(hidden, raw, identity, train, test, ridge, centre, group, pooled):
    weight, mx, my = _ridge(hidden[train], raw[train], ridge)
    rows = np.flatnonzero(test)
    names = identity[rows]
    same = names[:, None] == names[None]
    own = np.eye(len(rows), dtype=bool)
    mapped = (hidden[rows] - mx) @ weight + my
    gallery = _unit(raw[rows] - centre)
    score = _unit(mapped - centre) @ gallery.T
    right = int((score.argmax(1) == np.arange(len(rows))).sum())
    if pooled:  # the query for picture j of a person: the mean over the person's pictures but j
        total = same.astype(np.float64) @ mapped
        count = same.sum(1)
        keep = count >= 2
        positive = np.array([(_unit(((total[i] - mapped[i]) / (count[i] - 1))[None] - centre) @ gallery[i]).item()
                             for i in np.flatnonzero(keep)])
        query = _unit(total / count[:, None] - centre) @ gallery.T
        score = np.where(same, score, query)
        negative_mask = ~same
    else:
        positive = score[same & ~own]
        negative_mask = ~same
    negative = score[negative_mask]
    near = None
    if group is not None:
        near = score[negative_mask & (group[rows][:, None] == group[rows][None])]
    return auc(positive, negative), positive, negative, near, right, len(rows)
