"""The page's modes in Python, with identical parameters and, within the rounding of a level, identical pixels (paper, section 5.2).

Each file is the counterpart of `src/engine/modes/<name>/cpu.ts`; `training/tests/test_modes.py` holds them together on a fixture
that the page's code wrote (`node build/modes-fixture.mjs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping

import numpy as np

from guise_training.modes import blur, edge, mask, mosaic, noise, oval, super_pixel

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Number:
    id: str
    min: float
    max: float
    step: float
    default: float


@dataclass(frozen=True)
class Choice:
    id: str
    options: tuple[str, ...]
    default: str


@dataclass(frozen=True)
class Mode:
    """apply(crop (S, S, 3) float32 in [0, 1], complete values, key (8,) uint32) -> crop of the same shape. Pure but for `key`.
    presets: the paper's settings by their label in the page."""

    id: str
    apply: Callable[[np.ndarray, Values, np.ndarray], np.ndarray]
    parameters: tuple[Number | Choice, ...]
    presets: dict[str, dict[str, Any]]


MODES: dict[str, Mode] = {mode.id: mode for mode in (
    Mode("blur", blur.apply, (Number("cells", 2, 32, 1, 8),),
         {"8 × 8": {"cells": 8}, "16 × 16": {"cells": 16}, "24 × 24": {"cells": 24}}),
    Mode("mask", mask.apply, (Choice("style", ("figure", "slate", "black", "white"), "figure"),
                              Choice("tone", tuple(mask.TONES), "sand"), Choice("look", mask.LOOKS, "calm")),
         {"Figure": {"style": "figure"}, "Black": {"style": "black"}}),
    Mode("oval", oval.apply,
         (Choice("colour", ("sand", "slate", "black", "white", "around"), "sand"), Number("softness", 0.05, 1, 0.05, 0.5)),
         {"Sand": {"colour": "sand", "softness": 0.5}, "Slate": {"colour": "slate", "softness": 0.3},
          "Melted away": {"colour": "around", "softness": 0.5}}),
    Mode("mosaic", mosaic.apply, (Number("cells", 2, 32, 1, 6),),
         {"6 × 6": {"cells": 6}, "12 × 12": {"cells": 12}}),
    Mode("noise", noise.apply, (Number("variance", 0.05, 1, 0.05, 0.5),),
         {"σ² 0.1": {"variance": 0.1}, "σ² 0.3": {"variance": 0.3}, "σ² 0.5": {"variance": 0.5}}),
    Mode("super-pixel", super_pixel.apply, (Number("cells", 3, 16, 1, 6), Number("compactness", 5, 60, 5, 20)),
         {"6 across": {"cells": 6, "compactness": 20}, "12 across": {"cells": 12, "compactness": 20}}),
    Mode("edge", edge.apply, (Choice("style", ("light", "dark"), "light"), Number("gain", 0.5, 6, 0.5, 2)),
         {"Light on dark": {"style": "light", "gain": 2}, "Dark on light": {"style": "dark", "gain": 2}}),
)}


def complete_values(mode: str, given: Values | None = None) -> dict[str, Any]:
    """Values for every parameter of `mode`, within range; the default where one is missing or wrong. Raises KeyError when there is
    no such mode."""
    values = {}
    for spec in MODES[mode].parameters:
        value = (given or {}).get(spec.id)
        if isinstance(spec, Choice):
            values[spec.id] = value if value in spec.options else spec.default
        else:
            number = isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value)
            values[spec.id] = min(spec.max, max(spec.min, value)) if number else spec.default
    return values


def every_preset() -> list[tuple[str, str, dict[str, Any]]]:
    """(mode, label of the preset, values) for each preset of each mode."""
    return [(mode.id, label, values) for mode in MODES.values() for label, values in mode.presets.items()]
