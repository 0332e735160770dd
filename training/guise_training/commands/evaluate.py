"""Measure a modifier on people held out of training: privacy, quality, adaptive attack.

    python3 -m guise_training evaluate runs/webcam/last.pt
    python3 -m guise_training evaluate runs/webcam/last.pt --adaptive 600 --json figures.json
    python3 -m guise_training evaluate ../public/models/modifier-webcam-8bit.json
    python3 -m guise_training evaluate ../public/models/modifier-webcam-8bit.json --lfw /data/lfw
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="a checkpoint (.pt; its averaged weights are measured), an exported manifest (.json), or 'identity'")
    add_data_arguments(parser)
    parser.add_argument("--detect", type=int, default=0, metavar="FACES",
                        help="also count, on so many faces, how often two face detectors find the face again")


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """What `evaluate` and `evaluate-modes` have in common."""
    parser.add_argument("--lfw", default=None, metavar="FOLDER",
                        help="verify on Labeled Faces in the Wild instead (folder with pairs.txt and the pictures; 10 folds)")
    parser.add_argument("--faces", default=None, help="folder of faces (default: the one of the training configuration)")
    parser.add_argument("--cache", default=None, help="folder of decoded faces (default: cache/ beside the run)")
    parser.add_argument("--people", type=int, default=0, help="measure on so many of the held-out people only (0: all)")
    parser.add_argument("--each", type=int, default=0, help="and on so many pictures of each (0: all)")
    parser.add_argument("--pairs", type=int, default=3000, help="verification pairs, half of the same person")
    parser.add_argument("--recogniser", default=None, help="MobileFaceNet weights, for the row 'seen in training' and the adaptive attack")
    parser.add_argument("--adaptive", type=int, default=0, metavar="STEPS",
                        help="also fine-tune a recogniser on anonymised faces of training identities for so many steps and attack with it")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--markdown", default=None, help="write the table into this file, such as ../docs/figures/results/learned-face.md")
    parser.add_argument("--json", default=None, help="write all figures to this file too")


def run(args: argparse.Namespace) -> int:
    from guise_training.report import evaluate

    return evaluate(args)
