"""Face verification as LFW does it: cosine similarity of pairs, best threshold by ten folds."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


def best_threshold(scores: np.ndarray, same: np.ndarray) -> float:
    """The threshold of highest accuracy for `score >= threshold means same`; among equals the middle one."""
    order = np.argsort(scores)
    s, y = scores[order], same[order].astype(np.int64)
    # Threshold below s[k]: the k lowest are called different.
    right = np.concatenate([[0], np.cumsum(1 - y)]) + (y.sum() - np.concatenate([[0], np.cumsum(y)]))
    cut = np.concatenate([[s[0] - 1], (s[1:] + s[:-1]) / 2, [s[-1] + 1]])
    # Equal scores cannot be told apart: no cut between them.
    right[1:-1][s[1:] == s[:-1]] = -1
    best = np.flatnonzero(right == right.max())
    return float(cut[best[len(best) // 2]])


def verification_accuracy(scores: np.ndarray, same: np.ndarray, folds: int = 10) -> tuple[float, float]:
    """(mean accuracy, standard error) over folds; each fold is judged at the threshold that is best on the others.

    scores, same: (N,). Pairs must be in random order. Chance is 0.5 for as many same as different pairs.
    """
    scores, same = np.asarray(scores, np.float64), np.asarray(same, bool)
    parts = np.array_split(np.arange(len(scores)), min(folds, len(scores)))
    accuracies = []
    for part in parts:
        rest = np.setdiff1d(np.arange(len(scores)), part)
        threshold = best_threshold(scores[rest], same[rest])
        accuracies.append(((scores[part] >= threshold) == same[part]).mean())
    return float(np.mean(accuracies)), float(np.std(accuracies) / np.sqrt(folds))


def pair_scores(first: Tensor, second: Tensor, pairs: np.ndarray) -> np.ndarray:
    """Cosines of unit embeddings: first[pairs[:, 0]] against second[pairs[:, 1]]."""
    return (first[torch.from_numpy(pairs[:, 0])] * second[torch.from_numpy(pairs[:, 1])]).sum(1).numpy()
