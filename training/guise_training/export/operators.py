"""What PyTorch's grid_sample and affine_grid, and their gradients, give on small drawn data, in tfjs's layout (B, H, W, C)."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


def operator_cases() -> dict[str, Any]:
    """`gridSample`: every padding with and without align_corners, with the gradients of sum(output * weight); `affineGrid`
    likewise, one case with a single row. A tensor is {"shape", "values"}."""
    rng = np.random.default_rng(4)
    cases: dict[str, Any] = {"gridSample": [], "affineGrid": []}
    image = torch.from_numpy(rng.uniform(-1, 1, (2, 3, 5, 7)).astype(np.float32))
    # Beyond the borders too, but never within a hundredth of a pixel of a pixel's centre: the derivative jumps there.
    grid = torch.from_numpy(rng.uniform(-1.6, 1.6, (2, 4, 3, 2)).astype(np.float32))
    weight = torch.from_numpy(rng.uniform(-1, 1, (2, 3, 4, 3)).astype(np.float32))
    for padding in ("zeros", "border"):
        for align in (False, True):
            place = away_from_centres(grid, (5, 7), align)
            x, g = image.clone().requires_grad_(), place.clone().requires_grad_()
            y = F.grid_sample(x, g, mode="bilinear", padding_mode=padding, align_corners=align)
            (y * weight).sum().backward()
            cases["gridSample"].append({
                "padding": padding, "alignCorners": align, "image": channels_last(image), "grid": plain(place), "weight": channels_last(weight),
                "output": channels_last(y), "imageGradient": channels_last(x.grad), "gridGradient": plain(g.grad)})
    for rows, columns in ((3, 4), (1, 2)):
        for align in (False, True):
            theta = torch.from_numpy(rng.uniform(-1, 1, (2, 2, 3)).astype(np.float32)).requires_grad_()
            w = torch.from_numpy(rng.uniform(-1, 1, (2, rows, columns, 2)).astype(np.float32))
            y = F.affine_grid(theta, [2, 1, rows, columns], align_corners=align)
            (y * w).sum().backward()
            cases["affineGrid"].append({"alignCorners": align, "size": [rows, columns], "theta": plain(theta), "weight": plain(w),
                                        "output": plain(y), "thetaGradient": plain(theta.grad)})
    return cases


def away_from_centres(grid: Tensor, size: tuple[int, int], align: bool, margin: float = 0.01) -> Tensor:
    """Moves coordinates off pixel centres by at least `margin` pixels."""
    extent = torch.tensor([size[1], size[0]], dtype=grid.dtype)
    scale, shift = ((extent - 1) / 2, 0.0) if align else (extent / 2, -0.5)
    pixel = (grid + 1) * scale + shift
    part = pixel - pixel.floor()
    return (pixel.floor() + part.clamp(margin, 1 - margin) - shift) / scale - 1


def plain(x: Tensor) -> dict[str, Any]:
    """Seven significant digits: one more than float32 is good for."""
    return {"shape": list(x.shape), "values": [float(f"{v:.7g}") for v in x.detach().reshape(-1).tolist()]}


def channels_last(x: Tensor) -> dict[str, Any]:
    return plain(x.detach().permute(0, 2, 3, 1))
