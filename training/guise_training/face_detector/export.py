"""Exports the face detector; docs/models/face-detector.md describes the network and what surrounds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torchvision.ops import nms

from guise_training import checkpoint
from guise_training.export.action import count_multiply_adds
from guise_training.export.catalogue import upsert
from guise_training.export.fixture import drawn_face
from guise_training.export.weights import read_state, write_network
from guise_training.face_detector.network import HEAD_SIZES, STRIDES, YuNet, decode, load_onnx, places

#: The catalogue's names of the published network and of the narrow one.
NAMES = {"yunet-n": "face-detector-yunet", "yunet-narrow": "face-detector-narrow"}
WIDTH = 640  # the whole picture is scaled to this width
THRESHOLD, OVERLAP = 0.3, 0.45
LICENCE = ("Apache-2.0: YuNet-n of ShiqiYu/libfacedetection.train, copyright Shiqi Yu and contributors; its text: "
           "public/models/face-detector-yunet-licence.txt")
#: Height and width. Not square, so that a mix-up shows; small, so that a software GPU can run it in a test.
FIXTURE_SIZE = (128, 160)


def read_face_detector(path: str | Path) -> tuple[YuNet, dict[str, Any]]:
    """(detector, metadata) of an exported manifest."""
    return read_state(path, lambda metadata: YuNet(metadata["network"]["name"]))


def read_weights(path: str | Path) -> tuple[YuNet, dict[str, Any]]:
    """(detector in eval mode, its provenance for the catalogue) of the published .onnx, a checkpoint (.pt: the averaged weights) or
    an exported manifest (.json)."""
    source = "YuNet-n of ShiqiYu/libfacedetection.train"
    if str(path).endswith(".onnx"):
        return load_onnx(path), {"origin": source, "trainingCommand": "none: the published weights", "data": "WIDER FACE, by its authors", "step": 0}
    if str(path).endswith(".json"):
        net, metadata = read_face_detector(path)
        return net, {"step": metadata["step"]}
    state = checkpoint.load(path)
    net = YuNet(state.get("network", "yunet-n"))
    net.load_state_dict(state["average"])
    how = "made narrower and taught its answers" if net.name != "yunet-n" else "taught further"
    return net.eval(), {"origin": f"{source}, {how} by training/ of this repository", "trainingCommand": state["command"],
                        "data": state["data"], "step": state["step"]}


def to_input(picture: np.ndarray) -> Tensor:
    """(H, W, 3) uint8 RGB -> the network's input (1, 3, H, W)."""
    return torch.from_numpy(picture.astype(np.float32)).permute(2, 0, 1)[None]


def find(out: Tensor, height: int, width: int, threshold: float = THRESHOLD, overlap: float = OVERLAP) -> tuple[Tensor, Tensor, Tensor]:
    """out: (N, 16) of one picture of height x width. Scores (M,), boxes (M, 4), points (M, 5, 2) after non-maximum suppression,
    best first."""
    scores, boxes, points = decode(out, places(height, width))
    kept = torch.nonzero(scores >= threshold)[:, 0]
    kept = kept[nms(boxes[kept], scores[kept], overlap)]
    return scores[kept], boxes[kept], points[kept]


def drawn_faces() -> np.ndarray:
    """Two drawn faces of different sizes, nobody's: (*FIXTURE_SIZE, 3) uint8."""
    height, width = FIXTURE_SIZE
    rng = np.random.default_rng(2)
    picture = rng.normal(110, 6, (height, width, 3)).clip(0, 255).astype(np.uint8)
    picture[:96, :96] = drawn_face(96)
    picture[-48:, -48:] = drawn_face(48, seed=4)
    return picture


def write_fixture(folder: str | Path, net: YuNet) -> None:
    """<name>.bin: a drawn picture as uint8 (H, W, 3), then the raw output of `net`, per stride a map (H / s, W / s, 16) of
    little-endian float32; <name>.json: offsets, and the faces decoded from them."""
    height, width = FIXTURE_SIZE
    name, picture = NAMES[net.name], drawn_faces()
    with torch.no_grad():
        maps = [m[0].permute(1, 2, 0).contiguous() for m in net.maps(to_input(picture))]
    blob, outputs = picture.tobytes(), {}
    for stride, value in zip(STRIDES, maps):
        outputs[str(stride)] = {"offset": len(blob), "dtype": "float32", "shape": list(value.shape)}
        blob += value.numpy().astype("<f4").tobytes()
    scores, boxes, points = find(torch.cat([m.flatten(0, 1) for m in maps]), height, width)
    description = {"height": height, "width": width, "layout": "HWC, RGB", "bin": f"{name}.bin", "weights": f"{name}-16bit.json",
                   "input": {"offset": 0, "dtype": "uint8"}, "outputs": outputs,
                   "decoded": {"threshold": THRESHOLD, "overlap": OVERLAP, "faces": [
                       {"score": round(s.item(), 5), "box": [round(v, 3) for v in b.tolist()], "points": [[round(v, 3) for v in p] for p in k.tolist()]}
                       for s, b, k in zip(scores, boxes, points)]}}
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.bin").write_bytes(blob)
    (folder / f"{name}.json").write_text(json.dumps(description, indent=2) + "\n")


def export(net: YuNet, out: str | Path, fixture: str | Path, provenance: dict[str, Any]) -> dict[str, Any]:
    """Writes weights (float16; biases float32), fixture and the catalogue's entry. `provenance`: origin, trainingCommand, data,
    step, figures. Returns the entry."""
    out, name = Path(out), NAMES[net.name]
    network = {"name": net.name, "hyper": {}, "size": WIDTH, "strides": list(STRIDES), "headSizes": list(HEAD_SIZES)}
    written = write_network(net, out, f"{name}-16bit", 16, {"network": network, "step": provenance["step"]})
    stored = read_face_detector(out / f"{name}-16bit.json")[0]
    write_fixture(fixture, stored)
    x = to_input(drawn_faces())
    with torch.no_grad():
        error = float((stored(x)[..., :2].sigmoid() - net(x)[..., :2].sigmoid()).abs().max())
    entry = {"name": name, "kind": "face-detector", "variants": {"16bit": written}, "input": [None, WIDTH, 3],
             "parameters": sum(p.numel() for p in net.parameters()), "multiplyAdds": count_multiply_adds(_Square(net), WIDTH),
             "licence": LICENCE, **provenance, "quantisationMaximumError": {"16bit": error}}
    upsert(out / "manifest.json", entry)
    return entry


class _Square(nn.Module):
    """`count_multiply_adds` feeds a square picture; a camera's is 640 x 480."""

    def __init__(self, net: YuNet):
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x[:, :, : x.shape[2] * 3 // 4])
