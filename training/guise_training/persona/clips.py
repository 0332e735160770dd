"""Real talking heads: their aligned crops, frame by frame, and how well mouth and lids follow, as a judge of 68 points sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import numpy as np
import torch
from torch import Tensor, nn

from guise_training.errors import UserError
from guise_training.persona.labels import SIDE
from guise_training.sampler import apply, crop_transform, invert, sample


class YuNet:
    """YuNet-n (640 x 640) by OpenCV: the face of a frame, box and five points."""

    def __init__(self, weights: str | Path, side: int = 640):
        import cv2

        path = Path(weights) / f"yunet_n_{side}.onnx"
        if not path.is_file():
            raise UserError(f"no face detector at {path}: name the folder of yunet_n_{side}.onnx")
        self.net, self.side = cv2.dnn.readNetFromONNX(str(path)), side
        self.names = [f"{kind}_{s}" for s in (8, 16, 32) for kind in ("cls", "obj", "bbox", "kps")]

    def __call__(self, frame: np.ndarray, least: float = 0.5) -> np.ndarray | None:
        """frame (H, W, 3) uint8 RGB -> five points (5, 2) of the surest face, in frame pixels, or None."""
        import cv2

        height, width = frame.shape[:2]
        scale = self.side / max(height, width)
        canvas = np.zeros((self.side, self.side, 3), np.uint8)
        small = cv2.resize(frame, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
        canvas[:small.shape[0], :small.shape[1]] = small[..., ::-1]
        self.net.setInput(cv2.dnn.blobFromImage(canvas))
        out = dict(zip(self.names, self.net.forward(self.names)))
        best, found = least, None
        for s in (8, 16, 32):
            n = self.side // s
            score = np.sqrt(out[f"cls_{s}"].reshape(-1).clip(0, 1) * out[f"obj_{s}"].reshape(-1).clip(0, 1))
            i = int(score.argmax())
            if score[i] > best:
                best = float(score[i])
                found = (out[f"kps_{s}"].reshape(-1, 5, 2)[i] + np.array([i % n, i // n])) * s / scale
        return found


def _frames(path: Path):
    """RGB frames (H, W, 3) uint8 of a video, as OpenCV reads them."""
    import cv2

    capture = cv2.VideoCapture(str(path))
    while True:
        ok, frame = capture.read()
        if not ok:
            return
        yield np.ascontiguousarray(frame[..., ::-1])


def _crop(rgb: np.ndarray, transform: Tensor) -> np.ndarray:
    """(SIDE, SIDE, 3) uint8 of a frame; a face larger than its crop is averaged: no aliasing."""
    picture = torch.from_numpy(rgb).permute(2, 0, 1)[None].float() / 255
    small = max(1, round(float(torch.linalg.norm(transform[0, 0, :2])) - 1e-6))
    if small > 1:
        picture = torch.nn.functional.avg_pool2d(picture, small)
        transform = transform / small
        transform[:, :, 2] -= (small - 1) / (2 * small)
    return (sample(picture, transform, (SIDE, SIDE))[0].permute(1, 2, 0) * 255).round().byte().numpy()


def read_clip(path: str | Path, detector: YuNet, every: int = 2, most: int = 100,
              shown: str | Path | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Aligned crops (F, 192, 192, 3) uint8 of every `every`-th frame, the five points in them, and the same crops of `shown`, the same
    video anonymised by the page (None without). Points are smoothed as a tracker does. Raises UserError where a video cannot be read."""
    crops, five, others, points = [], [], [], None
    pairs = zip(_frames(Path(path)), _frames(Path(shown)), strict=False) if shown else ((rgb, None) for rgb in _frames(Path(path)))
    for index, (rgb, other) in enumerate(pairs):
        if len(crops) == most:
            break
        if index % every:
            continue
        if other is not None and other.shape != rgb.shape:
            raise UserError(f"{shown} has another size than {path}: anonymise the clip itself")
        found = detector(rgb)
        if found is None:
            continue
        points = found if points is None or np.abs(found - points).max() > 0.15 * np.linalg.norm(found[0] - found[1]) else 0.4 * points + 0.6 * found
        marks = torch.tensor(points[None], dtype=torch.float32)
        transform = crop_transform(marks, SIDE)
        crops.append(_crop(rgb, transform))
        five.append(apply(invert(transform), marks)[0].numpy())
        if other is not None:
            others.append(_crop(other, transform))
    if not crops:
        raise UserError(f"{shown or path}: no face found in any frame, or not a video that OpenCV can read")
    return np.stack(crops), np.stack(five), np.stack(others) if others else None


def openings(points: np.ndarray) -> np.ndarray:
    """68 points (B, 68, 2) -> (B, 2): opening of the inner lips and of the lids (mean of both eyes), by the distance between the eyes."""
    d = lambda a, b: np.linalg.norm(points[:, a] - points[:, b], axis=-1)  # noqa: E731
    eye = np.linalg.norm(points[:, 36:42].mean(1) - points[:, 42:48].mean(1), axis=-1).clip(1)
    mouth = (d(61, 67) + d(62, 66) + d(63, 65)) / 3
    lids = (d(37, 41) + d(38, 40) + d(43, 47) + d(44, 46)) / 4
    return np.stack([mouth, lids], 1) / eye[:, None]


@torch.no_grad()
def judge(crops: Tensor, five: np.ndarray, landmarks: nn.Module, chunk: int = 16) -> np.ndarray:
    return np.concatenate([landmarks(crops[i:i + chunk], torch.from_numpy(five[i:i + chunk])).numpy() for i in range(0, len(crops), chunk)])


def follow(raw: np.ndarray, drawn: np.ndarray) -> dict[str, float]:
    """Openings of one clip (F, 2) -> correlation and spread (standard deviation over raw's) of mouth and lids."""
    out = {}
    for i, name in enumerate(("mouth", "lids")):
        a, b = raw[:, i], drawn[:, i]
        out[f"{name}_correlation"] = float(np.corrcoef(a, b)[0, 1]) if a.std() > 0 and b.std() > 0 else 0.0
        out[f"{name}_spread"] = float(b.std() / max(a.std(), 1e-6))
    return out


def measure_clip(crops: np.ndarray, five: np.ndarray, change: Callable[[Tensor], Tensor], landmarks: nn.Module) -> dict[str, float]:
    """Follows, landmark error over the eye distance, and change between frames over raw's, of one clip."""
    raw = torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 255
    drawn = change(raw)
    a, b = judge(raw, five, landmarks), judge(drawn, five, landmarks)
    eye = np.linalg.norm(a[:, 36:42].mean(1) - a[:, 42:48].mean(1), axis=-1)
    result = follow(openings(a), openings(b))
    result["landmarks"] = float((np.linalg.norm(a - b, axis=2).mean(1) / eye).mean())
    inner = (slice(None), slice(None), slice(SIDE // 5, -SIDE // 5), slice(SIDE // 5, -SIDE // 5))
    result["change"] = float((drawn[1:] - drawn[:-1])[inner].abs().mean() / (raw[1:] - raw[:-1])[inner].abs().mean())
    return result
