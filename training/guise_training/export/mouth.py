"""Exports a filter that tells yawning or smoking (mouth.py): some kilobytes beside the object detector's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import nn

from guise_training.export.action import FIXTURE_SIZE, drawn_person

from guise_training.export.catalogue import upsert
from guise_training.export.objects import to_input
from guise_training.export.weights import write_network
from guise_training.mouth import about_mouth, read_objects
from guise_training.networks.nanodet import NanoDet

#: Its name, and its kind in the catalogue.
NAMES = {"yawning": ("mouth-yawn", "mouth"), "smoking": ("mouth-smoke", "mouth-smoke")}


class MouthFilter(nn.Module):
    def __init__(self, filter: nn.Conv2d):
        super().__init__()
        self.filter = filter


def write_fixture(folder: str | Path, name: str, net: nn.Conv2d, objects: NanoDet) -> None:
    """<name>.json: how likely it is at places of the object detector's fixture picture, by the stored object detector."""
    height, width = FIXTURE_SIZE
    with torch.no_grad():
        features = objects.pyramid(to_input(drawn_person(height, width)))[0]
        probes = [{"x": x, "y": y, "height": face, "likely": round(float(net(about_mouth(features, (x, y), face, net.kernel_size[0])).sigmoid()), 6)}
                  for x, y, face in ((80.0, 56.5, 48.0), (71.3, 60.2, 70.0), (3.0, 120.0, 90.0))]
    (Path(folder) / f"{name}.json").write_text(json.dumps({"weights": f"{name}-32bit.json", "probes": probes}, indent=2) + "\n")


def export(net: nn.Conv2d, action: str, out: str | Path, figures: dict[str, float], fixture: str | Path) -> list[dict[str, Any]]:
    """Writes weights (32 bits), fixture and the catalogue's entry; the files, each with its size and hash. figures: AP by source left
    out."""
    out = Path(out)
    name, kind = NAMES[action]
    write_fixture(fixture, name, net, read_objects(out))
    written = write_network(MouthFilter(net), out, f"{name}-32bit", 32, {"network": {"name": name, "hyper": {}}, "step": 0})
    upsert(out / "manifest.json", {
        "name": name, "kind": kind, "variants": {"32bit": written}, "parameters": sum(p.numel() for p in net.parameters()),
        "licence": "Apache-2.0; the data's terms: public/models/LICENSE.md", "origin": "by Guise, on features of objects-nanodet",
        "trainingCommand": "python3 -m guise_training train-mouth", "averagePrecisionLeftOut": figures, "step": 0,
        "data": "portraits, drivers and film stills gathered for research; the set yawn_detection of workspace aps360 (CC BY 4.0)"})
    return written["weights"]
