"""What is attacked: an exported modifier, a persona, a hand-made cover, or the grey control. All act within the page's egg."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.attack.embed import Anonymiser
from guise_training.attack.egg import egg, into_crop


def by_network(net: nn.Module) -> Anonymiser:
    """A modifier as the page uses it: its own crop size, pasted in the egg."""

    def change(crops: Tensor, rows: np.ndarray) -> Tensor:
        small = F.interpolate(crops, (net.size, net.size), mode="bilinear", align_corners=False, antialias=True)
        drawn = F.interpolate(net(small), crops.shape[2:], mode="bilinear", align_corners=False)
        return into_crop(crops, drawn)

    return change


def grey(crops: Tensor, rows: np.ndarray) -> Tensor:
    """The control: core and ring wholly grey, so that hair, outline and clothes alone are left."""
    alpha = torch.from_numpy((egg(crops.shape[2]) > 0).astype(np.float32))
    return crops + alpha * (0.5 - crops)


def blur(cells: int) -> Anonymiser:
    """The core as cells x cells squares of colour, smoothly joined (the page's blur)."""

    def change(crops: Tensor, rows: np.ndarray) -> Tensor:
        small = F.adaptive_avg_pool2d(crops, cells)
        return into_crop(crops, F.interpolate(small, crops.shape[2:], mode="bilinear", align_corners=False))

    return change


def by_codes(renderer, values: np.ndarray, personas: np.ndarray) -> Anonymiser:
    """A persona: values (N, fields), de-quantised, and personas (N,) by row."""
    from guise_training.persona.compose import compose

    def change(crops: Tensor, rows: np.ndarray) -> Tensor:
        return compose(crops, *renderer.draw(values[rows], personas[rows], crops.shape[2]))[0]

    return change


@torch.no_grad()
def all_crops(crops: np.ndarray, rows: np.ndarray, change: Anonymiser, chunk: int = 16) -> np.ndarray:
    """`rows` of crops (N, S, S, 3) uint8, anonymised, (len(rows), S, S, 3) uint8."""
    out = []
    for i in range(0, len(rows), chunk):
        part = rows[i:i + chunk]
        x = torch.from_numpy(np.stack([crops[r] for r in part])).permute(0, 3, 1, 2).float() / 255
        out.append((change(x, part).clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).numpy())
    return np.concatenate(out)


def grey_outline(renderer, values: np.ndarray, personas: np.ndarray) -> Anonymiser:
    """The control of a persona: its core and ring wholly grey."""
    from guise_training.persona.compose import ENDS, outline, radii

    def change(crops: Tensor, rows: np.ndarray) -> Tensor:
        out = crops.clone()
        for crop, row in zip(out, rows):
            mesh = renderer.mesh(values[row], renderer.stranger(values[row], int(personas[row]))[1], crops.shape[2])
            distance, _ = radii(*outline(mesh), crops.shape[2])
            crop[:, torch.from_numpy(distance < ENDS)] = 0.5
        return out

    return change
