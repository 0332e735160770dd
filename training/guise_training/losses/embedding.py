"""Identity in the space of embeddings: what the paper lacks so that the result holds against recognisers never seen.

Everything is a difference of cosines, bounded by construction.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def own_cosine(anonymised: Tensor, raw: Tensor, margin: float) -> Tensor:
    """Mean of max(0, cos(raw, anonymised) - margin); unit embeddings (B, E). In [0, 1 - margin]."""
    return F.relu((anonymised * raw).sum(1) - margin).mean()


def identity_gap(first: Tensor, second: Tensor, labels: Tensor, margin: float, skip_diagonal: bool) -> Tensor:
    """How much nearer pictures of one person are to one another than to other people's: what verification lives on.

    Mean cosine of same-person pairs minus that of different-person pairs, over margin. first, second: (B, E) unit embeddings;
    labels (B,). In [0, 2].
    """
    cosines = first @ second.t()
    same = labels[:, None] == labels[None, :]
    different = ~same
    if skip_diagonal:
        same = same & ~torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    if not bool(same.any()) or not bool(different.any()):
        return cosines.sum() * 0
    return F.relu(cosines[same].mean() - cosines[different].mean() - margin)


def to_centre(anonymised: Tensor, centre: Tensor, target: float) -> Tensor:
    """Mean of max(0, target - cos(anonymised, centre)): draws every face to one common, average identity. centre: (E,)."""
    return F.relu(target - anonymised @ centre).mean()
