"""Portraits without landmarks: each is searched for its face once, and the cut-out kept in a memory map."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Callable

import numpy as np
from PIL import Image

from guise_training.faces import CACHE_SIDE
from guise_training.find_faces import FoundFace, cut_main_face
from guise_training.progress import Progress

Find = Callable[[np.ndarray], "list[FoundFace]"]


def default_finder() -> Find:
    from guise_training.find_faces import FaceFinder

    return FaceFinder()


def cut_faces(files: list[Path], cache: str | Path, find: Find | None = None,
              fallback: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]] | None = None,
              say: Callable[[str], None] = print) -> tuple[np.ndarray, list[dict]]:
    """(pictures (N, 224, 224, 3) uint8 on disk, one entry a file: {"landmarks", "box"} and perhaps "problem").

    Where no face is found `fallback(rgb)` cuts one out, and the entry says so; without it, as where a file cannot be read, the
    entry has only a "problem". The cache is made anew when the list of files changes; an interrupted one is not used.
    """
    cache = Path(cache)
    listing = json.dumps([[str(f), f.stat().st_size if f.is_file() else -1] for f in files] + [fallback is not None])
    key = hashlib.sha256(listing.encode()).hexdigest()[:16]
    pixels, notes = cache / f"cut-{key}.u8", cache / f"cut-{key}.json"
    shape = (max(1, len(files)), CACHE_SIDE, CACHE_SIDE, 3)
    if not notes.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        find = find or default_finder()
        part = cache / f"cut-{key}.part-{os.getpid()}"
        out, entries = np.memmap(part, np.uint8, "w+", shape=shape), []
        progress = Progress(len(files), "looking for faces", say)
        for i, file in enumerate(files):
            entry: dict = {}
            try:
                with Image.open(file) as picture:
                    rgb = np.asarray(picture.convert("RGB"))
                cut = cut_main_face(rgb, find(rgb), CACHE_SIDE)
                if cut is None:
                    entry["problem"] = "no face found"
                    cut = fallback(rgb) if fallback else None
                if cut is not None:
                    out[i] = cut[0]
                    entry.update(landmarks=cut[1].tolist(), box=cut[2].tolist())
            except OSError as error:
                entry["problem"] = "file missing" if not file.is_file() else f"cannot be decoded ({error})"
            entries.append(entry)
            progress.add()
        out.flush()
        os.replace(part, pixels)
        notes.write_text(json.dumps(entries))
    return np.memmap(pixels, np.uint8, "r", shape=shape), json.loads(notes.read_text())
