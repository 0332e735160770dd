"""Exports the object detector: NanoDet-m as published, for the objects that say what a person does. docs/models/objects.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from guise_training.action_trainer import detections
from guise_training.export.action import FIXTURE_SIZE, OVERLAP, THRESHOLD, count_multiply_adds, drawn_person
from guise_training.export.catalogue import upsert
from guise_training.export.weights import read_state, write_network
from guise_training.networks.nanodet import MEAN_BGR, STD_BGR, STRIDES, NanoDet, load_coco

NAME = "objects-nanodet"
SIDE = 256
#: COCO's classes that are kept, by their place among its 80.
CLASSES = {
    "person": 0, "tie": 27, "bottle": 39, "wine glass": 40, "cup": 41, "fork": 42, "spoon": 44, "bowl": 45, "banana": 46, "apple": 47,
    "sandwich": 48, "orange": 49, "hot dog": 52, "pizza": 53, "donut": 54, "cake": 55, "laptop": 63, "mouse": 64, "remote": 65,
    "keyboard": 66, "cell phone": 67, "book": 73, "scissors": 76, "hair drier": 78, "toothbrush": 79}
LICENCE = ("Apache-2.0: NanoDet-m of RangiLyu/nanodet, copyright RangiLyu and contributors; its text: "
           "public/models/objects-nanodet-licence.txt")


def published(path: str | Path) -> NanoDet:
    """The published weights for CLASSES, reading RGB 0..255 less the mean (`to_input`): its order and deviation are in the stem."""
    net = load_coco(path)
    kept = [*CLASSES.values(), *range(80, net.heads[0].predict.out_channels)]
    with torch.no_grad():
        net.stem.weight.copy_((net.stem.weight / torch.tensor(STD_BGR).view(1, 3, 1, 1)).flip(1))
        for head in net.heads:
            predict = nn.Conv2d(head.predict.in_channels, len(kept), 1)
            predict.weight.copy_(head.predict.weight[kept])
            predict.bias.copy_(head.predict.bias[kept])
            head.predict = predict
    net.classes = len(CLASSES)
    return net.eval()


def to_input(picture: np.ndarray) -> Tensor:
    """(H, W, 3) uint8 RGB -> the network's input (1, 3, H, W)."""
    return (torch.from_numpy(picture.astype(np.float32)) - torch.tensor(MEAN_BGR[::-1])).permute(2, 0, 1)[None]


def onnx_difference(net: NanoDet, path: str | Path) -> float:
    """Largest difference of the scores and bins from what OpenCV computes from the published file, on noise of the size that it is made for."""
    import cv2

    picture = np.random.default_rng(0).integers(0, 256, (416, 416, 3), dtype=np.uint8)
    file = cv2.dnn.readNetFromONNX(str(path))
    file.setInput(((picture[None, ..., ::-1].astype(np.float32) - MEAN_BGR) / STD_BGR).transpose(0, 3, 1, 2).astype(np.float32))
    outs = [out.reshape(-1, out.shape[-1]) for out in file.forward(file.getUnconnectedOutLayersNames())]
    by_width = {width: np.concatenate(sorted((o for o in outs if o.shape[1] == width), key=len, reverse=True)) for width in (80, 32)}
    with torch.no_grad():
        scores, boxes = net(to_input(picture))
    off = np.abs(scores[0].sigmoid().numpy() - by_width[80][:, list(CLASSES.values())]).max()
    return float(max(off, np.abs(boxes[0].numpy() - by_width[32]).max()))


def write_fixture(folder: str | Path, net: NanoDet) -> None:
    """<NAME>.bin: a drawn picture as uint8 (H, W, 3), then per stride a map (H / s, W / s, classes + 32) of little-endian float32;
    <NAME>.json: offsets, and the boxes decoded from them."""
    height, width = FIXTURE_SIZE
    picture = drawn_person(height, width)
    with torch.no_grad():
        scores, boxes = net(to_input(picture))
    found = detections(scores, boxes, (height, width), THRESHOLD, OVERLAP)[0]
    rows, blob, outputs, at = torch.cat([scores[0], boxes[0]], 1), picture.tobytes(), {}, 0
    for stride in STRIDES:
        shape = [height // stride, width // stride, rows.shape[1]]
        part = rows[at : at + shape[0] * shape[1]]
        outputs[str(stride)] = {"offset": len(blob), "dtype": "float32", "shape": shape}
        blob += part.numpy().astype("<f4").tobytes()
        at += len(part)
    names = list(CLASSES)
    description = {"height": height, "width": width, "layout": "HWC, RGB", "bin": f"{NAME}.bin", "weights": f"{NAME}-8bit.json",
                   "input": {"offset": 0, "dtype": "uint8"}, "outputs": outputs,
                   "decoded": {"threshold": THRESHOLD, "overlap": OVERLAP, "boxes": [
                       {"box": [round(float(v), 3) for v in b], "score": round(float(s), 5), "label": names[int(c)]}
                       for b, s, c in zip(found.boxes, found.scores, found.labels)]}}
    folder = Path(folder)
    (folder / f"{NAME}.bin").write_bytes(blob)
    (folder / f"{NAME}.json").write_text(json.dumps(description, indent=2) + "\n")


def export(net: NanoDet, out: str | Path, fixture: str | Path) -> dict[str, Any]:
    """Writes weights (8 bits), fixture and the catalogue's entry, and returns the entry."""
    out, names = Path(out), list(CLASSES)
    metadata = {"network": {"name": "nanodet-m-objects", "hyper": {}, "size": SIDE, "classes": names}, "step": 0}
    written = write_network(net, out, f"{NAME}-8bit", 8, metadata)
    stored = read_state(out / f"{NAME}-8bit.json", lambda _: NanoDet(len(names)))[0]
    write_fixture(fixture, stored)
    x = to_input(drawn_person(SIDE, SIDE))
    with torch.no_grad():
        error = float((stored(x)[0].sigmoid() - net(x)[0].sigmoid()).abs().max())
    entry = {"name": NAME, "kind": "objects", "variants": {"8bit": written}, "input": [SIDE, SIDE, 3], "classes": names,
             "parameters": sum(p.numel() for p in net.parameters()), "multiplyAdds": count_multiply_adds(net, SIDE), "licence": LICENCE,
             "origin": "NanoDet-m of RangiLyu/nanodet", "trainingCommand": "none: the published weights", "data": "COCO, by its authors",
             "step": 0, "quantisationMaximumError": {"8bit": error}}
    upsert(out / "manifest.json", entry)
    return entry
