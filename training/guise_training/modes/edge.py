"""Luminance, smoothed 3 × 3, then the length of its Sobel gradient (paper, section 5.2, baseline 6)."""

from __future__ import annotations

import numpy as np


def apply(crop: np.ndarray, values, key) -> np.ndarray:
    rgb = crop.astype(np.float64)
    grey = (0.299 * rgb[..., 0] + 0.587 * rgb[..., 1] + 0.114 * rgb[..., 2]).astype(np.float32).astype(np.float64)
    v = _around(grey)
    smooth = (v(-1, -1) / 16 + v(-1, 0) / 8 + v(-1, 1) / 16 + v(0, -1) / 8 + grey / 4 + v(0, 1) / 8 + v(1, -1) / 16 + v(1, 0) / 8
              + v(1, 1) / 16).astype(np.float32).astype(np.float64)
    v = _around(smooth)
    gx = v(-1, 1) + 2 * v(0, 1) + v(1, 1) - v(-1, -1) - 2 * v(0, -1) - v(1, -1)
    gy = v(1, -1) + 2 * v(1, 0) + v(1, 1) - v(-1, -1) - 2 * v(-1, 0) - v(-1, 1)
    line = np.minimum(1, values["gain"] * np.hypot(gx, gy))
    return np.repeat((1 - line if values["style"] == "dark" else line)[..., None], 3, 2).astype(np.float32)


def _around(image: np.ndarray):
    """v(dy, dx): the image moved, its border repeated."""
    padded = np.pad(image, 1, mode="edge")
    height, width = image.shape
    return lambda dy, dx: padded[1 + dy:1 + dy + height, 1 + dx:1 + dx + width]
