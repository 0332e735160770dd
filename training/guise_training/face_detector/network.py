"""YuNet-n: a single-stage, anchor-free face detector of 75,856 parameters.

Everything but the first convolution is one kind of unit: a 1x1 convolution, then a depthwise 3x3 one. Batch norm is folded in.
Source: Wu, Peng and Yu, "YuNet: A Tiny Millisecond-level Face Detector" (2023); the weights come from libfacedetection.train.

Two things differ from the published file, neither in what is computed: the input is RGB (the first convolution's channels are
reversed), and the four heads of a stride are one unit of 16 channels.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.errors import UserError

STRIDES = (8, 16, 32)
POINTS = 5  # right eye, left eye (the person's own), nose, right and left corner of the mouth
#: Channels of a head: class logit, object logit, box (4), points (10).
HEAD_SIZES = (1, 1, 4, 2 * POINTS)
#: By the network's name: output channels of the backbone's units, and of the lateral and the shared unit of stride 8. The narrow one has
#: half of the channels where a channel costs most (`narrow.py`).
WIDTHS = {"yunet-n": ((16, 16, 64, 64, 64, 64, 64, 64, 64, 64, 64), 64), "yunet-narrow": ((16, 16, 32, 32, 32, 64, 64, 64, 64, 64, 64), 32)}
#: After which of the backbone's units the picture is halved.
POOL_AFTER = (0, 4, 6, 8)
#: Units whose output has stride 8, 16, 32.
LEVELS = (6, 8, 10)


class Unit(nn.Module):
    """1x1 convolution, depthwise 3x3 convolution, then ReLU unless `last`."""

    def __init__(self, cin: int, cout: int, last: bool = False):
        super().__init__()
        self.pointwise = nn.Conv2d(cin, cout, 1)
        self.depthwise = nn.Conv2d(cout, cout, 3, 1, 1, groups=cout)
        self.last = last

    def forward(self, x: Tensor) -> Tensor:
        x = self.depthwise(self.pointwise(x))
        return x if self.last else F.relu(x, inplace=True)


class YuNet(nn.Module):
    """The detector. `name`: one of WIDTHS."""

    def __init__(self, name: str = "yunet-n") -> None:
        super().__init__()
        self.name = name
        widths, eighth = WIDTHS[name]
        self.stem = nn.Conv2d(3, widths[0], 3, 2, 1)
        self.backbone = nn.ModuleList(Unit(cin, cout) for cin, cout in zip(widths[:1] + widths, widths))
        self.laterals = nn.ModuleList(Unit(64, cout) for cout in (eighth, 64, 64))
        self.shared = nn.ModuleList(Unit(width, width) for width in (eighth, 64, 64))
        self.heads = nn.ModuleList(Unit(width, sum(HEAD_SIZES), last=True) for width in (eighth, 64, 64))

    def units(self, x: Tensor, first: int, stop: int) -> tuple[Tensor, list[Tensor]]:
        """What the backbone's units from `first` to before `stop` make of x, and what those of LEVELS among them give."""
        levels = []
        for index in range(first, stop):
            x = self.backbone[index](x)
            if index in LEVELS:
                levels.append(x)
            if index in POOL_AFTER:
                x = F.max_pool2d(x, 2)
        return x, levels

    def low(self, x: Tensor, stop: int = 0) -> Tensor:
        """x: (B, 3, H, W) RGB, 0..255, H and W multiples of 32. What the first convolution and the backbone's units before `stop` make of it."""
        if x.shape[2] % 32 or x.shape[3] % 32:
            raise ValueError(f"height and width must be multiples of 32, not {tuple(x.shape[2:])}")
        return self.units(F.relu(self.stem(x), inplace=True), 0, stop)[0]

    def neck(self, levels: list[Tensor]) -> list[Tensor]:
        """levels: what the units of LEVELS give. Per stride a map (B, 16, H / stride, W / stride) of logits."""
        c8, c16, c32 = levels
        p32 = self.laterals[2](c32)
        p16 = self.laterals[1](c16 + F.interpolate(p32, scale_factor=2, mode="nearest"))
        p8 = self.laterals[0](c8 + F.interpolate(p16, scale_factor=2, mode="nearest"))
        return [head(shared(p)) for head, shared, p in zip(self.heads, self.shared, (p8, p16, p32))]

    def levels(self, x: Tensor, first: int = 0) -> list[Tensor]:
        """x: what `low` gives with the units before `first`. What the units of LEVELS make of it."""
        return self.units(x, first, len(self.backbone))[1]

    def maps(self, x: Tensor) -> list[Tensor]:
        """x as in `low`, the result as in `neck`."""
        return self.neck(self.levels(self.low(x)))

    @staticmethod
    def flat(maps: list[Tensor]) -> Tensor:
        """(B, N, 16): the maps' places one after the other, row by row, those of stride 8 first; see `places` and `decode`."""
        return torch.cat([m.flatten(2) for m in maps], 2).transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        """x as in `low`, the result as in `flat`."""
        return self.flat(self.maps(x))


