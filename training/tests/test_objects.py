"""The object detector's export: what is stored computes what was published."""

from __future__ import annotations

import json

import numpy as np
import torch

from guise_training.export.objects import CLASSES, NAME, export, published, to_input
from guise_training.export.weights import read_state
from guise_training.networks.nanodet import NanoDet, normalise


def _weights(tmp_path):
    torch.manual_seed(0)
    net = NanoDet(80).eval()
    torch.save(net.state_dict(), tmp_path / "nanodet_m.pth")
    return net, published(tmp_path / "nanodet_m.pth")


def test_classes_order_and_deviation_are_part_of_the_weights(tmp_path):
    whole, net = _weights(tmp_path)
    picture = np.random.default_rng(1).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    with torch.no_grad():
        scores, boxes = whole(normalise(torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255))
        mine, own = net(to_input(picture))
    assert torch.allclose(mine, scores[..., list(CLASSES.values())], atol=1e-4)
    assert torch.allclose(own, boxes, atol=1e-4)


def test_export_writes_weights_fixture_and_entry(tmp_path):
    _, net = _weights(tmp_path)
    entry = export(net, tmp_path, tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text())["models"] == [entry]
    stored = read_state(tmp_path / f"{NAME}-8bit.json", lambda m: NanoDet(len(m["network"]["classes"])))[0]
    with torch.no_grad():
        x = to_input(np.full((32, 32, 3), 90, np.uint8))
        assert float((stored(x)[0].sigmoid() - net(x)[0].sigmoid()).abs().max()) < 0.05
    fixture = json.loads((tmp_path / f"{NAME}.json").read_text())
    assert [fixture["outputs"][s]["shape"][2] for s in ("8", "16", "32")] == [len(CLASSES) + 32] * 3
