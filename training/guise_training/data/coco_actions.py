"""Actions in COCO's format: one JSON file of images, annotations and categories, pictures in a folder `images` beside it.

Optional keys of an image: `source` (data set it comes from) and `subject` (the person in it), by which pictures are held out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from guise_training.errors import UserError


@dataclass
class ActionPicture:
    """One picture or video frame. `boxes`: (N, 4) x1, y1, x2, y2 in pixels; `labels`: (N,) indices into the class list."""

    path: Path
    width: int
    height: int
    boxes: np.ndarray
    labels: np.ndarray
    crowd: np.ndarray
    source: str = ""
    subject: str = ""

    def read(self) -> np.ndarray:
        """(H, W, 3) uint8 RGB. Throws UserError if the file cannot be decoded or has another size than the annotation says."""
        try:
            with Image.open(self.path) as image:
                rgb = np.asarray(image.convert("RGB"))
        except OSError as error:
            raise UserError(f"{self.path}: cannot be read as a picture ({error}); remove its entry or restore the file") from error
        if rgb.shape[:2] != (self.height, self.width):
            raise UserError(f"{self.path} is {rgb.shape[1]}x{rgb.shape[0]}, the annotation says {self.width}x{self.height}")
        return rgb


@dataclass
class ActionData:
    """`problems`: what was skipped and why, one sentence each."""

    classes: list[str]
    pictures: list[ActionPicture]
    problems: list[str] = field(default_factory=list)


def read_coco_actions(annotations: str | Path, images: str | Path | None = None) -> ActionData:
    """Reads the annotation file. A wrong box is named in `problems` and skipped, and so is a picture that is missing or has no
    box left; a file that is not COCO at all is refused."""
    path = Path(annotations)
    folder = Path(images) if images else path.parent / "images"
    try:
        data = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise UserError(f"no annotations at {path}") from error
    except (ValueError, OSError) as error:
        raise UserError(f"{path} is not a JSON file ({error})") from error
    missing = [key for key in ("images", "annotations", "categories") if not isinstance(data, dict) or key not in data]
    if missing:
        raise UserError(f"{path} is not in COCO's format: it has no {', '.join(missing)}")
    try:
        categories = sorted(data["categories"], key=lambda category: category["id"])
        index = {category["id"]: i for i, category in enumerate(categories)}
        by_image: dict[int, list[dict]] = {}
        for annotation in data["annotations"]:
            by_image.setdefault(annotation["image_id"], []).append(annotation)
        known = {image["id"] for image in data["images"]}
        result = ActionData([category["name"] for category in categories], [])
        for orphan in sorted(set(by_image) - known, key=str):
            result.problems.append(f"{path}: annotations of image {orphan}, which is not listed; skipped")
        for image in data["images"]:
            _add_picture(result, image, by_image.get(image["id"], []), folder, index)
    except (KeyError, TypeError) as error:
        raise UserError(f"{path} is not in COCO's format: an entry has no {error}") from error
    if not result.pictures:
        raise UserError(f"{path}: no usable picture; the pictures are looked for in {folder}. " + " ".join(result.problems[:3]))
    return result


def _add_picture(result: ActionData, image: dict, annotations: list[dict], folder: Path, index: dict[int, int]) -> None:
    file = folder / image["file_name"]
    boxes, labels, crowd = [], [], []
    for annotation in annotations:
        x, y, w, h = (float(v) for v in annotation["bbox"])
        where = f"{file}: annotation {annotation.get('id')}"
        corners = (max(0.0, x), max(0.0, y), min(float(image["width"]), x + w), min(float(image["height"]), y + h))
        if not all(np.isfinite(v) for v in (x, y, w, h)) or corners[2] - corners[0] < 1 or corners[3] - corners[1] < 1:
            result.problems.append(f"{where} has the box {annotation['bbox']}, which is empty or outside the picture; skipped")
        elif annotation["category_id"] not in index:
            result.problems.append(f"{where} has the unknown category {annotation['category_id']}; skipped")
        else:
            boxes.append(corners)
            labels.append(index[annotation["category_id"]])
            crowd.append(bool(annotation.get("iscrowd", 0)))
    if not boxes:
        result.problems.append(f"{file} has no usable box; skipped")
    elif not file.is_file():
        result.problems.append(f"{file} is missing; skipped")
    else:
        result.pictures.append(ActionPicture(file, int(image["width"]), int(image["height"]), np.array(boxes, np.float32),
                                             np.array(labels, np.int64), np.array(crowd, bool),
                                             image.get("source") or "", image.get("subject") or ""))
