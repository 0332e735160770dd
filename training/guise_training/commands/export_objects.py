"""Export the object detector (NanoDet-m as published) for the browser: 8-bit weights, parity fixture, entry in public/models/manifest.json.

    python3 -m guise_training export-objects nanodet_m.pth --onnx nanodet_m.onnx      # checked against OpenCV
"""

from __future__ import annotations

import argparse

from guise_training.commands.export import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("weights", help="the published weights as a PyTorch state dict (nanodet_m.pth)")
    parser.add_argument("--onnx", required=True, help="the same as published (nanodet_m.onnx), which OpenCV runs to compare")
    parser.add_argument("--out", default=str(ROOT / "public" / "models"), help="folder of the weights and manifest.json")
    parser.add_argument("--fixture", default=str(ROOT / "src" / "models" / "fixtures"), help="folder of the parity fixture")


def run(args: argparse.Namespace) -> int:
    from guise_training.export.objects import export, onnx_difference, published

    net = published(args.weights)
    difference = onnx_difference(net, args.onnx)
    print(f"largest difference from OpenCV, on noise: {difference:.1e}")
    if not difference < 1e-3:
        print("the network does not compute what the file says; nothing was written")
        return 1
    entry = export(net, args.out, args.fixture)
    for item in entry["variants"]["8bit"]["weights"]:
        print(f"{item['file']}  {item['bytes']} bytes  sha256 {item['sha256']}")
    print(f"largest difference of a score by 8 bits, on the drawn picture: {entry['quantisationMaximumError']['8bit']:.6f}")
    return 0
