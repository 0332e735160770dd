"""Algorithm 1 of the paper with all three networks: the face modifier M, the face classifier D and the action detector A take turns.

One step: M is updated against D and A that stand still, by the face half's losses and by L_det of frames into which its faces are
pasted; D is updated as in `trainer.py`; A is updated on the modified frames with M standing still. A frame without a face is used as
it is, for A only (section 3.1, note 1). Once the losses of M and D have converged both are fixed, and A alone is fine-tuned (note 2).
A baseline is trained in the same way, "the only difference being the modification procedure": then A alone is trained, from the start.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from guise_training.data.frames import Frame, FrameSet, find_frame_faces, read_actions
from guise_training.faces import FaceSet, modifier_crops
from guise_training.losses import structure
from guise_training.networks.faster_rcnn import build_faster_rcnn, detection_losses
from guise_training.paste import paste_in_crop, paste_in_frame
from guise_training.progress import Progress
from guise_training.trainer import Trainer, _freeze, _world


def load_frames(config: dict[str, Any], cache: str | Path, say: Callable[[str], None] = print) -> tuple[FrameSet, FrameSet]:
    """(training, test) frames with the faces in them, as the configuration says."""
    d = config["detector"]
    mode = "none" if d["mode"] == "learned" else d["mode"]
    sets = []
    for data in read_actions(config["actions"], config["faces"]["split_seed"]):
        faces = find_frame_faces(data.pictures, cache, say=say)
        sets.append(FrameSet(data, faces, d["shorter"], d["longer"], mode, d["preset"], d["faces_most"]))
    bare = sum(len(f.boxes) == 0 for f in sets[0].faces)
    say(f"{len(sets[0])} training frames ({bare} without a face: used unmodified), {len(sets[1])} test frames, {len(data.classes)} actions, "
        f"{len(sets[0].data.problems)} left out")
    return sets[0], sets[1]


def modify_frames(modify: Callable[[Tensor], Tensor], size: int, frames: list[Frame], device: torch.device) -> tuple[list[Tensor], Tensor | None]:
    """Every face of every frame modified and pasted back: (frames (3, H, W), L1 of the faces or None where there are none).
    Differentiable in what `modify` (crops (B, 3, S, S) -> crops) gives."""
    crops, transforms, counts = [], [], []
    for frame in frames:
        n = len(frame.landmarks)
        counts.append(n)
        if n:
            pictures = frame.picture[None].to(device).expand(n, -1, -1, -1)
            crop, _, transform = modifier_crops(pictures, frame.landmarks.to(device), size)
            crops.append(crop)
            transforms.append(transform)
    if not crops:
        return [frame.picture.to(device) for frame in frames], None
    every, transform = torch.cat(crops).contiguous(memory_format=torch.channels_last), torch.cat(transforms)
    modified = modify(every)
    out, at = [], 0
    for frame, n in zip(frames, counts):
        out.append(paste_in_frame(frame.picture.to(device), modified[at:at + n], transform[at:at + n]))
        at += n
    return out, structure.l1(paste_in_crop(every, modified), every)


class Convergence:
    """Whether losses have stopped changing: for each, the mean of the last `window` values differs from that of the window before by
    less than `tolerance` of it."""

    def __init__(self, window: int, tolerance: float):
        self.window, self.tolerance = window, tolerance
        self.values: dict[str, list[float]] = {}

    def note(self, terms: dict[str, float]) -> None:
        for name, value in terms.items():
            self.values[name] = [*self.values.get(name, []), value][-2 * self.window:]

    def reached(self) -> bool:
        if not self.values or any(len(v) < 2 * self.window for v in self.values.values()):
            return False
        halves = [(np.mean(v[:self.window]), np.mean(v[self.window:])) for v in self.values.values()]
        return all(abs(late - early) <= self.tolerance * max(abs(early), 1e-6) for early, late in halves)


class FullTrainer(Trainer):
    """Arguments as `Trainer`, and `frames`: those of training. With a baseline's mode M and D never move."""

    WATCHED = ("adversarial", "l1", "d_anonymised", "d_raw")

    def __init__(self, config: dict[str, Any], faces: FaceSet, frames: FrameSet, recogniser: nn.Module, extra: list[nn.Module] = (),
                 landmarker: nn.Module | None = None, rank: int = 0, prototypes: nn.Module | None = None):
        self.opt_a: torch.optim.Optimizer | None = None
        super().__init__(config, faces, recogniser, extra, landmarker, rank, prototypes)
        d, o = config["detector"], config["optimiser"]
        self.frames, self.frame_rng = frames, np.random.default_rng([config["seed"], 1000 + rank])
        self.learned = d["mode"] == "learned"
        self.fixed = not self.learned
        self.convergence = Convergence(d["converge_window"], d["converge_tolerance"])
        torch.manual_seed(config["seed"])
        self.detector = build_faster_rcnn(d["network"], len(frames.data.classes), d["shorter"], d["longer"], d["weights"]).train().to(self.device)
        self.opt_a = torch.optim.Adam(self.detector.parameters(), d["lr"], (o["beta1"], o["beta2"]))
        self.rates = [[group["lr"] for group in opt.param_groups] for opt in self._optimisers()]
        self.run_a = DistributedDataParallel(self.detector, find_unused_parameters=True) if _world() > 1 else self.detector
        torch.manual_seed(config["seed"] * 7919 + rank)  # the detector draws its proposals from the global generator
        self.batch: list[Frame] = []

    def _optimisers(self) -> list[torch.optim.Optimizer]:
        return super()._optimisers() + ([self.opt_a] if self.opt_a else [])

    def _targets(self) -> list[dict[str, Tensor]]:
        return [{name: value.to(self.device) for name, value in frame.target.items()} for frame in self.batch]

    def frame_losses(self, terms: dict[str, float]) -> Tensor | None:
        """M's turn on frames: L_det through the pasted faces, and L1. Frames without a face have nothing to tell M."""
        d = self.config["detector"]
        with_faces = [i for i, frame in enumerate(self.batch) if len(frame.landmarks)]
        if not with_faces:
            return None
        _freeze(self.detector, True)
        frames, l1 = modify_frames(self.run_m, self.modifier.size, [self.batch[i] for i in with_faces], self.device)
        targets = self._targets()
        losses = detection_losses(self.detector, frames, [targets[i] for i in with_faces])
        total = sum(losses.values())
        terms.update({"m_det": float(total.detach()), "frame_l1": float(l1.detach())})
        return d["action"] * total + d["frame_l1"] * l1

    def _detector_turn(self) -> dict[str, float]:
        _freeze(self.detector, False)
        if self.learned:
            with torch.no_grad():
                frames, _ = modify_frames(self.average if self.fixed else self.modifier, self.modifier.size, self.batch, self.device)
        else:
            frames = [frame.picture.to(self.device) for frame in self.batch]
        losses = detection_losses(self.run_a, frames, self._targets())
        total = sum(losses.values())
        if not bool(torch.isfinite(total.detach())):
            raise FloatingPointError(f"the detector's loss is not finite at step {self.step}: { {k: float(v) for k, v in losses.items()} }")
        self.opt_a.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.detector.parameters(), self.config["detector"]["clip"])
        self.opt_a.step()
        return {"det": float(total.detach()), **{name.replace("loss_", "det_"): float(v.detach()) for name, v in losses.items()}}

    def train_step(self) -> dict[str, float]:
        """One turn of M and D (until they are fixed) and one of A. Returns the terms by name."""
        d, o = self.config["detector"], self.config["optimiser"]
        self.batch = self.frames.draw(d["frames"], self.frame_rng)
        terms: dict[str, float] = {}
        if not self.fixed:
            terms = super().train_step()
            self.convergence.note({name: terms[name] for name in self.WATCHED if name in terms})
            self.fixed = self.convergence.reached() or self.step >= d["fix_at"] * o["steps"]
            if self.fixed:
                _freeze(self.modifier, True)
                _freeze(self.classifier, True)
        else:
            self._set_rates()
            self.step += 1
        terms.update(self._detector_turn())
        terms["fixed"] = float(self.fixed)
        return terms

    def state(self) -> dict[str, Any]:
        return {**super().state(), "detector": self.detector.state_dict(), "classes": self.frames.data.classes, "fixed": self.fixed,
                "convergence": copy.deepcopy(self.convergence.values), "frame_rng": self.frame_rng.bit_generator.state}

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self.detector.load_state_dict(state["detector"])
        self.fixed, self.convergence.values = state["fixed"], copy.deepcopy(state["convergence"])
        self.frame_rng.bit_generator.state = state["frame_rng"]


@torch.no_grad()
def detect_frames(detector: nn.Module, modify: Callable[[Tensor], Tensor] | None, size: int, frames: FrameSet, most: int = 0,
                  say: Callable[[str], None] = print) -> "DetectionResult":  # noqa: F821
    """mAP@0.5 of a detector on (the first `most` of shuffled) frames, their faces modified by `modify`."""
    from guise_training.detection_metrics import Boxes, evaluate_detections

    device = next(detector.parameters()).device
    detector.eval()
    rows = np.random.default_rng(0).permutation(len(frames))[:most or None]
    truth, found = [], []
    progress = Progress(len(rows), "frames", say)
    for i in rows:
        progress.add()
        frame = frames.frame(int(i), rng=np.random.default_rng(int(i)))
        picture = modify_frames(modify, size, [frame], device)[0][0] if modify else frame.picture.to(device)
        out = detector([picture])[0]
        truth.append(Boxes(frame.target["boxes"].numpy(), frame.target["labels"].numpy() - 1))
        found.append(Boxes(out["boxes"].cpu().numpy(), out["labels"].cpu().numpy() - 1, out["scores"].cpu().numpy()))
    return evaluate_detections(truth, found, len(frames.data.classes))
