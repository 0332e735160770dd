"""Draw a contact sheet: held-out people, raw above anonymised.

    python3 -m guise_training preview runs/webcam/last.pt sheet.png
"""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="checkpoint (.pt) or exported manifest (.json)")
    parser.add_argument("picture", help="the PNG to write")
    parser.add_argument("--faces", default=None, help="folder of faces (default: the one of the training configuration)")
    parser.add_argument("--cache", default=None, help="folder of decoded faces")
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--training", action="store_true", help="people of the training set instead")


def run(args: argparse.Namespace) -> int:
    from guise_training.faces import load_faces, split_by_identity
    from guise_training.preview import contact_sheet
    from guise_training.report import load_modifier

    net, config, _ = load_modifier(args.model)
    faces = load_faces(args.faces or config["faces"]["folder"], args.cache or Path(__file__).resolve().parents[2] / "runs" / "cache")
    training, held = split_by_identity(faces, config["faces"]["held_out"], config["faces"]["split_seed"])
    contact_sheet(net, training if args.training else held, args.picture, args.columns, args.people, args.seed)
    print(f"wrote {args.picture}")
    return 0
