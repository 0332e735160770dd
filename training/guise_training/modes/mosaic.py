"""Squares of one colour: the mean of what was there."""

from __future__ import annotations

import numpy as np

from guise_training.modes.blur import shrink


def apply(crop: np.ndarray, values, key) -> np.ndarray:
    side, cells = crop.shape[0], int(np.floor(values["cells"] + 0.5))
    cell_of = (2 * np.arange(side) + 1) * cells // (2 * side)
    return shrink(crop, cells)[cell_of][:, cell_of]
