"""Angular softmax (SphereFace, Liu et al. 2017; paper, equation 2) and its two bounded adversaries (section 5.6)."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class AngularSoftmax(nn.Module):
    """A-softmax head: unit class weights, the true class's angle multiplied by the margin m.

    logits = |x| cos(theta), for the true class |x| (lambda cos(theta) + psi(theta)) / (1 + lambda), where psi is the monotone
    continuation of cos(m theta). lambda anneals the margin in, as in SphereFace; it is a buffer, so that it is saved.
    """

    def __init__(self, features: int, classes: int, margin: int = 4, lambda_start: float = 100.0, lambda_end: float = 5.0,
                 decay: float = 0.01):
        super().__init__()
        self.weight = nn.Parameter(F.normalize(torch.randn(classes, features)))
        self.margin, self.lambda_start, self.lambda_end, self.decay = margin, lambda_start, lambda_end, decay
        self.register_buffer("steps", torch.zeros((), dtype=torch.long))

    def annealing(self) -> float:
        return max(self.lambda_end, self.lambda_start / (1 + self.decay * float(self.steps)))

    def logits(self, x: Tensor, labels: Tensor | None = None) -> Tensor:
        """x: (B, features), not normalised. With labels the margin is applied to them. Returns (B, classes)."""
        norm = x.norm(dim=1, keepdim=True)
        cos = (F.normalize(x) @ F.normalize(self.weight).t()).clamp(-1, 1)
        if labels is None:
            return norm * cos
        own = cos.gather(1, labels[:, None])
        c = own.clamp(-1 + 1e-6, 1 - 1e-6)
        k = torch.floor(self.margin * torch.acos(c.detach()) / math.pi)
        sign = 1 - 2 * (k % 2)
        psi = sign * torch.cos(self.margin * torch.acos(c)) - 2 * k
        lam = self.annealing()
        return norm * cos.scatter(1, labels[:, None], (lam * own + psi) / (1 + lam))

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """Loss for each sample, (B,)."""
        return F.cross_entropy(self.logits(x, labels), labels, reduction="none")


def gradient_ascent(losses: Tensor, bound: float) -> Tensor:
    """What M minimises so as to maximise D's losses (B,) without running away: -bound * tanh(loss / bound), in (-bound, 0]."""
    return -(bound * torch.tanh(losses / bound)).mean()


def random_label(head: AngularSoftmax, x: Tensor, labels: Tensor, rng: torch.Generator, bound: float) -> Tensor:
    """The ablation: M minimises D's loss towards a random other class, bounded in the same way: in [0, bound)."""
    other = (labels + torch.randint(1, len(head.weight), labels.shape, generator=rng).to(labels.device)) % len(head.weight)
    return (bound * torch.tanh(F.cross_entropy(head.logits(x), other, reduction="none") / bound)).mean()
