"""A small patch discriminator (Isola et al. 2017) between raw and anonymised crops, hinge form."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import spectral_norm


class PatchDiscriminator(nn.Module):
    """(B, 3, S, S) in [0, 1] -> (B, 1, S/8 - 2, S/8 - 2) scores; each sees 46 x 46 pixels. Spectral norm keeps it Lipschitz."""

    def __init__(self, width: int = 32):
        super().__init__()
        layers: list[nn.Module] = []
        cin = 3
        for cout in (width, 2 * width, 4 * width):
            layers += [spectral_norm(nn.Conv2d(cin, cout, 4, 2, 1)), nn.LeakyReLU(0.2)]
            cin = cout
        layers += [spectral_norm(nn.Conv2d(cin, 1, 3))]
        self.net = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x * 2 - 1)


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


def modifier_loss(fake: Tensor) -> Tensor:
    """Bounded below: nothing is won beyond a score of 1."""
    return F.relu(1 - fake).mean()
