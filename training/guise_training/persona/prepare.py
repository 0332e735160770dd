"""From labelled pictures to what training and drawing need: codes, groups, strangers."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from guise_training.errors import UserError
from guise_training.persona import code as codes
from guise_training.persona import topology as t
from guise_training.persona.atlas import Atlas
from guise_training.persona.averages import PersonTextures, attribute_vector, deal, fit_attributes, stranger
from guise_training.persona.labels import SIDE, Labelled
from guise_training.persona.light import probe_light, texel_places
from guise_training.persona.renderer import PersonaRenderer, Personas, light_fields
from guise_training.persona.shape import MEASURES, ShapeModel, angles, fit_pose, measure, upright


def pose_and_expression(mesh: np.ndarray, shape: ShapeModel, size: int = SIDE) -> np.ndarray:
    """Meshes (B, 478, 3) in pixels of the aligned crop -> the code's POSE and EXPRESSION (B, 15), not quantised."""
    rotation, scale, shift = pose = fit_pose(mesh, shape.mean)
    place = (shift[:, :2] + 0.5) / size - np.array(codes.ORIGIN)
    expression = measure(upright(mesh, pose)) - shape.neutral
    return np.concatenate([angles(rotation), (scale / (codes.UNIT * size))[:, None], place / codes.UNIT, expression], 1)


def lights(labelled: Labelled, rows: np.ndarray, renderer: PersonaRenderer, chunk: int = 32) -> np.ndarray:
    """The code's LIGHT of pictures (B, 5), measured on the labelled mesh."""
    found = []
    for i in range(0, len(rows), chunk):
        part = rows[i:i + chunk]
        pictures = torch.from_numpy(np.stack([labelled.crops[r] for r in part])).permute(0, 3, 1, 2).float() / 255
        found.append(light_fields(probe_light(pictures, labelled.mesh[part], renderer.atlas, renderer.probes).numpy()))
    return np.concatenate(found)


def beard_share(textures: PersonTextures, atlas: Atlas) -> np.ndarray:
    """(P,) 0..1: how much darker jaw and upper lip are than the cheeks, as reflectance. Of no meaning for made-up lips; for men only."""
    uv = atlas.uv
    def mean(points: list[int], radius: float) -> np.ndarray:
        ys, xs = np.mgrid[0:atlas.side, 0:atlas.side]
        spot = np.zeros((atlas.side, atlas.side), bool)
        for p in points:
            spot |= (xs - uv[p, 0]) ** 2 + (ys - uv[p, 1]) ** 2 < (radius * atlas.side) ** 2
        w = textures.weight[:, 0][:, spot].astype(np.float32)
        x = textures.texture[:, :, spot].astype(np.float32).mean(1)
        return (x * w).sum(1) / w.sum(1).clip(1e-3)
    jaw = mean([199, 200, 208, 428, 164, 165, 391, 32, 262, 171, 396], 0.03)
    cheek = mean([50, 280, 117, 346, 101, 330], 0.04)
    return np.clip((0.86 - jaw / cheek.clip(0.05)) / 0.25, 0, 1)


