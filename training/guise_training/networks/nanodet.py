"""NanoDet-m: a single-stage, anchor-free detector small enough for the browser (0.94 M parameters at 80 classes).

ShuffleNetV2-1.0x, a path aggregation network (PAN) of 96 channels without convolutions of its own, and a generalised focal loss
head: per place and class one quality score, and per side of the box a discrete distribution over 0..7 strides whose expectation
is the distance from the place's centre to that side.
Sources: Ma et al., "ShuffleNet V2" (2018); Liu et al., "Path Aggregation Network" (2018); Li et al., "Generalized Focal Loss" (2020).

Every convolution has a bias and no batch norm: the given weights come with it folded in.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.errors import UserError

STRIDES = (8, 16, 32)
BINS = 8  # a side's distance is at most BINS - 1 strides
CHANNELS = 96
#: Per channel, of the input in BGR, 0..255.
MEAN_BGR = (103.53, 116.28, 123.675)
STD_BGR = (57.375, 57.12, 58.395)


def normalise(rgb: Tensor) -> Tensor:
    """(B, 3, H, W) RGB in [0, 1] -> the network's input (BGR, mean and deviation of ImageNet)."""
    mean, std = rgb.new_tensor(MEAN_BGR).view(1, 3, 1, 1), rgb.new_tensor(STD_BGR).view(1, 3, 1, 1)
    return rgb.flip(1).mul_(255 / std).sub_(mean / std)


