"""Keep the encoder's training state in 16 bits, or go on from one that was kept.

    python3 -m guise_training persona-state runs/persona --write weights/persona-encoder.npz
    python3 -m guise_training persona-state runs/persona --read weights/persona-encoder.npz
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", help="folder of the run, with or for encoder.pt")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--write", default="", help="file to write")
    which.add_argument("--read", default="", help="file to go on from")


def run(args: argparse.Namespace) -> int:
    from pathlib import Path

    import torch

    from guise_training import checkpoint
    from guise_training.persona.encoder import Encoder
    from guise_training.persona.state import read_state, write_state

    path = Path(args.run) / "encoder.pt"
    if args.write:
        print(f"{args.write}: {write_state(args.write, checkpoint.load(path))} bytes")
    else:
        stored = read_state(args.read, torch.optim.AdamW(Encoder().parameters(), 2e-3, weight_decay=1e-2))
        checkpoint.save(path, stored)
        print(f"{path}: step {stored['step']}")
    return 0
