"""Export the face detector for the browser: float16 weights, parity fixture, entry in public/models/manifest.json.

    python3 -m guise_training export-face-detector yunet_n_640.onnx --round FOLDER      # the published weights, checked against OpenCV
    python3 -m guise_training export-face-detector weights/face-detector-narrow.pt --round FOLDER
"""

from __future__ import annotations

import argparse

from guise_training.commands.export import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("weights", help="checkpoint (.pt) of narrow-face-detector, or the published weights (.onnx)")
    parser.add_argument("--out", default=str(ROOT / "public" / "models"), help="folder of the weights and manifest.json")
    parser.add_argument("--fixture", default=str(ROOT / "src" / "models" / "fixtures"), help="folder of the parity fixture")
    parser.add_argument("--round", default=None, metavar="FOLDER", help="round 1x1 convolutions for bytes, by scenes composed of FOLDER/faces-wide and FOLDER/faces")
    parser.add_argument("--figures", default=None, help="JSON written by `evaluate-face-detector --json` for the same weights")


def run(args: argparse.Namespace) -> int:
    import json
    from pathlib import Path

    import torch

    from guise_training.face_detector.export import export, read_weights
    from guise_training.face_detector.network import onnx_output
    from guise_training.face_detector.rounding import calibration, round_to_bytes

    net, provenance = read_weights(args.weights)
    if args.weights.endswith(".onnx"):
        x = torch.rand(1, 3, 640, 640, generator=torch.Generator().manual_seed(0)) * 255
        with torch.no_grad():
            out = net(x)
        expected = onnx_output(args.weights, x)
        difference = (torch.cat([out[..., :2].sigmoid(), out[..., 2:]], 2) - expected).abs().max().item()
        print(f"largest difference from OpenCV, on noise: {difference:.1e}")
        if difference > 1e-4:
            print("the network does not compute what the file says; nothing was written")
            return 1
    if args.round:
        net = round_to_bytes(net, calibration(args.round))
        provenance["trainingCommand"] += "; rounded to bytes by export-face-detector --round"
    else:
        print("not rounded for sums in bytes (--round FOLDER): the page will round each weight to the nearest, which costs more")
    figures = json.loads(Path(args.figures).read_text()) if args.figures else None
    entry = export(net, args.out, args.fixture, {**provenance, "figures": figures})
    for item in entry["variants"]["16bit"]["weights"]:
        print(f"{item['file']}  {item['bytes']} bytes  sha256 {item['sha256']}")
    print(f"largest difference of the probabilities by float16, on the drawn picture: {entry['quantisationMaximumError']['16bit']:.6f}")
    return 0
