"""Algorithm 1 of the paper for the face half: M and D take turns; the extras of issue 3 are switches of the objective.

One step: M is updated against a D that stands still; every `classifier_every` steps D is updated on modified *and* original
faces with M standing still; the patch discriminator, when used, likewise. Under torchrun each model that is updated is wrapped
in DistributedDataParallel.
"""

from __future__ import annotations

import copy
import os
from typing import Any, Callable

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from guise_training.augment import disturb, jitter_landmarks
from guise_training.faces import FaceSet, IdentityBatches, modifier_crops, random_jitter
from guise_training.losses import angular_softmax, embedding, realism, structure, temporal
from guise_training.networks.modifier import build_modifier
from guise_training.paste import cover_mask, paste_in_crop
from guise_training.progress import Progress
from guise_training.sampler import recogniser_transform, sample

_FLIP = [1, 0, 2, 4, 3]


class Classifier(nn.Module):
    """D: a recogniser and its angular-softmax head. Batch norm keeps its statistics."""

    def __init__(self, recogniser: nn.Module, features: int, classes: int, margin: int):
        super().__init__()
        self.recogniser = recogniser
        self.head = angular_softmax.AngularSoftmax(features, classes, margin)

    def train(self, mode: bool = True) -> "Classifier":
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()
        return self

    def align(self, picture: Tensor, landmarks: Tensor) -> Tensor:
        return sample(picture, recogniser_transform(landmarks, self.recogniser.template), self.recogniser.size)

    def features(self, aligned: Tensor) -> Tensor:
        """aligned: (B, 3, h, w) in [0, 1]."""
        return self.recogniser(aligned * (255 / 128) - 127.5 / 128)

    def forward(self, aligned: Tensor, labels: Tensor) -> Tensor:
        return self.head(self.features(aligned), labels)


def pick_device(name: str) -> torch.device:
    """"cpu", "cuda", or "auto": a GPU where there is one, that of this process under torchrun."""
    if name == "cuda" or (name == "auto" and torch.cuda.is_available()):
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
    return torch.device("cpu")


def _world() -> int:
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


def _freeze(net: nn.Module, frozen: bool) -> None:
    for p in net.parameters():
        p.requires_grad_(not frozen)


