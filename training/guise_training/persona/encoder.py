"""The encoder: from the aligned crop (3, 96, 96) to the code's continuous values. Depthwise-separable; what it says is quantised at once."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.persona import code as codes

SIDE = 96
#: Pose and expression are regressed in units of these spreads; groups are logits.
SPREADS = np.array([0.25, 0.14, 0.07, 0.045, 0.045, 0.045, 0.1, 0.12, 0.06, 0.07, 0.07, 0.045, 0.045, 0.07, 0.03], np.float32)
REGRESSED = 15
#: Group outputs: male, age / 25 about 40, african, asian, south, beard.
GROUPS = 6


#: Blocks: channels in and out, stride, kernel.
PLAN = [(16, 32, 1, 3), (32, 48, 2, 5), (48, 48, 1, 3), (48, 96, 2, 5), (96, 96, 1, 3), (96, 96, 1, 5), (96, 160, 2, 3), (160, 160, 1, 5),
        (160, 160, 1, 3)]


class Block(nn.Module):
    """Expanding inverted residual without norms that need statistics at run time: batch norm is folded at export."""

    def __init__(self, cin: int, cout: int, stride: int, kernel: int = 3):
        super().__init__()
        self.depthwise = nn.Conv2d(cin, cin, kernel, stride, kernel // 2, groups=cin, bias=False)
        self.norm1 = nn.BatchNorm2d(cin)
        self.pointwise = nn.Conv2d(cin, cout, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(cout)
        self.same = stride == 1 and cin == cout

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm2(self.pointwise(self.norm1(self.depthwise(x))))
        return F.relu(x + y) if self.same else F.relu(y)


class Encoder(nn.Module):
    """(B, 3, 96, 96) RGB in [0, 1] -> (B, 21): pose and expression in SPREADS, then the group's logits."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 2, 1, bias=False)
        self.stem_norm = nn.BatchNorm2d(16)
        self.blocks = nn.Sequential(*[Block(*p) for p in PLAN])
        # 6 x 6 places keep where things are.
        self.squeeze = nn.Conv2d(160, 32, 1)
        self.fine = nn.Linear(32 * 36, 96)
        self.head = nn.Linear(96, REGRESSED)
        self.group = nn.Linear(160, GROUPS)

    def forward(self, x: Tensor) -> Tensor:
        x = self.blocks(F.relu(self.stem_norm(self.stem(x * 2 - 1))))
        fine = F.relu(self.fine(F.relu(self.squeeze(x)).flatten(1)))
        return torch.cat([self.head(fine), self.group(x.mean((2, 3)))], 1)


class _FoldedBlock(nn.Module):
    def __init__(self, cin: int, cout: int, stride: int, kernel: int):
        super().__init__()
        self.depthwise = nn.Conv2d(cin, cin, kernel, stride, kernel // 2, groups=cin)
        self.pointwise = nn.Conv2d(cin, cout, 1)
        self.same = stride == 1 and cin == cout

    def forward(self, x: Tensor) -> Tensor:
        y = self.pointwise(self.depthwise(x))
        return F.relu(x + y) if self.same else F.relu(y)


class FoldedEncoder(nn.Module):
    """What is exported: batch norms folded into convolutions with biases, linear layers as convolutions."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 2, 1)
        self.blocks = nn.Sequential(*[_FoldedBlock(*p) for p in PLAN])
        self.squeeze = nn.Conv2d(160, 32, 1)
        self.fine = nn.Conv2d(32, 96, 6)
        self.head = nn.Conv2d(96, REGRESSED, 1)
        self.group = nn.Conv2d(160, GROUPS, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.blocks(F.relu(self.stem(x * 2 - 1)))
        fine = self.head(F.relu(self.fine(F.relu(self.squeeze(x)))))
        return torch.cat([fine, self.group(x.mean((2, 3), keepdim=True))], 1)[:, :, 0, 0]


def _folded(conv: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    return conv.weight * scale.view(-1, 1, 1, 1), norm.bias - norm.running_mean * scale


def fold(net: Encoder, scale: np.ndarray | None = None, shift: np.ndarray | None = None) -> FoldedEncoder:
    """The same function as `net.eval()`; its outputs times `scale` (21,) plus `shift` (21,), where given."""
    out = FoldedEncoder()
    with torch.no_grad():
        pairs = [(out.stem, net.stem, net.stem_norm)]
        for a, b in zip(out.blocks, net.blocks):
            pairs += [(a.depthwise, b.depthwise, b.norm1), (a.pointwise, b.pointwise, b.norm2)]
        for target, conv, norm in pairs:
            weight, bias = _folded(conv, norm)
            target.weight.copy_(weight)
            target.bias.copy_(bias)
        for name in ("squeeze", "fine", "head", "group"):
            a, b = getattr(out, name), getattr(net, name)
            a.weight.copy_(b.weight.reshape(a.weight.shape))
            a.bias.copy_(b.bias)
        if scale is not None and shift is not None:
            factor, more = torch.from_numpy(scale).float(), torch.from_numpy(shift).float()
            for layer, own in ((out.head, slice(REGRESSED)), (out.group, slice(REGRESSED, None))):
                layer.weight.mul_(factor[own].view(-1, 1, 1, 1))
                layer.bias.mul_(factor[own]).add_(more[own])
    return out.eval()


def to_fields(output: np.ndarray) -> dict[str, np.ndarray]:
    """The network's output (B, 21) as fields of the code, the light apart."""
    values = dict(zip(codes.NAMES[:REGRESSED], (output[:, :REGRESSED] * SPREADS).T))
    g = output[:, REGRESSED:]
    share = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
    values.update(male=share(g[:, 0]), age=40 + 25 * g[:, 1], african=share(g[:, 2]), asian=share(g[:, 3]), south=share(g[:, 4]), beard=share(g[:, 5]))
    return values
