"""Makes YuNet narrower where it costs most, and teaches the narrow network to give what the published one gives.

Half of the multiply-adds are those of three units that see stride 4, a fifth those of stride 8. The narrow network keeps half of their
channels: first those that the others can be told by best (a linear map, folded into what reads them), then it is taught on scenes whose right
answer is the published network's: what its backbone gives, and what comes out in the end. Nothing is labelled.
"""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training import checkpoint
from guise_training.face_detector.loss import face_loss
from guise_training.face_detector.network import HEAD_SIZES, Unit, YuNet, load_onnx, places
from guise_training.face_detector.pictures import Faces, read_heads, read_people, read_things
from guise_training.face_detector.scenes import Scenes

#: The first convolution and the units before this one stay as published.
FIRST = 2


@dataclass
class Settings:
    """Every `large_every` steps scenes of `large` (width, height), a quarter as many. `rest`: of the rate, for units of the published width."""

    steps: int = 3000
    batch: int = 16
    side: int = 320
    large_every: int = 8
    large: tuple[int, int] = (640, 480)
    #: New scenes in a step; the others are of those that were kept.
    fresh: int = 3
    kept: int = 6000
    rate: float = 2e-3
    last_rate: float = 1e-5
    warm_up: int = 50
    rest: float = 0.4
    clip: float = 1.0
    average: float = 0.995
    #: Weight of the faces' own loss, by which what the published network sees too faintly is seen better. 0: its answers alone.
    faces: float = 0.0
    #: Further weight of places that are none of a face's, and that the narrow network is surer of than the published one.
    nothing: float = 5.0
    people: int = 4000
    seed: int = 2


