"""A drawn figure or one colour; the crop's own content is not read (paper, section 5.2, baseline 3)."""

from __future__ import annotations

import numpy as np

SLATE, INK = (0.2, 0.24, 0.3), (0.25, 0.29, 0.36)
TONES = {"sand": (0.93, 0.89, 0.82), "sage": (0.72, 0.82, 0.7), "sky": (0.68, 0.8, 0.9), "coral": (0.93, 0.7, 0.62),
         "lilac": (0.8, 0.74, 0.9), "sun": (0.95, 0.84, 0.55)}
LOOKS = ("calm", "awake", "serious")
SOLID = {"slate": SLATE, "black": (0.0, 0.0, 0.0), "white": (1.0, 1.0, 1.0)}


def apply(crop: np.ndarray, values, key) -> np.ndarray:
    solid = SOLID.get(values["style"])
    if solid:
        return np.broadcast_to(np.float32(solid), crop.shape).copy()
    side = crop.shape[0]
    line = (2 * np.arange(side) + 1) / side - 1
    return _figure(line[None, :], line[:, None], 2 / side, TONES[values["tone"]], values["look"]).astype(np.float32)


def _figure(x: np.ndarray, y: np.ndarray, px: float, skin: tuple[float, float, float], look: str) -> np.ndarray:
    """An oval on slate, two eyes, a mouth; x, y in [-1, 1], px: a pixel in that measure."""
    oval = _cover(np.hypot(x / 0.74, y / 0.8) - 1, px / 0.77)
    if look == "awake":
        eyes = _cover(np.hypot(np.abs(x) - 0.28, y + 0.12) - 0.06, px)
    else:
        eyes = _stroke(np.hypot(np.abs(x) - 0.28, y + 0.2) - 0.14, y + 0.16, px)
    if look == "serious":
        mouth = _cover(np.maximum(np.abs(x) - 0.18, np.abs(y - 0.36) - 0.022), px)
    else:
        mouth = _stroke(np.hypot(x, y - 0.14) - 0.3, y - 0.28, px)
    face = _mix(np.float64(SLATE), np.float64(skin), oval)
    return _mix(face, np.float64(INK), np.maximum(eyes, mouth) * oval)


def _cover(distance: np.ndarray, px: float) -> np.ndarray:
    return np.clip(0.5 - distance / (2 * px), 0, 1)


def _stroke(distance: np.ndarray, below: np.ndarray, px: float) -> np.ndarray:
    return _cover(np.abs(distance) - 0.022, px) * np.clip(0.5 + below / (2 * px), 0, 1)


def _mix(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    return a + (b - a) * t[..., None]
