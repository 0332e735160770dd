"""Privacy figures of an anonymiser on people it was not trained on, by recognisers that training may or may not have seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from guise_training.anonymisers import Anonymiser
from guise_training.faces import FaceSet, verification_pairs
from guise_training.progress import Progress
from guise_training.verification import pair_scores, verification_accuracy


@dataclass
class Benchmark:
    """Faces and the pairs to be verified: pairs (P, 2) rows of `faces`, same (P,) bool, in the order of the folds."""

    faces: FaceSet
    pairs: np.ndarray
    same: np.ndarray
    name: str

    @staticmethod
    def drawn(faces: FaceSet, count: int, seed: int = 0) -> "Benchmark":
        """`count` pairs of held-out faces, half of the same person, shuffled."""
        pairs, same = verification_pairs(faces, count, seed)
        return Benchmark(faces, pairs, same, f"{len(faces)} faces of {len(np.unique(faces.identity))} people held out of training")


@torch.no_grad()
def embed_both(anonymiser: Anonymiser, faces: FaceSet, judges: dict[str, nn.Module], raw: dict[str, Tensor] | None = None,
               chunk: int = 16) -> dict[str, tuple[Tensor, Tensor]]:
    """For each judge the unit embeddings of all raw and all anonymised faces. raw: those of the raw faces where they are known."""
    progress = Progress(len(faces), f"faces embedded, {anonymiser.label}")
    parts: dict[str, tuple[list[Tensor], list[Tensor]]] = {name: ([], []) for name in judges}
    for i in range(0, len(faces), chunk):
        rows = range(i, min(i + chunk, len(faces)))
        changed, marks = anonymiser.pictures(faces, rows), torch.from_numpy(faces.landmarks[list(rows)])
        for name, judge in judges.items():
            if raw is None:
                parts[name][0].append(judge.embed(faces.tensor(rows), marks))
            parts[name][1].append(judge.embed(changed, marks))
        progress.add(len(rows))
    return {name: (torch.cat(a) if raw is None else raw[name], torch.cat(b)) for name, (a, b) in parts.items()}


def verification_figures(raw: Tensor, anonymised: Tensor, benchmark: Benchmark) -> dict[str, float]:
    """Accuracy of raw-raw, raw-anonymised and anonymised-anonymised verification, with standard errors, and the mean cosine of a
    face with its own anonymised self. In every row each pair is of two different pictures."""
    index, same = benchmark.pairs, benchmark.same
    figures: dict[str, float] = {}
    for name, first, second in (("raw_raw", raw, raw), ("raw_anonymised", raw, anonymised),
                                ("anonymised_anonymised", anonymised, anonymised)):
        figures[name], figures[f"{name}_se"] = verification_accuracy(pair_scores(first, second, index), same)
    figures["own_cosine"] = float((raw * anonymised).sum(1).mean())
    # Section 5.4 of the paper, "different modified pictures of the same person", in a number.
    for name, faces_of in (("raw", raw), ("anonymised", anonymised)):
        scores = pair_scores(faces_of, faces_of, index)
        figures[f"same_cosine_{name}"], figures[f"different_cosine_{name}"] = float(scores[same].mean()), float(scores[~same].mean())
    return figures
