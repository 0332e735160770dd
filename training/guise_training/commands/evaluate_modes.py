"""Measure the privacy of every mode of the page beside the learned face: the one axis of the trade-off.

    python3 -m guise_training evaluate-modes ../public/models/modifier-webcam-8bit.json --each 12 --json modes.json

Goes on from what the JSON file holds already, when its settings are the same.
"""

from __future__ import annotations

import argparse

from guise_training.commands.evaluate import add_data_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="the learned face: a checkpoint (.pt) or an exported manifest (.json)")
    parser.add_argument("--only", action="append", default=[], metavar="MODE", help="only this mode, or preset (its label in the table)")
    add_data_arguments(parser)


def run(args: argparse.Namespace) -> int:
    from guise_training.report import evaluate_modes

    return evaluate_modes(args)