def build_personas(textures: PersonTextures, attributes: np.ndarray, atlas: Atlas, shape: ShapeModel, k: int = 12, count: int = 32,
                   gain: float = 7.5, fine_gain: float = 4.0, own_side: int = 80, detail: float = 1.0, age_gain: float = 1.0, shape_gain: float = 6.0, sex_gain: float = 0.3,
                   calm: float = 0.35, leave_out: float = 0.12, seed: int = 0) -> Personas:
    """Strangers of both sex presentations. attributes (P, A): `attribute_vector`. gain, shape_gain: how far a stranger's texture and shape are
    from the group's, in means of k people; fine_gain: the same of what is finer than a fiftieth of the texture, which looks rough sooner; sex_gain: how far apart the sexes are drawn, 1 as far as they are; calm: how much less than people do
    into a camera a group smiles, in their standard deviations. Raises UserError where there are too few people."""
    # What people's habits (a smile, a turned head) do to textures and shapes is told apart from what their group does, and is nobody's share.
    habits = (textures.habits - textures.habits.mean(0)) / textures.habits.std(0).clip(1e-6)
    known, count_attributes = np.concatenate([attributes, habits], 1), attributes.shape[1]
    everything = fit_attributes(textures, known)
    group, of_habits = tuple(x[:count_attributes].copy() for x in everything), everything[0][count_attributes:]
    smiling = habits.T @ habits[:, SMILE] / len(habits)
    group[0][0] -= calm * np.tensordot(smiling.astype(np.float32), of_habits, 1)
    even, share = Evener(atlas, shape), gain_shares(atlas)
    rng = np.random.default_rng(seed)
    odd = oddness(textures, known, everything)
    usual = odd <= np.quantile(odd, 1 - leave_out)
    made: list[list[tuple[np.ndarray, np.ndarray]]] = []
    for sex in (0, 1):
        sets = deal(np.flatnonzero((attributes[:, 1] == sex) & usual), k, count, rng)
        if not sets:
            raise UserError(f"fewer than {k} people of one sex presentation: no stranger can be made of them")
        made.append([stranger(textures, known, everything, members) for members in sets])
    count = min(len(m) for m in made)
    evened = np.stack([even(x, float(i == 0)) for i, x in enumerate(group[0])])
    tells = np.stack([features_only(x) for x in evened[list(TOLD)]])
    own = lambda d: share * gained(even(without(features_only(d), tells), 0), gain, fine_gain)  # noqa: E731
    texture = np.stack([[_resized(own(d[0]), own_side) for d in m[:count]] for m in made])
    shapes = np.stack([[without(d[1], group[1][list(TOLD)]) for d in m[:count]] for m in made]) * shape_gain
    # Averages of noisy ages look younger than the old and older than the young.
    stretch = np.array([age_gain ** power for power in AGE_POWERS], np.float32)
    textures_of, shapes_of = nearer_sexes(evened, sex_gain) * stretch[:, None, None, None], nearer_sexes(group[1], sex_gain) * stretch[:, None, None]
    return Personas(sharpened(textures_of, detail), shapes_of, texture.astype(np.float16), shapes.astype(np.float32), k)


#: Where a stranger's texture is drawn less far from the group's: points of the mesh, how far around them (share of the side), and by how much of the
#: gain. Around the mouth an expression is read, on the cheeks the skin's colour; hair hangs over foreheads and temples.
QUIET = ((t.LIPS, 0.04, 0.4), ([50, 101, 118, 36, 205, 280, 330, 347, 266, 425], 0.07, 0.45), (t.OVAL, 0.08, 0.5))


def gain_shares(atlas: Atlas) -> np.ndarray:
    """(S, S): the share of the gain that each texel of a stranger's own texture has (`QUIET`), smooth."""
    import cv2

    out = np.ones((atlas.side, atlas.side), np.float32)
    for points, reach, share in QUIET:
        spot = np.zeros_like(out)
        for x, y in atlas.uv[points].round().astype(int).tolist():
            cv2.circle(spot, (x, y), round(reach * atlas.side), 1.0, -1)
        out *= 1 - (1 - share) * cv2.GaussianBlur(spot, (0, 0), 0.025 * atlas.side)
    return out


#: Which of a person's habits is the smile; yaw and pitch come before the measures.
SMILE = 2 + MEASURES.index("smile")
#: Attributes (averages.ATTRIBUTES) that a stranger's own share must not tell: male, age, african, asian, south; and the power of the age in each.
TOLD, AGE_POWERS = (1, 2, 5, 6, 7), (0, 0, 1, 2, 1, 0, 0, 0, 0, 2)


def nearer_sexes(group: np.ndarray, share: float) -> np.ndarray:
    """By attribute (A, ...): the mean of both sexes stays, what is between them at any age becomes `share` of what it was."""
    out = group.copy()
    for one, male in ((0, 1), (2, 4), (3, 9)):  # averages.ATTRIBUTES: one, age, age squared, and the same for men
        out[one] += (1 - share) / 2 * group[male]
        out[male] *= share
    return out


