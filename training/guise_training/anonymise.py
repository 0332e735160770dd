"""Anonymised copies of whole pictures, every face covered by one mode in the picture's own resolution, as the page does it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch
from torch import nn

from guise_training.action_faces import Faces, find_faces
from guise_training.actions import Modify
from guise_training.cover import anonymise, cover_for, roll_of
from guise_training.data.coco_actions import ActionPicture
from guise_training.errors import UserError
from guise_training.export.weights import digest, read_modifier
from guise_training.faces import modifier_crops
from guise_training.paste import paste_in_frame

#: name: (mode of the page, its values, label in tables, row of the paper's Table 1)
CLASSICAL: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "blur-8": ("blur", {"cells": 8}, "Blur 8×8", "8×8"),
    "blur-16": ("blur", {"cells": 16}, "Blur 16×16", "16×16"),
    "blur-24": ("blur", {"cells": 24}, "Blur 24×24", "24×24"),
    "noise-0.1": ("noise", {"variance": 0.1}, "Noise σ² 0.1", "σ² = 0.1"),
    "noise-0.3": ("noise", {"variance": 0.3}, "Noise σ² 0.3", "σ² = 0.3"),
    "noise-0.5": ("noise", {"variance": 0.5}, "Noise σ² 0.5", "σ² = 0.5"),
    "mask": ("mask", {"style": "figure"}, "Mask", "Masked"),
    "super-pixel": ("super-pixel", {"cells": 6, "compactness": 20}, "Super-pixel", "Super-pixel"),
    "edge": ("edge", {"style": "light", "gain": 2}, "Edge", "Edge"),
}
MODES = ("raw", *CLASSICAL, "learned")


@torch.no_grad()
def learned_faces(net: nn.Module, rgb: np.ndarray, faces: Faces) -> np.ndarray:
    """rgb (H, W, 3) uint8 with every face of `faces` modified by `net` and pasted back."""
    if not len(faces.boxes):
        return rgb
    frame = torch.from_numpy(np.array(rgb)).permute(2, 0, 1).float() / 255
    marks = torch.from_numpy(faces.landmarks)
    crops, _, transform = modifier_crops(frame[None].expand(len(marks), -1, -1, -1), marks, net.size)
    changed = paste_in_frame(frame, net(crops), transform)
    return (changed.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy()


def cover_faces(name: str, rgb: np.ndarray, faces: Faces, rng: np.random.Generator) -> np.ndarray:
    """rgb (H, W, 3) uint8 with every face of `faces` covered by the classical mode `name`, with the page's cover."""
    mode, values, _, _ = CLASSICAL[name]
    covers = []
    for (x1, y1, x2, y2), marks in zip(faces.boxes, faces.landmarks):
        covers.append(cover_for((x1, y1, x2 - x1, y2 - y1), roll_of(marks[0], marks[1]), marks + 0.5))
    return anonymise(rgb, covers, mode, values, rng) if covers else rgb


def modify_for(name: str, pictures: list[ActionPicture], cache: Path, modifier: str,
               say: Callable[[str], None] = print) -> tuple[Modify | None, str]:
    """(function for `build_cache`, name of the cache) of a mode; None for "raw". modifier: the exported manifest for "learned".
    A picture without a face stays as it is (paper, section 3.1, note 1)."""
    if name == "raw":
        return None, "raw"
    if name not in MODES:
        raise UserError(f"no mode {name!r}; there are {', '.join(MODES)}")
    net = None
    if name == "learned":
        if not modifier:
            raise UserError("actions.modifier is empty: name the exported modifier's .json for the mode \"learned\"")
        net = read_modifier(modifier)[0]
    faces = find_faces(pictures, cache, say)
    key = hashlib.sha256(str([f.boxes.tolist() for f in faces]).encode()).hexdigest()[:8]

    def modify(rgb: np.ndarray, index: int) -> np.ndarray:
        if net is not None:
            return learned_faces(net, rgb, faces[index])
        return cover_faces(name, rgb, faces[index], np.random.default_rng([7, index]))

    weights = "-" + digest(Path(modifier).with_suffix(".bin"))["sha256"][:8] if net is not None else ""
    return modify, f"{name}{weights}-{key}"
