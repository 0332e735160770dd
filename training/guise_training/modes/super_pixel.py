"""SLIC (Achanta et al., PAMI 2012) in CIELAB with centres on a grid, each piece painted in its mean colour (paper, section 5.2,
baseline 5). Every pixel is compared with the centres of its own grid cell and the eight around it."""

from __future__ import annotations

import numpy as np

ITERATIONS = 4


def apply(crop: np.ndarray, values, key) -> np.ndarray:
    side, cells = crop.shape[0], int(np.floor(values["cells"] + 0.5))
    step = side / cells
    weight = (values["compactness"] / step) ** 2
    lab = to_lab(crop)
    k = np.arange(cells * cells)
    x, y = np.floor((k % cells + 0.5) * step).astype(int), np.floor((k // cells + 0.5) * step).astype(int)
    # Centres: L, a, b, x, y; float32 as the page keeps them.
    centres = np.concatenate([lab[y, x], x[:, None], y[:, None]], 1).astype(np.float32)
    rows, columns = np.mgrid[0:side, 0:side]
    features = np.concatenate([lab.astype(np.float64), columns[..., None], rows[..., None]], 2)
    flat = features.reshape(-1, 5)
    for _ in range(ITERATIONS):
        labels = _assign(features, centres.astype(np.float64), cells, weight).reshape(-1)
        counts = np.bincount(labels, minlength=cells * cells)
        filled = counts > 0
        for j in range(5):
            sums = np.bincount(labels, flat[:, j], cells * cells)
            centres[filled, j] = sums[filled] / counts[filled]
    pixels = crop.reshape(-1, 3).astype(np.float64)
    means = np.stack([np.bincount(labels, pixels[:, c], cells * cells) for c in range(3)], 1) / np.maximum(1, counts)[:, None]
    return means[labels].astype(np.float32).reshape(crop.shape)


def _assign(features: np.ndarray, centres: np.ndarray, cells: int, weight: float) -> np.ndarray:
    """(S, S) the nearest of nine centres; the first of equals in reading order."""
    side = features.shape[0]
    own = np.arange(side) * cells // side
    best = np.full((side, side), np.inf)
    label = np.zeros((side, side), np.int64)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            gy, gx = own + dy, own + dx
            inside = ((gy >= 0) & (gy < cells))[:, None] & ((gx >= 0) & (gx < cells))[None, :]
            k = np.clip(gy, 0, cells - 1)[:, None] * cells + np.clip(gx, 0, cells - 1)[None, :]
            d = features - centres[k]
            d *= d
            distance = d[..., 0] + d[..., 1] + d[..., 2] + weight * (d[..., 3] + d[..., 4])
            closer = inside & (distance < best)
            best[closer] = distance[closer]
            label[closer] = k[closer]
    return label


_STEPS = 4095
_V = np.arange(_STEPS + 1) / _STEPS
_LINEAR = np.where(_V <= 0.04045, _V / 12.92, ((_V + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_lab(rgb: np.ndarray) -> np.ndarray:
    """sRGB (..., 3) in [0, 1] -> CIELAB (D65), float32, L in [0, 100]."""
    r, g, b = np.moveaxis(_LINEAR[np.floor(rgb.astype(np.float64) * _STEPS + 0.5).astype(int)].astype(np.float64), -1, 0)
    x = _curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
    y = _curve(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
    z = _curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1).astype(np.float32)


def _curve(t: np.ndarray) -> np.ndarray:
    return np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
