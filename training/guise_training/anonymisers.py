"""What is measured and attacked: the learned face, and every classical mode of the page, behind one interface."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from guise_training.cover import anonymise, cover_for, roll_of
from guise_training.faces import FaceSet, modifier_crops, random_jitter
from guise_training.modes import complete_values
from guise_training.paste import paste_in_crop, paste_in_picture


class Anonymiser:
    """The base is "none": pictures come back as they are."""

    mode, label, values = "none", "None", {}

    def pictures(self, faces: FaceSet, rows) -> Tensor:
        """Anonymised pictures (B, 3, 224, 224) of rows of `faces`, in the 8 bits that a canvas gives."""
        return faces.tensor(rows)

    def attack_view(self, faces: FaceSet, rows, rng: torch.Generator, raw: bool) -> tuple[Tensor, Tensor]:
        """What an attacker trains on: (pictures, their landmarks (B, 5, 2)); unchanged ones when `raw`."""
        rows = list(rows)
        return faces.tensor(rows) if raw else self.pictures(faces, rows), torch.from_numpy(faces.landmarks[rows])


class LearnedFace(Anonymiser):
    """A modifier network: crop, modify, paste back."""

    mode = "learned"

    def __init__(self, net: nn.Module, label: str = "Learned"):
        self.net, self.size, self.label = net.to(memory_format=torch.channels_last), net.size, label

    @torch.no_grad()
    def pictures(self, faces: FaceSet, rows) -> Tensor:
        pictures, marks = faces.tensor(rows), torch.from_numpy(faces.landmarks[list(rows)])
        crops, _, transform = modifier_crops(pictures, marks, self.size)
        return (paste_in_picture(pictures, self.net(crops), transform).clamp(0, 1) * 255).round() / 255

    @torch.no_grad()
    def attack_view(self, faces: FaceSet, rows, rng: torch.Generator, raw: bool) -> tuple[Tensor, Tensor]:
        """Within the modifier's crop, which lies a little differently every time, as a tracker's does."""
        rows = list(rows)
        marks = torch.from_numpy(faces.landmarks[rows])
        crops, inside, _ = modifier_crops(faces.tensor(rows), marks, self.size, random_jitter(len(rows), self.size, rng))
        return crops if raw else paste_in_crop(crops, self.net(crops)), inside


class ClassicalMode(Anonymiser):
    """One of the page's modes with the page's cover of the face box. Noise is drawn anew for every picture, from `seed`."""

    def __init__(self, mode: str, values: dict[str, Any] | None = None, label: str | None = None, seed: int = 0):
        self.mode, self.values = mode, complete_values(mode, values)
        self.label = label or mode
        self.rng = np.random.default_rng(seed)

    def pictures(self, faces: FaceSet, rows) -> Tensor:
        changed = []
        for i in rows:
            marks = faces.landmarks[i]
            cover = cover_for(faces.box(i), roll_of(marks[0], marks[1]), marks + 0.5)
            changed.append(anonymise(np.asarray(faces.pictures[int(i)]), [cover], self.mode, self.values, self.rng))
        return torch.from_numpy(np.stack(changed)).permute(0, 3, 1, 2).float().div_(255)
