"""Train the face modifier against a recogniser that fights back (the paper's Algorithm 1), or an action detector.

    python3 -m guise_training train configs/webcam.toml --run runs/webcam
    torchrun --nproc_per_node 2 -m guise_training train configs/webcam.toml --run runs/webcam
    python3 -m guise_training train configs/action.toml --run runs/action --set actions.annotations=FOLDER/train.json

A configuration with `task = "action"` trains the action detector of the page.
Resumes when the run's folder holds a checkpoint. Ctrl-C saves and stops.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", nargs="?", help="TOML file; see training/configs (default: the paper's settings)")
    parser.add_argument("--run", required=True, help="folder of this run: checkpoints, log.jsonl, contact sheets")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.NAME=VALUE", help="override one setting")
    parser.add_argument("--cache", default=None, help="folder of decoded faces (default: cache/ beside the run)")
    parser.add_argument("--init", default=None, help="checkpoint whose modifier and classifier (or detector) this run starts from")


def run(args: argparse.Namespace) -> int:
    from guise_training.config import load_config

    if load_config(args.config, args.set).get("task") == "action":
        from guise_training.action_loop import train_actions

        return train_actions(args)
    from guise_training.loop import train

    return train(args)
