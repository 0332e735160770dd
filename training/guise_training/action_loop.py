"""Sets a training run of the action detector up: pictures, their anonymised copies, the held-out split, the start."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch

from guise_training import checkpoint
from guise_training.action_trainer import ActionTrainer, mean_average_precision
from guise_training.actions import CachedPictures, build_cache, held_out
from guise_training.anonymise import modify_for
from guise_training.config import load_config
from guise_training.data.coco_actions import ActionData, read_coco_actions
from guise_training.errors import UserError
from guise_training.loop import run_steps
from guise_training.networks.nanodet import load_coco


def read_pictures(config: dict[str, Any]) -> tuple[ActionData, np.ndarray]:
    """The pictures of a configuration, and which are held out (bool). `actions.most` limits the training pictures: a draw that
    only depends on the files' names."""
    a = config["actions"]
    data = read_coco_actions(a["annotations"], a["images"] or None)
    held = np.array(held_out(data.pictures, a["held_out"]))
    if a["most"]:
        order = sorted(np.flatnonzero(~held), key=lambda i: hashlib.sha256(data.pictures[i].path.name.encode()).digest())
        keep = np.sort(np.concatenate([np.flatnonzero(held), np.array(order[:a["most"]], np.int64)]))
        data.pictures, held = [data.pictures[i] for i in keep], held[keep]
    return data, held


def cached_mode(config: dict[str, Any], data: ActionData, mode: str, cache: Path, say: Callable[[str], None] = print) -> CachedPictures:
    """All pictures of the data with their faces anonymised by `mode`, decoded once."""
    side = config["actions"]["side"]
    modify, name = modify_for(mode, data.pictures, cache, config["actions"]["modifier"], say)
    return build_cache(data.pictures, cache, name, side, modify, say)


def load_start(path: str) -> dict[str, Any]:
    """config, average (weights) and step of a checkpoint or of an exported manifest, whose weights are measured in float32."""
    if path.endswith(".json"):
        from guise_training.export.action import read_action

        net, metadata = read_action(path)
        config = {**metadata["config"], "precision": "float32"}
        return {"config": config, "average": net.state_dict(), "step": metadata["step"]}
    start = checkpoint.load(path)
    if start["config"].get("task") != "action":
        raise UserError(f"{path} is no checkpoint of an action detector")
    return start


def train_actions(args: argparse.Namespace) -> int:
    """Runs until the configured step. Returns 0, or 130 when it was interrupted (and saved)."""
    config = load_config(args.config, args.set)
    torch.set_num_threads(config["threads"] or torch.get_num_threads())
    folder = Path(args.run)
    cache = Path(args.cache or folder.parent / "cache")
    say = lambda text: print(text, flush=True)  # noqa: E731
    data, held = read_pictures(config)
    say(f"{(~held).sum()} training pictures, {held.sum()} held out, {len(data.problems)} left out; {len(data.classes)} classes")
    pictures = [cached_mode(config, data, mode, cache, say) for mode in config["actions"]["modes"]]
    torch.manual_seed(config["seed"])
    trainer = ActionTrainer(config, load_coco(config["network"]["weights"], len(data.classes)), pictures, np.flatnonzero(~held),
                            data.classes)
    last = folder / "last.pt"
    if last.is_file():
        trainer.load_state(checkpoint.load(last))
        say(f"resumed at step {trainer.step}")
    elif args.init:
        start = load_start(args.init)["average"]
        trainer.net.load_state_dict(start)
        trainer.average.load_state_dict(start)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (folder / "left-out.txt").write_text("\n".join(data.problems) + "\n")

    def measure() -> None:
        for mode, own in zip(config["actions"]["modes"], pictures):
            result = mean_average_precision(trainer.average, own, np.flatnonzero(held), len(data.classes), config["precision"])
            say(f"step {trainer.step}, held out, {mode}: mAP@0.5 {100 * result.mean:.2f} %  "
                + "  ".join(f"{name} {100 * result.ap[i]:.0f}" for i, name in enumerate(data.classes)))
            with open(folder / "measured.jsonl", "a") as out:
                print(json.dumps({"step": trainer.step, "mode": mode, "mAP": result.mean,
                                  "ap": {name: result.ap[i] for i, name in enumerate(data.classes)}}), file=out)

    every = config["log"]["measure_every"]
    return run_steps(trainer, folder, config["log"], 0, every, measure if every else None)
