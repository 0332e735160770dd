"""Contact sheets: raw above anonymised, to be looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from guise_training.faces import FaceSet, modifier_crops
from guise_training.paste import paste_in_picture


@torch.no_grad()
def anonymise(modifier: nn.Module, faces: FaceSet, rows) -> tuple[Tensor, Tensor]:
    """(raw pictures, anonymised pictures), (B, 3, 224, 224), for rows of `faces`: crop, modify, paste back."""
    pictures, marks = faces.tensor(rows), torch.from_numpy(faces.landmarks[np.asarray(rows)])
    crops, _, transform = modifier_crops(pictures, marks, modifier.size)
    modified = modifier(crops.to(next(modifier.parameters()).device)).to(crops)
    return pictures, paste_in_picture(pictures, modified, transform).clamp(0, 1)


def contact_sheet(modifier: nn.Module, faces: FaceSet, path: str | Path, columns: int = 8, people: int = 6, seed: int = 0) -> None:
    """A PNG: for each of `people` a row of `columns` raw pictures, and below it the same anonymised."""
    rng = np.random.default_rng(seed)
    ids = rng.permutation(np.unique(faces.identity))[:people]
    rows = []
    for identity in ids:
        mine = np.flatnonzero(faces.identity == identity)
        chosen = rng.choice(mine, columns, replace=len(mine) < columns)
        for batch in anonymise(modifier, faces, chosen):
            rows.append(torch.cat(list(batch), 2))
    sheet = (torch.cat(rows, 1).permute(1, 2, 0) * 255).round().byte().numpy()
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(sheet).resize((sheet.shape[1] * 5 // 7, sheet.shape[0] * 5 // 7), Image.LANCZOS).save(path)
