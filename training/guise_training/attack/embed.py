"""The frozen recognisers of the attacks, and their embeddings of aligned crops."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import numpy as np
import torch
from torch import Tensor, nn

from guise_training.persona.labels import Labelled
from guise_training.progress import Progress

Anonymiser = Callable[[Tensor, np.ndarray], Tensor]


def load_recognisers(mobilefacenet: str | Path | None) -> dict[str, nn.Module]:
    """dlib and faceres of npm, and MobileFaceNet where its weights are given."""
    from guise_training.networks.face_api import FaceApiRecogniser
    from guise_training.networks.faceres import load_faceres
    from guise_training.networks.recognisers import load_mobilefacenet

    found: dict[str, nn.Module] = {"dlib": FaceApiRecogniser(), "faceres": load_faceres()}
    if mobilefacenet:
        found["mobilefacenet"] = load_mobilefacenet(mobilefacenet).eval()
    return found


@torch.no_grad()
def embed_crops(recognisers: dict[str, nn.Module], crops: np.ndarray, rows: np.ndarray, five: np.ndarray,
                anonymise: Anonymiser | None = None, chunk: int = 16) -> dict[str, np.ndarray]:
    """crops (N, S, S, 3) uint8, five (N, 5, 2) in pixels of them; anonymise(crops (B, 3, S, S), rows (B,)) -> crops, None for raw.
    Returns unit embeddings of `rows` by recogniser."""
    out: dict[str, list[np.ndarray]] = {name: [] for name in recognisers}
    progress = Progress(len(rows), "faces embedded")
    for i in range(0, len(rows), chunk):
        part = rows[i:i + chunk]
        progress.add(len(part))
        pictures = torch.from_numpy(np.stack([crops[r] for r in part])).permute(0, 3, 1, 2).float() / 255
        if anonymise is not None:
            pictures = anonymise(pictures, part).clamp(0, 1)
        marks = torch.from_numpy(five[part])
        for name, net in recognisers.items():
            out[name].append(net.embed(pictures, marks).numpy())
    return {name: np.concatenate(parts) for name, parts in out.items()}


def embed_raw(recognisers: dict[str, nn.Module], folder: str | Path, labelled: Labelled, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Unit embeddings of the raw pictures `rows` by recogniser, kept in `folder` (raw-NAME.npz): every attack needs the same."""
    out = {}
    for name, net in recognisers.items():
        path = Path(folder) / f"raw-{name}.npz"
        kept = dict(np.load(path)) if path.is_file() else {"rows": np.empty(0, int), "values": np.empty((0, 1), np.float32)}
        if not np.isin(rows, kept["rows"]).all():
            kept = {"rows": rows, "values": embed_crops({name: net}, labelled.crops, rows, labelled.five)[name]}
            np.savez(path, **kept)
        place = {row: i for i, row in enumerate(kept["rows"])}
        out[name] = kept["values"][[place[row] for row in rows]]
    return out
