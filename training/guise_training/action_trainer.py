"""Training of the single-stage action detector (NanoDet-m) on cached pictures, raw or anonymised (paper, section 3.1: A is
trained on frames whose faces were modified)."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torchvision.ops import nms

from guise_training.actions import CachedPictures, augment
from guise_training.detection_metrics import Boxes, DetectionResult, evaluate_detections
from guise_training.losses.detection import detection_loss
from guise_training.networks.nanodet import NanoDet, centres, decode, normalise


def detections(scores: Tensor, box_logits: Tensor, side: tuple[int, int], threshold: float = 0.05, overlap: float = 0.6,
               most: int = 100) -> list[Boxes]:
    """The network's raw output as boxes per picture; side: (height, width) of the input. Per class: places whose score reaches
    `threshold`, the best `most` of them, boxes clipped to the input, non-maximum suppression at `overlap`."""
    points, strides = centres(*side)
    result = []
    limit = torch.tensor([side[1], side[0], side[1], side[0]], dtype=torch.float32)
    for own, box in zip(scores.float().sigmoid(), decode(box_logits.float(), points, strides)):
        box = torch.minimum(box.clamp_min(0), limit)
        found: list[tuple[Tensor, Tensor, int]] = []
        for label in range(own.shape[1]):
            places = torch.nonzero(own[:, label] >= threshold)[:, 0]
            places = places[own[places, label].argsort(descending=True, stable=True)[:most]]
            if len(places):
                kept = places[nms(box[places], own[places, label], overlap)]
                found.append((box[kept], own[kept, label], label))
        empty = (torch.zeros(0, 4), torch.zeros(0), 0)
        b, s, _ = (torch.cat([f[0] for f in found]), torch.cat([f[1] for f in found]), 0) if found else empty
        labels = np.concatenate([np.full(len(f[0]), f[2]) for f in found]) if found else np.zeros(0, np.int64)
        result.append(Boxes(b.numpy(), labels, s.numpy()))
    return result


@torch.no_grad()
def detect(net: nn.Module, pictures: CachedPictures, indices: np.ndarray, precision: str = "float32", batch: int = 16) -> list[Boxes]:
    """Detections of the cached pictures `indices`."""
    found = []
    for start in range(0, len(indices), batch):
        x = normalise(pictures.tensor(indices[start:start + batch])).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            scores, boxes = net(x)
        found += detections(scores, boxes, (pictures.side, pictures.side))
    return found


def mean_average_precision(net: nn.Module, pictures: CachedPictures, indices: np.ndarray, classes: int,
                           precision: str = "float32") -> DetectionResult:
    return evaluate_detections([pictures.truth[i] for i in indices], detect(net, pictures, indices, precision), classes)


class ActionTrainer:
    """pictures: caches of the same pictures, one a mode of anonymisation; every sample of a batch draws its mode at random."""

    def __init__(self, config: dict[str, Any], net: NanoDet, pictures: list[CachedPictures], training: np.ndarray,
                 classes: list[str]):
        self.classes, self.config, self.pictures, self.training, self.step = classes, config, pictures, training, 0
        o = config["optimiser"]
        self.net = net.to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.net).eval()
        frozen = [self.net.stem, *self.net.stages[:o["frozen_stages"]]] if o["frozen_stages"] else []
        for module in frozen:
            module.requires_grad_(False)
        backbone = [p for p in self.net.stages.parameters() if p.requires_grad] + [p for p in self.net.stem.parameters() if p.requires_grad]
        rest = [p for module in (self.net.laterals, self.net.heads) for p in module.parameters()]
        self.rates = [o["lr"] * o["backbone_scale"], o["lr"]]
        self.optimiser = torch.optim.AdamW([{"params": backbone}, {"params": rest}], lr=o["lr"], weight_decay=o["weight_decay"])
        self.rng = torch.Generator().manual_seed(config["seed"])
        side = pictures[0].side
        self.points, self.strides = centres(side, side)

    def rows(self, step: int) -> np.ndarray:
        """The pictures of a step: epochs in an order that the seed and the epoch decide, so that a run resumes without state."""
        batch, count = self.config["actions"]["batch"], len(self.training)
        where = np.arange(step * batch, (step + 1) * batch)
        orders = {e: np.random.default_rng([self.config["seed"], int(e)]).permutation(count) for e in np.unique(where // count)}
        return self.training[[orders[w // count][w % count] for w in where]]

    def draw(self) -> tuple[Tensor, list[Boxes]]:
        """One augmented batch: (B, 3, S, S) in [0, 1] and its boxes."""
        rows = self.rows(self.step)
        modes = torch.randint(len(self.pictures), (len(rows),), generator=self.rng)
        x = torch.cat([self.pictures[int(m)].tensor([int(r)]) for m, r in zip(modes, rows)])
        a = self.config["augment"]
        return augment(x, [self.pictures[0].truth[r] for r in rows], self.rng, zoom=a["zoom"], shift=a["shift"])

    def rate(self) -> float:
        """Warm-up, then a half cosine down to a fiftieth."""
        o = self.config["optimiser"]
        rise = min(1.0, (self.step + 1) / max(1, o["warmup"]))
        return rise * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, self.step / o["steps"]))))

    def train_step(self) -> dict[str, float]:
        o = self.config["optimiser"]
        for group, rate in zip(self.optimiser.param_groups, self.rates):
            group["lr"] = rate * self.rate()
        x, truth = self.draw()
        x = normalise(x).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.config["precision"] == "bfloat16"):
            scores, boxes = self.net(x)
        loss, terms = detection_loss(
            scores.float(), boxes.float(), self.points, self.strides,
            [torch.as_tensor(t.boxes, dtype=torch.float32).reshape(-1, 4) for t in truth],
            [torch.as_tensor(t.labels, dtype=torch.long) for t in truth],
            [torch.zeros(len(t.labels), dtype=torch.bool) if t.ignore is None else torch.as_tensor(t.ignore) for t in truth])
        if not bool(torch.isfinite(loss.detach())):
            raise FloatingPointError(f"the detector's loss is not finite at step {self.step}: {terms}")
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), o["clip"])
        self.optimiser.step()
        keep = min(o["average"], (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mean, now in zip(self.average.parameters(), self.net.parameters()):
                mean.lerp_(now, 1 - keep)
        self.step += 1
        return terms

    def state(self) -> dict[str, Any]:
        return {"step": self.step, "config": self.config, "classes": self.classes, "net": self.net.state_dict(), "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(), "rng": self.rng.get_state()}

    def load_state(self, state: dict[str, Any]) -> None:
        self.step = state["step"]
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.rng.set_state(state["rng"])
