"""Configurations: TOML files whose every value overrides a default named here; unknown names are an error."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

from guise_training.errors import UserError

# Section 4 of the paper where it says something: Adam 0.5/0.999, 0.0003, the rate dropped (to a tenth) after 7 of 12 epochs.
DEFAULTS: dict[str, Any] = {
    "seed": 1,
    "threads": 0,  # 0: PyTorch's choice
    "device": "auto",  # a GPU where there is one; or "cpu", "cuda"
    "faces": {"folder": "data/faces", "held_out": 40, "split_seed": 0, "people": 8, "each": 2,
              "train_people": 0,  # train on so many of the people only; 0: all
              "leave_out": ""},  # a file of identities (one a line) that are never trained on: people of another test set
    "recogniser": {"network": "mobilefacenet",  # or "sphereface20", the paper's; weights = "" starts that from nothing
                   "weights": "data/weights/mobilefacenet_casia.pth"},
    "modifier": {"name": "webcam", "width": 32, "blocks": 8},
    "optimiser": {"lr_modifier": 3e-4, "lr_classifier": 3e-4, "lr_patch": 3e-4, "beta1": 0.5, "beta2": 0.999, "steps": 4000,
                  "drop_after": 0.583, "drop": 0.1, "clip": 1.0, "average": 0.995, "classifier_every": 2,
                  "classifier_backbone_scale": 0.3},
    "objective": {
        "target": "gradient-ascent",  # or "random-label"
        "adversarial": 1.0, "bound": 10.0, "margin": 4,
        "l1": 1.0,
        # Not in the paper; 0 switches each off.
        "own_cosine": 0.0, "own_margin": 0.0, "gap": 0.0, "gap_margin": 0.02, "centre": 0.0, "centre_target": 0.7,
        "extra": 0.0,
        "detail": 0.0, "gradients": 0.0, "landmarks": 0.0, "landmarks_allowed": 0.02, "seam": 0.0, "equivariance": 0.0,
        "patch": 0.0, "disturb": 0.0,
        "prototype": 0.0, "prototype_gradients": 0.0, "outside": 0.0, "prototype_pull": 0.8, "prototype_softness": 7,
    },
    # The action detector A and its frames; network = "" trains the face half alone. Section 4: rate 0.001.
    "detector": {"network": "", "weights": "", "lr": 1e-3, "clip": 10.0, "frames": 2, "shorter": 600, "longer": 1000, "faces_most": 4,
                 "mode": "learned",  # or "none" or a classical mode: a baseline, for which A alone is trained
                 "preset": "",  # of that mode, by its label in the page
                 "action": 1.0,  # weight of L_det in what M minimises
                 "frame_l1": 1.0,  # of L1 on the faces of frames
                 "converge_window": 1000, "converge_tolerance": 0.02, "fix_at": 0.75},  # when M and D are fixed; fix_at: latest, share of steps
    "actions": {"kind": "coco", "folder": "data/actions", "annotations": "train.json", "every": 1, "split": 1},
    "prototypes": {"groups": 24, "k": 12, "most": 4000},
    "log": {"every": 10, "save_every": 100, "preview_every": 200},
}

# `task = "action"`: the single-stage action detector. Not in the paper, whose detector is a Faster R-CNN.
ACTION_DEFAULTS: dict[str, Any] = {
    "task": "action",
    "seed": 1,
    # One: on few cores PyTorch's threads mostly wait for each other, two took 7 times the processor time of one.
    "threads": 1,
    "precision": "bfloat16",  # of the forward and backward pass; "float32" where the processor has no instructions for it
    # modes: each sample of a batch draws one of them, see guise_training/anonymise.py for the names.
    "actions": {"annotations": "data/actions/train.json", "images": "", "modes": ["raw"], "modifier": "", "side": 256, "held_out": 0.2,
                "most": 0, "batch": 16},
    "network": {"weights": "nanodet_m.pth"},
    "augment": {"zoom": 0.25, "shift": 0.12},
    "optimiser": {"lr": 1e-3, "backbone_scale": 0.5, "weight_decay": 0.01, "warmup": 50, "steps": 2400, "clip": 10.0, "average": 0.998,
                  "frozen_stages": 1},
    "log": {"every": 20, "save_every": 100, "measure_every": 200},
}


def _merge(base: dict, extra: dict, where: str) -> None:
    for key, value in extra.items():
        if key not in base:
            raise UserError(f"{where}: no setting {key!r}; there are {', '.join(base)}")
        if isinstance(base[key], dict):
            if not isinstance(value, dict):
                raise UserError(f"{where}: {key} is a section")
            _merge(base[key], value, f"{where}, [{key}]")
        else:
            kind = type(base[key])
            if kind is float and isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            if not isinstance(value, kind):
                raise UserError(f"{where}: {key} must be {kind.__name__}, not {value!r}")
            base[key] = value


def load_config(path: str | Path | None, overrides: list[str] = ()) -> dict[str, Any]:
    """Defaults, then the file, then overrides such as "optimiser.steps=100" (the value is JSON, or else a string). A file with
    `task = "action"` is about the action detector and has other defaults."""
    config = copy.deepcopy(DEFAULTS)
    if path:
        try:
            given = tomllib.loads(Path(path).read_text())
            if given.get("task") == "action":
                config = copy.deepcopy(ACTION_DEFAULTS)
            _merge(config, given, str(path))
        except FileNotFoundError as error:
            raise UserError(f"no configuration at {path}; those of the repository are in training/configs") from error
        except tomllib.TOMLDecodeError as error:
            raise UserError(f"{path}: {error}") from error
    for item in overrides:
        name, equals, text = item.partition("=")
        if not equals:
            raise UserError(f"--set {item}: write section.name=value")
        try:
            value = json.loads(text)
        except json.JSONDecodeError:
            value = text
        for part in reversed(name.split(".")):
            value = {part: value}
        _merge(config, value, "--set")
    return config
