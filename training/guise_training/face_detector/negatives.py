"""What a detector takes for faces in real pictures and is none: hands, phones, shoulders, wheels, cloth.

Two families have to deny it, from close by, at two sizes and four rolls: the published weights and MediaPipe's full range (`second.py`).
What they half believe stays as it was.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from PIL import Image
from torch import nn

from guise_training.face_detector.export import find, to_input
from guise_training.face_detector.network import YuNet
from guise_training.face_detector.pictures import ALONE, Picture
from guise_training.face_detector.second import SIDE, FullRange

#: Of the detector that is taught: what it must not see.
SEEN = 0.2
#: Scores of the two families that deny a face: each one's, and both together. Of heads close by they give 0.9 and 0.7 to 0.9; of hands,
#: at the worst of four rolls, up to 0.4 and 0.6.
DENIED, DENIED_TOGETHER = (0.4, 0.65), 0.8
LABEL_WIDTH = 640
#: The judges' pictures: pixels, and the looked-at box's longer side as a share of them.
SIDES, SHARE = (96, 192), 0.4
ROLLS = (0, 90, 180, 270)
#: A box that overlaps a known face so, or whose middle lies in one, is about that face.
SAME = 0.1


def close_up(rgb: Image.Image, box: np.ndarray, side: int, roll: float) -> np.ndarray:
    """(side, side, 3): the box in the middle, turned; black beyond the picture."""
    scale = max(box[2:] - box[:2]) / (SHARE * side)
    (x, y), angle = (box[:2] + box[2:]) / 2, np.radians(roll)
    c, s = scale * np.cos(angle), scale * np.sin(angle)
    turned = (c, -s, x - (c - s) * side / 2, s, c, y - (s + c) * side / 2)
    return np.asarray(rgb.transform((side, side), Image.AFFINE, turned, Image.BILINEAR))


def overlap(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """IoU of a box with (M, 4) others."""
    inner = (np.minimum(one[2:], others[:, 2:]) - np.maximum(one[:2], others[:, :2])).clip(0).prod(1)
    return inner / ((one[2:] - one[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(1) - inner)


class Judges:
    """Two families' opinion of a box."""

    def __init__(self, published: YuNet, second: FullRange):
        self.published, self.second = published, second

    def scores(self, rgb: Image.Image, box: np.ndarray) -> tuple[float, float]:
        """The highest score of the published weights, and of the second network, for a face in the box."""
        first = 0.0
        with torch.no_grad():
            for side in SIDES:
                middle = np.array([0.5 - SHARE / 2] * 2 + [0.5 + SHARE / 2] * 2) * side
                rolls = ROLLS if side == SIDES[0] else (0,)
                batch = torch.cat([to_input(close_up(rgb, box, side, roll)) for roll in rolls])
                for out in self.published(batch):
                    scores, boxes, _ = (t.numpy() for t in find(out, side, side, threshold=0.05))
                    near = overlap(middle, boxes) > 0.2
                    first = max(first, float(scores[near].max(initial=0)))
            batch = torch.cat([to_input(close_up(rgb, box, SIDE, roll)) for roll in (0, 180)])
            reach = slice(int(SIDE / 4 * (0.5 - SHARE / 2)), int(SIDE / 4 * (0.5 + SHARE / 2)))
            return first, float(self.second(batch)[:, reach, reach].max())


    def deny(self, rgb: Image.Image, box: np.ndarray) -> bool:
        first, second = self.scores(rgb, box)
        return first < DENIED[0] and second < DENIED[1] and first + second < DENIED_TOGETHER


def mine(net: nn.Module, judges: Judges, rgb: Image.Image, known: np.ndarray, alone: bool) -> np.ndarray:
    """(N, 4) boxes that `net` takes for faces in a picture, and that are none. `known`: faces (M, 4). `alone`: these are all there are."""
    scale = LABEL_WIDTH / rgb.width
    height = round(rgb.height * scale)
    padded = np.zeros((-(-height // 32) * 32, LABEL_WIDTH, 3), np.uint8)
    padded[:height] = np.asarray(rgb.resize((LABEL_WIDTH, height), Image.BILINEAR))
    with torch.no_grad():
        boxes = find(net(to_input(padded))[0], *padded.shape[:2], threshold=SEEN)[1].numpy() / scale
    none = []
    for box in boxes:
        middle = (box[:2] + box[2:]) / 2
        about_a_face = (overlap(box, known) > SAME).any() or ((middle > known[:, :2]) & (middle < known[:, 2:])).all(1).any()
        if not about_a_face and (alone or judges.deny(rgb, box)):
            none.append(box)
    return np.float32(none).reshape(-1, 4)


def add_negatives(people: list[Picture], net: nn.Module, judges: Judges, cache: str | Path, say: Callable[[str], None] = print) -> None:
    """Gives every picture its `none`. They are kept in the file `cache`, by the bytes' hash."""
    cache = Path(cache)
    cache.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(cache.read_text()) if cache.is_file() else {}
    for count, picture in enumerate(people):
        key = picture.digest()
        if key not in known:
            sure = picture.faces.boxes[~picture.faces.doubtful]
            known[key] = mine(net, judges, picture.read(), sure, picture.source in ALONE).round(1).tolist()
            if count % 50 == 49:
                cache.write_text(json.dumps(known))
                say(f"looked for negatives in {count + 1} of {len(people)} pictures")
        picture.none = np.float32(known[key]).reshape(-1, 4)
    cache.write_text(json.dumps(known))
