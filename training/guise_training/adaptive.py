"""The adaptive attack: an attacker who owns the anonymiser anonymises faces of known people, fine-tunes a fresh recogniser on them,
and then tries to verify people it never saw. Stronger than any recogniser off the shelf."""

from __future__ import annotations

import copy
import time
from typing import Callable

import numpy as np
import torch
from torch import nn

from guise_training.anonymisers import Anonymiser
from guise_training.faces import FaceSet, IdentityBatches
from guise_training.trainer import Classifier


def finetune_attacker(anonymiser: Anonymiser, training: FaceSet, recogniser: nn.Module, steps: int, people: int = 12, each: int = 2,
                      rate: float = 3e-4, seed: int = 7, report: Callable[[str], None] = lambda text: None) -> nn.Module:
    """A copy of `recogniser` (MobileFaceNet) fine-tuned with angular softmax on anonymised and, every third step, raw faces of
    the training identities (so that it can match raw with anonymised). Batch norm keeps its statistics. Returns it in eval mode."""
    torch.manual_seed(seed)
    batches = IdentityBatches(training, people, each, np.random.default_rng(seed))
    rng = torch.Generator().manual_seed(seed)
    attacker = Classifier(copy.deepcopy(recogniser), 128, batches.classes, 4).train()
    for p in attacker.parameters():
        p.requires_grad_(True)
    attacker.head.lambda_start = 20.0
    optimiser = torch.optim.Adam([{"params": list(attacker.recogniser.parameters()), "lr": rate},
                                  {"params": list(attacker.head.parameters()), "lr": 10 * rate}])
    began, total = time.time(), 0.0
    for step in range(steps):
        for group, base in zip(optimiser.param_groups, (rate, 10 * rate)):
            group["lr"] = base * 0.5 * (1 + np.cos(np.pi * step / steps))
        rows, labels = batches.draw()
        with torch.no_grad():
            aligned = attacker.align(*anonymiser.attack_view(training, rows, rng, raw=step % 3 == 0))
            if float(torch.rand((), generator=rng)) < 0.5:
                aligned = aligned.flip(3)
        loss = attacker(aligned, labels).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        attacker.head.steps += 1
        total += float(loss.detach())
        if (step + 1) % 50 == 0:
            pace = (time.time() - began) / (step + 1)
            report(f"attacker: step {step + 1}/{steps}, loss {total / 50:.2f}, {pace * (steps - step - 1):.0f} s left")
            total = 0.0
    return attacker.recogniser.eval()
