"""Groups of held-out people, for impostors of the same group: as GEAR and SSR-Net see them, apart from the encoder that is attacked."""

from __future__ import annotations

from pathlib import Path

import numpy as np

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
