import math

import pytest
import torch
import torch.nn.functional as F

from guise_training.losses import angular_softmax, embedding, realism, structure, temporal
from guise_training.losses.angular_softmax import AngularSoftmax


def test_margin_makes_the_true_class_harder_and_is_monotone():
    head = AngularSoftmax(2, 2, margin=4)
    head.lambda_start = head.lambda_end = 0.0
    head.weight.data = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    angles = torch.linspace(0.01, math.pi - 0.01, 200)
    x = torch.stack([angles.cos(), angles.sin()], 1)
    own = head.logits(x, torch.zeros(200, dtype=torch.long))[:, 0]
    assert bool((own[1:] < own[:-1] + 1e-5).all())
    assert bool((own <= x[:, 0] + 1e-5).all())


def test_annealing_is_plain_softmax_at_first():
    head = AngularSoftmax(8, 5, lambda_start=1e9)
    x, labels = torch.randn(4, 8), torch.tensor([0, 1, 2, 3])
    assert torch.allclose(head(x, labels), F.cross_entropy(head.logits(x), labels, reduction="none"), atol=1e-4)
    head.steps += 10 ** 12
    assert head.annealing() == head.lambda_end


def test_adversaries_are_bounded_however_large_the_loss():
    losses = torch.tensor([0.0, 3.0, 1e6], requires_grad=True)
    value = angular_softmax.gradient_ascent(losses, 10.0)
    assert -10 <= float(value) <= 0
    value.backward()
    assert float(losses.grad[0]) == pytest.approx(-1 / 3, rel=1e-4) and float(losses.grad[2]) == 0
    head = AngularSoftmax(4, 6)
    value = angular_softmax.random_label(head, 1e5 * torch.randn(20, 4), torch.zeros(20, dtype=torch.long),
                                         torch.Generator().manual_seed(0), 10.0)
    assert 0 <= float(value) <= 10


def test_random_label_never_asks_for_the_true_class():
    # All but the true class are far away: were the true one drawn, some loss would be zero.
    head = AngularSoftmax(2, 3)
    head.weight.data = torch.tensor([[1.0, 0], [-1, 0.1], [-1, -0.1]])
    for seed in range(20):
        value = angular_softmax.random_label(head, torch.tensor([[8.0, 0.0]]), torch.tensor([0]), torch.Generator().manual_seed(seed), 100.0)
        assert float(value) > 5


def test_identity_gap_is_zero_when_nothing_tells_people_apart():
    labels = torch.tensor([0, 0, 1, 1])
    same = F.normalize(torch.ones(4, 6))
    assert float(embedding.identity_gap(same, same, labels, 0.02, True)) == 0
    apart = F.normalize(torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]]))
    assert float(embedding.identity_gap(apart, apart, labels, 0.0, True)) == pytest.approx(1)
    assert float(embedding.identity_gap(same, same, torch.arange(4), 0.0, True)) == 0  # no pair of one person


def test_own_cosine_is_bounded():
    e = F.normalize(torch.randn(5, 7))
    assert float(embedding.own_cosine(e, e, 0.1)) == pytest.approx(0.9, abs=1e-5)
    assert float(embedding.own_cosine(-e, e, 0.1)) == 0


def test_structure_losses_vanish_on_equal_pictures_and_see_blur():
    torch.manual_seed(0)
    x = torch.rand(2, 3, 32, 32)
    blurred = F.avg_pool2d(x, 3, 1, 1)
    for loss in (structure.l1, structure.detail, structure.gradients):
        assert float(loss(x, x)) == 0 and float(loss(blurred, x)) > 0
    mask = torch.ones(2, 1, 32, 32)
    assert float(structure.picture_distance(x, x, mask)) == 0 and float(structure.edge_distance(x, x, mask)) == 0
    assert float(structure.edge_distance(x + 0.1, x, mask)) == pytest.approx(0, abs=1e-5)  # a shift of colour has no edge


def test_landmark_shift_is_clamped():
    points = torch.zeros(1, 5, 2)
    assert float(structure.landmark_shift(points + 1e6, points, torch.tensor([30.0]), 0.02)) == 1


def test_a_modifier_that_commutes_with_motion_does_not_flicker():
    rng = torch.Generator().manual_seed(0)
    x = F.interpolate(torch.rand(2, 3, 8, 8), (64, 64), mode="bilinear", align_corners=False)
    moved, transform = temporal.nudge(x, rng, noise=0.0)
    assert float(temporal.equivariance(1 - x, 1 - moved, transform)) < 1e-5
    assert float(temporal.equivariance(x, moved.roll(3, 3), transform)) > 1e-3


def test_patch_losses_are_bounded_below():
    assert float(realism.modifier_loss(torch.full((1, 1), 1e6))) == 0
    assert float(realism.discriminator_loss(torch.full((1, 1), 1e6), torch.full((1, 1), -1e6))) == 0


def test_one_dark_drop_is_seen():
    x = torch.full((1, 3, 64, 64), 0.5)
    y = x.clone()
    y[..., 10:15, 10:15] = 0
    where = torch.ones(1, 1, 64, 64)
    assert float(structure.worst_spot(y, x, where)) == pytest.approx(0.5)
    where[..., :20, :20] = 0
    assert float(structure.worst_spot(y, x, where)) == 0
