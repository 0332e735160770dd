"""Code and persona to picture: the one place where a stranger's face is put together and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from guise_training import checkpoint
from guise_training.persona import code as codes
from guise_training.persona import topology as t
from guise_training.persona.atlas import Atlas
from guise_training.persona.averages import attribute_vector
from guise_training.persona.light import Probes, light_probes, shading, skin_middle, texel_places
from guise_training.persona.raster import rasterise
from guise_training.persona.shape import ShapeModel, rotation_of

#: How far below the upper lip, eye distances, a mouth's inside begins to darken and has, and by how much: teeth are only so long.
TEETH, THROAT, DARK = 0.13, 0.25, 0.85
#: Width of the soft border of a drawn face, in shares of the texture's side.
SOFT = 0.05


@dataclass
class Personas:
    """group_texture (A, 3, S, S), group_shape (A, 478, 3): by attribute (averages.ATTRIBUTES); texture (2, P, 3, s, s) and shape
    (2, P, 478, 3): the strangers' own, by sex presentation (0 female, 1 male), already times their gain; k: people in each."""

    group_texture: np.ndarray
    group_shape: np.ndarray
    texture: np.ndarray
    shape: np.ndarray
    k: int

    @property
    def count(self) -> int:
        return self.texture.shape[1]


class PersonaRenderer:
    """probes and middle say where light is measured, alpha (1, 1, S, S) how opaque a texel is: found from the atlas unless they are given (as an
    export does)."""

    def __init__(self, shape: ShapeModel, atlas: Atlas, personas: Personas, probes: Probes | None = None, middle: Tensor | None = None,
                 alpha: Tensor | None = None):

        self.shape, self.atlas, self.personas = shape, atlas, personas
        self.places = texel_places(atlas, shape)
        self.middle = skin_middle(torch.from_numpy(atlas.skin), self.places) if middle is None else middle
        self.probes = light_probes(atlas, self.places) if probes is None else probes
        self.alpha = soft_border(atlas) if alpha is None else alpha
        self.within = mouth_depth(atlas)

    def stranger(self, values: np.ndarray, persona: int) -> tuple[Tensor, np.ndarray]:
        """One de-quantised code (fields,) -> reflectance (3, S, S) and neutral shape (478, 3) of that persona in the code's group."""
        at = lambda name: float(codes.column(values, name))  # noqa: E731
        vector = attribute_vector(np.array([at("male")]), np.array([at("age")]), np.array([[at("african"), at("asian"), at("south")]]),
                                  np.array([at("beard")]))[0]
        sex = int(at("male") >= 0.5)
        p = self.personas
        own = torch.from_numpy(p.texture[sex, persona].astype(np.float32))[None]
        side = self.atlas.side
        if own.shape[2] != side:
            own = F.interpolate(own, (side, side), mode="bilinear", align_corners=False)
        texture = torch.from_numpy(np.tensordot(vector, p.group_texture, 1).astype(np.float32)) + own[0]
        # A picture in black and white (or in light of one colour) has no red lips.
        colour = min(1.0, max(abs(at("red") - 1) / 0.1, abs(at("blue") - 1) / 0.15))
        grey = (texture * texture.new_tensor([0.299, 0.587, 0.114]).view(3, 1, 1)).sum(0, keepdim=True)
        texture = grey + colour * (texture - grey)
        return texture.clamp(0, 2.5), np.tensordot(vector, p.group_shape, 1) + p.shape[sex, persona]

    def mesh(self, values: np.ndarray, neutral: np.ndarray, size: int) -> np.ndarray:
        """A code (fields,) and a stranger's neutral shape -> the mesh (478, 3) in pixels of the aligned crop (size, size)."""
        at = lambda name: float(codes.column(values, name))  # noqa: E731
        moved = self.shape.deformed(neutral, values[6:15][None])[0]
        rotation = rotation_of(np.array([[at("yaw"), at("pitch"), at("roll")]]))[0]
        unit = codes.UNIT * size * at("scale")
        shift = np.array([(codes.ORIGIN[0] + codes.UNIT * at("x")) * size - 0.5, (codes.ORIGIN[1] + codes.UNIT * at("y")) * size - 0.5, 0.0])
        return unit * moved @ rotation.T + shift

    def light(self, values: np.ndarray) -> Tensor:
        """The five numbers of the light, as `shading` takes them, (1, 5)."""
        at = lambda name: float(codes.column(values, name))  # noqa: E731
        y, r, b = at("light"), at("red"), at("blue")
        green = (y - 0.299 * y * r - 0.114 * y * b) / 0.587
        return torch.tensor([[y * r, green, y * b, at("slope_x"), at("slope_y")]], dtype=torch.float32)

    def mouth_shade(self, values: np.ndarray) -> Tensor:
        """By how much each texel (S, S) is lit: 1 but for the inside of a wide open mouth, which is dark below the teeth."""
        x = ((self.within * float(codes.column(values, "mouth_open")) - TEETH) / (THROAT - TEETH)).clamp(0, 1)
        return 1 - DARK * x * x * (3 - 2 * x)

    def draw_one(self, mesh: np.ndarray, texture: Tensor, light: Tensor, size: int) -> tuple[Tensor, Tensor]:
        """mesh (478, 3) in pixels, reflectance (3, S, S), light (1, 5) -> picture (3, size, size), mask (1, size, size) in [0, 1]."""
        lit = (texture[None] * shading(light, self.places, self.middle)).clamp(0, 1)
        ids, bary = rasterise(mesh[:, :2], self.atlas.triangles, size, mesh[:, 2])
        place = (self.atlas.uv[self.atlas.triangles[ids.clip(0)]] * bary[..., None]).sum(2)
        grid = torch.from_numpy(((2 * place + 1) / self.atlas.side - 1).astype(np.float32))[None]
        found = F.grid_sample(torch.cat([lit, self.alpha], 1), grid, padding_mode="border", align_corners=False)[0]
        return found[:3], found[3:] * torch.from_numpy((ids >= 0).astype(np.float32))

    def draw(self, values: np.ndarray, personas: np.ndarray, size: int) -> tuple[Tensor, Tensor, np.ndarray]:
        """values (B, fields), de-quantised; personas (B,) whole numbers -> pictures (B, 3, size, size), masks (B, 1, size, size), meshes.
        Pictures are premultiplied by their masks."""
        pictures, masks, meshes = [], [], []
        for value, persona in zip(values, personas):
            texture, neutral = self.stranger(value, int(persona))
            mesh = self.mesh(value, neutral, size)
            picture, mask = self.draw_one(mesh, texture * self.mouth_shade(value), self.light(value), size)
            pictures.append(picture * mask)
            masks.append(mask)
            meshes.append(mesh)
        soft = soften(torch.cat([torch.stack(pictures), torch.stack(masks)], 1))
        return soft[:, :3], soft[:, 3:], np.stack(meshes)


