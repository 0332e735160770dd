"""Frames for the action detector: any of the data sets of actions, the faces in each frame, and batches for training."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from guise_training.actions import held_out
from guise_training.cover import anonymise, cover_for, roll_of
from guise_training.data.coco_actions import ActionData, ActionPicture, read_coco_actions
from guise_training.data.daly import read_daly
from guise_training.data.face_cache import Find, default_finder
from guise_training.data.jhmdb import read_jhmdb
from guise_training.errors import UserError
from guise_training.modes import MODES
from guise_training.progress import Progress

KINDS = ("coco", "daly", "jhmdb")


def read_actions(settings: dict[str, Any], seed: int = 0) -> tuple[ActionData, ActionData]:
    """(training, test) as section [actions] of the configuration says. DALY and JHMDB have their own split (of videos); COCO-style data
    is split by subject, or by file where there is none. `most` frames of each are drawn by `seed`."""
    kind, folder = settings["kind"], Path(settings["folder"])
    if kind == "daly":
        sides = [read_daly(folder, "train"), read_daly(folder, "test")]
    elif kind == "jhmdb":
        sides = [read_jhmdb(folder, side, settings["every"], settings["split"]) for side in ("train", "test")]
    elif kind == "coco":
        data = read_coco_actions(folder / settings["annotations"])
        out = held_out(data.pictures)
        sides = [ActionData(data.classes, [p for p, o in zip(data.pictures, out) if o == side], data.problems) for side in (False, True)]
    else:
        raise UserError(f"actions.kind: {kind!r} is none of {', '.join(KINDS)}")
    if settings["most"]:
        for data in sides:
            rows = np.random.default_rng(seed).permutation(len(data.pictures))[: settings["most"]]
            data.pictures = [data.pictures[i] for i in sorted(rows)]
    return sides[0], sides[1]


@dataclass
class FrameFaces:
    """landmarks (N, 5, 2) and boxes (N, 4) x, y, width, height, in pixels of the picture; N may be 0."""

    landmarks: np.ndarray
    boxes: np.ndarray


def find_frame_faces(pictures: list[ActionPicture], cache: str | Path, find: Find | None = None,
                     say: Callable[[str], None] = print) -> list[FrameFaces]:
    """The faces of every picture, found once and kept under `cache`."""
    key = hashlib.sha256(json.dumps([[str(p.path), p.width, p.height] for p in pictures]).encode()).hexdigest()[:16]
    path = Path(cache) / f"frame-faces-{key}.json"
    if not path.is_file():
        find, entries, progress = find or default_finder(), [], Progress(len(pictures), "looking for faces in frames", say)
        for picture in pictures:
            entries.append([[face.landmarks.tolist(), face.box.tolist()] for face in find(picture.read())])
            progress.add()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(entries))
    return [FrameFaces(np.array([f[0] for f in faces], np.float32).reshape(-1, 5, 2), np.array([f[1] for f in faces], np.float32).reshape(-1, 4))
            for faces in json.loads(path.read_text())]


@dataclass
class Frame:
    """picture (3, H, W) in [0, 1]; landmarks (N, 5, 2) of its faces; target: boxes (M, 4) corners and labels (M,) from 1, as Faster R-CNN
    wants them. All in pixels of `picture`."""

    picture: Tensor
    landmarks: Tensor
    target: dict[str, Tensor]


class FrameSet:
    """Frames with their shorter side resized to `shorter` (the longer to `longer` at most). mode: "none", or a classical mode of the
    page that covers every face (preset: its label). faces_most: no more faces of a frame than that, the largest."""

    def __init__(self, data: ActionData, faces: list[FrameFaces], shorter: int, longer: int, mode: str = "none", preset: str = "",
                 faces_most: int = 4):
        if mode != "none" and (mode not in MODES or (preset and preset not in MODES[mode].presets)):
            raise UserError(f"detector.mode {mode!r} with preset {preset!r}: there are none, learned and " +
                            "; ".join(f"{m.id} ({', '.join(m.presets)})" for m in MODES.values()))
        self.data, self.faces, self.shorter, self.longer = data, faces, shorter, longer
        self.mode, self.values, self.most = mode, MODES[mode].presets.get(preset) if mode != "none" else None, faces_most

    def __len__(self) -> int:
        return len(self.data.pictures)

    def frame(self, index: int, flip: bool = False, rng: np.random.Generator | None = None) -> Frame:
        picture, found = self.data.pictures[index], self.faces[index]
        rgb = picture.read()
        order = np.argsort(-found.boxes[:, 2] * found.boxes[:, 3])[: self.most]
        marks, boxes = found.landmarks[order], picture.boxes.astype(np.float32)
        if self.mode != "none":  # all of them: a baseline leaves no face bare
            covers = [cover_for(b, roll_of(m[0], m[1]), m + 0.5) for b, m in zip(found.boxes, found.landmarks)]
            rgb = anonymise(rgb, covers, self.mode, self.values, rng)
        height, width = rgb.shape[:2]
        scale = min(self.shorter / min(height, width), self.longer / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        if size != (width, height):
            rgb = np.asarray(Image.fromarray(rgb).resize(size, Image.BILINEAR))
        ratio = np.float32([size[0] / width, size[1] / height])
        marks, boxes = (marks + 0.5) * ratio - 0.5, boxes * np.tile(ratio, 2)
        x = torch.from_numpy(np.array(rgb)).permute(2, 0, 1).float() / 255
        if flip:
            x = x.flip(2)
            marks = marks[:, [1, 0, 2, 4, 3]] * np.float32([-1, 1]) + np.float32([size[0] - 1, 0])
            boxes = np.stack([size[0] - boxes[:, 2], boxes[:, 1], size[0] - boxes[:, 0], boxes[:, 3]], 1)
        keep = ~picture.crowd
        return Frame(x, torch.from_numpy(marks.astype(np.float32)), {"boxes": torch.from_numpy(boxes[keep].astype(np.float32)),
                                                                     "labels": torch.from_numpy(picture.labels[keep] + 1)})

    def draw(self, count: int, rng: np.random.Generator) -> list[Frame]:
        """`count` different frames, each mirrored half of the time; all chance comes from `rng`."""
        rows = rng.choice(len(self), min(count, len(self)), replace=False)
        return [self.frame(int(i), bool(rng.random() < 0.5), rng) for i in rows]
