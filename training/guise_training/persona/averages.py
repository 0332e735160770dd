"""k-same averages in texture space: what the people of a group have in common, and strangers that are the mean of k people each.

A stranger of a group is G(group) + gain * D: G is a linear model of texture and shape on the attributes of the group, D the mean of what
k people have beyond theirs. The sets of k people are disjoint. Nobody's picture, and no mean of fewer than k people, is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from guise_training.persona.atlas import Atlas, openings, unwrap
from guise_training.persona.labels import Labelled
from guise_training.persona.light import shading, skin_middle, texel_places, texture_light
from guise_training.persona.shape import MEASURES, ShapeModel, angles, fit_pose, measure, upright
from guise_training.progress import Progress

#: Attributes of a group, in order; all in 0..1 or -1..1.
ATTRIBUTES = ("one", "male", "age", "age_squared", "male_age", "african", "asian", "south", "beard", "male_old")


def attribute_vector(male: np.ndarray, age: np.ndarray, origin: np.ndarray, beard: np.ndarray) -> np.ndarray:
    """male 0 or 1, age in years, origin (N, 3) shares, beard 0..1 -> (N, 10)."""
    z = np.clip((age - 40) / 25, -1, 1.2)
    return np.stack([np.ones_like(z), male, z, z * z, male * z, origin[:, 0], origin[:, 1], origin[:, 2], beard * male, male * z * z], 1)


@dataclass
class PersonTextures:
    """What the pictures of each person show, light and expression taken away: identity (P,), texture (P, 3, S, S) reflectance,
    weight (P, 1, S, S), shape (P, 478, 3), pictures (P,) how many, habits (P, H) how the person looked into the camera on average: yaw, pitch,
    `MEASURES`, and what the emotion network says. float16 textures: they are many."""

    identity: np.ndarray
    texture: np.ndarray
    weight: np.ndarray
    shape: np.ndarray
    pictures: np.ndarray
    habits: np.ndarray


def person_textures(labelled: Labelled, rows: np.ndarray, shape: ShapeModel, atlas: Atlas) -> PersonTextures:
    """Pictures that are blurred, dark, turned far away or unsure are left out; a person of whom nothing is left, too."""
    places, skin = texel_places(atlas, shape), torch.from_numpy(atlas.skin)
    middle = skin_middle(skin, places)
    mouth, right, left = (torch.from_numpy(x.astype(np.float32)) for x in openings(atlas))
    identity = labelled.identity[rows]
    textures, weights, shapes, people, counts, habits = [], [], [], [], [], []
    progress = Progress(len(np.unique(identity)), "people averaged")
    for person in np.unique(identity):
        progress.add()
        own = rows[identity == person]
        mesh = labelled.mesh[own]
        pose = fit_pose(mesh, shape.mean)
        turned = angles(pose[0])[:, :2]
        near = np.abs(np.degrees(turned)) < [38, 25]
        own, turned = (x[(labelled.sure[own] > 0.9) & near.all(1)][:6] for x in (own, turned))
        if not len(own):
            continue
        mesh = labelled.mesh[own]
        pose = fit_pose(mesh, shape.mean)
        flat = upright(mesh, pose)
        values = measure(flat)
        pictures = torch.from_numpy(np.stack([labelled.crops[i] for i in own])).permute(0, 3, 1, 2).float() / 255
        texture, seen = unwrap(atlas, pictures, mesh)
        value = torch.from_numpy(values).float()
        seen = seen * (1 - mouth * (1 - ((value[:, 0] - 0.05) / 0.12).clamp(0, 1)).view(-1, 1, 1, 1))
        for hole, lid in ((right, value[:, 3]), (left, value[:, 4])):
            seen = seen * (1 - hole * (1 - ((lid - 0.12) / 0.1).clamp(0, 1)).view(-1, 1, 1, 1))
        light = texture_light(texture, seen, skin, places)
        reflectance = (texture / shading(light, places, middle).clamp_min(0.02)).clamp(0, 2.5)
        # Sharp, well lit pictures count more.
        grey = texture.mean(1, keepdim=True)
        detail = (grey[..., 1:] - grey[..., :-1]).abs().mean((1, 2, 3)) / light[:, :3].mean(1).clamp_min(0.05)
        trust = detail * ((light[:, :3].mean(1) - 0.12) / 0.2).clamp(0.02, 1)
        seen = seen * trust.view(-1, 1, 1, 1) / trust.mean()
        total = seen.sum(0)
        textures.append(((reflectance * seen).sum(0) / total.clamp_min(1e-3)).half().numpy())
        weights.append(total.clamp(0, 2).half().numpy())
        neutral = values - shape.neutral
        shapes.append((flat - np.einsum("bm,mni->bni", neutral, shape.basis)).mean(0))
        people.append(person)
        counts.append(len(own))
        habits.append(np.concatenate([turned, values, labelled.attributes["emotion"][own]], 1).mean(0))
    return PersonTextures(np.array(people), np.stack(textures), np.stack(weights), np.stack(shapes), np.array(counts), np.stack(habits))


def fit_attributes(textures: PersonTextures, attributes: np.ndarray, ridge: float = 2.0, chunk: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """Weighted ridge regression, texel by texel, of people's textures on their attributes (P, A); -> (A, 3, S, S) and shape (A, 478, 3)."""
    count, features = attributes.shape
    side = textures.texture.shape[-1]
    result = np.zeros((features, 3, side, side), np.float32)
    prior = ridge * np.eye(features)
    prior[0, 0] = 1e-3
    for row in range(0, side, chunk):
        w = textures.weight[:, 0, row:row + chunk].astype(np.float32).reshape(count, -1)
        x = textures.texture[:, :, row:row + chunk].astype(np.float32).reshape(count, 3, -1)
        gram = np.einsum("pa,pb,pn->nab", attributes, attributes, w, optimize=True) + prior
        right = np.einsum("pa,pn,pcn->nac", attributes, w, x, optimize=True)
        solved = np.linalg.solve(gram, right)  # (n, A, 3)
        result[:, :, row:row + chunk] = solved.transpose(1, 2, 0).reshape(features, 3, -1, side)
    gram = attributes.T @ attributes + prior
    shape = np.linalg.solve(gram, attributes.T @ textures.shape.reshape(count, -1)).reshape(features, *textures.shape.shape[1:])
    return result, shape.astype(np.float32)


def stranger(textures: PersonTextures, attributes: np.ndarray, group: tuple[np.ndarray, np.ndarray], members: np.ndarray,
             usual: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """D of one set of people: the mean of what they have beyond G of their own attributes; texture (3, S, S) and shape (478, 3). Places that are
    farther than `usual` from G hardly count: hair, glasses and shadows."""
    import cv2

    own = textures.texture[members].astype(np.float32) - np.tensordot(attributes[members], group[0], 1)
    far = np.stack([cv2.GaussianBlur(np.abs(x.mean(0)), (0, 0), 2)[None] for x in own])
    # A person is at most one person, however many pictures.
    weight = np.minimum(textures.weight[members].astype(np.float32), 1) / (1 + (far / usual) ** 4)
    texture = (own * weight).sum(0) / np.maximum(weight.sum(0), 0.25 * len(members))
    shape = (textures.shape[members] - np.tensordot(attributes[members], group[1], 1)).mean(0)
    return texture, shape


def deal(rows: np.ndarray, k: int, count: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Up to `count` disjoint sets of k of `rows`."""
    order = rng.permutation(rows)
    return [order[i * k:(i + 1) * k] for i in range(min(count, len(order) // k))]
