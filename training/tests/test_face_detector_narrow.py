"""The narrow face detector: which channels are kept, and learning from the published one's answers."""

import numpy as np
import pytest
import torch
from torch import nn

from guise_training import checkpoint
from guise_training.face_detector import narrow as n
from guise_training.face_detector.export import read_weights
from guise_training.face_detector.network import Unit, YuNet
from guise_training.face_detector.pictures import Faces
from guise_training.face_detector.scenes import Scenes


@pytest.fixture
def published():
    torch.manual_seed(0)
    net = YuNet().eval()
    for unit in net.modules():
        if isinstance(unit, Unit):  # so that values neither die nor grow
            nn.init.orthogonal_(unit.pointwise.weight, 1.5), nn.init.uniform_(unit.depthwise.weight, 0, 0.3)
    return net


def test_channels_that_others_are_made_of_are_kept():
    x = np.random.default_rng(0).normal(size=(500, 3)) * [1, 1, 3]
    mixed = np.c_[x[:, 0], x[:, 0] + x[:, 2], x[:, 1], x[:, 2], 2 * x[:, 1] + 1]
    kept, told, rest = n.choose(mixed, 3)
    assert len(set(kept)) == 3 and np.allclose(mixed[:, kept] @ told.T + rest, mixed)


def test_a_network_whose_channels_repeat_loses_nothing(published):
    with torch.no_grad():
        for unit in [*published.backbone[2:5], published.laterals[0], published.shared[0]]:
            for part in (unit.pointwise, unit.depthwise):
                half = len(part.weight) // 2
                part.weight[half:] = part.weight[:half]
                part.bias[half:] = part.bias[:half]
    x = torch.rand(2, 3, 96, 64) * 255
    small = n.narrow(published, x)
    with torch.no_grad():
        expected, found = published(x), small(x)
    assert (found - expected).abs().max() < 1e-3 * expected.abs().max()
    assert sum(p.numel() for p in small.parameters()) < 0.8 * sum(p.numel() for p in published.parameters())


def test_likeness_is_nothing_for_the_same_and_most_where_faces_are():
    wanted = torch.full((1, 2, 16), -4.0)
    wanted[0, 0] = 3.0
    heed = torch.ones(1, 2, 1)
    assert all(value == 0 for value in n.likeness(wanted, wanted, heed).values())
    off = [wanted.clone(), wanted.clone()]
    off[0][0, 0, 0] += 1
    off[1][0, 1, 0] -= 1
    face, nothing = (n.likeness(given, wanted, heed)["logits"] for given in off)
    assert face > 10 * nothing > 0
    heed[0, 1] = 4
    assert torch.allclose(n.likeness(off[1], wanted, heed)["logits"], 4 * nothing)


def test_a_true_face_may_be_surer_than_is_wanted_and_no_fainter():
    wanted = torch.full((1, 2, 16), -1.0)
    given = torch.tensor([2.0, -3.0])[None, :, None].expand(1, 2, 16).clone().requires_grad_()
    face = (torch.tensor([0, 0]), torch.tensor([0, 1]))
    n.likeness(given, wanted, torch.ones(1, 2, 1), face)["logits"].backward()
    assert (given.grad[0, 0, :2] == 0).all() and (given.grad[0, 1, :2] < 0).all()


def test_places_beside_faces_are_a_stride_away_from_all_of_them():
    at = torch.tensor([[column, 2, 8] for column in range(8)], dtype=torch.float32)  # middles at 4, 12, …, 60
    faces = torch.tensor([[24.0, 10, 32, 30]])
    truth = [(faces, torch.zeros(1, 5, 2), torch.tensor([doubtful])) for doubtful in (False, True)] + [(faces[:0], torch.zeros(0, 5, 2), torch.zeros(0).bool())]
    assert n.beside(at, truth).tolist() == [[True, True, False, False, False, True, True, True]] * 2 + [[True] * 8]


def test_scenes_in_which_the_network_saw_what_is_not_there_come_oftener(published):
    class Blank(Scenes):
        def sample(self, width, height):
            return np.zeros((height, width, 3), np.uint8), Faces.none()

    trainer = n.Trainer(n.Settings(side=32, kept=100, fresh=1), Blank([], [], 3), published)
    marked, came = trainer.store[32, 32][-1], 0
    for _ in range(40):
        for scene in trainer.store[32, 32]:
            scene[2] = float(scene is marked)
        came += sum(scene is marked for scene in trainer.pictures(32, 32, 8)[2])
    assert came > 2 * 40 * 8 / 100


def test_it_learns_the_answers_leaves_the_first_units_alone_and_resumes(published, tmp_path):
    settings = n.Settings(steps=30, batch=4, side=64, large_every=5, large=(96, 64), warm_up=1, rate=1e-3, fresh=4, faces=0.002)
    with torch.no_grad():
        for head in published.heads:  # no boxes as large as the sky
            head.depthwise.weight.mul_(1e-3)
    face = Faces(np.float32([[8, 8, 40, 48]]), np.full((1, 5, 2), 24, np.float32), np.zeros(1, bool))

    def trainer():
        return n.Trainer(settings, Scenes([], [], 3), published)

    Scenes.sample, sample = (lambda self, width, height: (np.asarray(self.background(width, height)), face)), Scenes.sample
    try:
        whole = trainer()
        first = whole.net.backbone[0].pointwise.weight.clone()
        with torch.no_grad():
            for unit in whole.net.backbone[2:5]:
                unit.depthwise.weight.mul_(0.8)
        x = whole.pictures(64, 64, 8)[0]

        @torch.no_grad()
        def off():
            eighths = [net.levels(net.low(x))[0] for net in (published, whole.net)]
            return float((eighths[0] - eighths[1]).square().mean())

        before = off()
        assert np.isfinite([list(whole.train_step().values()) for _ in range(30)]).all()
        assert off() < 0.85 * before and torch.equal(whole.net.backbone[0].pointwise.weight, first)
        part = trainer()
        for _ in range(6):
            part.train_step()
        checkpoint.save(tmp_path / "last.pt", part.state())
        again = trainer()
        again.resume(checkpoint.load(tmp_path / "last.pt"))
        same = [torch.equal(a, b) for kind in ("net", "average") for a, b in zip(getattr(again, kind).parameters(), getattr(part, kind).parameters())]
        moments = [torch.equal(again.optimiser.state[a]["exp_avg"], part.optimiser.state[b]["exp_avg"])
                   for a, b in zip(again.net.parameters(), part.net.parameters()) if a.requires_grad]
        assert again.step == 6 and all(same) and all(moments) and moments and np.isfinite(again.train_step()["logits"])
    finally:
        Scenes.sample = sample
    net, provenance = read_weights(tmp_path / "last.pt")
    assert net.name == "yunet-narrow" and "narrow-face-detector" in provenance["trainingCommand"]
