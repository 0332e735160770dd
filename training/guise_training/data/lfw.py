"""Labeled Faces in the Wild (Huang et al. 2007): `NAME/NAME_0001.jpg` and the pairs of View 2, `pairs.txt`.

First line: number of folds and pairs of each kind in a fold (10 and 300), or the latter alone. Then for each fold the pairs of one
person, `NAME  1  4`, and those of two, `NAME  1  OTHER  2`, separated by tabs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from guise_training.data.face_cache import Find, cut_faces
from guise_training.errors import UserError
from guise_training.evaluation import Benchmark
from guise_training.faces import CACHE_SIDE, take_rows
from guise_training.sampler import TEMPLATE_112

# Folders that the archives of LFW unpack to.
FOLDERS = ("", "lfw", "lfw-deepfunneled", "lfw_funneled", "lfw-funneled", "images")


def read_pairs(path: Path) -> list[tuple[str, int, str, int, bool]]:
    """(name, number, name, number, same) in the order of the file. Raises UserError that names the line where it is not as above."""
    if not path.is_file():
        raise UserError(f"no {path}: it comes with LFW (View 2) and belongs beside its folders of pictures")
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    try:
        head = [int(v) for v in lines[0]]
        folds, each = head if len(head) == 2 else (1, head[0])
    except (IndexError, ValueError) as error:
        raise UserError(f"{path}: the first line says how many folds and pairs there are, such as \"10 300\"") from error
    body = lines[1:]
    if len(body) != folds * 2 * each:
        raise UserError(f"{path}: {len(body)} pairs, {folds} folds of 2 x {each} are announced")
    pairs = []
    for i, words in enumerate(body):
        same = i % (2 * each) < each
        try:
            if len(words) != (3 if same else 4):
                raise ValueError
            first, second = (words[0], int(words[1])), (words[0] if same else words[2], int(words[-1]))
        except ValueError:
            raise UserError(f"{path}, pair {i + 1}: {' '.join(words)!r} is no pair of {'one person' if same else 'two people'}") from None
        if same != (first[0] == second[0]) or first == second:
            raise UserError(f"{path}, pair {i + 1}: {' '.join(words)!r} is no pair of {'one person' if same else 'two people'}")
        pairs.append((*first, *second, same))
    return pairs


def read_lfw(folder: str | Path, cache: str | Path, find: Find | None = None) -> tuple[Benchmark, list[str]]:
    """The benchmark and what is wrong with the data. A pair of which a picture is missing or cannot be decoded is left out and named;
    a picture in which no face is found stays, cut where LFW's faces are (its own detector put them in the middle)."""
    folder = Path(folder)
    listed = read_pairs(folder / "pairs.txt")
    needed = sorted({(n, i) for a, i, b, j, _ in listed for n, i in ((a, i), (b, j))})
    root = next((folder / f for f in FOLDERS if (folder / f / needed[0][0]).is_dir()), folder)
    files = [root / name / f"{name}_{number:04d}.jpg" for name, number in needed]
    pictures, entries = cut_faces(files, cache, find, fallback=_centre)
    problems = [f"{file.name}: {entry['problem']}{', cut from the middle' if 'box' in entry else ''}"
                for file, entry in zip(files, entries) if "problem" in entry]
    row, keep = {}, []
    for i, (who, entry) in enumerate(zip(needed, entries)):
        if "landmarks" in entry:
            row[who] = len(keep)
            keep.append(i)
    pairs = [(row[a, i], row[b, j], same) for a, i, b, j, same in listed if (a, i) in row and (b, j) in row]
    if not pairs:
        raise UserError(f"none of the pictures that {folder / 'pairs.txt'} names is there; looked for {files[0]} and others")
    if len(pairs) < len(listed):
        problems.append(f"{len(listed) - len(pairs)} of {len(listed)} pairs left out")
    owners = {name: k for k, name in enumerate(sorted({name for name, _ in needed}))}
    faces = take_rows(pictures, np.array(keep), [entries[i]["landmarks"] for i in keep], [entries[i]["box"] for i in keep],
                      np.array([owners[needed[i][0]] for i in keep]), [files[i].name for i in keep], problems)
    return Benchmark(faces, np.array([p[:2] for p in pairs]), np.array([p[2] for p in pairs], bool),
                     f"LFW, {len(pairs)} pairs of View 2"), problems


def _centre(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where the face of an LFW picture (250 x 250) lies by construction: the middle, eye distance about a sixth of the side."""
    from PIL import Image

    picture = np.asarray(Image.fromarray(rgb).resize((CACHE_SIDE, CACHE_SIDE), Image.BILINEAR))
    unit = CACHE_SIDE / 6
    marks = (TEMPLATE_112.numpy() - (56, 64)) * (unit / 35.24) + (CACHE_SIDE / 2, 0.5 * CACHE_SIDE)
    return picture, marks.astype(np.float32), np.float32([CACHE_SIDE / 2 - 1.3 * unit, CACHE_SIDE / 2 - 1.4 * unit, 2.6 * unit, 2.8 * unit])
