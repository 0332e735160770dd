"""Weights that lose nothing when a 1x1 convolution is computed in bytes, as the page does where processors multiply bytes.

Every output's weights become multiples of a 127th of its largest. Each is rounded so that the errors of those before it are made
up for by those after it, as far as what the convolution reads in pictures allows: Frantar et al., "GPTQ" (2023), whose weights
they are anyhow, in any arithmetic.
"""

from __future__ import annotations

import copy
from pathlib import Path

import torch
from torch import Tensor, nn

from guise_training.face_detector.export import to_input
from guise_training.face_detector.network import Unit, YuNet
from guise_training.face_detector.pictures import read_heads
from guise_training.face_detector.scenes import Scenes

#: As the page's LEAST_DEPTH (src/models/face-detector/arithmetic.ts): convolutions of fewer inputs stay floats.
LEAST_DEPTH = 32
MOST_BYTE = 127
#: Of what a convolution reads, added to the diagonal: pictures that were not seen.
DAMPING = 0.003
#: Pixels of what a convolution reads that are enough.
MOST_PIXELS = 60_000
#: Of the pictures to calibrate by: their number, and side in pixels.
PICTURES, SIDE = 32, 480


def rounded(weights: Tensor, read: Tensor) -> Tensor:
    """weights: (outputs, inputs), read: (pixels, inputs) of the kind that they are used on. The same, each output's multiples of
    its unit, the largest of its weights ÷ 127."""
    wanted = read.double().T @ read.double() / len(read)
    wanted += torch.eye(len(wanted)) * DAMPING * wanted.diag().mean().clamp(min=1e-12)
    order = wanted.diag().argsort(descending=True)
    share = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(wanted[order][:, order])), upper=True)
    left = weights.double()[:, order].clone()
    unit = left.abs().amax(1).clamp(min=1e-12) / MOST_BYTE
    largest = left.abs().argmax(1)
    made = torch.zeros_like(left)
    for i in range(left.shape[1]):
        whole = (left[:, i] / unit).round().clamp(-MOST_BYTE, MOST_BYTE)
        # The page takes the largest for 127 units: it stays that.
        whole = torch.where(largest == i, MOST_BYTE * left[:, i].sign(), whole)
        made[:, i] = whole * unit
        left[:, i:] -= ((left[:, i] - made[:, i]) / share[i, i])[:, None] * share[i, i:]
    return made[:, order.argsort()].to(weights.dtype)


class _Bytes(nn.Module):
    """A 1x1 convolution whose input is rounded as the page rounds it: to 127ths of each pixel's largest."""

    def __init__(self, convolution: nn.Conv2d):
        super().__init__()
        self.convolution = convolution

    def forward(self, x: Tensor) -> Tensor:
        unit = x.amax(1, keepdim=True).clamp(min=1e-20) / MOST_BYTE
        return self.convolution((x / unit).round() * unit)


def _units(net: YuNet) -> list[Unit]:
    """In the order in which they are run."""
    return [*net.backbone, *reversed(net.laterals), *net.shared, *net.heads]


@torch.no_grad()
def round_to_bytes(net: YuNet, pictures: list[Tensor]) -> YuNet:
    """A copy with rounded weights, biases moved by what rounding adds on average. pictures: (1, 3, H, W) each, as the network's input."""
    made = copy.deepcopy(net).eval()
    for unit in _units(made):
        convolution = unit.pointwise
        if convolution.in_channels < LEAST_DEPTH:
            continue
        seen: list[Tensor] = []
        hook = convolution.register_forward_pre_hook(lambda _, given: seen.append(given[0].flatten(2).transpose(1, 2).flatten(0, 1).clone()))
        for picture in pictures:
            made(picture)
        hook.remove()
        read = torch.cat(seen)
        read = read[:: max(1, len(read) // MOST_PIXELS)]
        weights = convolution.weight[:, :, 0, 0]
        new = rounded(weights, read)
        convolution.bias += read.mean(0) @ (weights - new).T
        convolution.weight.copy_(new[:, :, None, None])
        unit.pointwise = _Bytes(convolution)
    for unit in _units(made):
        if isinstance(unit.pointwise, _Bytes):
            unit.pointwise = unit.pointwise.convolution
    return made


def calibration(data: str | Path) -> list[Tensor]:
    """Scenes of the training people (`scenes.py`), as the network's input."""
    data = Path(data)
    heads = read_heads(data / "faces-wide", True, False) + read_heads(data / "faces", False, False)
    scenes = Scenes(heads, [], seed=1)
    return [to_input(scenes.sample(SIDE, SIDE)[0]) for _ in range(PICTURES)]
