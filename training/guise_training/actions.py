"""Action pictures: the held-out split, decoded pictures in a cache on disk, and batches with augmentation.

A picture's cache entry is the picture in the middle of a grey square of `side` pixels (letterbox). Faces are anonymised in the
picture's own resolution, before it is made smaller, as in the page; each mode of anonymisation has a cache of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from guise_training.data.coco_actions import ActionPicture
from guise_training.detection_metrics import Boxes

GREY = 114


def held_out(pictures: list[ActionPicture], share: float = 0.2) -> list[bool]:
    """Which pictures are for validation. People are never on both sides: pictures with a `subject` are split by subject (the
    `share` of subjects whose hash is lowest), the others by the hash of the file, so that copies stay together."""
    order = sorted({p.subject for p in pictures if p.subject}, key=lambda s: hashlib.sha256(f"guise:{s}".encode()).digest())
    subjects = set(order[: max(1, round(share * len(order)))]) if order else set()
    chosen = []
    for picture in pictures:
        if picture.subject:
            chosen.append(picture.subject in subjects)
        else:
            chosen.append(int.from_bytes(hashlib.sha256(picture.path.read_bytes()).digest()[:4], "big") < share * 2**32)
    return chosen


def letterbox(rgb: np.ndarray, side: int) -> tuple[np.ndarray, float, tuple[int, int]]:
    """(H, W, 3) uint8 -> (side, side, 3), the scale, and the offset (x, y): square = picture * scale + offset."""
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    square = np.full((side, side, 3), GREY, np.uint8)
    resized = Image.fromarray(rgb).resize(size, Image.BILINEAR)
    square[top : top + size[1], left : left + size[0]] = np.asarray(resized)
    return square, scale, (left, top)


@dataclass
class CachedPictures:
    """`pixels`: (N, side, side, 3) uint8, on disk; `truth[i]`: boxes in the square's pixels."""

    pixels: np.ndarray
    truth: list[Boxes]
    side: int

    def tensor(self, indices: np.ndarray | list[int]) -> Tensor:
        """(B, 3, side, side) RGB in [0, 1]."""
        return torch.from_numpy(np.ascontiguousarray(self.pixels[np.asarray(indices)])).permute(0, 3, 1, 2).float() / 255


Modify = Callable[[np.ndarray, int], np.ndarray]


def build_cache(pictures: list[ActionPicture], folder: Path, name: str, side: int, modify: Modify | None = None,
                progress: Callable[[str], None] = print) -> CachedPictures:
    """Decodes every picture once. `modify(rgb (H, W, 3) uint8, index)` returns the picture with its faces anonymised.

    The cache is made anew if the list of pictures, the side or the name changed; an interrupted one is not used.
    """
    listing = json.dumps([name, side, [[p.path.name, p.boxes.tolist()] for p in pictures]])
    key = hashlib.sha256(listing.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"actions-{name}-{side}-{key}.u8"
    shape = (len(pictures), side, side, 3)
    if not path.is_file():
        part = path.with_suffix(".part")
        pixels = np.memmap(part, np.uint8, "w+", shape=shape)
        for index, picture in enumerate(pictures):
            rgb = picture.read()
            pixels[index] = letterbox(modify(rgb, index) if modify else rgb, side)[0]
            if index % 1000 == 0:
                progress(f"decoding pictures, {name}: {index}/{len(pictures)}")
        pixels.flush()
        del pixels
        part.rename(path)
    truth = []
    for picture in pictures:
        scale = side / max(picture.width, picture.height)
        left = (side - max(1, round(picture.width * scale))) // 2
        top = (side - max(1, round(picture.height * scale))) // 2
        boxes = picture.boxes.astype(np.float32) * scale + np.array([left, top, left, top], np.float32)
        truth.append(Boxes(boxes, picture.labels, ignore=picture.crowd))
    return CachedPictures(np.memmap(path, np.uint8, "r", shape=shape), truth, side)


def augment(x: Tensor, truth: list[Boxes], generator: torch.Generator, zoom: float = 0.25, shift: float = 0.12) -> tuple[Tensor, list[Boxes]]:
    """Mirror, zoom (1 ± zoom), shift (± shift of the side), brightness, contrast and colour. x: (B, 3, S, S) in [0, 1].

    Boxes follow, are cut at the border, and are dropped where less than 40 % of one is left.
    """
    b, _, side, _ = x.shape
    u = torch.rand(b, 10, generator=generator) * 2 - 1
    flip = torch.where(u[:, 0] > 0, 1.0, -1.0)
    scale = 1 + zoom * u[:, 1]
    move = shift * 2 * u[:, 2:4]
    theta = torch.zeros(b, 2, 3)  # output -> input, both in [-1, 1]
    theta[:, 0, 0], theta[:, 1, 1] = flip / scale, 1 / scale
    theta[:, 0, 2], theta[:, 1, 2] = -move[:, 0] * flip / scale, -move[:, 1] / scale
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    y = F.grid_sample(x - GREY / 255, grid, align_corners=False)
    gain = 1 + 0.25 * u[:, 4].view(-1, 1, 1, 1)
    colour = 1 + 0.08 * u[:, 5:8].view(-1, 3, 1, 1)
    # ((y + grey - 0.5) * gain + 0.5 + brightness) * colour, in two passes
    y.mul_(gain * colour).add_(((GREY / 255 - 0.5) * gain + 0.5 + 0.12 * u[:, 8].view(-1, 1, 1, 1)) * colour)
    moved = []
    for i, real in enumerate(truth):
        boxes = torch.as_tensor(real.boxes, dtype=torch.float32).reshape(-1, 4) / side * 2 - 1
        boxes = boxes * torch.tensor([flip[i], 1, flip[i], 1]) * scale[i] + move[i].repeat(2)
        if flip[i] < 0:
            boxes = boxes[:, [2, 1, 0, 3]]
        boxes = (boxes + 1) / 2 * side
        cut = boxes.clamp(0, side)
        area, left = (boxes[:, 2:] - boxes[:, :2]).prod(1), (cut[:, 2:] - cut[:, :2]).prod(1)
        keep = ((left >= 0.4 * area) & (left > 16)).numpy()
        crowd = None if real.ignore is None else np.asarray(real.ignore)[keep]
        moved.append(Boxes(cut.numpy()[keep], np.asarray(real.labels)[keep], ignore=crowd))
    return y.clamp_(0, 1), moved
