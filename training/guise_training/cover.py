"""The page's cover of a face and its way there and back: the same geometry and the same sampling, pixel for pixel, as
`src/engine/cover/{cover,grid}.ts` and `src/base/sample.ts` and `src/engine/render/cpu/composite.ts`.

Frame coordinates are pixels with the top left *corner* at (0, 0): pixel centres lie at .5 (`sampler.py` puts them at whole numbers).
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from typing import Callable, Sequence

import numpy as np

from guise_training.modes import MODES, Values, complete_values

EXPONENT, SHIFT_UP = 2.6, 0.02
#: The page's defaults (`src/engine/link/protocol.ts`).
ENLARGE, FEATHER = 1.3, 0.15
SIDES = (64, 128, 256)


@dataclass(frozen=True)
class Cover:
    """A rotated rectangle (full sides, radians, positive clockwise on the screen) whose superellipse is covered for certain; the
    feather, a share of the half side, lies outside of it."""

    x: float
    y: float
    width: float
    height: float
    angle: float
    exponent: float = EXPONENT
    feather: float = FEATHER


def cover_for(box: Sequence[float], roll: float = 0.0, landmarks: np.ndarray | None = None, enlarge: float = ENLARGE,
              feather: float = FEATHER) -> Cover:
    """box: x, y, width, height of the face, not enlarged; roll: radians, from the eyes; landmarks: (N, 2) or None. All in frame
    pixels. The whole box and every landmark lie in the cover's core."""
    x, y, width, height = (float(v) for v in box)
    enlarge = max(1.0, enlarge)
    cos, sin = math.cos(roll), math.sin(roll)
    up = height * SHIFT_UP
    cx, cy = x + width / 2 + sin * up, y + height / 2 - cos * up
    a, b = width / 2 * enlarge, height / 2 * enlarge
    points = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    if landmarks is not None:
        points += [(float(p), float(q)) for p, q in np.asarray(landmarks) if math.isfinite(p) and math.isfinite(q)]
    reach = 1.0
    for px, py in points:
        dx, dy = px - cx, py - cy
        u, v = abs(dx * cos + dy * sin) / a, abs(dy * cos - dx * sin) / b
        reach = max(reach, (u ** EXPONENT + v ** EXPONENT) ** (1 / EXPONENT))
    return Cover(cx, cy, 2 * a * reach, 2 * b * reach, roll, EXPONENT, feather)


def roll_of(right_eye: Sequence[float], left_eye: Sequence[float]) -> float:
    """The roll that the page takes from the eyes, radians; "right" is the eye at the left of the picture."""
    return math.atan2(left_eye[1] - right_eye[1], left_eye[0] - right_eye[0])


def crop_side(cover: Cover) -> int:
    longest = max(cover.width, cover.height) * (1 + cover.feather)
    return next((side for side in SIDES if side >= longest), SIDES[-1])


def grid_for(cover: Cover) -> tuple[float, float, float, float, float, float]:
    """The grid generator: (x0, y0, xs, ys, xt, yt) with x = x0 + s·xs + t·xt, y = y0 + s·ys + t·yt for s, t in [0, 1]."""
    cos, sin = math.cos(cover.angle), math.sin(cover.angle)
    w, h = cover.width * (1 + cover.feather), cover.height * (1 + cover.feather)
    return (cover.x - w / 2 * cos + h / 2 * sin, cover.y - w / 2 * sin - h / 2 * cos, w * cos, w * sin, -h * sin, h * cos)