def places(height: int, width: int) -> Tensor:
    """(N, 3): column, row and stride of every place of the output."""
    found = []
    for stride in STRIDES:
        y, x = torch.meshgrid(torch.arange(height // stride), torch.arange(width // stride), indexing="ij")
        found.append(torch.stack([x, y, torch.full_like(x, stride)], -1).reshape(-1, 3).float())
    return torch.cat(found)


def decode(out: Tensor, at: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """out: (..., N, 16) logits, at: (N, 3) of `places`. Returns scores (..., N), boxes (..., N, 4: x1, y1, x2, y2) and points
    (..., N, 5, 2) in input pixels, not clipped. Differentiable."""
    cell, stride = at[:, :2], at[:, 2:]
    cls, obj, box, points = out.split(HEAD_SIZES, -1)
    scores = (cls.sigmoid() * obj.sigmoid()).sqrt()[..., 0]
    centre, half = (cell + box[..., :2]) * stride, box[..., 2:].exp() * stride / 2
    points = (cell[:, None] + points.unflatten(-1, (POINTS, 2))) * stride[:, None]
    return scores, torch.cat([centre - half, centre + half], -1), points


def _convolutions(net: YuNet) -> list[nn.Conv2d]:
    """The convolutions before the heads in the order in which the published file holds them."""
    units = [*net.backbone, *reversed(net.laterals), *net.shared]
    return [net.stem] + [conv for unit in units for conv in (unit.pointwise, unit.depthwise)]


def load_onnx(path: str | Path) -> YuNet:
    """The published weights (`yunet_n_*.onnx`), read by OpenCV (Debian: python3-opencv)."""
    import cv2

    if not Path(path).is_file():
        raise UserError(f"no detector weights at {path}; name yunet_n_640.onnx")
    file = cv2.dnn.readNetFromONNX(str(path))
    layers = [file.getLayer(i + 1) for i in range(len(file.getLayerNames()))]
    given = [[torch.from_numpy(b) for b in layer.blobs] for layer in layers if layer.type == "Convolution"]
    net = YuNet()
    trunk = _convolutions(net)
    if len(given) != len(trunk) + 2 * len(HEAD_SIZES) * len(STRIDES):
        raise UserError(f"{path} holds {len(given)} convolutions; it is not YuNet-n")
    with torch.no_grad():
        given[0][0] = given[0][0].flip(1)  # BGR to RGB
        for conv, (weight, bias) in zip(trunk, given):
            conv.weight.copy_(weight), conv.bias.copy_(bias.flatten())
        # The file lists class heads, boxes, objects and points, each for the three strides.
        cls, box, obj, points = (given[len(trunk) + 6 * k : len(trunk) + 6 * k + 6] for k in range(4))
        for level, head in enumerate(net.heads):
            for k, conv in enumerate((head.pointwise, head.depthwise)):
                parts = [part[2 * level + k] for part in (cls, obj, box, points)]
                conv.weight.copy_(torch.cat([weight for weight, _ in parts]))
                conv.bias.copy_(torch.cat([bias.flatten() for _, bias in parts]))
    return net.eval()


def onnx_output(path: str | Path, rgb: Tensor) -> Tensor:
    """What OpenCV computes from the published file: (1, N, 16) with cls and obj as probabilities, for the file's own input size."""
    import cv2

    net = cv2.dnn.readNetFromONNX(str(path))
    net.setInput(rgb.flip(1).numpy())
    kinds = [net.forward([f"{kind}_{s}" for s in STRIDES]) for kind in ("cls", "obj", "bbox", "kps")]
    return torch.cat([torch.cat([torch.from_numpy(x).reshape(1, -1, size) for x in kind], 1)
                      for kind, size in zip(kinds, HEAD_SIZES)], 2)
