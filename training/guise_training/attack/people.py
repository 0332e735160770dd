"""Codes of held-out people, and their groups for impostors of the same group: as the code says them, or as GEAR and SSR-Net see them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from guise_training.persona import code as codes
from guise_training.persona.labels import Labelled


def people_groups(folder: str | Path, labelled: Labelled, rows: np.ndarray) -> np.ndarray:
    """A whole number for each of `rows`: sex presentation, origin, and which third of age the person is in."""
    with np.load(Path(folder) / "people.npz") as people:
        place = {p: i for i, p in enumerate(people["identity"])}
        male, age, origin = people["male"], people["age"], people["origin"].argmax(1)
    own = np.array([place[p] for p in labelled.identity[rows]])
    mean = lambda name: np.array([labelled.attributes[name][labelled.identity == p].mean() for p in labelled.identity[rows]])  # noqa: E731
    standard = lambda x: (x - x.mean()) / x.std()  # noqa: E731
    sex = (male[own] + 1.5 * mean("ssr_sex")) / 2.5 > 0.5
    years = standard(age[own]) + standard(mean("ssr_age"))
    third = np.searchsorted(np.quantile(years, [1 / 3, 2 / 3]), years)
    return sex * 100 + origin[own] * 10 + third


def code_groups(values: np.ndarray, identity: np.ndarray) -> np.ndarray:
    """values (N, fields), not quantised; identity (N,) -> a whole number for each picture: sex presentation, age, origin and beard of its
    person, as the page's code says them from the mean over the person's pictures (a track's)."""
    means = {p: values[identity == p].mean(0) for p in np.unique(identity)}
    levels = codes.quantise(np.stack([means[p] for p in identity]))
    own = levels[:, [codes.NAMES.index(name) for name in codes.GROUP]]
    return np.unique(own, axis=0, return_inverse=True)[1]


def exported_codes(models: str | Path, crops, rows: np.ndarray):
    """The exported renderer, and what the exported encoder says of `rows` of crops (N, S, S, 3): values (len(rows), fields), not quantised."""
    from guise_training.export.persona import ENCODER, NAME, read_encoder, read_personas
    from guise_training.persona.encode import picture_values

    renderer = read_personas(Path(models) / f"{NAME}-8bit.json")
    return renderer, picture_values(read_encoder(Path(models) / f"{ENCODER}-8bit.json"), crops, rows, renderer)


def as_in_a_track(values: np.ndarray, identity: np.ndarray) -> np.ndarray:
    """What a track that has seen all pictures of a person makes of each (N, fields): the group from their mean; what `Usual` takes as
    relative, less their mean."""
    out, relative = values.copy(), codes.Usual.RELATIVE
    group = np.array([name in codes.GROUP for name in codes.NAMES])
    for person in np.unique(identity):
        rows = identity == person
        mean = values[rows].mean(0)
        out[rows] = np.where(group, mean, np.where(relative, codes.Usual.NEUTRAL + values[rows] - mean, values[rows]))
    return out
