"""The page's egg, in which the modifier's output lies: what the attack on exported modifiers and the grey control use."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

#: Half sides as shares of the crop's, exponent, and where the soft ring ends.
WIDTH, HEIGHT, EXPONENT, RING = 0.64, 0.76, 2.5, 1.28


def egg(size: int) -> np.ndarray:
    """(size, size) float32: 1 in the egg, falling to 0 at the end of the ring."""
    line = np.abs((np.arange(size) + 0.5) * 2 / size - 1)
    radius = ((line[None, :] / WIDTH) ** EXPONENT + (line[:, None] / HEIGHT) ** EXPONENT) ** (1 / EXPONENT)
    x = np.clip((RING - radius) / (RING - 1), 0, 1)
    return (x * x * (3 - 2 * x)).astype(np.float32)


def into_crop(crops: Tensor, drawn: Tensor) -> Tensor:
    return crops + torch.from_numpy(egg(crops.shape[2])) * (drawn - crops)
