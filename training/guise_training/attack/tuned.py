"""The trained attacker: a recogniser fine-tuned on anonymised faces of other people, towards the raw embeddings of other pictures of theirs."""

from __future__ import annotations

from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from guise_training.attack.linear import auc


def tune(net: nn.Module, crops: np.ndarray, five: np.ndarray, raw: np.ndarray, identity: np.ndarray, steps: int, people: int = 24, rate: float = 3e-4,
         seed: int = 0, log: Callable[[int, float], None] = lambda step, loss: None) -> None:
    """Trains `net` in place (its norms' statistics stay). crops (N, S, S, 3) uint8, anonymised; five (N, 5, 2) points in them; raw (N, D):
    unit embeddings of the same pictures, raw; identity (N,). Each step tells `people` people apart by a raw picture that is another one."""
    optimiser, rng = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-3), np.random.default_rng(seed)
    gallery, names = torch.from_numpy(raw.astype(np.float32)), np.unique(identity)
    own = {name: np.flatnonzero(identity == name) for name in names}
    names = np.array([name for name in names if len(own[name]) > 1])
    for step in range(steps):
        net.train()
        for module in net.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 20) * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * step / steps)))
        pairs = np.array([rng.choice(own[name], 2, replace=False) for name in rng.permutation(names)[:people]])
        x = torch.from_numpy(crops[pairs[:, 0]]).permute(0, 3, 1, 2).float() / 255 * float(rng.uniform(0.8, 1.2))
        marks = torch.from_numpy(five[pairs[:, 0]].astype(np.float32))
        if rng.random() < 0.5:
            x, marks = x.flip(3), marks[:, [1, 0, 2, 4, 3]]
            marks[..., 0] = x.shape[3] - 1 - marks[..., 0]
        told = F.normalize(net.embed(x.clamp(0, 1), marks))
        loss = F.cross_entropy(16 * told @ gallery[pairs[:, 1]].T, torch.arange(len(pairs)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        log(step + 1, float(loss))
    net.eval()


def ranked(hidden: np.ndarray, raw: np.ndarray, identity: np.ndarray, group: np.ndarray) -> tuple[float, float]:
    """Unit embeddings (N, D) of hidden and raw pictures -> the chance that another raw picture of the person is nearer than one of somebody
    else, and than one of somebody else of the same group."""
    score, same = hidden @ raw.T, identity[:, None] == identity[None]
    positive = score[same & ~np.eye(len(identity), dtype=bool)]
    near = ~same & (group[:, None] == group[None])
    return auc(positive, score[~same]), auc(positive, score[near])
