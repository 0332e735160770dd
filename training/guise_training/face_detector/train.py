"""Teaches the detector on composed scenes; resumes, saves often."""

from __future__ import annotations

import copy
import json
import math
import time
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from torch import Tensor, nn

from guise_training import checkpoint
from guise_training.errors import UserError
from guise_training.face_detector.loss import face_loss
from guise_training.face_detector.negatives import Judges, add_negatives
from guise_training.face_detector.network import LOW, YuNet, load_onnx, places
from guise_training.face_detector.pictures import read_heads, read_people
from guise_training.face_detector.scenes import Scenes
from guise_training.face_detector.second import FullRange

Truth = tuple[Tensor, Tensor, Tensor]  # boxes (M, 4), points (M, 5, 2), doubtful (M,)


@dataclass
class Settings:
    """What training/configs/face-detector*.toml may set."""

    seed: int = 1
    steps: int = 3000
    batch: int = 8
    side: int = 320
    #: Every so many steps, scenes twice as wide (width, height), a quarter as many: faces as large as those of the page.
    large_every: int = 8
    large: tuple[int, int] = (640, 480)
    rate: float = 6e-4
    last_rate: float = 1e-5
    warm_up: int = 100
    clip: float = 10.0
    average: float = 0.995
    #: Stay as published: the first convolution and so many units after it, which know edges and little more.
    frozen: int = 2
    people: int = 1500
    #: Of these, so many are searched for what is taken for a face and is none.
    mined: int = 300
    #: 0: every step composes its own scenes. Otherwise a step composes so many, and trains on a batch of all that were composed: their
    #: features of strides 2 and 4 are kept, and the layers that give these stay as they are. Four fifths of a step's time saved.
    fresh: int = 0
    kept: int = 4000

    @staticmethod
    def read(path: str | Path) -> Settings:
        try:
            return Settings(**tomllib.loads(Path(path).read_text()))
        except FileNotFoundError as error:
            raise UserError(f"no configuration at {path}; training/configs/face-detector.toml is one") from error
        except (TypeError, tomllib.TOMLDecodeError) as error:
            raise UserError(f"{path}: {error}; the settings are {', '.join(Settings.__dataclass_fields__)}") from error


def rate(settings: Settings, step: int) -> float:
    """Warm-up, then a cosine."""
    if step < settings.warm_up:
        return settings.rate * (step + 1) / settings.warm_up
    share = min(1.0, (step - settings.warm_up) / max(1, settings.steps - settings.warm_up))
    return settings.last_rate + (settings.rate - settings.last_rate) * (1 + math.cos(math.pi * share)) / 2


