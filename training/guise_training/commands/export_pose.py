"""Export the pose network (MoveNet as npm ships it) for the browser: 8-bit weights, parity fixture, entry in public/models/manifest.json.

    python3 -m guise_training export-pose
"""

from __future__ import annotations

import argparse

from guise_training.commands.export import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", default=str(ROOT / "public" / "models"), help="folder of the weights and manifest.json")
    parser.add_argument("--fixture", default=str(ROOT / "src" / "models" / "fixtures"), help="folder of the parity fixture")


def run(args: argparse.Namespace) -> int:
    from guise_training.export.pose import export
    from guise_training.networks.movenet import published

    entry = export(published(), args.out, args.fixture)
    for item in entry["variants"]["8bit"]["weights"]:
        print(f"{item['file']}  {item['bytes']} bytes  sha256 {item['sha256']}")
    print(f"largest difference of a joint's score by 8 bits, on the drawn picture: {entry['quantisationMaximumError']['8bit']:.6f}")
    return 0
