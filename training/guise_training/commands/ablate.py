"""Train short pilots that differ in their switches only, measure each, and write the table.

    python3 -m guise_training ablate configs/pilots/switches.toml --init runs/warm/last.pt --run runs/ablations

A pilot that is done is not done again; one that was interrupted goes on.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pilots", help="TOML file of the pilots; see configs/pilots/switches.toml")
    parser.add_argument("--init", required=True, help="checkpoint (.pt) or exported manifest (.json) that every pilot starts from")
    parser.add_argument("--run", required=True, help="folder of the pilots: a run's folder each, and figures.json")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.NAME=VALUE", help="override one setting of every pilot")
    parser.add_argument("--cache", default=None, help="folder of decoded faces (default: cache/ beside the run)")
    parser.add_argument("--people", type=int, default=20, help="measure on so many held-out people")
    parser.add_argument("--each", type=int, default=8, help="and on so many pictures of each")
    parser.add_argument("--pairs", type=int, default=1000, help="verification pairs")
    parser.add_argument("--markdown", default=None, help="write the table into this file, such as ../docs/figures/results/switches.md")


def run(args: argparse.Namespace) -> int:
    from guise_training.ablations import ablate

    return ablate(args)
