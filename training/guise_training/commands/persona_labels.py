"""Label pictures for the persona: aligned crops, face meshes, and who looks how, by networks that judge nothing.

    python3 -m guise_training persona-labels FOLDER runs/persona/wide
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", help="pictures: images/ and index.json")
    parser.add_argument("out", help="folder for crops.u8 and labels.npz")
    parser.add_argument("--most", type=int, default=0, help="the first so many pictures only (0: all)")


def run(args: argparse.Namespace) -> int:
    from guise_training.persona.labels import make_labels, person_labels, read_labels

    import numpy as np

    make_labels(args.folder, args.out, most=args.most)
    np.savez(f"{args.out}/people.npz", **person_labels(read_labels(args.out), each=1))
    return 0
