"""Triangles on a pixel grid, for texture space and for pictures: the same rule as `src/engine` draws by.

Pixel centres are whole numbers. A pixel belongs to the triangle whose inside (borders included) holds its centre; where several
do, to the nearest in depth, then to the one of the highest index.
"""

from __future__ import annotations

import numpy as np


def rasterise(points: np.ndarray, triangles: np.ndarray, size: int, depth: np.ndarray | None = None,
              front_only: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """points (N, 2) pixels, triangles (T, 3), counter-clockwise on a screen whose y points down (negative area) or clockwise.

    depth (N,): smaller is nearer. front_only: leaves out triangles whose signed area is not positive. Returns the triangle of every
    pixel (size, size) int32, -1 for none, and its barycentric weights (size, size, 3) float32.
    """
    a, b, c = (points[triangles[:, i]].astype(np.float64) for i in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    low = np.ceil(np.minimum(np.minimum(a, b), c) - 1e-9).astype(np.int64).clip(0, size)
    high = np.floor(np.maximum(np.maximum(a, b), c) + 1e-9).astype(np.int64).clip(-1, size - 1)
    wide, tall = (high - low + 1).clip(0).T
    good = (area > 1e-9) if front_only else (np.abs(area) > 1e-9)
    count = np.where(good, wide * tall, 0)
    which = np.repeat(np.arange(len(triangles)), count)
    place = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    x, y = low[which, 0] + place % wide[which].clip(1), low[which, 1] + place // wide[which].clip(1)
    a, b, c, area = a[which], b[which], c[which], area[which]
    wb = ((x - a[:, 0]) * (c[:, 1] - a[:, 1]) - (y - a[:, 1]) * (c[:, 0] - a[:, 0])) / area
    wc = ((b[:, 0] - a[:, 0]) * (y - a[:, 1]) - (b[:, 1] - a[:, 1]) * (x - a[:, 0])) / area
    wa = 1 - wb - wc
    inside = (wa >= -1e-7) & (wb >= -1e-7) & (wc >= -1e-7)
    which, x, y = which[inside], x[inside], y[inside]
    weights = np.stack([wa, wb, wc], 1)[inside].clip(0, 1)
    if depth is not None:
        z = (depth[triangles[which]] * weights).sum(1)
        order = np.lexsort((which, -z))
        which, x, y, weights = which[order], x[order], y[order], weights[order]
    ids = np.full((size, size), -1, np.int32)
    bary = np.zeros((size, size, 3), np.float32)
    ids[y, x] = which
    bary[y, x] = weights
    return ids, bary