def _depthwise(channels: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(channels, channels, 3, stride, 1, groups=channels)


def _act(x: Tensor) -> Tensor:
    return F.leaky_relu(x, 0.1)


def _shuffle(x: Tensor) -> Tensor:
    """Interleaves the two halves of the channels, so that the next block's split sees both."""
    b, c, h, w = x.shape
    return x.reshape(b, 2, c // 2, h, w).transpose(1, 2).reshape(b, c, h, w)


class DownBlock(nn.Module):
    """ShuffleNetV2's block of stride 2: both branches see the whole input."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        half = cout // 2
        self.left_depthwise, self.left_pointwise = _depthwise(cin, 2), nn.Conv2d(cin, half, 1)
        self.right_in, self.right_depthwise, self.right_out = nn.Conv2d(cin, half, 1), _depthwise(half, 2), nn.Conv2d(half, half, 1)

    def forward(self, x: Tensor) -> Tensor:
        left = _act(self.left_pointwise(self.left_depthwise(x)))
        right = _act(self.right_out(self.right_depthwise(_act(self.right_in(x)))))
        return _shuffle(torch.cat([left, right], 1))


class UnitBlock(nn.Module):
    """ShuffleNetV2's block of stride 1: half of the channels pass by."""

    def __init__(self, channels: int):
        super().__init__()
        half = channels // 2
        self.right_in, self.right_depthwise, self.right_out = nn.Conv2d(half, half, 1), _depthwise(half), nn.Conv2d(half, half, 1)

    def forward(self, x: Tensor) -> Tensor:
        left, right = x.chunk(2, 1)
        return _shuffle(torch.cat([left, _act(self.right_out(self.right_depthwise(_act(self.right_in(right)))))], 1))


class LevelHead(nn.Module):
    """One pyramid level's head: two separable convolutions, then scores and box bins from one 1x1 convolution."""

    def __init__(self, classes: int):
        super().__init__()
        self.depthwise0, self.pointwise0 = _depthwise(CHANNELS), nn.Conv2d(CHANNELS, CHANNELS, 1)
        self.depthwise1, self.pointwise1 = _depthwise(CHANNELS), nn.Conv2d(CHANNELS, CHANNELS, 1)
        self.predict = nn.Conv2d(CHANNELS, classes + 4 * BINS, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = _act(self.pointwise0(_act(self.depthwise0(x))))
        x = _act(self.pointwise1(_act(self.depthwise1(x))))
        return self.predict(x)


class NanoDet(nn.Module):
    """The detector. `classes`: 80 for the given weights, 11 for actions."""

    def __init__(self, classes: int = 11):
        super().__init__()
        self.classes = classes
        self.stem = nn.Conv2d(3, 24, 3, 2, 1)
        stages, cin = [], 24
        for cout, repeats in ((116, 3), (232, 7), (464, 3)):
            stages.append(nn.Sequential(DownBlock(cin, cout), *(UnitBlock(cout) for _ in range(repeats))))
            cin = cout
        self.stages = nn.ModuleList(stages)
        self.laterals = nn.ModuleList(nn.Conv2d(c, CHANNELS, 1) for c in (116, 232, 464))
        self.heads = nn.ModuleList(LevelHead(classes) for _ in STRIDES)

    def pyramid(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What the heads read: maps (B, CHANNELS, H / stride, W / stride) of strides 8, 16, 32. x: as in `forward`."""
        if x.shape[2] % 32 or x.shape[3] % 32:
            raise ValueError(f"height and width must be multiples of 32, not {tuple(x.shape[2:])}")
        x = F.max_pool2d(_act(self.stem(x)), 3, 2, 1)
        features = []
        for stage, lateral in zip(self.stages, self.laterals):
            x = stage(x)
            features.append(lateral(x))
        c8, c16, c32 = features
        p16 = c16 + _resize(c32, 2)
        p8 = c8 + _resize(p16, 2)
        p16 = p16 + _resize(p8, 0.5)
        p32 = c32 + _resize(p16, 0.5)
        return p8, p16, p32

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x: (B, 3, H, W) as `normalise` gives it, H and W multiples of 32.

        Returns score logits (B, N, classes) and box logits (B, N, 4 * BINS: left, top, right, bottom), N places of strides 8,
        16, 32 one after the other, row by row; see `centres`.
        """
        flat = [head(p).flatten(2).transpose(1, 2) for head, p in zip(self.heads, self.pyramid(x))]
        return torch.cat(flat, 1).split([self.classes, 4 * BINS], 2)


def _resize(x: Tensor, factor: float) -> Tensor:
    return F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False, recompute_scale_factor=False)


def centres(height: int, width: int, device: torch.device | str = "cpu") -> tuple[Tensor, Tensor]:
    """Centres (N, 2: x, y) in input pixels of every place of the output, and their strides (N,)."""
    points, strides = [], []
    for stride in STRIDES:
        y, x = torch.meshgrid(torch.arange(height // stride), torch.arange(width // stride), indexing="ij")
        points.append((torch.stack([x, y], -1).reshape(-1, 2).float() + 0.5) * stride)
        strides.append(torch.full((points[-1].shape[0],), float(stride)))
    return torch.cat(points).to(device), torch.cat(strides).to(device)


def decode(box_logits: Tensor, points: Tensor, strides: Tensor) -> Tensor:
    """(..., N, 4 * BINS) -> boxes (..., N, 4: x1, y1, x2, y2) in input pixels, not clipped. Differentiable."""
    bins = torch.arange(BINS, dtype=box_logits.dtype, device=box_logits.device)
    distance = box_logits.unflatten(-1, (4, BINS)).softmax(-1) @ bins * strides[:, None]
    return torch.cat([points - distance[..., :2], points + distance[..., 2:]], -1)


def load_coco(path: str | Path, classes: int = 80, person_class: int = 0) -> NanoDet:
    """The given NanoDet-m weights (PyTorch state dict, batch norm folded) in this module.

    The file's keys are ONNX tensor names; its convolutions stand in the order of execution, as ours are defined, so they are
    matched by position and every shape is checked. With `classes` other than 80 every class starts from COCO's person.
    """
    path = Path(path)
    if not path.is_file():
        raise UserError(f"no detector weights at {path}; name nanodet_m.pth")
    given = list(torch.load(path, map_location="cpu").values())
    model = NanoDet(classes)
    own = [parameter for module in model.modules() if isinstance(module, nn.Conv2d) for parameter in (module.weight, module.bias)]
    # The laterals run after the whole backbone and before the heads: the order of their definition above.
    if len(given) != len(own):
        raise UserError(f"{path} holds {len(given)} tensors, NanoDet-m has {len(own)}; is it nanodet_m.pth?")
    with torch.no_grad():
        for index, (parameter, value) in enumerate(zip(own, given)):
            if value.shape[0] == 80 + 4 * BINS and classes != 80:
                person, boxes = value[person_class : person_class + 1], value[80:]
                value = torch.cat([person.expand(classes, *person.shape[1:]), boxes])
            if parameter.shape != value.shape:
                raise UserError(f"{path}: tensor {index} is {tuple(value.shape)}, expected {tuple(parameter.shape)}")
            parameter.copy_(value)
    return model