class Trainer:
    def __init__(self, settings: Settings, scenes: Scenes, net: YuNet):
        self.settings, self.scenes, self.step = settings, scenes, 0
        self.store: dict[tuple[int, int], list[tuple[Tensor, Truth]]] = {}
        self.net = net.train().to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(net)
        for part in [net.stem, *net.backbone[: LOW if settings.fresh else settings.frozen]]:
            part.requires_grad_(False)
        self.optimiser = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=settings.rate, weight_decay=1e-4)

    def compose(self, width: int, height: int, count: int) -> tuple[Tensor, list[Truth]]:
        """`count` new scenes: (count, 3, height, width), and what is in them."""
        samples = [self.scenes.sample(width, height) for _ in range(count)]
        x = torch.from_numpy(np.stack([rgb for rgb, _ in samples])).permute(0, 3, 1, 2).float()
        return x, [tuple(torch.from_numpy(v) for v in (f.boxes, f.points, f.doubtful)) for _, f in samples]

    def recall(self, width: int, height: int, batch: int) -> tuple[Tensor, list[Truth]]:
        """Features of `batch` scenes among all that were kept, after some new ones have joined these."""
        store = self.store.setdefault((width, height), [])
        x, truth = self.compose(width, height, self.settings.fresh if store else 10 * batch)
        with torch.no_grad():
            store += zip(self.net.low(x).half(), truth)
        del store[: -self.settings.kept]
        chosen = [store[i] for i in self.scenes.rng.choice(len(store), batch, replace=False)]
        return torch.stack([f for f, _ in chosen]).float().contiguous(memory_format=torch.channels_last), [t for _, t in chosen]

    def train_step(self) -> dict[str, float]:
        s = self.settings
        large = s.large_every and self.step % s.large_every == s.large_every - 1
        width, height, batch = (*s.large, max(1, s.batch // 4)) if large else (s.side, s.side, s.batch)
        if s.fresh:
            features, truth = self.recall(width, height, batch)
            out = self.net.flat(self.net.high(features))
        else:
            x, truth = self.compose(width, height, batch)
            out = self.net(x)
        loss, terms = face_loss(out, places(height, width), truth)
        for group in self.optimiser.param_groups:
            group["lr"] = rate(s, self.step)
        self.optimiser.zero_grad()
        loss.backward()
        terms["gradient"] = float(nn.utils.clip_grad_norm_(self.net.parameters(), s.clip))
        self.optimiser.step()
        decay = min(s.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mean, value in zip(self.average.parameters(), self.net.parameters()):
                mean.lerp_(value, 1 - decay)
        self.step += 1
        return terms

    def state(self, command: str) -> dict:
        s = self.scenes
        return {"task": "face-detector", "settings": asdict(self.settings), "step": self.step, "net": self.net.state_dict(),
                "average": self.average.state_dict(), "optimiser": self.optimiser.state_dict(), "scenes": s.rng.bit_generator.state, "command": command,
                "data": f"scenes composed of {len(s.heads)} heads and {len(s.people)} pictures of people (research data); other people are held out"}

    def resume(self, state: dict) -> None:
        self.net.load_state_dict(state["net"]), self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.scenes.rng.bit_generator.state = state["scenes"]
        self.step = state["step"]


def train(config: str, data: str, weights: str, run: str, init: str | None, second: str | None = None,
          say: Callable[[str], None] = print) -> None:
    settings, run, data = Settings.read(config), Path(run), Path(data)
    published = load_onnx(weights)
    heads = read_heads(data / "faces-wide", True, False) + read_heads(data / "faces", False, False)
    people = read_people(data / "actions", published, run.parent / "cache" / "face-detector-people.json", settings.people, say)
    net = YuNet()
    net.load_state_dict(checkpoint.load(init)["average"] if init else published.state_dict())
    if second:
        add_negatives(people[: settings.mined], copy.deepcopy(net).eval(), Judges(published, FullRange(second)), run / "negatives.json", say)
    trainer = Trainer(settings, Scenes(heads, people, settings.seed), net)
    command = f"python3 -m guise_training train-face-detector configs/{Path(config).name}" + (f" --init {Path(init).parent.name}/{Path(init).name}" if init else "")
    last = run / "last.pt"
    if last.is_file():
        trainer.resume(checkpoint.load(last))
    run.mkdir(parents=True, exist_ok=True)
    began, saved, sums = time.monotonic(), time.monotonic(), []
    try:
        while trainer.step < settings.steps:
            sums.append(trainer.train_step())
            if trainer.step % 50 == 0 or trainer.step == settings.steps:
                terms = {k: round(float(np.mean([t[k] for t in sums])), 4) for k in sums[0]}
                entry = {"step": trainer.step, "seconds": round(time.monotonic() - began), "rate": round(rate(settings, trainer.step), 6), **terms}
                with open(run / "log.jsonl", "a") as log:
                    log.write(json.dumps(entry) + "\n")
                say(json.dumps(entry))
                sums = []
            if time.monotonic() - saved > 120:
                checkpoint.save(last, trainer.state(command))
                saved = time.monotonic()
    finally:
        checkpoint.save(last, trainer.state(command))
