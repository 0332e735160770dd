"""An oval that fades into its surroundings, of which eight mean colours a side are read (src/engine/modes/oval/cpu.ts)."""

from __future__ import annotations

import numpy as np

COLOURS = {"sand": (0.93, 0.89, 0.82), "slate": (0.2, 0.24, 0.3), "black": (0.0, 0.0, 0.0), "white": (1.0, 1.0, 1.0)}
OVAL = (0.8, 0.86)
MEANS, DEPTH = 8, 16


def apply(crop: np.ndarray, values, key) -> np.ndarray:
    side = crop.shape[0]
    deep = max(1, side // DEPTH)
    line = (np.arange(side) + 0.5) / side
    # Top, bottom, left, right; each (side, 3): the means along it, run into each other.
    strips = (crop[:deep], crop[-deep:], crop[:, :deep].swapaxes(0, 1), crop[:, -deep:].swapaxes(0, 1))
    top, bottom, left, right = (_run_together(_means(strip), line) for strip in strips)
    u, v = line[None, :, None], line[:, None, None]
    weights = (1 / v, 1 / (1 - v), 1 / u, 1 / (1 - u))
    edges = (top[None], bottom[None], left[:, None], right[:, None])
    around = sum(w * edge for w, edge in zip(weights, edges)) / sum(weights)
    colour = COLOURS.get(values["colour"])
    if colour is None:
        return around.astype(np.float32)
    t = np.clip((1 - np.hypot((2 * u - 1) / OVAL[0], (2 * v - 1) / OVAL[1])) / values["softness"], 0, 1)
    return (around + (np.float64(colour) - around) * (t * t * (3 - 2 * t))).astype(np.float32)


def _means(strip: np.ndarray) -> np.ndarray:
    """(deep, side, 3) to (MEANS, 3)."""
    cuts = [k * strip.shape[1] // MEANS for k in range(MEANS + 1)]
    return np.stack([strip[:, a:b].astype(np.float64).mean((0, 1)) for a, b in zip(cuts, cuts[1:])])


def _run_together(means: np.ndarray, line: np.ndarray) -> np.ndarray:
    at = np.clip(line * MEANS - 0.5, 0, MEANS - 1)
    low = np.floor(at).astype(int)
    share = (at - low)[:, None]
    return means[low] * (1 - share) + means[np.minimum(low + 1, MEANS - 1)] * share
