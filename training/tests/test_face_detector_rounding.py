"""Rounding the face detector's weights for sums in bytes."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from guise_training.face_detector import rounding as r
from guise_training.face_detector.export import NAMES, read_face_detector
from guise_training.face_detector.network import Unit, YuNet

ROOT = Path(__file__).resolve().parents[2]


def correlated(pixels, inputs, seed=0):
    rng = np.random.default_rng(seed)
    return torch.from_numpy(np.maximum(rng.normal(size=(pixels, 5)) @ rng.normal(size=(5, inputs)) + 0.1 * rng.normal(size=(pixels, inputs)), 0)).float()


@pytest.mark.parametrize("seed", range(4))
def test_rounded_weights_are_whole_and_lose_less_than_the_nearest(seed):
    read = correlated(2000, 40, seed)
    weights = torch.randn(16, 40, generator=torch.Generator().manual_seed(seed))
    weights[3] = 0  # an output that was never used
    made = r.rounded(weights, read)
    unit = weights.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
    whole = made / unit
    assert torch.allclose(whole, whole.round(), atol=1e-3) and whole.abs().max() <= 127.001
    # The page finds the unit again by the largest.
    assert torch.allclose(made.abs().amax(1), weights.abs().amax(1), rtol=1e-5)
    nearest = (weights / unit).round() * unit
    error = lambda w: ((read @ (w - weights).T) ** 2).mean().item()
    assert 0 < error(made) < 0.5 * error(nearest)


def test_a_rounded_network_answers_nearly_the_same_and_stays_floats_where_bytes_are_not_used():
    torch.manual_seed(0)
    net = YuNet("yunet-narrow").eval()
    for unit in net.modules():
        if isinstance(unit, Unit):
            nn.init.orthogonal_(unit.pointwise.weight, 1.5), nn.init.uniform_(unit.depthwise.weight, 0, 0.3)
    rng = np.random.default_rng(1)
    pictures = [torch.from_numpy(rng.integers(0, 256, (1, 3, 96, 96))).float() for _ in range(4)]
    made = r.round_to_bytes(net, pictures)
    assert torch.equal(made.backbone[0].pointwise.weight, net.backbone[0].pointwise.weight)
    assert not torch.equal(made.backbone[4].pointwise.weight, net.backbone[4].pointwise.weight)
    assert all(isinstance(unit.pointwise, nn.Conv2d) for unit in made.modules() if isinstance(unit, Unit))
    with torch.no_grad():
        before, after = net(pictures[0]), made(pictures[0])
    assert (before - after).abs().max() < 0.03 * before.abs().max()


@pytest.mark.parametrize("name", sorted(NAMES.values()))
def test_the_shipped_weights_are_rounded(name):
    net = read_face_detector(ROOT / "public" / "models" / f"{name}-16bit.json")[0]
    for unit in (u for u in net.modules() if isinstance(u, Unit) and u.pointwise.in_channels >= r.LEAST_DEPTH):
        whole = unit.pointwise.weight[:, :, 0, 0] / unit.pointwise.weight.abs().amax((1, 2, 3))[:, None] * 127
        # float16 keeps eleven digits: a tenth of a unit.
        assert (whole - whole.round()).abs().max() < 0.15
