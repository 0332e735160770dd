"""Draws a persona by a code: its mesh, deformed and posed, textured and lit. No pixel of the raw picture is read."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from guise_training.persona import topology as t
from guise_training.persona.atlas import Atlas
from guise_training.persona.raster import rasterise


def place_mesh(shape: np.ndarray, rotation: np.ndarray, scale: float, shift: np.ndarray) -> np.ndarray:
    """shape (478, 3) in model space -> pixels of the crop (478, 3)."""
    return scale * shape @ rotation.T + np.array([shift[0], shift[1], 0.0])


def draw_mesh(atlas: Atlas, mesh: np.ndarray, lit: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """mesh (478, 3) in pixels of a (size, size) picture, lit (3, side, side): the lit texture.

    Returns the picture (3, size, size), black where there is no face, and the mask of the face (1, size, size) of zeros and ones.
    """
    ids, bary = rasterise(mesh[:, :2], atlas.triangles, size, mesh[:, 2])
    place = (atlas.uv[atlas.triangles[ids.clip(0)]] * bary[..., None]).sum(2)
    grid = torch.from_numpy(((2 * place + 1) / atlas.side - 1).astype(np.float32))[None]
    mask = torch.from_numpy((ids >= 0).astype(np.float32))[None]
    picture = F.grid_sample(lit[None], grid, padding_mode="border", align_corners=False)[0]
    return picture * mask, mask


def silhouette(mesh: np.ndarray, size: int, softness: float = 1.5) -> np.ndarray:
    """Soft mask of a mesh's outline at sub-pixel accuracy, (size, size) float32: 1 inside, falling to 0 at the outline."""
    import cv2

    canvas = np.zeros((size * 4, size * 4), np.uint8)
    hull = cv2.convexHull(((mesh[t.OVAL, :2] + 0.5) * 4).astype(np.float32)).astype(np.int32)
    cv2.fillConvexPoly(canvas, hull, 255)
    small = cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return cv2.GaussianBlur(small, (0, 0), softness)
