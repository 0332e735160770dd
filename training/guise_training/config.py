"""Configurations: TOML files whose every value overrides one of `defaults.toml`; unknown names are an error."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

from guise_training.errors import UserError

DEFAULTS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "defaults.toml").read_text())

# `task = "action"`: the single-stage action detector of the page.
ACTION_DEFAULTS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "action_defaults.toml").read_text())


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
