"""What has to stay: brightness and colour (L1, paper equation 3), fine detail, landmarks, and the border of the paste."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

_LUMA = (0.299, 0.587, 0.114)


def luminance(x: Tensor) -> Tensor:
    """(B, 3, H, W) -> (B, 1, H, W)."""
    return (x * x.new_tensor(_LUMA).view(1, 3, 1, 1)).sum(1, keepdim=True)


def high_frequency(x: Tensor) -> Tensor:
    """Luminance minus its 5 x 5 binomial blur; (B, 3, H, W) -> (B, 1, H, W)."""
    y = luminance(x)
    k = y.new_tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
    blurred = F.conv2d(F.pad(y, (2, 2, 2, 2), mode="replicate"), (k[:, None] * k[None, :])[None, None])
    return y - blurred


def l1(anonymised: Tensor, raw: Tensor) -> Tensor:
    return (anonymised - raw).abs().mean()


def detail(anonymised: Tensor, raw: Tensor, cell: int = 8, floor: float = 1e-3) -> Tensor:
    """|log| of the ratio of high-frequency amplitude in cells of `cell` pixels: neither smear nor noise, but free to draw other
    detail. Cells without detail weigh little (floor)."""
    amplitude = [F.avg_pool2d(high_frequency(x).abs(), cell, cell // 2) for x in (anonymised, raw)]
    return (torch.log(amplitude[0] + floor * 5) - torch.log(amplitude[1].detach() + floor * 5)).abs().mean()


def gradients(anonymised: Tensor, raw: Tensor) -> Tensor:
    """L1 between the luminance gradients, at a half and a quarter of the size: keeps shading, contours and what a hand holds."""
    total = anonymised.new_zeros(())
    a, r = luminance(anonymised), luminance(raw)
    for _ in range(2):
        a, r = F.avg_pool2d(a, 2), F.avg_pool2d(r, 2)
        total = total + ((a[..., 1:] - a[..., :-1]) - (r[..., 1:] - r[..., :-1])).abs().mean()
        total = total + ((a[..., 1:, :] - a[..., :-1, :]) - (r[..., 1:, :] - r[..., :-1, :])).abs().mean()
    return total


def landmark_shift(found: Tensor, wanted: Tensor, eye_distance: Tensor, allowed: float) -> Tensor:
    """Mean of max(0, |found - wanted| / eye distance - allowed); points (B, N, 2), eye_distance (B,). Bounded by clamping at 1."""
    shift = (found - wanted).norm(dim=2) / eye_distance[:, None]
    return F.relu(shift - allowed).clamp_max(1).mean()


def seam(modified: Tensor, raw: Tensor, mask: Tensor) -> Tensor:
    """Difference of blurred colour inside the feather, where the paste passes over into the raw picture. mask (1, 1, S, S)."""
    ring = 4 * mask * (1 - mask)
    difference = F.avg_pool2d((modified - raw) * (ring > 0), 5, 1, 2)
    return (difference.abs() * ring).sum() / (ring.sum() * 3 * len(raw))


def picture_distance(anonymised: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """L1 to a target picture, four times as heavy where `mask` (B, 1, S, S) is 1."""
    return ((anonymised - target).abs() * (1 + 3 * mask)).mean()


def edge_distance(anonymised: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """L1 between colour gradients at full and half size, heavier inside the mask: what makes a drawing sharp."""
    total = anonymised.new_zeros(())
    weight = 1 + 3 * mask
    for _ in range(2):
        d = anonymised - target
        total = total + ((d[..., 1:] - d[..., :-1]).abs() * weight[..., 1:]).mean() \
            + ((d[..., 1:, :] - d[..., :-1, :]).abs() * weight[..., 1:, :]).mean()
        anonymised, target, weight = (F.avg_pool2d(x, 2) for x in (anonymised, target, weight))
    return total


def worst_spot(modified: Tensor, raw: Tensor, where: Tensor) -> Tensor:
    """The largest change of a 5 x 5 spot where `where` (B, 1, S, S) is 1, mean over the batch. A mean over pixels hardly sees the
    single dark drop that a network with instance norm likes to leave in a corner; this does."""
    spots = F.avg_pool2d((modified - raw).abs().mean(1, keepdim=True) * where, 5, 1)
    return spots.flatten(1).amax(1).mean()
