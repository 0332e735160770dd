"""Attackers: that they find what leaks, and nothing where nothing does; and the graph models that judge."""

import numpy as np
import pytest
import torch

from guise_training.attack.anonymisers import blur, grey
from guise_training.attack.egg import egg
from guise_training.attack.keep import lab
from guise_training.attack.linear import auc, equal_error, linear_attack, true_accepts
from guise_training.attack.tuned import ranked, tune
from guise_training.errors import UserError
from guise_training.networks.faceres import load_faceres
from guise_training.networks.graph_model import GraphModel
from guise_training.persona.clips import follow, openings, read_clip


def faces(leak: float, people: int = 60, each: int = 4, size: int = 24):
    rng = np.random.default_rng(0)
    who = rng.normal(size=(people, size)).repeat(each, 0)
    raw = who + 0.3 * rng.normal(size=who.shape)
    mixed = who @ rng.normal(size=(size, size))
    hidden = leak * mixed + rng.normal(size=who.shape) * np.sqrt(size)
    return hidden, raw, np.arange(people).repeat(each)


def test_auc_is_the_chance_to_lie_above():
    rng = np.random.default_rng(0)
    a, b = rng.normal(1, 1, 200).round(1), rng.normal(0, 1, 300).round(1)
    brute = ((a[:, None] > b[None]).mean() + 0.5 * (a[:, None] == b[None]).mean())
    assert abs(auc(a, b) - brute) < 1e-9
    assert auc(np.ones(5), np.zeros(5)) == 1.0
    assert true_accepts(a, b, 0.01) < 0.5 and 0.2 < equal_error(a, b) < 0.45


def test_the_linear_map_finds_a_rotated_identity_and_nothing_in_noise():
    group = np.arange(60).repeat(4) % 3
    leaking, nothing = linear_attack(*faces(1.0), group=group), linear_attack(*faces(0.0), group=group)
    assert leaking.auc > 0.75 and leaking.group_auc > 0.75 and leaking.rank1 > 3 / leaking.gallery
    assert abs(nothing.auc - 0.5) < 0.06
    control = linear_attack(*(lambda h, r, i: (r, r, i))(*faces(0.0)))
    assert control.auc > 0.98 and control.rank1 == 1.0


def test_watching_longer_tells_more():
    hidden, raw, who = faces(0.5)
    assert linear_attack(hidden, raw, who, pooled=True).auc > linear_attack(hidden, raw, who).auc


def test_the_grey_control_hides_the_whole_egg_and_blur_keeps_outside():
    x = torch.rand(2, 3, 96, 96)
    inside = torch.from_numpy(egg(96) > 0)
    assert (grey(x, np.arange(2))[:, :, inside] == 0.5).all()
    for change in (grey, blur(8)):
        y = change(x, np.arange(2))
        assert (y[:, :, ~inside] == x[:, :, ~inside]).all() and not torch.equal(x, y)


def test_lab_of_known_colours():
    assert np.abs(lab(np.array([1.0, 1, 1])) - [100, 0, 0]).max() < 0.1
    assert np.abs(lab(np.array([1.0, 0, 0])) - [53.2, 80.1, 67.2]).max() < 0.5


def test_openings_follow():
    points = np.zeros((6, 68, 2))
    points[:, 36:42, 0], points[:, 42:48, 0] = 0, 10
    points[:, [65, 66, 67], 1] = np.arange(6)[:, None] * 0.5
    wide = openings(points)
    assert np.allclose(wide[:, 0], np.arange(6) * 0.05)
    assert follow(wide, wide * 0.5)["mouth_spread"] == 0.5
    assert follow(wide, wide * 0.5)["mouth_correlation"] > 0.999


def test_graph_models_give_what_the_hand_written_network_gives():
    x = torch.rand(2, 3, 128, 128)
    bgr = (x.flip(1) * 255 - x.new_tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)).permute(0, 2, 3, 1)
    graph = GraphModel("faceres", ["global_pooling/Mean"])(bgr)["global_pooling/Mean"]
    with torch.no_grad():
        assert torch.allclose(graph.reshape(2, -1), load_faceres()(x), atol=1e-3)


def test_a_clip_is_cropped_beside_what_the_page_made_of_it(tmp_path):
    cv2 = pytest.importorskip("cv2")

    levels = {"raw": 90, "shown": 160}
    for name, level in levels.items():
        film = cv2.VideoWriter(str(tmp_path / f"{name}.avi"), cv2.VideoWriter_fourcc(*"MJPG"), 25, (160, 120))
        for _ in range(5):
            film.write(np.full((120, 160, 3), level, np.uint8))
        film.release()
    points = np.array([[60, 50], [100, 50], [80, 70], [65, 85], [95, 85.0]])
    crops, five, shown = read_clip(tmp_path / "raw.avi", lambda _: points, every=2, shown=tmp_path / "shown.avi")
    assert len(crops) == len(shown) == len(five) == 3
    middle = (slice(None), slice(60, 130), slice(60, 130))
    assert np.abs(crops[middle].mean() - 90) < 4 and np.abs(shown[middle].mean() - 160) < 4
    assert read_clip(tmp_path / "raw.avi", lambda _: points, every=2)[2] is None
    with pytest.raises(UserError, match="no face found"):
        read_clip(tmp_path / "raw.avi", lambda _: None)


def test_a_tuned_recogniser_finds_what_leaks_and_nothing_where_nothing_does():
    class Colours(torch.nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.linear = torch.nn.Linear(3, 8)

        def embed(self, x, marks):
            return torch.nn.functional.normalize(self.linear(x.mean((2, 3)) - 0.5))

    rng = np.random.default_rng(0)
    identity = np.arange(40).repeat(3)
    colour = rng.uniform(60, 200, (40, 3))[identity]
    raw = np.tanh((colour - 128) / 60 @ rng.normal(size=(3, 8)))
    raw /= np.linalg.norm(raw, axis=1, keepdims=True)
    five = np.tile(np.array([[2, 2], [5, 2], [4, 4], [2, 6], [5, 6.0]]), (120, 1, 1))
    train, test, scores = identity < 20, identity >= 20, []
    for shown in (colour, np.full_like(colour, 128)):
        crops, net = np.broadcast_to(shown[:, None, None].astype(np.uint8), (120, 8, 8, 3)).copy(), Colours()
        tune(net, crops[train], five[train], raw[train], identity[train], 150, people=20, rate=0.03)
        with torch.no_grad():
            hidden = net.embed(torch.from_numpy(crops[test]).permute(0, 3, 1, 2).float() / 255, None).numpy()
        scores.append(ranked(hidden, raw[test], identity[test], np.zeros(test.sum()))[0])
    assert scores[0] > 0.85 and abs(scores[1] - 0.5) < 0.05