def choose(x: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x: (N, C). The `count` columns that tell the others best, in turn; `told` (C, count) and `rest` (C,): x ~ x[:, chosen] @ told.T + rest."""
    mean = x.mean(0)
    left = (x - mean) / max(float(x.std()), 1e-6)
    chosen: list[int] = []
    for _ in range(count):
        gain = ((left.T @ left) ** 2).sum(1) / np.maximum((left**2).sum(0), 1e-6 * len(x))
        gain[chosen] = -1
        best = int(gain.argmax())
        chosen.append(best)
        direction = left[:, best] / max(float(np.linalg.norm(left[:, best])), 1e-9)
        left = left - np.outer(direction, direction @ left)
    kept = np.sort(chosen)
    told = np.linalg.lstsq(np.c_[x[:, kept], np.ones(len(x))], x, rcond=None)[0]
    return kept, told[:-1].T, told[-1]


class Told:
    """What all channels of a value are told by: those that were kept. None were left out: as they are."""

    def __init__(self, channels: int):
        self.kept, self.map, self.rest = np.arange(channels), torch.eye(channels), torch.zeros(channels)

    @staticmethod
    def by(x: Tensor, count: int) -> Told:
        """x: (B, C, H, W)."""
        told = Told(x.shape[1])
        if count < x.shape[1]:
            places = torch.randperm(x[:, 0].numel(), generator=torch.Generator().manual_seed(0))[:20_000]
            told.kept, linear, rest = choose(x.permute(0, 2, 3, 1).flatten(0, 2)[places].double().numpy(), count)
            told.map, told.rest = torch.from_numpy(linear).float(), torch.from_numpy(rest).float()
        return told


def copy_unit(unit: Unit, narrower: Unit, read: Told, made: Tensor) -> Told:
    """Gives `narrower` the weights of `unit` for channels of which some are left out. made: what `unit` gives."""
    told = Told.by(made, narrower.pointwise.out_channels)
    weight = unit.pointwise.weight[:, :, 0, 0]
    narrower.pointwise.weight.copy_((weight @ read.map)[told.kept, :, None, None])
    narrower.pointwise.bias.copy_((unit.pointwise.bias + weight @ read.rest)[told.kept])
    narrower.depthwise.weight.copy_(unit.depthwise.weight[told.kept])
    narrower.depthwise.bias.copy_(unit.depthwise.bias[told.kept])
    return told


@torch.no_grad()
def narrow(net: YuNet, pictures: Tensor, name: str = "yunet-narrow") -> YuNet:
    """A network of the width `name` with `net`'s weights, as near as a choice of channels comes. `pictures`: (B, 3, H, W), to choose by."""
    small = YuNet(name)
    small.stem.load_state_dict(net.stem.state_dict())
    seen: dict[Unit, Tensor] = {}
    hooks = [unit.register_forward_hook(lambda unit, _, made: seen.update({unit: made.clone()})) for unit in net.modules() if isinstance(unit, Unit)]
    net(pictures)
    for hook in hooks:
        hook.remove()

    def follow(read: Told, units: list[Unit], narrower: list[Unit]) -> Told:
        for unit, other in zip(units, narrower):
            read = copy_unit(unit, other, read, seen[unit])
        return read

    follow(Told(net.stem.out_channels), [*net.backbone], [*small.backbone])
    for level in range(len(net.heads)):
        follow(Told(net.laterals[level].pointwise.in_channels), *([n.laterals[level], n.shared[level], n.heads[level]] for n in (net, small)))
    return small


def beside(at: Tensor, truth: list[tuple[Tensor, Tensor, Tensor]]) -> Tensor:
    """(B, N) bool: places that are a stride and more beside all of the picture's faces, doubtful ones too. at, truth: as for `face_loss`."""
    middle, stride = (at[:, None, :2] + 0.5) * at[:, None, 2:], at[:, None, 2:]
    return torch.stack([~((middle >= boxes[:, :2] - stride) & (middle <= boxes[:, 2:] + stride)).all(-1).any(-1) for boxes, _, _ in truth])


def sureness(out: Tensor) -> Tensor:
    """(B, N, 16) logits -> (B, N, 1) scores."""
    return (out[..., :1].sigmoid() * out[..., 1:2].sigmoid()).sqrt()


def likeness(given: Tensor, wanted: Tensor, heed: Tensor, faces: tuple[Tensor, Tensor] | None = None) -> dict[str, Tensor]:
    """Both (B, N, 16). How far a network's answers are from the wanted ones, places that look like faces above all. `heed` (B, N, 1): weight of
    each place's logits. `faces`: indices of pictures and places that may be surer of a face than is wanted."""
    if faces:
        wanted, logits = wanted.clone(), slice(0, 2)
        wanted[(*faces, logits)] = torch.maximum(wanted[(*faces, logits)], given[(*faces, logits)].detach())
    cls, obj, box, points = given.split(HEAD_SIZES, -1)
    cls_, obj_, box_, points_ = wanted.split(HEAD_SIZES, -1)
    score = sureness(wanted)
    # What the narrow network takes for a face counts as much as what is one.
    seen = torch.maximum(score, sureness(given).detach())
    count = seen.sum().clamp(min=1)
    logits = sum((F.smooth_l1_loss(a.clamp(min=-8), b.clamp(min=-8), reduction="none") * heed * (seen + 0.002)).sum() for a, b in ((cls, cls_), (obj, obj_)))
    boxes = (F.smooth_l1_loss(box, box_, reduction="none", beta=0.1) * score).sum()
    marks = (F.smooth_l1_loss(points, points_, reduction="none", beta=0.1) * score).sum()
    return {"logits": logits / count, "box": boxes / count, "points": 0.2 * marks / count}


class Trainer:
    def __init__(self, settings: Settings, scenes: Scenes, published: YuNet):
        self.settings, self.scenes, self.step, self.init = settings, scenes, 0, ""
        self.published = published.to(memory_format=torch.channels_last)
        #: Scenes that were kept by size: picture, faces, how sure the network was where nothing is (1: not known yet).
        self.store: dict[tuple[int, int], list[list]] = {}
        start = self.pictures(settings.side, settings.side, 64)[0]
        self.net = narrow(published, start).to(memory_format=torch.channels_last)
        with torch.no_grad():
            levels = published.levels(published.low(start))
            self.spreads = [level.var((0, 2, 3), keepdim=True).clamp(min=1e-3) for level in levels]
        self.average = copy.deepcopy(self.net)
        for part in [self.net.stem, *self.net.backbone[:FIRST]]:
            part.requires_grad_(False)
        new, rest = [], []
        for (_, value), (_, old) in zip(self.net.named_parameters(), published.named_parameters()):
            if value.requires_grad:
                (rest if value.shape == old.shape else new).append(value)
        self.optimiser = torch.optim.Adam([{"params": new, "share": 1.0}, {"params": rest, "share": settings.rest}], lr=settings.rate)

    def pictures(self, width: int, height: int, batch: int) -> tuple[Tensor, list[tuple[Tensor, Tensor, Tensor]], list[list]]:
        """(batch, 3, height, width) of the scenes that were kept, after some new ones have joined these, their faces (`face_loss`), and
        the scenes. Those in which the network saw what is not there come oftener."""
        store = self.store.setdefault((width, height), [])
        fresh = max(1, self.settings.fresh * batch // self.settings.batch) if store else 4 * batch
        store += [[*self.scenes.sample(width, height), 1.0] for _ in range(fresh)]
        del store[: -self.settings.kept]
        often = np.array([0.15 + wrong for _, _, wrong in store])
        chosen = [store[i] for i in self.scenes.rng.choice(len(store), batch, replace=False, p=often / often.sum())]
        x = torch.from_numpy(np.stack([rgb for rgb, _, _ in chosen])).permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)
        return x, [tuple(torch.from_numpy(v) for v in (f.boxes, f.points, f.doubtful)) for _, f, _ in chosen], chosen

    def rate(self) -> float:
        s = self.settings
        if self.step < s.warm_up:
            return s.rate * (self.step + 1) / s.warm_up
        share = min(1.0, (self.step - s.warm_up) / max(1, s.steps - s.warm_up))
        return s.last_rate + (s.rate - s.last_rate) * (1 + math.cos(math.pi * share)) / 2

    def train_step(self) -> dict[str, float]:
        s = self.settings
        large = s.large_every and self.step % s.large_every == s.large_every - 1
        width, height = s.large if large else (s.side, s.side)
        x, truth, scenes = self.pictures(width, height, max(1, s.batch // 4) if large else s.batch)
        with torch.no_grad():
            x = self.published.low(x, FIRST)
            wanted = self.published.levels(x, FIRST)
            answer = self.published.flat(self.published.neck(wanted))
        given = self.net.levels(x, FIRST)
        features = sum(((a - b) ** 2 / spread).mean() for a, b, spread in zip(given, wanted, self.spreads)) / len(given)
        out = self.net.flat(self.net.neck(given))
        at = places(height, width)
        with torch.no_grad():
            wrong = (sureness(out) - sureness(answer)).clamp(min=0) * beside(at, truth)[..., None]
            worst = wrong.amax((1, 2))
            for scene, most in zip(scenes, worst.tolist()):
                scene[2] = most
            heed = 1 + s.nothing * (wrong > 0)
        terms, found = {"features": features}, None
        if s.faces:
            loss, found = face_loss(out, at, truth)
            terms["faces"] = s.faces * loss
        terms.update(likeness(out, answer, heed, found))
        loss = sum(terms.values())
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate() * group["share"]
        self.optimiser.zero_grad()
        loss.backward()
        norm = float(nn.utils.clip_grad_norm_(self.net.parameters(), s.clip))
        self.optimiser.step()
        decay = min(s.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mean, value in zip(self.average.parameters(), self.net.parameters()):
                mean.lerp_(value, 1 - decay)
        self.step += 1
        return {**{k: float(v.detach()) for k, v in terms.items()}, "wrong": float(worst.mean()), "gradient": norm}

    def state(self) -> dict:
        s = self.scenes
        how = f"--steps {self.settings.steps} --rate {self.settings.rate} --faces {self.settings.faces}" + " --things THINGS" * bool(s.things) + (f" --init {self.init}" if self.init else "")
        return {"task": "face-detector-narrow", "settings": asdict(self.settings), "step": self.step, "network": self.net.name, "net": self.net.state_dict(),
                "average": self.average.state_dict(), "optimiser": self.optimiser.state_dict(), "init": self.init, "scenes": s.rng.bit_generator.state,
                "command": f"python3 -m guise_training narrow-face-detector {how}",
                "data": f"answers of the published weights on scenes composed of {len(s.heads)} heads, {len(s.people)} pictures of people "
                        f"(research data; other people are held out) and {len(s.things)} photographs of things"}

    def resume(self, state: dict) -> None:
        self.net.load_state_dict(state["net"]), self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.scenes.rng.bit_generator.state = state["scenes"]
        self.step, self.init = state["step"], state.get("init", "")


def train(data: str, weights: str, run: str, settings: Settings, init: Sequence[str] = (), things: str | None = None, say: Callable[[str], None] = print) -> None:
    """Resumes what lies in the folder `run`, saves every two minutes. `init`: checkpoints; the mean of
    their averaged weights is begun with, and saved by itself where there are no steps. `things`: folder of
    photographs of rooms and things (`gather-things`)."""
    run, data = Path(run), Path(data)
    published = load_onnx(weights)
    heads = read_heads(data / "faces-wide", True, False) + read_heads(data / "faces", False, False)
    people = read_people(data / "actions", published, run.parent / "cache" / "face-detector-people.json", settings.people, say)
    trainer = Trainer(settings, Scenes(heads, people, settings.seed, read_things(things) if things else ()), published)
    if init:
        begun = [checkpoint.load(path) for path in init]
        trainer.init = " ".join(f"[{state['command']}, step {state['step']}]" for state in begun)
        trainer.net.load_state_dict({name: sum(state["average"][name] for state in begun) / len(begun) for name in begun[0]["average"]})
        trainer.average = copy.deepcopy(trainer.net)
    last = run / "last.pt"
    if last.is_file():
        trainer.resume(checkpoint.load(last))
    run.mkdir(parents=True, exist_ok=True)
    began, saved, sums = time.monotonic(), time.monotonic(), []
    try:
        while trainer.step < settings.steps:
            sums.append(trainer.train_step())
            if trainer.step % 50 == 0 or trainer.step == settings.steps:
                terms = {k: round(float(np.mean([t[k] for t in sums])), 5) for k in sums[0]}
                entry = {"step": trainer.step, "seconds": round(time.monotonic() - began), "rate": round(trainer.rate(), 6), **terms}
                with open(run / "log.jsonl", "a") as log:
                    log.write(json.dumps(entry) + "\n")
                say(json.dumps(entry))
                sums = []
            if time.monotonic() - saved > 120:
                checkpoint.save(last, trainer.state())
                saved = time.monotonic()
    finally:
        checkpoint.save(last, trainer.state())
