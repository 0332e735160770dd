"""The light on a face in five numbers: mean colour of the skin (RGB) and its slope to the right and downwards, as shares an eye distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from guise_training.persona.atlas import Atlas, facing
from guise_training.persona.shape import ShapeModel

#: No texel is lit less than this share of the mean, however steep the slopes.
LEAST = 0.3


def texel_places(atlas: Atlas, shape: ShapeModel) -> Tensor:
    """(2, side, side): where on the mean face each texel lies, x and y in eye distances from the middle between the eyes."""
    corners = shape.mean[atlas.triangles[atlas.ids.clip(0)]][..., :2]
    place = (corners * atlas.bary[..., None]).sum(2) * atlas.covered[..., None]
    return torch.from_numpy(place.astype(np.float32)).permute(2, 0, 1)


def measure_light(colours: Tensor, weights: Tensor, places: Tensor) -> Tensor:
    """colours (B, 3, N) at skin places (2, N) with weights (B, N) -> (B, 5): mean colour, slope right, slope down.

    The slopes are those of the lightness, by least squares, about the weighted mean place; with a little ridge, so that a face of which
    one side is seen does not get a steep one.
    """
    weight = weights + 1e-6
    total = weight.sum(1, keepdim=True)
    colour = (colours * weight[:, None]).sum(2) / total
    grey = (colours * colours.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1)).sum(1)
    mean = (grey * weight).sum(1, keepdim=True) / total
    relative = grey / mean.clamp_min(0.02) - 1
    x = places[None] - (places[None] * weight[:, None]).sum(2, keepdim=True) / total[..., None]
    gram = torch.einsum("bin,bjn,bn->bij", x, x, weight) + 0.01 * total[..., None] * torch.eye(2)
    slope = torch.linalg.solve(gram, torch.einsum("bin,bn->bi", x, weight * relative)[..., None])[..., 0]
    return torch.cat([colour, slope.clamp(-0.6, 0.6)], 1)


def texture_light(textures: Tensor, seen: Tensor, skin: Tensor, places: Tensor) -> Tensor:
    """`measure_light` of textures (B, 3, S, S), seen (B, 1, S, S), skin (S, S) bool, places (2, S, S)."""
    flat = skin.flatten()
    return measure_light(textures.flatten(2)[:, :, flat], seen.flatten(1)[:, flat], places.flatten(1)[:, flat])


@dataclass(frozen=True)
class Probes:
    """Places on the mesh where the light is measured: triangle (N,), barycentric weights (N, 3), place on the mean face (2, N)."""

    triangle: np.ndarray
    bary: np.ndarray
    places: np.ndarray


def light_probes(atlas: Atlas, places: Tensor, every: int = 3) -> Probes:
    """Every third skin texel in both directions."""
    grid = np.zeros_like(atlas.skin)
    grid[::every, ::every] = True
    ys, xs = np.nonzero(grid & atlas.skin)
    return Probes(atlas.ids[ys, xs], atlas.bary[ys, xs], places.numpy()[:, ys, xs])


def probe_light(pictures: Tensor, meshes: np.ndarray, atlas: Atlas, probes: Probes) -> Tensor:
    """The light of faces in pictures (B, 3, S, S) whose meshes (B, 478, 3) are in pixels of them; (B, 5)."""
    size = pictures.shape[2]
    corners = meshes[:, atlas.triangles[probes.triangle]]  # (B, N, 3, 3)
    place = (corners[..., :2] * probes.bary[None, ..., None]).sum(2)
    grid = torch.from_numpy(((2 * place + 1) / size - 1).astype(np.float32))[:, :, None]
    colours = F.grid_sample(pictures, grid, padding_mode="border", align_corners=False)[..., 0]
    facing_all = np.stack([np.clip((facing(atlas, m)[probes.triangle] - 0.1) / 0.5, 0, 1) for m in meshes])
    inside = ((place >= 0) & (place <= size - 1)).all(-1)
    return measure_light(colours, torch.from_numpy((facing_all * inside).astype(np.float32)), torch.from_numpy(probes.places))


def shading(light: Tensor, places: Tensor, middle: Tensor) -> Tensor:
    """light (B, 5) -> (B, 3, S, S): the colour that reflectance 1 has. middle (2,): the place of the mean colour."""
    ramp = 1 + torch.einsum("bi,ihw->bhw", light[:, 3:], places - middle.view(2, 1, 1))
    return light[:, :3, None, None] * ramp.clamp_min(LEAST)[:, None]


def skin_middle(skin: Tensor, places: Tensor) -> Tensor:
    """(2,): the mean place of the skin."""
    return (places * skin).flatten(1).sum(1) / skin.sum()
