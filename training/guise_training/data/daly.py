"""DALY (Weinzaepfel, Martin and Schmid 2016): ten daily actions in YouTube videos, boxes on a few keyframes of each.

Its annotation is a Python 2 pickle, `daly1.1.0.pkl`: {"labels": names of the actions, "splits": [names of the test videos], "annot":
{video: {"annot": {action: [{"keyframes": [{"frameNumber": from 1, "time": seconds, "boundingBox": (1, 4) x1 y1 x2 y2 as shares of the
picture, ...}], ...}]}}}, ...}. The pictures are to be cut from the videos beforehand: `frames/<video without .mp4>/<frame number, five
digits>.jpg` (docs/training.md has the command).
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from guise_training.data.coco_actions import ActionData, ActionPicture
from guise_training.errors import UserError

# All that a pickle of lists, dictionaries, numbers and arrays needs; anything else could run code.
_ALLOWED = {("collections", "OrderedDict"), ("_codecs", "encode"), ("copy_reg", "_reconstructor"), ("copyreg", "_reconstructor"),
            ("__builtin__", "object"), ("builtins", "object"), ("__builtin__", "bytes"), ("builtins", "bytes"), ("numpy", "ndarray"), ("numpy", "dtype"),
            *((f"numpy.{core}.multiarray", name) for core in ("core", "_core") for name in ("_reconstruct", "scalar"))}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no annotation needs")
        return super().find_class(module, name)


def load_annotation(path: str | Path) -> dict[str, Any]:
    """The pickle's contents. It may hold data only: what would run code is refused. Raises UserError."""
    path = Path(path)
    if not path.is_file():
        raise UserError(f"no DALY annotation at {path}; it is daly1.1.0.pkl of the data set's page")
    try:
        with path.open("rb") as file:
            data = _Unpickler(file, encoding="latin1").load()
    except Exception as error:  # a damaged pickle raises nearly anything
        raise UserError(f"{path} cannot be read as DALY's annotation: {error}") from error
    missing = [key for key in ("labels", "splits", "annot") if not isinstance(data, dict) or key not in data]
    if missing:
        raise UserError(f"{path} is not DALY's annotation: it has no {', '.join(missing)}")
    return data


def read_daly(folder: str | Path, split: str = "train") -> ActionData:
    """split: "train", "test" or "all". Every keyframe whose picture is there, all its boxes together; `subject` is the video, so that
    no video is ever on both sides of a validation split. What is missing or wrong is named and skipped."""
    folder = Path(folder)
    data = load_annotation(folder / "daly1.1.0.pkl")
    classes, test = list(data["labels"]), set(data["splits"][0])
    result = ActionData(classes, [])
    for video, content in sorted(data["annot"].items()):
        if split != "all" and (video in test) != (split == "test"):
            continue
        frames: dict[int, list[tuple[np.ndarray, int]]] = {}
        for action, instances in content["annot"].items():
            if action not in classes:
                result.problems.append(f"{video}: unknown action {action!r}; skipped")
                continue
            for instance in instances:
                for key in instance["keyframes"]:
                    boxes = np.asarray(key["boundingBox"], np.float64).reshape(-1, 4)
                    frames.setdefault(int(key["frameNumber"]), []).extend((box, classes.index(action)) for box in boxes)
        for number, boxes in sorted(frames.items()):
            _add(result, folder, video, number, boxes)
    if not result.pictures:
        raise UserError(f"no usable keyframe of DALY under {folder / 'frames'}. " + " ".join(result.problems[:3]))
    return result


def _add(result: ActionData, folder: Path, video: str, number: int, annotated: list[tuple[np.ndarray, int]]) -> None:
    stem = folder / "frames" / video.rpartition(".")[0] / f"{number:05d}"
    path = next((p for p in (stem.with_suffix(".jpg"), stem.with_suffix(".png")) if p.is_file()), None)
    if path is None:
        result.problems.append(f"{stem}.jpg is missing; skipped")
        return
    try:
        with Image.open(path) as picture:
            width, height = picture.size
    except OSError as error:
        result.problems.append(f"{path} cannot be decoded ({error}); skipped")
        return
    boxes, labels = [], []
    for box, label in annotated:
        corners = np.clip(box, 0, 1) * (width, height, width, height)
        if not np.isfinite(box).all() or corners[2] - corners[0] < 1 or corners[3] - corners[1] < 1:
            result.problems.append(f"{path}: box {np.round(box, 3).tolist()} is empty or outside the picture; skipped")
        else:
            boxes.append(corners)
            labels.append(label)
    if boxes:
        result.pictures.append(ActionPicture(path, width, height, np.array(boxes, np.float32), np.array(labels, np.int64),
                                             np.zeros(len(boxes), bool), "daly", video))
