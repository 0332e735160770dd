"""Faces with identities: the index, the cache of decoded crops, the split by identity, and batches for training.

A folder without index.json is read as one folder a person (`data/identity_folders.py`). Otherwise it holds `images/` and `index.json`, a list of {file, identity, landmarks: five (x, y), optional box (x, y, w, h),
optional suspect}. What is wrong with an entry is named and the entry left out; it is never silently trained on.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from guise_training.errors import UserError
from guise_training.progress import Progress
from guise_training.sampler import apply, compose, crop_transform, invert, sample

CACHE_SIDE = 224


@dataclass
class FaceSet:
    """Decoded faces. pictures (N, 224, 224, 3) uint8 RGB (a memory map), landmarks (N, 5, 2) float32 in pixels of it,
    identity (N,) int64 as in the index, names: the files, problems: what was left out and why, boxes (N, 4) x, y, width, height of
    the face in pixels of the picture, NaN where the data set has none."""

    pictures: np.ndarray
    landmarks: np.ndarray
    identity: np.ndarray
    names: list[str]
    problems: list[str]
    boxes: np.ndarray

    def subset(self, indices: np.ndarray) -> "FaceSet":
        """The same pictures (not copied), other rows. Use `rows` to address `pictures`."""
        return FaceSet(_Rows(self.pictures, indices), self.landmarks[indices], self.identity[indices],
                       [self.names[i] for i in indices], self.problems, self.boxes[indices])

    def box(self, i: int) -> np.ndarray:
        """(4,) the face's box: the data set's, or one laid about the landmarks in the proportions of CelebA's."""
        if np.isfinite(self.boxes[i]).all():
            return self.boxes[i]
        marks = self.landmarks[i]
        eyes, mouth = marks[:2].mean(0), marks[3:].mean(0)
        unit = max(np.linalg.norm(marks[1] - marks[0]), 0.9 * np.linalg.norm(mouth - eyes))
        size = np.array([2.2, 2.95]) * unit
        return np.concatenate([eyes + 0.3 * (mouth - eyes) - size / 2, size])

    def tensor(self, indices) -> Tensor:
        """(B, 3, 224, 224) float32 in [0, 1]."""
        rows = np.stack([self.pictures[int(i)] for i in indices])
        return torch.from_numpy(rows).permute(0, 3, 1, 2).float().div_(255)

    def __len__(self) -> int:
        return len(self.identity)


class _Rows:
    def __init__(self, base, indices: np.ndarray):
        self.base, self.indices = base, indices

    def __getitem__(self, i: int) -> np.ndarray:
        return self.base[int(self.indices[i])]


def read_index(folder: Path) -> tuple[list[dict], list[str]]:
    """The usable entries of index.json, and what was left out and why. Raises UserError when there is no index at all."""
    path = Path(folder) / "index.json"
    if not path.is_file():
        raise UserError(f"no index.json in {folder}; name the folder that holds it and images/ (faces.folder in the config)")
    try:
        entries = json.loads(path.read_text())
    except json.JSONDecodeError as error:
        raise UserError(f"{path} is not JSON: {error}") from error
    good, problems = [], []
    for i, entry in enumerate(entries):
        name = entry.get("file", f"entry {i}")
        marks = np.asarray(entry.get("landmarks", []), dtype=np.float64)
        box = entry.get("box")
        if entry.get("suspect"):
            problems.append(f"{name}: marked suspect")
        elif "identity" not in entry:
            problems.append(f"{name}: no identity")
        elif marks.shape != (5, 2) or not np.isfinite(marks).all():
            problems.append(f"{name}: not five landmarks")
        elif np.linalg.norm(marks[1] - marks[0]) < 2 and np.linalg.norm(marks[3:].mean(0) - marks[:2].mean(0)) < 2:
            problems.append(f"{name}: landmarks fall together")
        elif box is not None and not (len(box) == 4 and np.isfinite(box).all() and box[2] > 0 and box[3] > 0):
            problems.append(f"{name}: wrong box {box}")
        elif not (Path(folder) / "images" / name).is_file():
            problems.append(f"{name}: file missing")
        else:
            good.append(entry)
    return good, problems