def without(own: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """`own` less its least-squares fit by `directions` (D, *own.shape): twelve people whose labels err look older or more male than their group."""
    flat = directions.reshape(len(directions), -1).astype(np.float64)
    share = np.linalg.solve(flat @ flat.T + 1e-9 * np.eye(len(flat)), flat @ own.reshape(-1).astype(np.float64))
    return (own - (share @ flat).reshape(own.shape)).astype(np.float32)


class Evener:
    """Takes out of a texture what the light says already: the mean colour of its skin and the slopes of its lightness. Whatever stranger of
    whatever group is drawn, its cheeks have the colour that was measured."""

    def __init__(self, atlas: Atlas, shape: ShapeModel):
        places = texel_places(atlas, shape).numpy()
        self.skin = atlas.skin
        middle = places[:, atlas.skin].mean(1)
        self.ramps = (places - middle[:, None, None]) * atlas.covered

    def __call__(self, texture: np.ndarray, mean: float) -> np.ndarray:
        """texture (3, S, S) -> the same with the mean `mean` on the skin, and no slope there."""
        out = texture.astype(np.float32)
        out = out + (mean - out[:, self.skin].mean(1))[:, None, None]
        grey = np.einsum("chw,c->hw", out, np.array([0.299, 0.587, 0.114], np.float32))
        x = self.ramps[:, self.skin].T
        slope = np.linalg.lstsq(x, grey[self.skin] - mean, rcond=None)[0]
        return (out - np.einsum("i,ihw->hw", slope, self.ramps)).astype(np.float32)


def oddness(textures: PersonTextures, attributes: np.ndarray, group: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """(P,) how far each person's texture is from that of the group, where it was seen: glasses, hair and hands before the face are far."""
    out = []
    for texture, weight, vector in zip(textures.texture, textures.weight, attributes):
        w = weight.astype(np.float32).clip(0, 1)
        difference = np.abs(texture.astype(np.float32) - np.tensordot(vector, group[0], 1))
        out.append(float((difference * w).sum() / (3 * w.sum() + 1e-3)))
    return np.array(out)


def features_only(texture: np.ndarray, coarse: float = 0.1) -> np.ndarray:
    """A stranger's own texture (3, S, S) without what is coarse, which would tint the skin: no colour coarser than `coarse` of the side,
    a third of the lightness, half of the fine colour."""
    import cv2

    grey = np.einsum("chw,c->hw", texture, np.array([0.299, 0.587, 0.114], np.float32))
    colour = texture - grey
    sigma = coarse * texture.shape[1]
    low = lambda x: cv2.GaussianBlur(np.ascontiguousarray(x), (0, 0), sigma)  # noqa: E731
    return (grey - 0.67 * low(grey))[None] + 0.5 * np.stack([c - low(c) for c in colour])


def gained(texture: np.ndarray, coarse: float, fine: float) -> np.ndarray:
    """A texture (3, S, S) times `coarse`, what is finer than a fiftieth of its side times `fine`."""
    import cv2

    low = cv2.GaussianBlur(texture.transpose(1, 2, 0), (0, 0), 0.02 * texture.shape[1]).transpose(2, 0, 1)
    return fine * texture + (coarse - fine) * low


def sharpened(texture: np.ndarray, amount: float) -> np.ndarray:
    """Averaging takes detail away: what a Gaussian of 1.5 texels takes is given back `amount` times. (N, 3, S, S)."""
    import cv2

    blurred = np.stack([cv2.GaussianBlur(x.transpose(1, 2, 0), (0, 0), 1.5).transpose(2, 0, 1) for x in texture.astype(np.float32)])
    return texture + amount * (texture - blurred)


def _resized(texture: np.ndarray, side: int) -> np.ndarray:
    x: Tensor = torch.from_numpy(texture.astype(np.float32))[None]
    return F.interpolate(x, (side, side), mode="bilinear", align_corners=False, antialias=True)[0].numpy()


__all__ = ["attribute_vector", "beard_share", "build_personas", "lights", "pose_and_expression"]
