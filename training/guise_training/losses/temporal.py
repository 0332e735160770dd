"""Steadiness: the modifier should commute with small movements of the picture and not answer to noise, or video flickers."""

from __future__ import annotations

import torch
from torch import Tensor

from guise_training.faces import random_jitter
from guise_training.sampler import sample


def nudge(crops: Tensor, rng: torch.Generator, noise: float = 0.01) -> tuple[Tensor, Tensor]:
    """Moves crops (B, 3, S, S) by up to about two pixels and adds noise. Returns (moved, transform (B, 2, 3))."""
    size = crops.shape[2]
    transform = random_jitter(len(crops), size, rng, rotation=0.02, zoom=0.015, shift=0.012).to(crops)
    moved = sample(crops, transform, (size, size))
    return (moved + noise * torch.randn(moved.shape, generator=rng).to(moved)).clamp(0, 1), transform


def equivariance(modified: Tensor, modified_of_moved: Tensor, transform: Tensor, border: int = 6) -> Tensor:
    """L1 between moving what was modified and modifying what was moved, without the border."""
    size = modified.shape[2]
    moved = sample(modified, transform, (size, size))
    inner = slice(border, size - border)
    return (moved - modified_of_moved)[..., inner, inner].abs().mean()
