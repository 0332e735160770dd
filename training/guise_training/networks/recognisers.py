"""Face recognisers: MobileFaceNet (Chen et al. 2018), in the layout of the weights at hand."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.errors import UserError
from guise_training.sampler import TEMPLATE_112, recogniser_transform, sample


class ConvBlock(nn.Module):
    def __init__(self, cin: int, cout: int, kernel, stride: int = 1, padding=0, groups: int = 1, linear: bool = False):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, padding, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.prelu = None if linear else nn.PReLU(cout)

    def forward(self, x: Tensor) -> Tensor:
        x = self.bn(self.conv(x))
        return x if self.prelu is None else self.prelu(x)


class Bottleneck(nn.Module):
    def __init__(self, cin: int, cout: int, stride: int, expansion: int):
        super().__init__()
        self.connect = stride == 1 and cin == cout
        mid = cin * expansion
        self.conv = nn.Sequential(
            nn.Conv2d(cin, mid, 1, bias=False), nn.BatchNorm2d(mid), nn.PReLU(mid),
            nn.Conv2d(mid, mid, 3, stride, 1, groups=mid, bias=False), nn.BatchNorm2d(mid), nn.PReLU(mid),
            nn.Conv2d(mid, cout, 1, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(x) if self.connect else self.conv(x)


class MobileFaceNet(nn.Module):
    """Input (B, 3, 112, 96), RGB in [-1, 1], aligned on five points. Output (B, 128), not normalised."""

    size = (112, 96)
    template = TEMPLATE_112 - torch.tensor([8.0, 0.0])
    layout = [(2, 64, 5, 2), (4, 128, 1, 2), (2, 128, 6, 1), (4, 128, 1, 2), (2, 128, 2, 1)]

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = ConvBlock(3, 64, 3, 2, 1)
        self.dw_conv1 = ConvBlock(64, 64, 3, 1, 1, groups=64)
        blocks, cin = [], 64
        for t, c, n, s in self.layout:
            for i in range(n):
                blocks.append(Bottleneck(cin, c, s if i == 0 else 1, t))
                cin = c
        self.blocks = nn.Sequential(*blocks)
        self.conv2 = ConvBlock(128, 512, 1)
        self.linear7 = ConvBlock(512, 512, (7, 6), groups=512, linear=True)
        self.linear1 = ConvBlock(512, 128, 1, linear=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.blocks(self.dw_conv1(self.conv1(x)))
        return self.linear1(self.linear7(self.conv2(x))).flatten(1)

    def embed(self, picture: Tensor, landmarks: Tensor) -> Tensor:
        """picture (B, 3, H, W) in [0, 1] with its five landmarks (B, 5, 2) -> unit embeddings (B, 128)."""
        aligned = sample(picture, recogniser_transform(landmarks, self.template), self.size)
        return F.normalize(self(aligned * (255 / 128) - 127.5 / 128))


def load_mobilefacenet(path: str | Path) -> MobileFaceNet:
    """MobileFaceNet from a PyTorch state dict. Raises UserError when the file is missing or of another network."""
    path = Path(path)
    if not path.is_file():
        raise UserError(f"no recogniser weights at {path}; give the path of mobilefacenet_casia.pth")
    net = MobileFaceNet()
    try:
        net.load_state_dict(torch.load(path, map_location="cpu"))
    except (RuntimeError, KeyError) as error:
        raise UserError(f"{path} does not hold MobileFaceNet weights: {str(error).splitlines()[0]}") from error
    return net.eval()


def load_recogniser(settings: dict[str, str]) -> nn.Module:
    """D's start as section [recogniser] says. Raises UserError for an unknown network or wrong weights."""
    if settings["network"] == "mobilefacenet":
        return load_mobilefacenet(settings["weights"])
    if settings["network"] != "sphereface20":
        raise UserError(f"recogniser.network: {settings['network']!r} is neither mobilefacenet nor sphereface20")
    from guise_training.networks.sphereface import SphereFace20

    net = SphereFace20()
    if settings["weights"]:
        if not Path(settings["weights"]).is_file():
            raise UserError(f"no recogniser weights at {settings['weights']}")
        try:
            net.load_state_dict(torch.load(settings["weights"], map_location="cpu"))
        except (RuntimeError, KeyError) as error:
            raise UserError(f"{settings['weights']} does not hold SphereFace-20 weights: {str(error).splitlines()[0]}") from error
    return net.eval()
