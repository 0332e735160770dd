"""From a drawn face to the crop that is shown: the core, its soft ring, and what fills the core around the drawn face.

The core has the drawn face's own outline, grown. Between the drawn face and the frame it is filled with colours of what is shown raw
just outside of the ring, by direction: what everybody sees anyway tells nobody more.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from guise_training.persona import topology as t

#: The core reaches this far beyond the drawn outline (shares of its radius), and the ring ends there.
GROWN, ENDS = 1.10, 1.22
#: Directions in which the outline's radius and the surrounding colours are kept.
DIRECTIONS = 64
#: The band of the frame, beyond the ring, whose colours fill: up to this radius.
BAND = 1.34
#: Where skin is drawn out from.
EDGE = 0.9


def outline(mesh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A mesh (478, 3) in pixels -> the middle (2,) and the radius of its outline in each of DIRECTIONS directions.

    Direction i looks at the angle 2 pi i / DIRECTIONS, clockwise on the screen from the right. The radius is that of the convex hull
    of the oval.
    """
    import cv2

    hull = cv2.convexHull(mesh[t.OVAL, :2].astype(np.float32))[:, 0].astype(np.float64)
    middle = (hull.min(0) + hull.max(0)) / 2
    angle = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    d = np.stack([np.cos(angle), np.sin(angle)], 1)
    a, b = hull - middle, np.roll(hull, -1, 0) - middle
    edge = b - a
    cross = lambda p, q: p[..., 0] * q[..., 1] - p[..., 1] * q[..., 0]  # noqa: E731
    below = cross(d[:, None], edge[None])
    with np.errstate(divide="ignore", invalid="ignore"):
        along = cross(a, edge)[None] / below
        where = cross(a[None], d[:, None]) / below
    along = np.where((np.abs(below) > 1e-9) & (where >= -1e-9) & (where <= 1 + 1e-9) & (along > 0), along, 0)
    return middle, along.max(1).clip(1)


def radii(middle: np.ndarray, radius: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Every pixel's distance from the middle in shares of the outline's radius in its direction, and its direction in 0..DIRECTIONS."""
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float64)
    x, y = xs - middle[0], ys - middle[1]
    direction = np.arctan2(y, x) / (2 * np.pi) % 1 * DIRECTIONS
    first = np.floor(direction).astype(np.int64) % DIRECTIONS
    share = direction - np.floor(direction)
    own = radius[first] * (1 - share) + radius[(first + 1) % DIRECTIONS] * share
    return (np.hypot(x, y) / own).astype(np.float32), direction.astype(np.float32)


def opacity(distance: np.ndarray) -> np.ndarray:
    """1 in the core, falling smoothly to 0 where the ring ends."""
    return smoothstep((ENDS - distance) / (ENDS - GROWN)).astype(np.float32)


def surroundings(crop: Tensor, distance: np.ndarray, direction: np.ndarray) -> Tensor:
    """crop (3, S, S) -> the fill (3, S, S): colours from beyond the ring, by direction. Reads no pixel of core or ring."""
    band = (distance >= ENDS) & (distance < BAND)
    flat = crop.flatten(1).numpy()
    sector = np.floor(direction + 0.5).astype(np.int64).ravel() % DIRECTIONS
    index = np.flatnonzero(band.ravel())
    count = np.bincount(sector[index], minlength=DIRECTIONS).astype(np.float64)
    total = np.stack([np.bincount(sector[index], flat[c][index], minlength=DIRECTIONS) for c in range(3)])
    kernel = np.array([1.0, 4, 6, 4, 1]) / 16
    for _ in range(3):  # neighbours share, and those that see nothing (the crop ends) take theirs
        count, total = (sum(k * np.roll(x, i - 2, -1) for i, k in enumerate(kernel)) for x in (count, total))
    means = torch.from_numpy((total / count.clip(1e-9)).astype(np.float32))
    first = np.floor(direction).astype(np.int64) % DIRECTIONS
    share = torch.from_numpy(direction - np.floor(direction))
    return means[:, first] * (1 - share) + means[:, (first + 1) % DIRECTIONS] * share


def skin_share(mesh: np.ndarray, distance: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """Skin goes on a little beyond the drawn face, a forehead further (1); then come the surroundings: hair, neck, room (0)."""
    brow, chin = mesh[10, :2], mesh[152, :2]
    up = np.arctan2(brow[1] - chin[1], brow[0] - chin[0])
    forehead = smoothstep((np.cos(direction * (2 * np.pi / DIRECTIONS) - up) + 0.35) / 0.7)
    return (1 - smoothstep((distance - (1 + 0.04 * forehead)) / (0.14 + 0.14 * forehead))).astype(np.float32)


def smoothstep(x: np.ndarray) -> np.ndarray:
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def extended(face: Tensor, middle: np.ndarray, distance: np.ndarray) -> Tensor:
    """The drawn face (3, S, S) drawn out beyond EDGE of its outline: each pixel there takes the colour at EDGE in its direction."""
    size = face.shape[1]
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    shrink = np.minimum(1, EDGE / np.maximum(distance, 1e-6))
    place = np.stack([middle[0] + (xs - middle[0]) * shrink, middle[1] + (ys - middle[1]) * shrink], -1)
    grid = torch.from_numpy(((2 * place + 1) / size - 1).astype(np.float32))[None]
    return F.grid_sample(face[None], grid, padding_mode="border", align_corners=False)[0]


def compose(crops: Tensor, faces: Tensor, masks: Tensor, meshes: np.ndarray) -> tuple[Tensor, Tensor]:
    """crops (B, 3, S, S), drawn premultiplied faces and their masks (B, 1, S, S), meshes (B, 478, 3) in pixels of the crop -> what is shown
    (B, 3, S, S) and the core's opacity (B, 1, S, S)."""
    out, alphas = [], []
    for crop, face, mask, mesh in zip(crops, faces, masks, meshes):
        middle, radius = outline(mesh)
        distance, direction = radii(middle, radius, crop.shape[1])
        around = surroundings(crop, distance, direction)
        skin = extended(face / mask.clamp_min(1e-3), middle, distance)
        drawn = around + torch.from_numpy(skin_share(mesh, distance, direction)) * (skin - around)
        drawn = drawn * (1 - mask) + face
        alpha = torch.from_numpy(opacity(distance))[None]
        out.append(crop * (1 - alpha) + drawn * alpha)
        alphas.append(alpha)
    return torch.stack(out), torch.stack(alphas)
