"""Where the faces of action pictures are: boxes and five landmarks, found once and kept beside the caches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from torch import Tensor
from torchvision.ops import nms

from guise_training.data.coco_actions import ActionPicture
from guise_training.find_faces import five_of_68, square_around
from guise_training.networks.face_api import Landmarks68
from guise_training.networks.face_detectors import SsdFaceDetector
from guise_training.sampler import sample

#: Recall counts: a face that is missed stays raw, in every mode alike, while a lamp that is covered harms little.
SCORE = 0.2


@dataclass
class Faces:
    """One picture's faces in pixels (pixel centres at whole numbers): boxes (N, 4) x1 y1 x2 y2, landmarks (N, 5, 2), scores (N,)."""

    boxes: np.ndarray
    landmarks: np.ndarray
    scores: np.ndarray


class FaceFinder:
    """The first stage of `find_faces.py` alone, and at a lower score: its second stage knows few faces in profile, such as drivers'."""

    def __init__(self) -> None:
        self.detector, self.features = SsdFaceDetector().eval(), Landmarks68().features.eval()

    @torch.no_grad()
    def find(self, rgb: np.ndarray, precision: str = "bfloat16") -> Faces:
        """rgb: (H, W, 3) uint8."""
        height, width = rgb.shape[:2]
        side = max(height, width)
        picture = torch.from_numpy(np.array(rgb)).permute(2, 0, 1)[None].float() / 255
        square = torch.nn.functional.pad(picture, (0, side - width, 0, side - height))
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            boxes, scores = (t[0].float() for t in self.detector(square.contiguous(memory_format=torch.channels_last)))
        sure = scores >= SCORE
        boxes, scores = boxes[sure] * side, scores[sure]
        kept = nms(boxes, scores, 0.3)
        boxes = torch.minimum(boxes[kept].clamp_min(0), boxes.new_tensor([width, height, width, height]))
        large = (boxes[:, 2:] - boxes[:, :2]).amin(1) >= 8
        boxes, scores = boxes[large], scores[kept][large]
        marks = [five_of_68(self._points(picture, box)).numpy() for box in boxes]
        return Faces(boxes.numpy(), np.array(marks, np.float32).reshape(-1, 5, 2), scores.numpy())

    def _points(self, picture: Tensor, box: Tensor) -> Tensor:
        transform = square_around(box, 1.0, 112)
        points = self.features(sample(picture, transform, (112, 112))).reshape(68, 2) * 112
        return points @ transform[0, :, :2].t() + transform[0, :, 2]


def find_faces(pictures: list[ActionPicture], cache: Path, say: Callable[[str], None] = print) -> list[Faces]:
    """The faces of every picture. What was found is added line by line to a file of `cache` and not looked for again."""
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / "action-faces.jsonl"
    known: dict[str, list] = {}
    if path.is_file():
        for line in path.read_text().splitlines():
            try:
                known.update(json.loads(line))
            except json.JSONDecodeError:
                continue  # the last line of a run that was stopped
    missing = [p for p in pictures if p.path.name not in known]
    if missing:
        finder = FaceFinder()
        with open(path, "a") as out:
            for i, picture in enumerate(missing):
                if i % 200 == 0:
                    say(f"looking for faces: {i}/{len(missing)}")
                faces = finder.find(picture.read())
                known[picture.path.name] = [faces.boxes.round(2).tolist(), faces.landmarks.round(2).tolist(),
                                            faces.scores.round(3).tolist()]
                print("\n" * (i == 0) + json.dumps({picture.path.name: known[picture.path.name]}), file=out, flush=True)
    return [Faces(np.array(b, np.float32).reshape(-1, 4), np.array(m, np.float32).reshape(-1, 5, 2), np.array(s, np.float32))
            for b, m, s in (known[p.path.name] for p in pictures)]
