import pytest
import torch

from guise_training.errors import UserError
from guise_training.losses.angular_softmax import AngularSoftmax
from guise_training.networks.modifier import PaperModifier, WebcamModifier, build_modifier, count_multiply_adds, depth_to_space
from guise_training.networks.recognisers import MobileFaceNet, load_recogniser
from guise_training.networks.sphereface import SphereFace20


def test_webcam_keeps_to_its_limits():
    net = WebcamModifier()
    assert sum(p.numel() for p in net.parameters()) <= 1.2e6
    assert count_multiply_adds(net, 128) <= 0.3e9


def test_multiply_adds_of_a_known_convolution():
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, 1, 1), torch.nn.Conv2d(8, 8, 3, 2, 1, groups=8))
    assert count_multiply_adds(net, 16) == 16 * 16 * 8 * 27 + 8 * 8 * 8 * 9


def test_webcam_begins_near_the_identity_and_stays_in_range():
    torch.manual_seed(0)
    x = torch.rand(2, 3, 128, 128)
    y = WebcamModifier()(x)
    assert y.shape == x.shape and float((y - x).abs().mean()) < 0.12
    assert float(y.min()) >= 0 and float(y.max()) <= 1


def test_depth_to_space_has_tensorflow_order():
    x = torch.arange(16.0).view(1, 16, 1, 1)
    y = depth_to_space(x)
    assert y[0, :, 0, 0].tolist() == [0, 1, 2, 3] and y[0, :, 0, 1].tolist() == [4, 5, 6, 7]
    assert y[0, :, 1, 0].tolist() == [8, 9, 10, 11] and y[0, :, 1, 1].tolist() == [12, 13, 14, 15]


def test_paper_modifier_is_johnsons_with_nine_blocks():
    net = PaperModifier()
    assert net.size == 256 and sum(type(m).__name__ == "_Residual" for m in net.net) == 9
    assert sum(p.numel() for p in net.parameters()) == 11_383_427
    small = PaperModifier(width=4, blocks=2)
    y = small(torch.rand(1, 3, 32, 32))
    y.mean().backward()
    assert y.shape == (1, 3, 32, 32) and all(p.grad is not None for p in small.parameters())


def test_unknown_modifier_is_named():
    with pytest.raises(ValueError, match="webcam, paper"):
        build_modifier("large")


def test_sphereface_20_has_20_convolutions_and_learns_with_its_loss():
    convolutions = [m for m in SphereFace20(width=4).modules() if isinstance(m, torch.nn.Conv2d)]
    assert len(convolutions) == 20
    torch.manual_seed(0)
    net, head = SphereFace20(width=4, features=16), AngularSoftmax(16, 3)
    x, labels = torch.rand(6, 3, 112, 96) * 2 - 1, torch.tensor([0, 0, 1, 1, 2, 2])
    optimiser = torch.optim.Adam([*net.parameters(), *head.parameters()], 3e-3)
    first = None
    for _ in range(12):
        loss = head(net(x), labels).mean()
        first = first if first is not None else float(loss)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert float(loss) < first


def test_mobilefacenet_shape():
    net = MobileFaceNet().eval()
    assert net(torch.zeros(2, 3, 112, 96)).shape == (2, 128)
    assert sum(p.numel() for p in net.parameters()) < 1.1e6


def test_the_classifier_that_the_configuration_names(tmp_path):
    assert load_recogniser({"network": "sphereface20", "weights": ""}).fc.out_features == 512
    with pytest.raises(UserError, match="neither mobilefacenet nor sphereface20"):
        load_recogniser({"network": "arcface", "weights": ""})
    torch.save(MobileFaceNet().state_dict(), tmp_path / "other.pth")
    with pytest.raises(UserError, match="SphereFace-20"):
        load_recogniser({"network": "sphereface20", "weights": str(tmp_path / "other.pth")})
