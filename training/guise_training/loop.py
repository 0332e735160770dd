"""The loop around `Trainer`: sets a run up, resumes it, logs, saves, shows, and ends well on Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import signal
import time
from pathlib import Path
from typing import Callable

import torch
import torch.distributed as dist

from guise_training import checkpoint
from guise_training.config import load_config
from guise_training.faces import FaceSet, few, leave_out, load_faces, split_by_identity
from guise_training.networks.face_api import Landmarks68
from guise_training.networks.recognisers import load_recogniser
from guise_training.preview import contact_sheet
from guise_training.progress import left
from guise_training.trainer import Trainer, pick_device


def training_faces(faces: FaceSet, settings: dict) -> tuple[FaceSet, FaceSet]:
    """(training, validation): split by identity, without those to be left out, and no more people than wanted."""
    training, validation = split_by_identity(faces, settings["held_out"], settings["split_seed"])
    return few(leave_out(training, settings["leave_out"]), settings["train_people"]), validation


def start_from(trainer: Trainer, path: str) -> dict | None:
    """Puts the modifier of a checkpoint, or of an exported manifest, into `trainer`; the patch discriminator too where there is one.
    Returns the checkpoint, None for a manifest."""
    from guise_training.report import load_modifier

    net, _, _ = load_modifier(path)
    for own in (trainer.modifier, trainer.average):
        own.load_state_dict(net.state_dict())
    start = checkpoint.load(path) if path.endswith(".pt") else None
    if trainer.patch and start and start["patch"]:
        trainer.patch.load_state_dict(start["patch"])
    return start


def train(args: argparse.Namespace, known: list[torch.Tensor] | None = None) -> int:
    """Runs until the configured step. Returns 0, or 130 when it was interrupted (and saved). known: a list of raw embeddings that runs
    on the same faces, one after another, hand on (`Trainer.prepare`)."""
    config = load_config(args.config, args.set)
    folder = Path(args.run)
    rank = int(os.environ.get("RANK", 0))
    if int(os.environ.get("WORLD_SIZE", 1)) > 1:
        dist.init_process_group("nccl" if pick_device(config["device"]).type == "cuda" else "gloo")
    if config["threads"]:
        torch.set_num_threads(config["threads"])
    faces = load_faces(config["faces"]["folder"], args.cache or folder.parent / "cache")
    training, validation = training_faces(faces, config["faces"])
    say = print if rank == 0 else (lambda *a, **k: None)
    say(f"{len(training)} training faces, {len(validation)} of {config['faces']['held_out']} people held out, "
        f"{len(faces.problems)} left out", flush=True)
    objective = config["objective"]
    extra = []
    if objective["extra"]:
        from guise_training.networks.faceres import load_faceres
        extra.append(load_faceres())
    prototypes = None
    if objective["prototype"]:
        from guise_training.prototypes import cached_prototypes
        prototypes = cached_prototypes(training, Landmarks68(tiny=True).eval(), config, args.cache or folder.parent / "cache")
    parts = (load_recogniser(config["recogniser"]), extra,
             Landmarks68(tiny=True) if objective["landmarks"] or prototypes else None, rank, prototypes)
    if config["detector"]["network"]:
        from guise_training.algorithm1 import FullTrainer, load_frames

        frames, _ = load_frames(config, args.cache or folder.parent / "cache", say)
        faces.problems.extend(frames.data.problems)
        trainer: Trainer = FullTrainer(config, training, frames, *parts)
    else:
        trainer = Trainer(config, training, *parts)
    last = folder / "last.pt"
    if last.is_file():
        trainer.load_state(checkpoint.load(last))
        say(f"resumed at step {trainer.step}")
    elif args.init:
        start = start_from(trainer, args.init)
    if not trainer.fixed and any(objective[name] for name in ("adversarial", "own_cosine", "gap", "centre")):
        trainer.prepare(say, known=known)
    if args.init and not last.is_file() and start and start["config"]["objective"]["adversarial"]:
        trainer.classifier.load_state_dict(start["classifier"])
    folder.mkdir(parents=True, exist_ok=True)
    if rank == 0:
        (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        (folder / "left-out.txt").write_text("\n".join(faces.problems) + "\n")
    preview = (lambda: contact_sheet(trainer.average, validation, folder / f"preview-{trainer.step:06d}.png", columns=6, people=4)) \
        if config["log"]["preview_every"] else None
    return run_steps(trainer, folder, config["log"], rank, config["log"]["preview_every"], preview)


def run_steps(trainer, folder: Path, log: dict[str, int], rank: int = 0, show_every: int = 0, show: Callable[[], None] | None = None) -> int:
    """Takes steps up to `trainer.config["optimiser"]["steps"]`: prints, logs, saves, shows, and ends well on Ctrl-C.

    trainer: has `step`, `config`, `train_step() -> terms`, `state()`. show: called every `show_every` steps and at the end.
    Returns 0, or 130 when it was interrupted (and saved).
    """
    say = print if rank == 0 else (lambda *a, **k: None)
    last, steps = folder / "last.pt", trainer.config["optimiser"]["steps"]
    stop = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.append(1))
    sums: dict[str, list[float]] = {}
    began, first = time.time(), trainer.step
    with open(folder / "log.jsonl" if rank == 0 else os.devnull, "a") as out:
        while trainer.step < steps and not stop:
            for name, value in trainer.train_step().items():
                sums.setdefault(name, []).append(value)
            step = trainer.step
            if step % log["every"] == 0:
                means = {name: round(sum(v) / len(v), 5) for name, v in sums.items()}
                sums = {}
                pace = (time.time() - began) / (step - first)
                print(json.dumps({"step": step, "seconds": round(time.time() - began, 1), **means}), file=out, flush=True)
                say(f"step {step}/{steps}  {pace:.2f} s a step  left {left(pace * (steps - step))}  "
                    + "  ".join(f"{k} {v:.3f}" for k, v in means.items()), flush=True)
            if rank == 0 and (step % log["save_every"] == 0 or step == steps):
                checkpoint.save(last, trainer.state())
            if rank == 0 and show and (step % show_every == 0 or step == steps):
                show()
    if stop and rank == 0:
        checkpoint.save(last, trainer.state())
        say(f"interrupted: saved step {trainer.step} to {last}; the same command goes on from there")
    return 130 if stop else 0
