"""What the encoder learns from, in one small file: crops of 128 pixels as JPEG, their values and groups. For a card that is lent."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from guise_training.errors import UserError
from guise_training.persona.distil import Targets

SIDE, QUALITY = 128, 88


class PackedCrops:
    """crops[i] -> (128, 128, 3) uint8; decoded once."""

    def __init__(self, data: np.ndarray, ends: np.ndarray):
        self.data, self.ends = data, np.concatenate([[0], ends])
        self.decoded: dict[int, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, i: int) -> np.ndarray:
        i = int(i)
        if i not in self.decoded:
            with Image.open(io.BytesIO(self.data[self.ends[i]:self.ends[i + 1]].tobytes())) as picture:
                self.decoded[i] = np.asarray(picture.convert("RGB"))
        return self.decoded[i]


def write_pack(path: str | Path, crops, targets: Targets, train: np.ndarray) -> int:
    """train (N,) bool: what may be learned from; the rest is measured on. Returns the bytes written."""
    parts = []
    for i in range(len(targets.values)):
        stream = io.BytesIO()
        Image.fromarray(crops[i]).resize((SIDE, SIDE), Image.BOX if crops[i].shape[0] % SIDE == 0 else Image.BILINEAR).save(stream, "JPEG", quality=QUALITY)
        parts.append(np.frombuffer(stream.getvalue(), np.uint8))
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez(file, data=np.concatenate(parts), ends=np.cumsum([len(p) for p in parts]), values=targets.values.astype(np.float32),
                 group=targets.group.astype(np.float32), train=train)
    return path.stat().st_size


def read_pack(path: str | Path) -> tuple[PackedCrops, Targets, np.ndarray]:
    """(crops, targets, train). Raises UserError where the file is missing or another one."""
    try:
        with np.load(path) as stored:
            return PackedCrops(stored["data"], stored["ends"]), Targets(stored["values"], stored["group"]), stored["train"]
    except (OSError, KeyError, ValueError) as error:
        raise UserError(f"{path} is not a pack ({error}); write one with persona-train --write-pack") from error
