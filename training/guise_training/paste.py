"""Putting modified crops back: within the crop (a soft mask) and into a whole frame, both differentiable (paper, section 3.1,
"Action Detection Loss": the frame is identical except that its faces have been modified)."""

from __future__ import annotations

import torch
from torch import Tensor

from guise_training.sampler import invert, sample

# The cover: a superellipse |u/a|^p + |v/b|^p <= 1 about the crop's middle, at full strength inside, feathered to nothing at the
# crop's border. Shares of the crop's half side.
COVER_WIDTH, COVER_HEIGHT, COVER_EXPONENT, FEATHER_END = 0.80, 0.86, 3.0, 0.98


def cover_mask(size: int, like: Tensor | None = None) -> Tensor:
    """(1, 1, size, size): 1 inside the cover, falling smoothly to 0 where the superellipse grown to FEATHER_END of the half side
    ends."""
    kind = {"dtype": like.dtype, "device": like.device} if like is not None else {}
    u = ((torch.arange(size, **kind) + 0.5) * 2 / size - 1).abs()
    p = COVER_EXPONENT
    radius = ((u[None, :] / COVER_WIDTH) ** p + (u[:, None] / COVER_HEIGHT) ** p) ** (1 / p)
    t = ((FEATHER_END / COVER_HEIGHT - radius) / (FEATHER_END / COVER_HEIGHT - 1)).clamp(0, 1)
    return (t * t * (3 - 2 * t))[None, None]


def paste_in_crop(crop: Tensor, modified: Tensor) -> Tensor:
    """crop, modified: (B, 3, S, S). The modified crop inside the cover, the raw one outside of it."""
    mask = cover_mask(crop.shape[2], crop)
    return crop + mask * (modified - crop)


def paste_in_picture(pictures: Tensor, modified: Tensor, transform: Tensor) -> Tensor:
    """One face a picture: pictures (B, 3, H, W), modified crops (B, 3, S, S), transform (B, 2, 3) crop pixel -> picture pixel."""
    size = pictures.shape[2:]
    back = invert(transform)
    mask = cover_mask(modified.shape[2], modified).expand(len(modified), -1, -1, -1)
    alpha = sample(mask, back, size, padding="zeros")
    return pictures + alpha * (sample(modified, back, size) - pictures)


def paste_in_frame(frame: Tensor, modified: Tensor, transform: Tensor) -> Tensor:
    """All faces of one frame: frame (3, H, W), modified crops (N, 3, S, S), transform (N, 2, 3). Later faces lie on top.
    With N = 0 the frame comes back unmodified (paper, section 3.1, note 1)."""
    for i in range(len(modified)):
        frame = paste_in_picture(frame[None], modified[i:i + 1], transform[i:i + 1])[0]
    return frame