class Trainer:
    """recogniser: D's start, also kept frozen as a member of the ensemble. extra: further frozen recognisers, functions of
    (picture, landmarks) -> unit embeddings. landmarker: the tiny 68-point network, or None."""

    def __init__(self, config: dict[str, Any], faces: FaceSet, recogniser: nn.Module, extra: list[nn.Module] = (),
                 landmarker: nn.Module | None = None, rank: int = 0, prototypes: nn.Module | None = None):
        self.config, self.faces, self.step = config, faces, 0
        self.fixed = False  # True where M and D stand still for good (`algorithm1.py`)
        o = config["optimiser"]
        self.device = pick_device(config["device"])
        torch.manual_seed(config["seed"])
        m = config["modifier"]
        self.modifier = build_modifier(m["name"], width=m["width"], blocks=m["blocks"]).to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.modifier).eval()
        self.batches = IdentityBatches(faces, config["faces"]["people"], config["faces"]["each"],
                                       np.random.default_rng([config["seed"], rank]))
        self.rng = torch.Generator().manual_seed(config["seed"] * 1000 + rank)
        self.frozen = copy.deepcopy(recogniser).eval().to(self.device, memory_format=torch.channels_last)
        _freeze(self.frozen, True)
        with torch.no_grad():
            probe = self.frozen(torch.zeros(1, 3, *recogniser.size, device=self.device))
        self.classifier = Classifier(copy.deepcopy(recogniser).to(memory_format=torch.channels_last), probe.shape[1],
                                     self.batches.classes, config["objective"]["margin"]).train().to(self.device)
        self.patch = realism.PatchDiscriminator().to(self.device) if config["objective"]["patch"] else None
        self.extra, self.landmarker, self.prototypes = list(extra), landmarker, prototypes
        for net in [*self.extra, *([landmarker] if landmarker else []), *([prototypes] if prototypes else [])]:
            _freeze(net.eval().to(self.device), True)
        betas = (o["beta1"], o["beta2"])
        self.opt_m = torch.optim.Adam(self.modifier.parameters(), o["lr_modifier"], betas)
        self.opt_d = torch.optim.Adam([
            {"params": list(self.classifier.recogniser.parameters()), "lr": o["lr_classifier"] * o["classifier_backbone_scale"]},
            {"params": list(self.classifier.head.parameters()), "lr": o["lr_classifier"]}], betas=betas)
        self.opt_p = torch.optim.Adam(self.patch.parameters(), o["lr_patch"], betas) if self.patch else None
        self.rates = [[g["lr"] for g in opt.param_groups] for opt in self._optimisers()]
        self.raw_embeddings: list[Tensor] | None = None
        self.centres: list[Tensor] | None = None
        self.strangers: list[float] = []
        wrap: Callable[[nn.Module], nn.Module] = DistributedDataParallel if _world() > 1 else (lambda net: net)
        self.run_m, self.run_d = wrap(self.modifier), wrap(self.classifier)
        self.run_p = wrap(self.patch) if self.patch else None

    def _optimisers(self) -> list[torch.optim.Optimizer]:
        return [opt for opt in (self.opt_m, self.opt_d, self.opt_p) if opt]

    def embed_frozen(self, which: int, picture: Tensor, landmarks: Tensor) -> Tensor:
        """Unit embeddings by the frozen member `which` of the ensemble: 0 is D's start, then `extra`."""
        return (self.frozen if which == 0 else self.extra[which - 1]).embed(picture, landmarks)

    def prepare(self, report: Callable[[str], None] = lambda text: None, chunk: int = 32, known: list[Tensor] | None = None) -> None:
        """Embeds every raw training face once by every frozen recogniser, and starts D's head from people's mean embeddings.

        known: embeddings of the first recognisers on the same faces; those that are made are added to it.
        """
        known = [] if known is None else known
        with torch.no_grad():
            for which in range(len(known), 1 + len(self.extra)):
                parts, progress = [], Progress(len(self.faces), f"raw faces embedded by recogniser {which + 1}", report)
                for i in range(0, len(self.faces), chunk):
                    rows = range(i, min(i + chunk, len(self.faces)))
                    marks = torch.from_numpy(self.faces.landmarks[i:i + chunk]).to(self.device)
                    parts.append(self.embed_frozen(which, self.faces.tensor(rows).to(self.device), marks).cpu())
                    progress.add(len(rows))
                known.append(torch.cat(parts))
            self.raw_embeddings = known[:1 + len(self.extra)]
            self._start_head()

    def _start_head(self) -> None:
        embeddings, labels = self.raw_embeddings[0], torch.from_numpy(self.batches.labels)
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
        means = torch.zeros(self.batches.classes, embeddings.shape[1]).index_add_(0, labels, embeddings)
        if self.step == 0:
            self.classifier.head.weight.data.copy_(F.normalize(means))
        # How alike two strangers look to each member: no anonymised face need be stranger to its owner than that.
        self.strangers = [float((e[:-1] * e[1:])[labels[:-1] != labels[1:]].sum(1).mean())
                          for e, labels in ((e[order], labels[order]) for e in self.raw_embeddings)]
        self.centres = [F.normalize(e.mean(0), dim=0).to(self.device) for e in self.raw_embeddings]

    def draw(self) -> tuple[Tensor, Tensor, Tensor, np.ndarray]:
        """(crops (B, 3, S, S), landmarks in them (B, 5, 2), labels (B,), rows of the training set)."""
        rows, labels = self.batches.draw()
        pictures, marks = self.faces.tensor(rows), torch.from_numpy(self.faces.landmarks[rows])
        flip = torch.rand(len(rows), generator=self.rng) < 0.5
        pictures = torch.where(flip[:, None, None, None], pictures.flip(3), pictures)
        turned = marks[:, _FLIP] * torch.tensor([-1.0, 1.0]) + torch.tensor([pictures.shape[3] - 1.0, 0.0])
        marks = torch.where(flip[:, None, None], turned, marks)
        size = self.modifier.size
        pictures, marks, labels = pictures.to(self.device), marks.to(self.device), labels.to(self.device)
        crops, marks, _ = modifier_crops(pictures, marks, size, random_jitter(len(rows), size, self.rng))
        return crops.contiguous(memory_format=torch.channels_last), marks, labels, rows

    def _aligned(self, picture: Tensor, marks: Tensor) -> Tensor:
        """D's input; disturbed when the objective says so."""
        disturbed = self.config["objective"]["disturb"]
        if disturbed:
            marks = jitter_landmarks(marks, self.rng)
        x = self.classifier.align(picture, marks)
        if disturbed and float(torch.rand((), generator=self.rng)) < disturbed:
            x = disturb(x, self.rng)
        return x

    def modifier_losses(self, crops: Tensor, marks: Tensor, labels: Tensor,
                        rows: np.ndarray) -> tuple[Tensor, Tensor, Tensor, dict[str, float]]:
        """(weighted sum, anonymised crops, what the patch discriminator calls real, every term by name)."""
        w = self.config["objective"]
        count = len(crops)
        nudged = transform = None
        if w["equivariance"]:
            part = max(1, count // 4)
            nudged, transform = temporal.nudge(crops[:part], self.rng)
        modified = self.run_m(crops if nudged is None else torch.cat([crops, nudged]))
        anonymised = paste_in_crop(crops, modified[:count])
        terms: dict[str, Tensor] = {"l1": structure.l1(anonymised, crops)}
        real = crops
        if w["prototype"]:
            with torch.no_grad():
                real, mask = self.prototypes.targets(crops, self.landmarker(crops, marks), w["prototype_pull"], w["prototype_softness"])
            # Against what M drew, not what is pasted: the border of the crop is to be right, too.
            terms["prototype"] = structure.picture_distance(modified[:count], real, mask)
            terms["prototype_gradients"] = structure.edge_distance(modified[:count], real, mask)
            if w["outside"]:
                terms["outside"] = structure.worst_spot(modified[:count], crops, 1 - mask)
        terms.update(self._identity_terms(anonymised, marks, labels, rows))
        if w["detail"]:
            terms["detail"] = structure.detail(anonymised, real)
        if w["gradients"]:
            terms["gradients"] = structure.gradients(anonymised, crops)
        if w["seam"]:
            terms["seam"] = structure.seam(modified[:count], crops, cover_mask(crops.shape[2], crops))
        if w["landmarks"]:
            with torch.no_grad():
                wanted = self.landmarker(crops, marks)
            eye = (marks[:, 1] - marks[:, 0]).norm(dim=1).clamp_min(4)
            terms["landmarks"] = structure.landmark_shift(self.landmarker(anonymised, marks), wanted, eye, w["landmarks_allowed"])
        if w["equivariance"]:
            terms["equivariance"] = temporal.equivariance(modified[:len(nudged)], modified[count:], transform)
        if self.patch:
            terms["patch"] = realism.modifier_loss(self.patch(anonymised))
        total = sum(w[{"gap_d": "gap", "own_d": "own_cosine"}.get(name, name)] * value for name, value in terms.items())
        return total, anonymised, real, {name: float(value.detach()) for name, value in terms.items()}

    def _identity_terms(self, anonymised: Tensor, marks: Tensor, labels: Tensor, rows: np.ndarray) -> dict[str, Tensor]:
        """By D and, where the embedding losses are on, by one member of the ensemble at a time: D (half of the turns), its frozen
        start, or an extra one. One recogniser a step costs a third of all of them, and the mean over steps is the same."""
        w = self.config["objective"]
        ensemble = bool(w["own_cosine"] or w["gap"] or w["centre"])
        turn = int(torch.randint(0, 2 * (1 + len(self.extra)), (), generator=self.rng)) if ensemble else -1
        terms: dict[str, Tensor] = {}
        if w["adversarial"] and (not ensemble or turn > len(self.extra)):
            features = self.classifier.features(self._aligned(anonymised, marks))
            if w["target"] == "random-label":
                terms["adversarial"] = angular_softmax.random_label(self.classifier.head, features, labels, self.rng, w["bound"])
            else:
                terms["adversarial"] = angular_softmax.gradient_ascent(self.classifier.head(features, labels), w["bound"])
            if ensemble:
                e = F.normalize(features)
                terms["gap_d"] = embedding.identity_gap(e, e, labels, w["gap_margin"], skip_diagonal=True)
                # D's own memory of the person, learned from raw and anonymised faces alike.
                terms["own_d"] = embedding.own_cosine(e, F.normalize(self.classifier.head.weight)[labels], w["own_margin"])
        elif ensemble:
            which = turn % (1 + len(self.extra))
            view = jitter_landmarks(marks, self.rng) if w["disturb"] else marks
            member = self.frozen if which == 0 else self.extra[which - 1]
            x = sample(anonymised, recogniser_transform(view, member.template), member.size)
            if float(torch.rand((), generator=self.rng)) < w["disturb"]:
                x = disturb(x, self.rng)
            e = F.normalize(self.frozen(x * (255 / 128) - 127.5 / 128) if which == 0 else member(x))
            raw = self.raw_embeddings[which][torch.from_numpy(rows)].to(e)
            terms["own_cosine"] = embedding.own_cosine(e, raw, self.strangers[which] + w["own_margin"])
            terms["gap"] = embedding.identity_gap(e, e, labels, w["gap_margin"], True) \
                + embedding.identity_gap(e, raw, labels, w["gap_margin"], False)
            if w["centre"]:
                terms["centre"] = embedding.to_centre(e, self.centres[which], w["centre_target"])
        return terms

    def train_step(self) -> dict[str, float]:
        """One turn of M, and of D and the patch discriminator when it is their turn. Returns the terms by name."""
        o = self.config["optimiser"]
        self._set_rates()
        crops, marks, labels, rows = self.draw()

        self._still(self.classifier, self.patch)
        total, anonymised, real, terms = self.modifier_losses(crops, marks, labels, rows)
        more = self.frame_losses(terms)
        self.opt_m.zero_grad(set_to_none=True)
        (total if more is None else total + more).backward()
        if not bool(torch.isfinite(total.detach())):
            raise FloatingPointError(f"the modifier's loss is not finite at step {self.step}: {terms}")
        nn.utils.clip_grad_norm_(self.modifier.parameters(), o["clip"])
        self.opt_m.step()
        anonymised = anonymised.detach()

        if self.config["objective"]["adversarial"] and self.step % o["classifier_every"] == 0:
            self._moving(self.classifier)
            aligned = torch.cat([self._aligned(anonymised, marks), self._aligned(crops, marks)])
            losses = self.run_d(aligned, labels.repeat(2))
            self.opt_d.zero_grad(set_to_none=True)
            losses.mean().backward()
            nn.utils.clip_grad_norm_(self.classifier.parameters(), 10 * o["clip"])
            self.opt_d.step()
            self.classifier.head.steps += 1
            half = len(labels)
            terms["d_anonymised"], terms["d_raw"] = (float(losses[s].detach().mean()) for s in (slice(0, half), slice(half, None)))
        if self.patch:
            self._moving(self.patch)
            scores = self.run_p(torch.cat([real, anonymised]))
            loss = realism.discriminator_loss(scores[:len(crops)], scores[len(crops):])
            self.opt_p.zero_grad(set_to_none=True)
            loss.backward()
            self.opt_p.step()
            terms["patch_loss"] = float(loss.detach())

        keep = min(o["average"], (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mean, now in zip(self.average.parameters(), self.modifier.parameters()):
                mean.lerp_(now, 1 - keep)
        self.step += 1
        return terms

    def frame_losses(self, terms: dict[str, float]) -> Tensor | None:
        """What M has to minimise besides, on frames; its terms are added to `terms`. The face half has none (`algorithm1.py`)."""
        return None

    def _set_rates(self) -> None:
        o = self.config["optimiser"]
        late = self.step >= o["drop_after"] * o["steps"]
        for opt, rates in zip(self._optimisers(), self.rates):
            for group, rate in zip(opt.param_groups, rates):
                group["lr"] = rate * (o["drop"] if late else 1.0)

    def _still(self, *nets: nn.Module | None) -> None:
        _freeze(self.modifier, False)
        for net in nets:
            if net is not None:
                _freeze(net, True)

    def _moving(self, net: nn.Module) -> None:
        _freeze(net, False)

    def state(self) -> dict[str, Any]:
        return {"step": self.step, "config": self.config, "modifier": self.modifier.state_dict(), "average": self.average.state_dict(),
                "classifier": self.classifier.state_dict(), "patch": self.patch.state_dict() if self.patch else None,
                "optimisers": [opt.state_dict() for opt in self._optimisers()], "rng": self.rng.get_state(),
                "batches": self.batches.rng.bit_generator.state, "torch_rng": torch.get_rng_state(),
                "cuda_rng": torch.cuda.get_rng_state(self.device) if self.device.type == "cuda" else None}

    def load_state(self, state: dict[str, Any]) -> None:
        self.step = state["step"]
        self.modifier.load_state_dict(state["modifier"])
        self.average.load_state_dict(state["average"])
        self.classifier.load_state_dict(state["classifier"])
        if self.patch and state["patch"]:
            self.patch.load_state_dict(state["patch"])
        for opt, saved in zip(self._optimisers(), state["optimisers"]):
            opt.load_state_dict(saved)
        self.rng.set_state(state["rng"])
        self.batches.rng.bit_generator.state = state["batches"]
        torch.set_rng_state(state["torch_rng"])
        if self.device.type == "cuda" and state.get("cuda_rng") is not None:
            torch.cuda.set_rng_state(state["cuda_rng"], self.device)
