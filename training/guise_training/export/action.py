"""Exports the action detector; docs/models/action-format.md describes the network and what surrounds it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn

from guise_training import checkpoint
from guise_training.action_loop import load_start
from guise_training.action_trainer import detections
from guise_training.export.catalogue import upsert
from guise_training.export.weights import read_state, write_network
from guise_training.networks.nanodet import BINS, NanoDet, normalise

NAME = "action-nanodet"
#: Not square, so that a mix-up of height and width shows; small, so that a software GPU can run it in a test.
FIXTURE_SIZE = (128, 160)
THRESHOLD, OVERLAP = 0.05, 0.6


def read_action(path: str | Path) -> tuple[NanoDet, dict[str, Any]]:
    """(detector with the de-quantised weights, metadata) of an exported manifest."""
    return read_state(path, lambda metadata: NanoDet(len(metadata["network"]["classes"])))


def count_multiply_adds(net: nn.Module, side: int) -> int:
    """Multiply-adds of the convolutions for one picture of side x side."""
    total = 0

    def hook(module: nn.Conv2d, _: Any, out: torch.Tensor) -> None:
        nonlocal total
        total += out.shape[2] * out.shape[3] * module.weight.numel()

    hooks = [m.register_forward_hook(hook) for m in net.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        net(torch.zeros(1, 3, side, side))
    for h in hooks:
        h.remove()
    return total


def drawn_person(height: int, width: int, seed: int = 5) -> np.ndarray:
    """Somebody drawn by code who holds something to the ear: (height, width, 3) uint8."""
    rng, s = np.random.default_rng(seed), 4
    picture = Image.new("RGB", (width * s, height * s), (112, 128, 120))
    draw = ImageDraw.Draw(picture)
    k = height * s / 128
    x = width * s / 2

    def oval(cx: float, cy: float, rx: float, ry: float, colour: tuple[int, int, int]) -> None:
        draw.ellipse([x + (cx - rx) * k, (cy - ry) * k, x + (cx + rx) * k, (cy + ry) * k], fill=colour)

    draw.rectangle([0, 0, width * s, 40 * k], fill=(150, 170, 176))
    oval(0, 130, 46, 52, (48, 66, 110))
    oval(0, 44, 18, 24, (206, 160, 132))
    oval(0, 28, 20, 14, (52, 38, 30))
    draw.line([x + 40 * k, 110 * k, x + 30 * k, 60 * k], fill=(48, 66, 110), width=int(14 * k))
    oval(26, 54, 8, 9, (206, 160, 132))
    draw.rectangle([x + 20 * k, 36 * k, x + 26 * k, 62 * k], fill=(20, 20, 24))
    small = np.asarray(picture.resize((width, height), Image.BOX), np.float64)
    return np.clip(small + rng.normal(0, 4, small.shape), 0, 255).round().astype(np.uint8)


def write_action_fixture(folder: str | Path, net: NanoDet, classes: list[str]) -> dict[str, Any]:
    """<NAME>.bin: a drawn picture as uint8 (H, W, 3), then the raw output of `net`: score logits (N, classes) and box logits
    (N, 32), little-endian float32; <NAME>.json: offsets, and the boxes decoded from them."""
    height, width = FIXTURE_SIZE
    picture = drawn_person(height, width)
    x = normalise(torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None])
    with torch.no_grad():
        scores, boxes = net(x)
    found = detections(scores, boxes, (height, width), THRESHOLD, OVERLAP)[0]
    blob, outputs = picture.tobytes(), {}
    for name, value in (("scores", scores[0]), ("boxes", boxes[0])):
        outputs[name] = {"offset": len(blob), "dtype": "float32", "shape": list(value.shape)}
        blob += value.numpy().astype("<f4").tobytes()
    description = {"height": height, "width": width, "layout": "HWC, RGB", "bin": f"{NAME}.bin", "weights": f"{NAME}-8bit.json",
                   "input": {"offset": 0, "dtype": "uint8"}, "outputs": outputs,
                   "decoded": {"threshold": THRESHOLD, "overlap": OVERLAP, "boxes": [
                       {"box": [round(float(v), 3) for v in b], "score": round(float(s), 5), "label": classes[int(c)]}
                       for b, s, c in zip(found.boxes, found.scores, found.labels)]}}
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.bin").write_bytes(blob)
    (folder / f"{NAME}.json").write_text(json.dumps(description, indent=2) + "\n")
    return description


def mean_of(states: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of several runs from one start, weight by weight (Wortsman et al., "Model soups", 2022)."""
    return {name: torch.stack([state[name].double() for state in states]).mean(0).to(value.dtype) for name, value in states[0].items()}


def export_action(args: argparse.Namespace) -> int:
    state = checkpoint.load(args.checkpoint)
    config, classes, step = state["config"], state["classes"], state["step"]
    net = NanoDet(len(classes))
    net.load_state_dict(mean_of([state["average"], *(load_start(path)["average"] for path in args.mean_with)]))
    net.eval()
    a = config["actions"]
    # Paths of the machine it was trained on are nobody's business.
    config = {**config, "actions": {**a, "annotations": "train.json", "images": "", "modifier": Path(a["modifier"]).name},
              "network": {"weights": Path(config["network"]["weights"]).name}}
    figures = json.loads(Path(args.figures).read_text()) if args.figures else None
    out = Path(args.out)
    modes = (figures or {}).get("modes", {})
    threshold = float(np.mean([m["threshold"] for m in modes.values()])) if modes else 0.4
    metadata = {"network": {"name": "nanodet-m", "classes": classes, "bins": BINS, "side": a["side"], "threshold": round(threshold, 3)},
                "step": step, "config": config}
    written = write_network(net, out, f"{NAME}-8bit", 8, metadata)
    quantised = read_action(out / f"{NAME}-8bit.json")[0]
    write_action_fixture(args.fixture, quantised, classes)
    x = normalise(torch.from_numpy(drawn_person(a["side"], a["side"]).astype(np.float32) / 255).permute(2, 0, 1)[None])
    with torch.no_grad():
        error = float((quantised(x)[0].sigmoid() - net(x)[0].sigmoid()).abs().mean())
    upsert(out / "manifest.json", {
        "name": NAME, "kind": "action", "variants": {"8bit": written}, "input": [a["side"], a["side"], 3], "classes": classes,
        "parameters": sum(p.numel() for p in net.parameters()), "multiplyAdds": count_multiply_adds(net, a["side"]),
        "licence": "Apache-2.0; started from NanoDet-m (Apache-2.0); learned from research data, see public/models/LICENSE.md",
        "origin": "training/ of this repository",
        "trainingCommand": args.training_command or "python3 -m guise_training train configs/action-mix.toml",
        "data": "4,460 pictures of 11 actions; 4 of 19 drivers, and a fifth of the other pictures, held out for validation",
        "step": step, "quantisationMeanAbsoluteError": {"8bit": error}, "figures": figures})
    for item in written["weights"]:
        print(f"{item['file']}  {item['bytes']} bytes  sha256 {item['sha256']}")
    print(f"mean absolute error of the scores against float32: {error:.6f}")
    return 0
