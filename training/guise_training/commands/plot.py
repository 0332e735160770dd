"""Turn the log of a run into curves.

    python3 -m guise_training plot runs/webcam curves.png
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", nargs="+", help="folders of runs, and last the PNG to write")


def run(args: argparse.Namespace) -> int:
    from guise_training.errors import UserError
    from guise_training.plot import plot_runs

    if len(args.runs) < 2 or not args.runs[-1].endswith(".png"):
        raise UserError("name at least one run's folder, and last the .png to write")
    plot_runs(args.runs[:-1], args.runs[-1])
    print(f"wrote {args.runs[-1]}")
    return 0
