"""Area mean down to cells × cells, bilinear back up with the border repeated (paper, section 5.2, baseline 2)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np


def apply(crop: np.ndarray, values, key) -> np.ndarray:
    side, cells = crop.shape[0], int(np.floor(values["cells"] + 0.5))
    up, small = _up(side, cells), shrink(crop, cells)
    return np.einsum("ij,jkc,lk->ilc", up, small.astype(np.float64), up, optimize=True).astype(np.float32)


def shrink(crop: np.ndarray, cells: int) -> np.ndarray:
    """(S, S, 3) to (cells, cells, 3): the mean of each of cells × cells equal parts, pixels on a border by their share."""
    down = _down(crop.shape[0], cells)
    return np.einsum("ij,jkc,lk->ilc", down, crop, down, optimize=True).astype(np.float32)


@lru_cache(maxsize=32)
def _down(side: int, cells: int) -> np.ndarray:
    """(cells, side): each row the shares of the pixels in one of `cells` equal parts, pixels on a border by their share."""
    step = side / cells
    pixel, cell = np.arange(side)[None, :], np.arange(cells)[:, None]
    return np.clip(np.minimum(pixel + 1, (cell + 1) * step) - np.maximum(pixel, cell * step), 0, None) / step


@lru_cache(maxsize=32)
def _up(side: int, cells: int) -> np.ndarray:
    """(side, cells): the two cells between which each pixel lies, by their shares."""
    place = np.clip((np.arange(side) + 0.5) * cells / side - 0.5, 0, cells - 1)
    low = np.floor(place).astype(int)
    weights = np.zeros((side, cells))
    rows = np.arange(side)
    np.add.at(weights, (rows, low), 1 - (place - low))
    np.add.at(weights, (rows, np.minimum(cells - 1, low + 1)), place - low)
    return weights
