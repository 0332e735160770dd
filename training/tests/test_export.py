import json

import numpy as np
import pytest
import torch

from guise_training.errors import UserError
from guise_training.export.catalogue import upsert
from guise_training.export.fixture import drawn_face, write_fixture
from guise_training.export.weights import digest, from_tfjs, quantise_channels, read_modifier, to_tfjs, write_network
from guise_training.networks.modifier import WebcamModifier


@pytest.fixture
def net():
    torch.manual_seed(0)
    return WebcamModifier(width=8, blocks=2).eval()


def meta(net):
    return {"network": {"name": "webcam", "hyper": net.hyper, "size": 128}, "step": 7, "config": {}}


def test_layouts_go_there_and_back():
    for depthwise, shape, tfjs in ((False, (8, 3, 5, 4), (5, 4, 3, 8)), (True, (8, 1, 3, 3), (3, 3, 8, 1))):
        value = np.random.default_rng(0).normal(size=shape).astype(np.float32)
        there = to_tfjs("x", value, depthwise)
        assert there.shape == tfjs
        assert np.array_equal(from_tfjs(there, depthwise), value)


def test_quantisation_error_is_at_most_half_a_step_for_each_channel():
    value = np.random.default_rng(0).normal(size=(3, 3, 4, 6)) * np.array([1e-3, 1, 10, 0.1, 5, 0])
    q, scale, low = quantise_channels(value, 3)
    assert (np.abs(low + scale * q - value) <= scale / 2 * 1.001 + 1e-7).all()


@pytest.mark.parametrize("bits,tolerance", [(32, 1e-6), (16, 2e-3), (8, 2e-2)])
def test_what_is_written_is_read(net, tmp_path, bits, tolerance):
    written = write_network(net, tmp_path, "m", bits, meta(net))
    again, _, step = read_modifier(tmp_path / "m.json")
    x = torch.rand(1, 3, 128, 128)
    assert step == 7 and float((again(x) - net(x)).abs().mean()) < tolerance
    assert {item["file"]: {k: item[k] for k in ("sha256", "bytes")} for item in written["weights"]} == \
        {f: digest(tmp_path / f) for f in ("m.json", "m.bin")}
    entries = json.loads((tmp_path / "m.json").read_text())["weightsManifest"][0]["weights"]
    offset = 0
    for entry in entries:  # a Float32Array or Uint16Array can be laid over every tensor
        size = {"uint8": 1, "float16": 2}.get(entry.get("quantization", {}).get("dtype") or entry["dtype"], 4)
        assert offset % size == 0
        offset += size * int(np.prod(entry["shape"]))
    assert offset == (tmp_path / "m.bin").stat().st_size


def test_shipped_size(tmp_path):
    net = WebcamModifier()
    written = write_network(net, tmp_path, "m", 8, meta(net))
    assert sum(item["bytes"] for item in written["weights"]) < 1.5e6


def test_truncated_weights_are_refused(net, tmp_path):
    write_network(net, tmp_path, "m", 8, meta(net))
    (tmp_path / "m.bin").write_bytes((tmp_path / "m.bin").read_bytes() + b"\0\0\0\0")
    with pytest.raises(UserError, match="damaged"):
        read_modifier(tmp_path / "m.json")


def test_fixture_holds_the_networks_output(net, tmp_path):
    d = write_fixture(tmp_path, "fix", {"float32": net})
    data = (tmp_path / "fix.bin").read_bytes()
    picture = np.frombuffer(data, np.uint8, 128 * 128 * 3).reshape(128, 128, 3)
    assert np.array_equal(picture, drawn_face(128))
    stored = np.frombuffer(data, "<u2", 128 * 128 * 3, d["outputs"]["float32"]["offset"]).reshape(128, 128, 3) / 65535
    with torch.no_grad():
        y = net(torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None])[0].permute(1, 2, 0).numpy()
    assert np.abs(stored - y).max() < 1e-4 and len(data) < 300_000


def test_catalogue_replaces_by_name_and_keeps_the_rest(tmp_path):
    for entry in ({"name": "b", "step": 1}, {"name": "a", "step": 1}, {"name": "b", "step": 2}):
        upsert(tmp_path / "manifest.json", entry)
    assert json.loads((tmp_path / "manifest.json").read_text())["models"] == [{"name": "a", "step": 1}, {"name": "b", "step": 2}]
