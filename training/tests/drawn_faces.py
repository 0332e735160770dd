"""Tiny drawn faces in the folder format of `guise_training.faces`, for tests."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from guise_training.export.fixture import drawn_face


def write_faces(folder: Path, people: int = 4, each: int = 3) -> Path:
    """Each "person" is the drawn face with colours of their own; each picture has noise and light of its own."""
    (folder / "images").mkdir(parents=True)
    base = drawn_face(224).astype(np.float64)
    index = []
    for person in range(people):
        tint = 1 + 0.25 * np.sin(np.array([1.0, 2.0, 3.0]) * (person + 1))
        for shot in range(each):
            rng = np.random.default_rng(person * 100 + shot)
            picture = np.clip(base * tint * (0.9 + 0.05 * shot) + rng.normal(0, 4, base.shape), 0, 255).astype(np.uint8)
            name = f"{person}-{shot}.png"
            Image.fromarray(picture).save(folder / "images" / name)
            marks = np.array([[0.38, 0.41], [0.62, 0.41], [0.5, 0.55], [0.42, 0.67], [0.58, 0.67]]) * 224
            # A little smaller than life, so that the modifier's crop lies within the picture.
            index.append({"file": name, "identity": person, "landmarks": marks.tolist(), "box": [56, 50, 112, 130]})
    (folder / "index.json").write_text(json.dumps(index))
    return folder
