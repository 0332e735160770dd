"""Pictures whose faces are known: heads cut from portraits, and whole pictures of people labelled by the published detector.

`--data` names a folder that holds `faces-wide/`, `faces/` (each `index.json` and `images/`) and `actions/` (`train.json`, `images/`).
People, drivers and files are held out by hash, the same ones as in the other trainings.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from PIL import Image

from guise_training.actions import held_out
from guise_training.data.coco_actions import ActionPicture, read_coco_actions
from guise_training.errors import UserError
from guise_training.face_detector.export import find, to_input
from guise_training.face_detector.network import YuNet

SIDE_HELD_OUT = 0.15
#: Scores of the published detector: a face; the best one of a picture that shows one person; nothing at all below the last.
FACE, ONLY_FACE, NOTHING = 0.6, 0.3, 0.12
LABEL_WIDTH = 512
#: Sources whose pictures show one person each.
ALONE = ("driver", "yawn")


@dataclass
class Faces:
    """`boxes` (M, 4: x1, y1, x2, y2), `points` (M, 5, 2), `doubtful` (M,): neither a face nor none, nothing is learned there."""

    boxes: np.ndarray
    points: np.ndarray
    doubtful: np.ndarray

    @staticmethod
    def none() -> Faces:
        return Faces(np.zeros((0, 4), np.float32), np.zeros((0, 5, 2), np.float32), np.zeros(0, bool))

    @staticmethod
    def join(parts: list[Faces]) -> Faces:
        if not parts:
            return Faces.none()
        return Faces(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("boxes", "points", "doubtful")))

    def where(self, keep: np.ndarray) -> Faces:
        return Faces(self.boxes[keep], self.points[keep], self.doubtful[keep])


@dataclass
class Picture:
    """An encoded picture, its size and faces. `loose`: there is more than a head in it, so that it can stand as it is."""

    data: bytes
    size: tuple[int, int]
    faces: Faces
    loose: bool = True
    source: str = ""

    def read(self, scale: float = 1.0) -> Image.Image:
        """RGB; decoded smaller (by a power of two, averaged) where `scale` allows it. Compare its size with `size`."""
        image = Image.open(io.BytesIO(self.data))
        image.draft("RGB", (max(1, int(self.size[0] * scale)), max(1, int(self.size[1] * scale))))
        return image.convert("RGB")


def is_held_out(identity: int) -> bool:
    digest = hashlib.sha256(f"guise-face-detector:{identity}".encode()).digest()
    return int.from_bytes(digest[:4], "big") < SIDE_HELD_OUT * 2**32


def read_heads(folder: str | Path, loose: bool, validation: bool) -> list[Picture]:
    """The heads of one `index.json`, without those of doubtful identity or with further faces."""
    folder = Path(folder)
    if not (folder / "index.json").is_file():
        raise UserError(f"no {folder}/index.json; --data names the folder that holds faces-wide, faces and actions")
    found = []
    for entry in json.loads((folder / "index.json").read_text()):
        if entry.get("suspect") or entry.get("others") or is_held_out(entry["identity"]) != validation:
            continue
        data = (folder / "images" / entry["file"]).read_bytes()
        x, y, w, h = entry["box"]
        faces = Faces(np.float32([[x, y, x + w, y + h]]), np.float32([entry["landmarks"]]), np.zeros(1, bool))
        found.append(Picture(data, Image.open(io.BytesIO(data)).size, faces, loose))
    return found


def read_things(folder: str | Path) -> list[Picture]:
    """The JPEG files of a folder. Faces that are in them are not known: only the published network's answers are learned there."""
    found = []
    for path in sorted(Path(folder).glob("*.jpg")):
        data = path.read_bytes()
        found.append(Picture(data, Image.open(io.BytesIO(data)).size, Faces.none()))
    return found


def label(net: YuNet, rgb: Image.Image, alone: bool) -> Faces:
    """What `net` finds in a picture scaled to LABEL_WIDTH. `alone`: one person is in it, so that the best box counts from ONLY_FACE on."""
    scale = LABEL_WIDTH / rgb.width
    height = round(rgb.height * scale)
    padded = np.zeros((-(-height // 32) * 32, LABEL_WIDTH, 3), np.uint8)
    padded[:height] = np.asarray(rgb.resize((LABEL_WIDTH, height), Image.BILINEAR))
    with torch.no_grad():
        scores, boxes, points = (t.numpy() for t in find(net(to_input(padded))[0], *padded.shape[:2], threshold=NOTHING))
    doubtful = scores < FACE
    if alone and len(scores) and scores[0] >= ONLY_FACE:
        doubtful[0] = False
    return Faces(boxes / scale, points / scale, doubtful)


def read_action_pictures(folder: str | Path, validation: bool) -> list[ActionPicture]:
    pictures = read_coco_actions(Path(folder) / "train.json").pictures
    return [p for p, out in zip(pictures, held_out(pictures)) if out == validation]


def read_people(folder: str | Path, net: YuNet, cache: str | Path, most: int, say: Callable[[str], None] = print) -> list[Picture]:
    """`most` whole pictures of people for training, with the faces that `net` finds; those without a sure face are left out. The
    labels are kept in the file `cache`."""
    pictures = read_action_pictures(folder, validation=False)
    order = np.random.default_rng(0).permutation(len(pictures))[:most]
    cache = Path(cache)
    known = json.loads(cache.read_text()) if cache.is_file() else {}
    found = []
    for count, index in enumerate(order):
        picture = pictures[index]
        data = picture.path.read_bytes()
        if picture.path.name not in known:
            faces = label(net, Image.open(io.BytesIO(data)).convert("RGB"), picture.source in ALONE)
            known[picture.path.name] = [faces.boxes.tolist(), faces.points.tolist(), faces.doubtful.tolist()]
            if count % 100 == 99:
                say(f"labelled {count + 1} of {len(order)} pictures")
        boxes, points, doubtful = known[picture.path.name]
        faces = Faces(np.float32(boxes).reshape(-1, 4), np.float32(points).reshape(-1, 5, 2), np.array(doubtful, bool))
        if picture.source in ALONE:  # one person: whatever else was found is none
            faces = faces.where(np.arange(len(boxes)) == 0)
        if not faces.doubtful.all():
            found.append(Picture(data, (picture.width, picture.height), faces, source=picture.source))
    found = [p for p in found if p.source != "driver" or not _is_odd(p, found)]
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text(json.dumps(known))
    return found


def _is_odd(picture: Picture, others: list[Picture]) -> bool:
    """A driver's face that is elsewhere, or of another size, than drivers' faces are: a knee or a hand."""
    boxes = np.concatenate([p.faces.boxes[:1] / p.size[0] for p in others if p.source == "driver"])
    own = picture.faces.boxes[0] / picture.size[0]

    def measures(b: np.ndarray) -> np.ndarray:
        return np.stack([(b[..., 0] + b[..., 2]) / 2, (b[..., 1] + b[..., 3]) / 2, np.log(b[..., 3] - b[..., 1])], -1)

    middle = np.median(measures(boxes), 0)
    spread = np.median(np.abs(measures(boxes) - middle), 0) + 1e-6
    return bool((np.abs(measures(own) - middle) > 5 * spread).any())
