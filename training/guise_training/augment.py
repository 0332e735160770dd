"""Disturbances in front of recognisers, so that what fools them is the face and not a pattern of pixels."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def disturb(x: Tensor, rng: torch.Generator) -> Tensor:
    """x: (B, 3, H, W) in [0, 1], aligned. One draw a batch: a slight blur or a coarser grid, exposure, noise. Differentiable."""
    kind = torch.rand(6, generator=rng).tolist()
    height, width = x.shape[2:]
    if kind[0] < 0.35:
        factor = 1.2 + 1.3 * kind[1]
        x = F.interpolate(x, (round(height / factor), round(width / factor)), mode="bilinear", align_corners=False, antialias=True)
        x = F.interpolate(x, (height, width), mode="bilinear", align_corners=False)
    elif kind[0] < 0.6:
        k = torch.tensor([kind[1], 1.0, kind[1]])
        k = (k[:, None] * k[None, :] / k.sum() ** 2).to(x)
        x = F.conv2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), k.expand(3, 1, 3, 3), groups=3)
    x = (x - 0.5) * (0.85 + 0.3 * kind[2]) + 0.5 + 0.1 * (kind[3] - 0.5)
    if kind[4] < 0.5:
        x = x + 0.03 * kind[5] * torch.randn(x.shape, generator=rng).to(x)
    return x


def jitter_landmarks(landmarks: Tensor, rng: torch.Generator, share: float = 0.06) -> Tensor:
    """Landmarks (B, 5, 2) moved together by up to `share` of the eye distance and stretched by as much: another alignment."""
    centre = landmarks.mean(1, keepdim=True)
    unit = (landmarks[:, 1] - landmarks[:, 0]).norm(dim=1).clamp_min(4.0)[:, None, None]
    r = (torch.rand(len(landmarks), 1, 3, generator=rng) * 2 - 1).to(landmarks)
    return (landmarks - centre) * (1 + share * r[..., 2:]) + centre + share * unit * r[..., :2]
