"""The face detector's network, decoding and export."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from guise_training.face_detector.export import NAMES, drawn_faces, export, find, read_face_detector, read_weights, to_input
from guise_training.face_detector.network import YuNet, decode, places

ROOT = Path(__file__).resolve().parents[2]
NAME = NAMES["yunet-n"]


@pytest.fixture
def net():
    torch.manual_seed(0)
    return YuNet().eval()


def test_places_follow_the_maps_row_by_row(net):
    with torch.no_grad():
        maps, flat = net.maps(torch.zeros(1, 3, 64, 96)), net(torch.zeros(1, 3, 64, 96))
    at = places(64, 96)
    assert [tuple(m.shape[1:]) for m in maps] == [(16, 8, 12), (16, 4, 6), (16, 2, 3)] and flat.shape == (1, len(at), 16)
    for index in (0, 13, 96, 96 + 7, 120, 125):
        column, row, stride = at[index].int().tolist()
        assert torch.equal(flat[0, index], maps[(8, 16, 32).index(stride)][0, :, row, column])


def test_decoding_is_what_the_document_says():
    out = torch.zeros(1, 16)
    out[0, :8] = torch.tensor([0.0, 1.0, 0.5, 0.25, np.log(2), np.log(3), 1.0, -1.0])
    scores, boxes, points = decode(out, torch.tensor([[4.0, 2.0, 16.0]]))
    assert scores[0].item() == pytest.approx((0.5 * 1 / (1 + np.exp(-1))) ** 0.5, abs=1e-6)
    assert boxes[0].tolist() == pytest.approx([72 - 16, 36 - 24, 72 + 16, 36 + 24], abs=1e-4)
    assert points[0, 0].tolist() == [80, 16] and points[0, 1].tolist() == [64, 32]


def test_sizes_that_the_network_cannot_halve_are_refused(net):
    with pytest.raises(ValueError, match="multiples of 32"):
        net(torch.zeros(1, 3, 64, 80))


def test_export_is_read_back_and_keeps_the_other_models(net, tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"version": 1, "models": [{"name": "other"}]}))
    entry = export(net, tmp_path, tmp_path / "fixtures", {"origin": "a test", "trainingCommand": "none", "data": "none", "step": 3, "figures": None})
    stored, metadata = read_face_detector(tmp_path / f"{NAME}-16bit.json")
    x = to_input(drawn_faces())
    with torch.no_grad():
        assert (stored(x) - net(x)).abs().max() < 0.01 * net(x).abs().max()
    assert metadata["step"] == 3 and entry["licence"].startswith("Apache-2.0")
    assert [m["name"] for m in json.loads((tmp_path / "manifest.json").read_text())["models"]] == [NAME, "other"]


@pytest.mark.parametrize("name", NAMES.values())
def test_the_fixture_is_what_the_shipped_weights_compute(name):
    net, _ = read_weights(ROOT / "public" / "models" / f"{name}-16bit.json")
    folder = ROOT / "src" / "models" / "fixtures"
    described = json.loads((folder / f"{name}.json").read_text())
    data = (folder / f"{name}.bin").read_bytes()
    height, width = described["height"], described["width"]
    picture = np.frombuffer(data, np.uint8, height * width * 3).reshape(height, width, 3)
    with torch.no_grad():
        maps = net.maps(to_input(picture))
    for stride, value in zip((8, 16, 32), maps):
        stored = described["outputs"][str(stride)]
        expected = np.frombuffer(data, "<f4", int(np.prod(stored["shape"])), stored["offset"]).reshape(stored["shape"])
        assert np.abs(expected - value[0].permute(1, 2, 0).numpy()).max() < 1e-3
    scores, boxes, _ = find(torch.cat([m[0].flatten(1).T for m in maps]), height, width)
    assert np.allclose([f["box"] for f in described["decoded"]["faces"]], boxes.numpy(), atol=0.01) and len(scores) == 2
