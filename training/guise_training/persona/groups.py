"""Groups of people: the makers' noisy labels (GEAR, SSR-Net), cleaned by what all people's textures and shapes agree on."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from guise_training.persona.averages import PersonTextures
from guise_training.persona.shape import ShapeModel


def features(textures: PersonTextures, shape: ShapeModel, side: int = 20) -> np.ndarray:
    """(P, F): small textures and proportions, standardised; texels that are seen in few people count little."""
    x = torch.from_numpy(textures.texture.astype(np.float32))
    w = torch.from_numpy(textures.weight.astype(np.float32)).clamp(0, 1)
    w = F.adaptive_avg_pool2d(w, side).numpy()
    x = F.adaptive_avg_pool2d(x, side).numpy()
    mean = (x * w).sum(0) / w.sum(0).clip(1e-3)
    x = ((x - mean) * w).reshape(len(x), -1)
    geometry = (textures.shape - shape.mean)[:, ::4].reshape(len(x), -1)
    both = []
    for part in (x, geometry):
        u, s, _ = np.linalg.svd(part - part.mean(0), full_matrices=False)
        both.append(u[:, :80] * s[:80] / s[:80].mean())
    return np.concatenate(both, 1)


def cleaned(x: np.ndarray, labels: np.ndarray, folds: int = 10, ridge: float = 0.3, seed: int = 0) -> np.ndarray:
    """labels (P, L) as predicted from x (P, F) by ridge regression that has not seen the person, with the labels' own spread."""
    rng = np.random.default_rng(seed)
    fold = rng.permutation(len(x)) % folds
    out = np.zeros_like(labels, dtype=np.float64)
    for f in range(folds):
        a, y = x[fold != f], labels[fold != f]
        ma, my = a.mean(0), y.mean(0)
        gram = (a - ma).T @ (a - ma)
        weight = np.linalg.solve(gram + ridge * np.trace(gram) / len(gram) * np.eye(len(gram)), (a - ma).T @ (y - my))
        out[fold == f] = (x[fold == f] - ma) @ weight + my
    return (out - out.mean(0)) / out.std(0).clip(1e-9) * labels.std(0) + labels.mean(0)
