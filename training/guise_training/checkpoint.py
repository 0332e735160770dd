"""Checkpoints that resume a run to the bit: models, optimisers, averaged weights, step and every random generator."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

from guise_training.errors import UserError


def save(path: str | Path, state: dict[str, Any]) -> None:
    """Writes beside the file and renames, so that an interrupted save loses nothing."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".part-{os.getpid()}")
    torch.save(state, part)
    os.replace(part, path)


def load(path: str | Path) -> dict[str, Any]:
    """Raises UserError where the file is missing or damaged."""
    path = Path(path)
    if not path.is_file():
        raise UserError(f"no checkpoint at {path}")
    try:
        return torch.load(path, map_location="cpu", **({"weights_only": False} if torch.__version__ >= "2.4" else {}))
    except Exception as error:  # torch raises several kinds for a damaged file
        raise UserError(f"{path} cannot be read as a checkpoint ({type(error).__name__}: {error})") from error
