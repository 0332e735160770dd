"""The filter for mouths and the pose network: what is learned, judged and stored."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from guise_training.errors import UserError
from guise_training.export.weights import read_state
from guise_training.mouth import MOST_PLACES, STEP, Example, Set, about_mouth, fit, judge, leave_out, read_examples, scores, set_of
from guise_training.networks import movenet
from guise_training.networks.nanodet import CHANNELS


def _set(count: int = 120) -> Set:
    """Two sources; who yawns has more of the first three channels, and each source a style of its own in the others."""
    generator = torch.Generator().manual_seed(3)
    features = torch.randn(count, 2, CHANNELS, 3, 3, generator=generator)
    shows = np.arange(count) % 3 == 0
    sources = np.where(np.arange(count) < count // 2, "a", "b")
    features[torch.from_numpy(shows), :, :3] += 3
    features[torch.from_numpy(sources == "b"), :, 5:9] += 2
    return Set(features, shows, sources)


def test_what_is_learned_in_one_source_is_told_in_the_other():
    figures = leave_out(_set(), ["b"], 0.9)
    assert (figures.pictures, figures.shown) == (60, 20)
    assert figures.ap > 0.95 and figures.wrong <= 1


def test_the_filter_is_the_regression():
    data = _set()
    net = fit(data, np.ones(len(data.shows), bool))
    assert ((scores(net, data.features) > 0.5) == data.shows).mean() > 0.95


def test_figures_count_from_the_least_on():
    f = judge(np.array([0.95, 0.92, 0.91, 0.3]), np.array([True, False, True, True]), 0.9)
    assert (f.right, f.wrong) == (2, 1)
    assert f.ap == pytest.approx((1 + 2 / 3 + 3 / 4) / 3, abs=0.03)


def test_nine_places_about_the_mouth_are_read_in_heights_of_the_face():
    features = torch.arange(16 * 12).float().reshape(1, 1, 12, 16).expand(1, CHANNELS, 12, 16)
    height = 8 / STEP  # so that the places are neighbours
    read = about_mouth(features, (5 * 8 + 4.0, 3 * 8 + 4.0), height)[0, 0]
    assert torch.allclose(read, features[0, 0, 2:5, 4:7], atol=1e-3)


def test_a_filter_reads_the_places_that_its_action_needs():
    features = torch.randn(4, 1, CHANNELS, MOST_PLACES, MOST_PLACES)
    some = [Example(Path("a.jpg"), frozenset(["smoking"]), "a")] * 4
    assert torch.equal(set_of(some, features, "smoking").features, features)
    yawns = set_of(some, features, "yawning")
    assert torch.equal(yawns.features, features[..., 1:4, 1:4]) and not yawns.shows.any()
    picture = torch.randn(1, CHANNELS, 20, 20)
    five = about_mouth(picture, (80.0, 80.0), 60, MOST_PLACES)
    assert torch.allclose(five[..., 1:4, 1:4], about_mouth(picture, (80.0, 80.0), 60), atol=1e-5)


def test_sources_are_told_from_files(tmp_path):
    (tmp_path / "actions" / "images").mkdir(parents=True)
    (tmp_path / "yawns" / "images").mkdir(parents=True)
    images = [{"id": i, "file_name": f"{s}{i}.jpg", "source": s} for i, s in enumerate(["yawn", "driver", "driver", "driver"])]
    (tmp_path / "actions" / "train.json").write_text(json.dumps({
        "images": images, "annotations": [{"image_id": 0, "category_id": 1}], "categories": [{"id": 1, "name": "yawning"}]}))
    for name, size in (("a.jpg", (320, 240)), ("b.jpg", (320, 180))):
        Image.new("RGB", size).save(tmp_path / "yawns" / "images" / name)
    (tmp_path / "yawns" / "index.json").write_text(json.dumps([{"file": "a.jpg", "yawning": True}, {"file": "b.jpg", "yawning": False}]))
    found = [(one.source, sorted(one.labels)) for one in read_examples(tmp_path / "actions", tmp_path / "yawns", every=2)]
    assert found == [("driver", []), ("driver", []), ("portraits", ["yawning"]), ("cars", ["yawning"]), ("webcams and stock", [])]


def test_joints_are_decoded_where_they_were_put():
    maps = {name: torch.full((channels, 12, 16), -6.0 if channels < 34 else 0.0) for name, channels in movenet.HEADS.items()}
    maps["middle"][0, 6, 8] = 4
    for j in range(17):
        maps["from_middle"][2 * j : 2 * j + 2, 6, 8] = torch.tensor([-2.0, float(j % 5)])
        maps["joints"][j, 4, 8 + j % 5] = 3
        maps["offsets"][2 * j : 2 * j + 2, 4, 8 + j % 5] = torch.tensor([0.25, 0.5])
    joints = movenet.decode(maps)
    for j in range(17):
        assert joints[j].tolist() == pytest.approx([(8 + j % 5 + 0.5) * 4, 4.25 * 4, torch.tensor(3.0).sigmoid().item()], abs=1e-4)


def test_another_pose_network_is_refused(tmp_path, monkeypatch):
    (tmp_path / "movenet-lightning.json").write_text(json.dumps({"weightsManifest": [{"paths": [], "weights": []}]}))
    monkeypatch.setenv("GUISE_HUMAN_MODELS", str(tmp_path))
    with pytest.raises(UserError, match="another network"):
        movenet.published()


def test_filters_by_channel_can_be_stored_finer(tmp_path):
    from guise_training.export.weights import write_network

    torch.manual_seed(0)
    net = movenet.MoveNet().eval()
    write_network(net, tmp_path, "p", 8, {"network": {}}, depthwise_bits=16)
    stored = read_state(tmp_path / "p.json", lambda _: movenet.MoveNet())[0]
    off = {name: float((a - b).abs().max() / a.abs().max()) for (name, a), b in zip(net.state_dict().items(), stored.state_dict().values()) if a.dim() == 4}
    assert max(v for k, v in off.items() if "depthwise" in k) < 6e-4
    assert 1e-3 < max(off.values()) < 1e-2