def load_faces(folder: str | Path, cache: str | Path) -> FaceSet:
    """Reads the index and decodes every picture once into a memory map under `cache` (about 0.15 MB a face), made anew when
    the index changes. Raises UserError when fewer than two identities have two usable pictures."""
    folder, cache = Path(folder), Path(cache)
    if folder.is_dir() and not (folder / "index.json").is_file() and any(p.is_dir() and p.name != "images" for p in folder.iterdir()):
        from guise_training.data.identity_folders import read_identity_folders

        return _enough(read_identity_folders(folder, cache), folder)
    entries, problems = read_index(folder)
    key = hashlib.sha256(json.dumps([e["file"] for e in entries]).encode() + str(folder).encode()).hexdigest()[:16]
    pictures, sizes = cache / f"faces-{key}.u8", cache / f"faces-{key}.json"
    if not sizes.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        part = cache / f"faces-{key}.part-{os.getpid()}"
        out = np.memmap(part, np.uint8, "w+", shape=(max(1, len(entries)), CACHE_SIDE, CACHE_SIDE, 3))
        meta, progress = [], Progress(len(entries), "pictures decoded")
        for i, entry in enumerate(entries):
            progress.add()
            try:
                with Image.open(folder / "images" / entry["file"]) as picture:
                    rgb = picture.convert("RGB")
                square = (CACHE_SIDE, CACHE_SIDE)
                out[i] = np.asarray(rgb if rgb.size == square else rgb.resize(square, Image.BILINEAR))
                meta.append(rgb.size)
            except OSError as error:
                meta.append(None)
                problems.append(f"{entry['file']}: cannot be decoded ({error})")
        out.flush()
        os.replace(part, pictures)
        sizes.write_text(json.dumps(meta))
    meta = json.loads(sizes.read_text())
    data = np.memmap(pictures, np.uint8, "r", shape=(max(1, len(entries)), CACHE_SIDE, CACHE_SIDE, 3))
    keep = np.array([i for i, size in enumerate(meta) if size], dtype=np.int64)
    problems += [f"{entries[i]['file']}: cannot be decoded" for i, size in enumerate(meta)
                 if not size and not any(p.startswith(entries[i]["file"]) for p in problems)]
    scale = np.array([[CACHE_SIDE / meta[i][0], CACHE_SIDE / meta[i][1]] for i in keep], dtype=np.float32).reshape(-1, 1, 2)
    marks = np.array([entries[i]["landmarks"] for i in keep], dtype=np.float32).reshape(-1, 5, 2)
    boxes = np.array([entries[i].get("box") or [np.nan] * 4 for i in keep], dtype=np.float32).reshape(-1, 4)
    faces = take_rows(data, keep, marks * scale, boxes * np.tile(scale[:, 0], 2), np.array([entries[i]["identity"] for i in keep]),
                      [entries[i]["file"] for i in keep], problems)
    return _enough(faces, folder)


def take_rows(pictures: np.ndarray, keep: np.ndarray, landmarks, boxes, identity, names: list[str], problems: list[str]) -> FaceSet:
    """A FaceSet of the rows `keep` of decoded pictures; everything else is by row of the result."""
    return FaceSet(_Rows(pictures, keep), np.asarray(landmarks, np.float32).reshape(-1, 5, 2), np.asarray(identity, np.int64), names,
                   problems, np.asarray(boxes, np.float32).reshape(-1, 4))


def _enough(faces: FaceSet, folder: Path) -> FaceSet:
    counts = np.unique(faces.identity, return_counts=True)[1]
    if (counts >= 2).sum() < 2:
        raise UserError(f"{folder}: fewer than two people with two usable pictures each ({len(faces)} usable pictures); "
                        "identity losses and verification need that")
    return faces


def split_by_identity(faces: FaceSet, held_out: int, seed: int) -> tuple[FaceSet, FaceSet]:
    """(training, validation): `held_out` people, drawn from those with at least 10 pictures (or 2 where the set is small), are
    validation only. People with one picture are left out of both, and named in `problems`."""
    people, counts = np.unique(faces.identity, return_counts=True)
    enough = people[counts >= (10 if (counts >= 10).sum() > 2 * held_out else 2)]
    if held_out >= len(enough):
        raise UserError(f"cannot hold out {held_out} people: only {len(enough)} have enough pictures")
    chosen = np.random.default_rng(seed).permutation(enough)[:held_out]
    single = people[counts < 2]
    faces.problems.extend(f"identity {p}: one picture only" for p in single)
    held = np.isin(faces.identity, chosen)
    alone = np.isin(faces.identity, single)
    return faces.subset(np.flatnonzero(~held & ~alone)), faces.subset(np.flatnonzero(held))


def few(faces: FaceSet, people: int = 0, each: int = 0, seed: int = 0) -> FaceSet:
    """The first `people` people of a set, and of each no more than `each` pictures, drawn by `seed`; 0 means all."""
    rng, rows = np.random.default_rng(seed), []
    for person in np.unique(faces.identity)[:people or None]:
        own = np.flatnonzero(faces.identity == person)
        rows.append(own if not each or len(own) <= each else np.sort(rng.choice(own, each, replace=False)))
    return faces.subset(np.concatenate(rows))


