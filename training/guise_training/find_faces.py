"""Faces in whole pictures, in two stages as in the paper (section 4, "Face Detection"): a detector of high recall, then a second one
that decides for each box whether it is a face at all. Five landmarks come from the 68-point network that training may see.

All networks are those of npm @vladmandic/face-api (the paper used SSH and MTCNN).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor
from torchvision.ops import nms

from guise_training.networks.face_api import Landmarks68
from guise_training.networks.face_detectors import SsdFaceDetector, TinyFaceDetector, box_iou
from guise_training.sampler import sample


@dataclass
class FoundFace:
    """box: x, y, width, height, from brows to chin; landmarks (5, 2): eyes, nose, mouth corners, left to right on the screen; both
    in pixels of the picture (its top left corner is 0, 0 for boxes, its first pixel's centre for landmarks). score: 0..1."""

    box: np.ndarray
    landmarks: np.ndarray
    score: float


class FaceFinder:
    """finder(rgb (H, W, 3) uint8) -> faces, most certain first."""

    # second: of 84 boxes in action pictures that the first detector was sure of (0.5), the second keeps 67 at 0.05, 55 at 0.1, 41 at
    # 0.3; of 90 boxes where no face was, it takes 2, 0 and 0 for faces.
    def __init__(self, score: float = 0.5, second: float = 0.05):
        self.first, self.check, self.points = SsdFaceDetector().eval(), TinyFaceDetector().eval(), Landmarks68(tiny=True).eval()
        self.score, self.second = score, second

    @torch.no_grad()
    def __call__(self, rgb: np.ndarray) -> list[FoundFace]:
        picture = torch.from_numpy(np.array(rgb)).permute(2, 0, 1)[None].float() / 255
        height, width = rgb.shape[:2]
        side = max(height, width)
        boxes, scores = (out[0] for out in self.first(F.pad(picture, (0, side - width, 0, side - height))))
        boxes = boxes * side
        keep = (scores >= self.score) & ((boxes[:, 2:] - boxes[:, :2]).amin(1) >= 8)
        boxes, scores = boxes[keep], scores[keep]
        found = []
        for i in nms(boxes, scores, 0.4).tolist():
            if self._is_face(picture, boxes[i]):
                x1, y1, x2, y2 = boxes[i].tolist()
                found.append(FoundFace(np.float32([x1, y1, x2 - x1, y2 - y1]), self._landmarks(picture, boxes[i]), float(scores[i])))
        return found

    def _is_face(self, picture: Tensor, box: Tensor) -> bool:
        boxes, scores = self.check(sample(picture, square_around(box, 2.0, 224), (224, 224)))
        inner = box.new_tensor([[0.25, 0.25, 0.75, 0.75]])
        return bool(((box_iou(inner, boxes) >= 0.3) & (scores >= self.second)).any())

    def _landmarks(self, picture: Tensor, box: Tensor) -> np.ndarray:
        transform = square_around(box, 1.1, 112)
        shape = (self.points.features(sample(picture, transform, (112, 112))).reshape(68, 2) * 112) @ transform[0, :, :2].t() + transform[0, :, 2]
        return five_of_68(shape).numpy()


def square_around(box: Tensor, grow: float, size: int) -> Tensor:
    """The transform (1, 2, 3) from a size x size picture of the square about `box` (x1, y1, x2, y2), `grow` times its longer side, to
    the picture that the box is of."""
    middle, side = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]).max() * grow
    scale = side / size
    return torch.stack([torch.stack([scale, scale * 0, middle[0] - side / 2 + scale / 2 - 0.5]),
                        torch.stack([scale * 0, scale, middle[1] - side / 2 + scale / 2 - 0.5])])[None]


def five_of_68(shape: Tensor) -> Tensor:
    """(68, 2) -> (5, 2): centres of the eyes, tip of the nose, corners of the mouth."""
    return torch.stack([shape[36:42].mean(0), shape[42:48].mean(0), shape[30], shape[48], shape[54]])


def cut_main_face(rgb: np.ndarray, faces: list[FoundFace], side: int = 224) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """The face that a portrait is of, largest and nearest to the middle: a square of twice its box's longer side, resized to `side`.
    Returns (picture (side, side, 3) uint8, landmarks (5, 2), box (4,)) in the square's pixels, or None where there is no face."""
    if not faces:
        return None
    height, width = rgb.shape[:2]

    def merit(face: FoundFace) -> float:
        off = np.hypot(*(face.box[:2] + face.box[2:] / 2 - (width / 2, height / 2)))
        return float(face.box[2:].max() - off)

    face = max(faces, key=merit)
    reach = float(face.box[2:].max())  # half of the square's side
    cx, cy = face.box[:2] + face.box[2:] / 2
    margin = int(np.ceil(max(0, reach - cx, reach - cy, cx + reach - width, cy + reach - height))) + 1
    padded = Image.fromarray(np.pad(rgb, ((margin, margin), (margin, margin), (0, 0)), mode="edge"))
    left, top, scale = cx - reach, cy - reach, side / (2 * reach)
    window = (left + margin, top + margin, left + margin + 2 * reach, top + margin + 2 * reach)
    picture = np.asarray(padded.resize((side, side), Image.BILINEAR, box=window))
    marks = (face.landmarks + 0.5 - (left, top)) * scale - 0.5
    box = np.concatenate([(face.box[:2] - (left, top)) * scale, face.box[2:] * scale])
    return picture, marks.astype(np.float32), box.astype(np.float32)
