"""Faces in one folder a person, as CASIA-WebFace and many others are published: `FOLDER/<person>/<picture>.jpg`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from guise_training.data.face_cache import Find, cut_faces
from guise_training.errors import UserError
from guise_training.faces import FaceSet, take_rows

SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}


def list_people(folder: Path) -> dict[str, list[Path]]:
    """Pictures by person, both sorted by name."""
    people = {}
    for person in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")):
        people[person.name] = sorted(f for f in person.iterdir() if f.suffix.lower() in SUFFIXES)
    return people


def read_identity_folders(folder: str | Path, cache: str | Path, find: Find | None = None) -> FaceSet:
    """Each picture's main face. What has no face, cannot be decoded, or is a person's only picture is named and left out.
    Raises UserError when the folder holds no people."""
    folder = Path(folder)
    if not folder.is_dir():
        raise UserError(f"no folder {folder}")
    people = list_people(folder)
    if not any(people.values()):
        raise UserError(f"{folder} holds neither index.json nor one folder of pictures for each person")
    problems, files, owners = [], [], []
    for number, (person, pictures) in enumerate(people.items()):
        if len(pictures) < 2:
            problems.append(f"{person}: {'one picture only' if pictures else 'no pictures'}")
            continue
        files += pictures
        owners += [number] * len(pictures)
    pictures, entries = cut_faces(files, cache, find)
    names = [str(f.relative_to(folder)) for f in files]
    problems += [f"{name}: {entry['problem']}" for name, entry in zip(names, entries) if "problem" in entry]
    keep = np.array([i for i, entry in enumerate(entries) if "landmarks" in entry], dtype=np.int64)
    owners = np.array(owners, dtype=np.int64)
    left, counts = np.unique(owners[keep], return_counts=True)
    alone = left[counts < 2]
    problems += [f"{list(people)[p]}: one usable picture only" for p in alone]
    keep = keep[~np.isin(owners[keep], alone)]
    return take_rows(pictures, keep, [entries[i]["landmarks"] for i in keep], [entries[i]["box"] for i in keep], owners[keep],
                     [names[i] for i in keep], problems)