def leave_out(faces: FaceSet, path: str) -> FaceSet:
    """Without the identities that the file names, one a line: a folder's name, or the number in index.json. "" leaves all in."""
    if not path:
        return faces
    try:
        unwanted = {line.strip() for line in Path(path).read_text().splitlines() if line.strip()}
    except OSError as error:
        raise UserError(f"faces.leave_out: {path} cannot be read ({error})") from error
    keep = [i for i, (name, person) in enumerate(zip(faces.names, faces.identity))
            if name.rpartition("/")[0] not in unwanted and str(person) not in unwanted]
    return faces.subset(np.array(keep, dtype=np.int64))


def verification_pairs(faces: FaceSet, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """`count` pairs, half of the same person. Returns (pairs (count, 2), same (count,) bool), shuffled, none twice."""
    rng = np.random.default_rng(seed)
    by = {p: np.flatnonzero(faces.identity == p) for p in np.unique(faces.identity)}
    people = [p for p in by if len(by[p]) >= 2]
    half, seen = count // 2, set()
    most = min(sum(len(by[p]) * (len(by[p]) - 1) // 2 for p in people), len(faces) * (len(faces) - 1) // 4)
    if half > most:
        raise UserError(f"{count} pairs asked for, the validation faces give only {2 * most}")
    pairs: list[tuple[int, int]] = []
    while len(pairs) < 2 * half:
        if len(pairs) < half:
            a, b = rng.choice(by[people[rng.integers(len(people))]], 2, replace=False)
        else:
            p, q = rng.choice(list(by), 2, replace=False)
            a, b = rng.choice(by[p]), rng.choice(by[q])
        pair = (int(min(a, b)), int(max(a, b)))
        if pair not in seen:
            seen.add(pair)
            pairs.append(pair)
    order = rng.permutation(2 * half)
    return np.array(pairs)[order], (np.arange(2 * half) < half)[order]


def modifier_crops(pictures: Tensor, landmarks: Tensor, size: int, jitter: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """The modifier's crops of pictures (B, 3, H, W) with landmarks (B, 5, 2).

    jitter: (B, 2, 3) transforms within the crop, or None. Returns crops (B, 3, size, size), the landmarks in them, and the
    transform crop pixel -> picture pixel.
    """
    transform = crop_transform(landmarks, size)
    if jitter is not None:
        transform = compose(transform, jitter.to(transform))
    return sample(pictures, transform, (size, size)), apply(invert(transform), landmarks), transform


def random_jitter(count: int, size: int, rng: torch.Generator, rotation: float = 0.12, zoom: float = 0.08,
                  shift: float = 0.04) -> Tensor:
    """(count, 2, 3) similarities about the crop's middle: ± rotation (radians), zoom (share) and shift (share of the side)."""
    r = torch.rand(count, 4, generator=rng) * 2 - 1
    angle, scale = r[:, 0] * rotation, 1 + r[:, 1] * zoom
    cos, sin = scale * angle.cos(), scale * angle.sin()
    linear = torch.stack([torch.stack([cos, -sin], -1), torch.stack([sin, cos], -1)], 1)
    middle = torch.full((count, 2, 1), (size - 1) / 2)
    return torch.cat([linear, middle - linear @ middle + (r[:, 2:] * shift * size)[..., None]], 2)


class IdentityBatches:
    """Batches of `people` x `each` faces, for ever; every draw comes from `rng`, so that a run can be resumed exactly."""

    def __init__(self, faces: FaceSet, people: int, each: int, rng: np.random.Generator):
        self.faces, self.people, self.each, self.rng = faces, people, each, rng
        ids, self.labels = np.unique(faces.identity, return_inverse=True)
        self.classes = len(ids)
        self.by = [np.flatnonzero(self.labels == i) for i in range(self.classes)]
        if self.classes < people:
            raise UserError(f"a batch needs {people} people, the training set has {self.classes}")

    def draw(self) -> tuple[np.ndarray, Tensor]:
        """(indices (people * each,), labels (people * each,) in 0..classes-1); pictures of one person are neighbours."""
        chosen = self.rng.choice(self.classes, self.people, replace=False)
        indices = np.concatenate([self.rng.choice(self.by[c], self.each, replace=len(self.by[c]) < self.each) for c in chosen])
        return indices, torch.from_numpy(self.labels[indices]).long()
