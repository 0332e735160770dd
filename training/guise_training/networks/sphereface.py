"""SphereFace-20 (Liu et al. 2017), the paper's face classifier; its angular softmax is in `losses.angular_softmax`."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.sampler import TEMPLATE_112, recogniser_transform, sample


class _Unit(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1), nn.PReLU(channels),
                                 nn.Conv2d(channels, channels, 3, 1, 1), nn.PReLU(channels))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.net(x)


class SphereFace20(nn.Module):
    """20 convolution layers in four stages of 1, 2, 4 and 1 residual units, then a fully connected layer to 512 features.

    Input (B, 3, 112, 96), RGB in [-1, 1], aligned on five points. Output (B, 512), not normalised. No batch norm, as in the
    original. width: channels of the first stage (64 in the paper).
    """

    size = (112, 96)
    template = TEMPLATE_112 - torch.tensor([8.0, 0.0])

    def __init__(self, width: int = 64, features: int = 512):
        super().__init__()
        layers: list[nn.Module] = []
        cin = 3
        for stage, units in enumerate((1, 2, 4, 1)):
            cout = width * 2 ** stage
            layers += [nn.Conv2d(cin, cout, 3, 2, 1), nn.PReLU(cout), *[_Unit(cout) for _ in range(units)]]
            cin = cout
        self.stages = nn.Sequential(*layers)
        self.fc = nn.Linear(cin * 7 * 6, features)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.xavier_normal_(module.weight)
                nn.init.zeros_(module.bias)
        for module in self.modules():
            if isinstance(module, _Unit):
                for layer in module.net:
                    if isinstance(layer, nn.Conv2d):
                        nn.init.normal_(layer.weight, std=0.01)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.stages(x).flatten(1))

    def embed(self, picture: Tensor, landmarks: Tensor) -> Tensor:
        """picture (B, 3, H, W) in [0, 1] with its five landmarks (B, 5, 2) -> unit embeddings (B, features)."""
        aligned = sample(picture, recogniser_transform(landmarks, self.template), self.size)
        return F.normalize(self(aligned * (255 / 128) - 127.5 / 128))
