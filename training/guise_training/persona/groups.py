"""Groups of people: the makers' noisy labels (GEAR, SSR-Net), cleaned by what all people's textures and shapes agree on."""

from __future__ import annotations

from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F

from guise_training.persona.averages import PersonTextures
from guise_training.persona.labels import Labelled
from guise_training.persona.shape import ShapeModel


def features(textures: PersonTextures, shape: ShapeModel, side: int = 20) -> np.ndarray:
    """(P, F): small textures and proportions, standardised; texels that are seen in few people count little."""
    x = torch.from_numpy(textures.texture.astype(np.float32))
    w = torch.from_numpy(textures.weight.astype(np.float32)).clamp(0, 1)
    w = F.adaptive_avg_pool2d(w, side).numpy()
    x = F.adaptive_avg_pool2d(x, side).numpy()
    mean = (x * w).sum(0) / w.sum(0).clip(1e-3)
    x = ((x - mean) * w).reshape(len(x), -1)
    geometry = (textures.shape - shape.mean)[:, ::4].reshape(len(x), -1)
    both = []
    for part in (x, geometry):
        u, s, _ = np.linalg.svd(part - part.mean(0), full_matrices=False)
        both.append(u[:, :80] * s[:80] / s[:80].mean())
    return np.concatenate(both, 1)


def cleaned(x: np.ndarray, labels: np.ndarray, folds: int = 10, ridge: float = 0.3, seed: int = 0) -> np.ndarray:
    """labels (P, L) as predicted from x (P, F) by ridge regression that has not seen the person, with the labels' own spread."""
    rng = np.random.default_rng(seed)
    fold = rng.permutation(len(x)) % folds
    out = np.zeros_like(labels, dtype=np.float64)
    for f in range(folds):
        a, y = x[fold != f], labels[fold != f]
        ma, my = a.mean(0), y.mean(0)
        gram = (a - ma).T @ (a - ma)
        weight = np.linalg.solve(gram + ridge * np.trace(gram) / len(gram) * np.eye(len(gram)), (a - ma).T @ (y - my))
        out[fold == f] = (x[fold == f] - ma) @ weight + my
    return (out - out.mean(0)) / out.std(0).clip(1e-9) * labels.std(0) + labels.mean(0)


def within(x: np.ndarray, sex: np.ndarray) -> np.ndarray:
    """x (P,) with mean 0 and spread 1 among the people of each sex presentation."""
    out = np.zeros_like(x, dtype=np.float64)
    for s in np.unique(sex):
        own = x[sex == s]
        out[sex == s] = (own - own.mean()) / own.std().clip(1e-6)
    return out


def ages(x: np.ndarray, gear: np.ndarray, ssr: np.ndarray, sex: np.ndarray) -> np.ndarray:
    """(P,) ages in units of 25 years about 40, of people with features x (P, F), GEAR's and SSR-Net's ages, and sex presentation (P,).

    Each network's ages are taken among people of one sex presentation: SSR-Net's hardly spread beyond the sexes, and what is learned of
    them as they come is the sex once more. How far the sexes are apart is GEAR's to say.
    """
    told = within(within(gear, sex) + within(ssr, sex), sex)
    better = cleaned(x, told[:, None])[:, 0]
    standard = (gear - gear.mean()) / gear.std().clip(1e-6)
    apart = np.array([standard[sex == s].mean() for s in sex])
    age = within(told + within(better, sex), sex) + apart
    return (age - age.mean()) / age.std() * 13 / 25


def clean_groups(textures: PersonTextures, shape: ShapeModel, labelled: Labelled, people: dict[str, np.ndarray],
                 beard: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """(P, 6): male 0 or 1, (age - 40) / 25, african, asian, south (shares), beard 0..1, of the people of `textures`.

    people: what `person_labels` says of everybody; SSR-Net's labels are means over a person's pictures; beard(male (P,)) -> (P,).
    """
    place = {p: i for i, p in enumerate(people["identity"])}
    rows = np.array([place[p] for p in textures.identity])
    mean = lambda name: np.array([labelled.attributes[name][labelled.identity == p].mean() for p in textures.identity])  # noqa: E731
    male = (people["male"][rows] + 1.5 * mean("ssr_sex")) / 2.5
    origin = people["origin"][rows]
    x = features(textures, shape)
    better = cleaned(x, np.concatenate([male[:, None], origin], 1))
    male = ((male + better[:, 0]) / 2 > 0.5).astype(np.float64)
    age = ages(x, people["age"][rows], mean("ssr_age"), male)
    origin = np.clip((origin + better[:, 1:]) / 2, 0, 1)
    origin = origin / origin.sum(1, keepdims=True)
    return np.stack([male, age, origin[:, 1], origin[:, 2], origin[:, 3] + origin[:, 4], beard(male)], 1)
