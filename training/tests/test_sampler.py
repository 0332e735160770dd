import pytest
import torch

from guise_training.faces import random_jitter
from guise_training.sampler import (TEMPLATE_112, apply, compose, crop_transform, fit_similarity, invert, recogniser_transform, sample)

MARKS = torch.tensor([[[85.0, 99.0], [130.0, 97.0], [108.0, 120.0], [90.0, 145.0], [126.0, 144.0]],
                      [[70.0, 90.0], [90.0, 100.0], [75.0, 110.0], [62.0, 122.0], [78.0, 130.0]]])


def test_similarity_is_recovered():
    torch.manual_seed(0)
    points = torch.rand(3, 5, 2) * 50
    true = torch.tensor([[[0.8, -0.6, 3.0], [0.6, 0.8, -2.0]]]).repeat(3, 1, 1) * torch.tensor([1.0, 2.0, 0.5]).view(3, 1, 1)
    assert torch.allclose(fit_similarity(points, apply(true, points)), true, atol=1e-3)


def test_coinciding_points_are_refused():
    with pytest.raises(ValueError, match="fall together"):
        fit_similarity(torch.ones(1, 5, 2), TEMPLATE_112[None])


def test_inverse_and_composition():
    t = random_jitter(4, 128, torch.Generator().manual_seed(0))
    points = torch.rand(4, 7, 2) * 100
    assert torch.allclose(apply(compose(invert(t), t), points), points, atol=1e-3)


def test_identity_gives_the_picture_back():
    picture = torch.rand(2, 3, 9, 13)
    identity = torch.tensor([[[1.0, 0, 0], [0, 1, 0]]]).repeat(2, 1, 1)
    assert torch.allclose(sample(picture, identity, (9, 13)), picture, atol=1e-5)


def test_eyes_are_level_in_the_crop_and_inside():
    inside = apply(invert(crop_transform(MARKS, 128)), MARKS)
    frontal = inside[0]
    assert abs(float(frontal[0, 1] - frontal[1, 1])) < 2
    assert bool((inside > 10).all()) and bool((inside < 118).all())


def test_template_lands_on_the_landmarks():
    mapped = apply(recogniser_transform(MARKS[:1], TEMPLATE_112), TEMPLATE_112[None])
    assert float((mapped - MARKS[:1]).norm(dim=2).max()) < 6  # another face than the template's: near, not equal


@pytest.mark.parametrize("padding", ["border", "zeros"])
def test_gradients_match_finite_differences(padding):
    torch.manual_seed(1)
    picture = torch.rand(1, 2, 7, 8, dtype=torch.float64, requires_grad=True)
    # Away from whole pixels, where bilinear interpolation has a kink.
    transform = torch.tensor([[[0.83, -0.11, 0.637], [0.13, 0.79, 1.219]]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda p, t: sample(p, t, (5, 6), padding), (picture, transform), eps=1e-7, atol=1e-5)


def test_landmark_gradients_match_finite_differences():
    torch.manual_seed(2)
    picture = torch.rand(1, 1, 24, 24, dtype=torch.float64)
    marks = (TEMPLATE_112[None].double() / 5 + torch.rand(1, 5, 2, dtype=torch.float64)).requires_grad_()
    assert torch.autograd.gradcheck(lambda m: sample(picture, recogniser_transform(m, TEMPLATE_112 / 8), (14, 12)), (marks,),
                                    eps=1e-7, atol=1e-4)
