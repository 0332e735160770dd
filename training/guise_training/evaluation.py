"""Privacy figures of a modifier on held-out people, by a recogniser that training never saw."""

from __future__ import annotations

from typing import Callable

import torch
from torch import Tensor, nn

from guise_training.faces import FaceSet, modifier_crops, verification_pairs
from guise_training.paste import paste_in_picture
from guise_training.verification import pair_scores, verification_accuracy


@torch.no_grad()
def anonymised_pictures(modify: Callable[[Tensor], Tensor], size: int, faces: FaceSet, rows) -> tuple[Tensor, Tensor, Tensor]:
    """(raw, anonymised, landmarks) for rows of `faces`: crop, modify, paste back; pictures (B, 3, 224, 224)."""
    pictures, marks = faces.tensor(rows), torch.from_numpy(faces.landmarks[list(rows)])
    crops, _, transform = modifier_crops(pictures, marks, size)
    # 8 bits, as a canvas gives them.
    changed = (paste_in_picture(pictures, modify(crops), transform).clamp(0, 1) * 255).round() / 255
    return pictures, changed, marks


@torch.no_grad()
def embed_both(modify: Callable[[Tensor], Tensor], size: int, faces: FaceSet, judges: dict[str, nn.Module],
               chunk: int = 16) -> dict[str, tuple[Tensor, Tensor]]:
    """For each judge the unit embeddings of all raw and all anonymised faces."""
    parts: dict[str, tuple[list[Tensor], list[Tensor]]] = {name: ([], []) for name in judges}
    for i in range(0, len(faces), chunk):
        raw, changed, marks = anonymised_pictures(modify, size, faces, range(i, min(i + chunk, len(faces))))
        for name, judge in judges.items():
            parts[name][0].append(judge.embed(raw, marks))
            parts[name][1].append(judge.embed(changed, marks))
    return {name: (torch.cat(a), torch.cat(b)) for name, (a, b) in parts.items()}


def verification_figures(raw: Tensor, anonymised: Tensor, faces: FaceSet, pairs: int, seed: int = 0) -> dict[str, float]:
    """Accuracy of raw-raw, raw-anonymised and anonymised-anonymised verification, with standard errors, and the mean cosine of a
    face with its own anonymised self. In every row each pair is of two different pictures."""
    index, same = verification_pairs(faces, pairs, seed)
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