def _bilinear(image: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """image (H, W, 3) at pixel places (whole numbers are pixel centres), the border repeated; float64."""
    height, width = image.shape[:2]
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    x0, y0 = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    fx, fy = (x - x0)[..., None], (y - y0)[..., None]
    x1, y1 = np.minimum(x0 + 1, width - 1), np.minimum(y0 + 1, height - 1)
    top = image[y0, x0] * (1 - fx) + image[y0, x1] * fx
    bottom = image[y1, x0] * (1 - fx) + image[y1, x1] * fx
    return top * (1 - fy) + bottom * fy


def sample_crop(frame: np.ndarray, grid: tuple[float, ...], side: int) -> np.ndarray:
    """frame (H, W, 3) uint8 -> (side, side, 3) float32 in [0, 1] (Spatial Transformer Networks, equation 5)."""
    x0, y0, xs, ys, xt, yt = grid
    line = (np.arange(side) + 0.5) / side
    s, t = line[None, :], line[:, None]
    return (_bilinear(frame, x0 + s * xs + t * xt - 0.5, y0 + s * ys + t * yt - 0.5) / 255).astype(np.float32)


def opacity(u: np.ndarray, v: np.ndarray, exponent: float, feather: float) -> np.ndarray:
    """1 in the core |u|^p + |v|^p <= 1, 0 beyond the ring, a smooth ramp between; u, v in half sides of the core."""
    distance = (np.abs(u) ** exponent + np.abs(v) ** exponent) ** (1 / exponent)
    if feather == 0:
        return (distance <= 1).astype(np.float64)
    t = np.clip((1 + feather - distance) / feather, 0, 1)
    return np.where(distance <= 1, 1.0, t * t * (3 - 2 * t))


def composite(picture: np.ndarray, cover: Cover, crop: np.ndarray) -> None:
    """Warps a crop back over `picture` (H, W, 3) uint8, in place: the crop alone in the core, fading in the feather, nothing beyond."""
    height, width = picture.shape[:2]
    side, outer = crop.shape[0], 1 + cover.feather
    cos, sin = math.cos(cover.angle), math.sin(cover.angle)
    half_w = (cover.width * abs(cos) + cover.height * abs(sin)) * outer / 2
    half_h = (cover.width * abs(sin) + cover.height * abs(cos)) * outer / 2
    left, right = max(0, math.floor(cover.x - half_w)), min(width, math.ceil(cover.x + half_w))
    top, bottom = max(0, math.floor(cover.y - half_h)), min(height, math.ceil(cover.y + half_h))
    if left >= right or top >= bottom:
        return
    dx = (np.arange(left, right) + 0.5 - cover.x)[None, :]
    dy = (np.arange(top, bottom) + 0.5 - cover.y)[:, None]
    u, v = (dx * cos + dy * sin) / (cover.width / 2), (dy * cos - dx * sin) / (cover.height / 2)
    alpha = opacity(u, v, cover.exponent, cover.feather)[..., None]
    value = _bilinear(crop.astype(np.float64), (u / outer + 1) / 2 * side - 0.5, (v / outer + 1) / 2 * side - 0.5) * 255
    part = picture[top:bottom, left:right]
    mixed = value * alpha + part * (1 - alpha)
    part[:] = np.where(alpha == 0, part, np.clip(np.rint(mixed), 0, 255)).astype(np.uint8)


def replace_faces(frame: np.ndarray, covers: Sequence[Cover], change: Callable[[np.ndarray, int], np.ndarray]) -> np.ndarray:
    """A copy of frame (H, W, 3) uint8 with every covered face replaced, small (far) covers first. All crops are taken from the raw
    frame. change(crop (S, S, 3) float32, index into covers) -> crop."""
    order = sorted(range(len(covers)), key=lambda i: covers[i].width * covers[i].height)
    crops = [change(sample_crop(frame, grid_for(covers[i]), crop_side(covers[i])), i) for i in order]
    picture = frame.copy()
    for i, crop in zip(order, crops):
        composite(picture, covers[i], crop)
    return picture


def anonymise(frame: np.ndarray, covers: Sequence[Cover], mode: str, values: Values | None = None,
              rng: np.random.Generator | None = None) -> np.ndarray:
    """The frame as the page draws it in `mode`. rng: where the noise's keys come from; fresh and secret ones without it."""
    complete, apply = complete_values(mode, values), MODES[mode].apply
    return replace_faces(frame, covers, lambda crop, _: apply(crop, complete, _key(rng)))


def _key(rng: np.random.Generator | None) -> np.ndarray:
    return np.frombuffer(rng.bytes(32) if rng is not None else secrets.token_bytes(32), np.uint32)
