"""Texture space: where each point of the mesh lies in a persona's picture, and moving pictures there and back.

The face is unrolled about its vertical axis with the mouth open, so that teeth have a place. A texture holds reflectance: colour
divided by the light, so that 1 is the skin's usual colour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from guise_training.persona import topology as t
from guise_training.persona.raster import rasterise
from guise_training.persona.shape import ShapeModel

#: The lower lip's points, its corners apart.
LOWER_LIP = [146, 91, 181, 84, 17, 314, 405, 321, 375, 95, 88, 178, 87, 14, 317, 402, 318, 324, 77, 90, 180, 85, 16, 315, 404, 320, 307,
             96, 89, 179, 86, 15, 316, 403, 319, 325]
#: How far the mouth and the lids are open in texture space, beyond neutral.
_MOUTH, _LIDS = 0.28, 0.12
#: Where the cheeks lie on the mean face, eye distances from the middle between the eyes: to both sides, and down.
CHEEKS = ((0.2, 0.7), (0.35, 0.95))


@dataclass
class Atlas:
    """side: pixels; uv (478, 2) places in pixels; triangles (T, 3), front faces have positive area; ids, bary: the triangle of every
    texture pixel; skin (side, side) bool: where the light is measured."""

    side: int
    uv: np.ndarray
    triangles: np.ndarray
    ids: np.ndarray
    bary: np.ndarray
    skin: np.ndarray

    @property
    def covered(self) -> np.ndarray:
        return self.ids >= 0


def build_atlas(shape: ShapeModel, side: int = 192) -> Atlas:
    from scipy.spatial import Delaunay

    open_ = np.zeros((1, len(shape.basis)))
    open_[0, 3:5] = _LIDS
    x = _mouth_opened(shape.deformed(shape.mean, open_)[0])
    # Unrolled about an axis behind the face.
    axis = x[:, 2].max() + 0.35
    radius = axis - x[t.OVAL + [4], 2].min()
    u = np.arctan2(x[:, 0], axis - x[:, 2]) * radius * 0.85
    place = np.stack([u, x[:, 1]], 1)
    low, high = place.min(0), place.max(0)
    # The square is filled: texels need not be square on the face.
    scale = (side - 9) / (high - low)
    uv = (place - (low + high) / 2) * scale + (side - 1) / 2
    triangles = Delaunay(uv).simplices
    # Delaunay fills the convex hull: what lies outside of the oval goes.
    centre = uv[triangles].mean(1)
    triangles = triangles[_inside(centre, uv[t.OVAL])]
    area = _area(uv, triangles)
    triangles = np.where((area < 0)[:, None], triangles[:, [0, 2, 1]], triangles)
    triangles = triangles[np.abs(area) > 1e-6]
    # A fixed order that does not depend on the library that made it.
    first = triangles.argmin(1)
    triangles = np.stack([np.roll(tri, -k) for tri, k in zip(triangles, first)])
    triangles = triangles[np.lexsort(triangles.T[::-1])].astype(np.int32)
    ids, bary = rasterise(uv, triangles, side)
    ys, xs = np.mgrid[0:side, 0:side]
    inner = uv[t.OVAL].mean(0) + (uv[t.OVAL] - uv[t.OVAL].mean(0)) * 0.86
    skin = _inside(np.stack([xs, ys], -1).reshape(-1, 2), inner).reshape(side, side)
    for outline, grow in ((uv[t.RIGHT_LIDS], 1.9), (uv[t.LEFT_LIDS], 1.9), (uv[[61, 40, 37, 0, 267, 270, 291, 321, 314, 17, 84, 91]], 1.25)):
        middle = outline.mean(0)
        skin &= ~_inside(np.stack([xs, ys], -1).reshape(-1, 2), middle + (outline - middle) * grow).reshape(side, side)
    # Hair hangs over a forehead, a jaw may have a beard, a nose shines: the cheeks are what is nearest to the skin's own colour.
    place = (shape.mean[triangles[ids.clip(0)]][..., :2] * bary[..., None]).sum(2)
    for axis, (low, high) in enumerate(CHEEKS):
        skin &= (np.abs(place[..., axis]) > low) & (np.abs(place[..., axis]) < high)
    return Atlas(side, uv, triangles, ids, bary, skin & (ids >= 0))


def _mouth_opened(x: np.ndarray) -> np.ndarray:
    """The lower lip, and what is below it, moved down: less and less towards the chin and the cheeks, so that nothing folds."""
    x = x.copy()
    line, lip, chin = x[[78, 308], 1].mean(), x[17, 1], x[152, 1]
    below = x[:, 1] > lip - 0.02
    below[LOWER_LIP] = True
    share = np.where(np.isin(np.arange(len(x)), LOWER_LIP), 1.0, 1 - np.clip((x[:, 1] - lip) / (chin - lip), 0, 1))
    beside = np.clip(1 - (x[:, 0] / (1.04 * np.abs(x[[61, 291], 0]).mean())) ** 2, 0, 1)
    x[:, 1] += np.where(below & (x[:, 1] > line - 0.1), _MOUTH * share * beside, 0)
    return x


def _area(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    a, b, c = (points[triangles[:, i]] for i in range(3))
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def _inside(points: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    x, y = points[:, 0], points[:, 1]
    inside = np.zeros(len(points), bool)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, -1, 0)):
        cross = (ay > y) != (by > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside ^= cross & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return inside


def openings(atlas: Atlas) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(side, side) bool each: inside the lips, inside the right and the left lids."""
    ys, xs = np.mgrid[0:atlas.side, 0:atlas.side]
    points = np.stack([xs, ys], -1).reshape(-1, 2)
    return tuple(_inside(points, atlas.uv[index]).reshape(atlas.side, atlas.side) for index in (t.INNER_LIPS, t.RIGHT_LIDS, t.LEFT_LIDS))


def facing(atlas: Atlas, points: np.ndarray) -> np.ndarray:
    """(T,) how much each triangle of a mesh (478, 3) faces the viewer, -1..1 (cosine of its normal)."""
    a, b, c = (points[atlas.triangles[:, i]] for i in range(3))
    normal = np.cross(b - a, c - a)
    return normal[:, 2] / np.linalg.norm(normal, axis=1).clip(1e-9)


def unwrap(atlas: Atlas, pictures: Tensor, mesh: np.ndarray) -> tuple[Tensor, Tensor]:
    """pictures (B, 3, S, S) with meshes (B, 478, 3) -> textures (B, 3, side, side) and how far each texel was seen (B, 1, side, side)."""
    size = pictures.shape[2]
    ids, bary = atlas.ids.clip(0), atlas.bary
    corners = mesh[:, atlas.triangles[ids]]  # (B, side, side, 3, 3)
    place = (corners[..., :2] * bary[None, ..., None]).sum(3)
    grid = torch.from_numpy(((2 * place + 1) / size - 1).astype(np.float32))
    textures = F.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    seen = np.stack([np.clip((facing(atlas, m) - 0.1) / 0.5, 0, 1)[ids] for m in mesh]) * atlas.covered
    inside = ((place >= 0) & (place <= size - 1)).all(-1)
    return textures, torch.from_numpy((seen * inside).astype(np.float32))[:, None]