def mouth_depth(atlas: Atlas) -> Tensor:
    """(S, S): how far down the inside of the mouth a texel is, 0 at the upper lip, 1 at the lower one; 0 where there is no inside."""
    depth = np.full(len(atlas.uv), np.nan)
    depth[t.INNER_LIPS] = [0.5] + [1.0] * 9 + [0.5] + [0.0] * 9
    inside = np.nan_to_num((depth[atlas.triangles[atlas.ids.clip(0)]] * atlas.bary).sum(2))
    return torch.from_numpy(np.where(atlas.ids >= 0, inside, 0).astype(np.float32))


def soft_border(atlas: Atlas) -> Tensor:
    """(1, 1, S, S): 0 at the border of the face in texture space, 1 from SOFT of the side inwards."""
    import cv2

    x = np.clip(cv2.distanceTransform(atlas.covered.astype(np.uint8), cv2.DIST_L2, 5) / (SOFT * atlas.side), 0, 1)
    return torch.from_numpy((x * x * (3 - 2 * x)).astype(np.float32))[None, None]


def soften(picture: Tensor) -> Tensor:
    """Where a silhouette is cut by pixels (its mask is between 0 and 1, or a neighbour's is another) it is blurred by 3 x 3, premultiplied;
    the inside of the face stays as sharp as it was drawn. picture (B, 4, S, S): RGB times mask, and the mask."""
    k = torch.tensor([1.0, 2.0, 1.0]) / 4
    blurred = F.conv2d(F.pad(picture, (1, 1, 1, 1), mode="replicate"), (k[:, None] * k[None])[None, None].expand(4, 1, 3, 3), groups=4)
    return torch.where(blurred[:, 3:] < 1 - 1e-4, blurred, picture)


def light_fields(light: np.ndarray) -> np.ndarray:
    """What `measure_light` gives (B, 5) as the code's fields LIGHT (B, 5)."""
    y = (light[:, :3] @ np.array([0.299, 0.587, 0.114])).clip(0.02)
    return np.stack([y, light[:, 0] / y, light[:, 2] / y, light[:, 3], light[:, 4]], 1)


def save_renderer(path: str | Path, renderer: PersonaRenderer) -> None:
    checkpoint.save(path, {"shape": vars(renderer.shape), "atlas": vars(renderer.atlas), "personas": vars(renderer.personas)})


def load_renderer(path: str | Path) -> PersonaRenderer:
    stored = checkpoint.load(path)
    return PersonaRenderer(ShapeModel(**stored["shape"]), Atlas(**stored["atlas"]), Personas(**stored["personas"]))
