"""The code: all that a drawn face knows of the raw picture. Every field has a name, a range and a number of bits.

What a person's face has all the time (usual brows, usual lids, its place between the eyes) is identity too: `Usual` takes expression,
place and size relative to the track's own running mean before they are quantised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guise_training.persona.shape import MEASURES


@dataclass(frozen=True)
class Field:
    """Values are quantised to 2 ** bits levels from low to high, both ends included; what lies beyond is clamped."""

    name: str
    low: float
    high: float
    bits: int

    @property
    def step(self) -> float:
        return (self.high - self.low) / (2 ** self.bits - 1)


#: Order of the packed code, most significant bit first. Angles in radians; places and sizes in eye distances of the crop's scale.
FIELDS: tuple[Field, ...] = (
    # pose: where the head is in the aligned crop
    Field("yaw", -1.2, 1.2, 7), Field("pitch", -0.7, 0.7, 6), Field("roll", -0.5, 0.5, 6),
    Field("scale", 0.80, 1.25, 5), Field("x", -0.35, 0.35, 6), Field("y", -0.35, 0.35, 6),
    # expression, relative to neutral (MEASURES); brows in four steps: of all fields they tell most of who it is
    Field("mouth_open", -0.12, 0.72, 6), Field("mouth_width", -0.45, 0.45, 5), Field("smile", -0.2, 0.25, 4),
    Field("lid_right", -0.30, 0.20, 5), Field("lid_left", -0.30, 0.20, 5), Field("brow_right", -0.10, 0.20, 2),
    Field("brow_left", -0.10, 0.20, 2), Field("gaze_x", -0.24, 0.24, 5), Field("gaze_y", -0.12, 0.12, 4),
    # light: lightness, red and blue against it, slopes
    Field("light", 0.04, 0.96, 5), Field("red", 0.92, 1.52, 4), Field("blue", 0.4, 1.15, 4), Field("slope_x", -0.5, 0.5, 3),
    Field("slope_y", -0.2, 0.2, 3),
    # group
    Field("male", 0, 1, 1), Field("age", 8, 78, 3), Field("african", 0, 1, 1), Field("asian", 0, 1, 1), Field("south", 0, 1, 1),
    Field("beard", 0, 1, 2),
)
NAMES = tuple(f.name for f in FIELDS)
POSE, EXPRESSION, LIGHT, GROUP = NAMES[:6], NAMES[6:15], NAMES[15:20], NAMES[20:]
assert EXPRESSION == MEASURES
MOST_BITS = 160
#: Where a model-space face lies in the aligned crop: pixels an eye distance and the place of the middle between the eyes, in shares
#: of the crop's side.
UNIT, ORIGIN = 0.2393, (0.4974, 0.4180)


def count_bits() -> int:
    return sum(f.bits for f in FIELDS)


def quantise(values: np.ndarray) -> np.ndarray:
    """(B, fields) -> whole numbers (B, fields) int64. NaN is an error of the caller."""
    low, step = np.array([f.low for f in FIELDS]), np.array([f.step for f in FIELDS])
    most = np.array([2 ** f.bits - 1 for f in FIELDS])
    if not np.isfinite(values).all():
        raise ValueError("a code cannot hold a value that is not finite")
    return np.clip(np.floor((values - low) / step + 0.5), 0, most).astype(np.int64)


def dequantise(levels: np.ndarray) -> np.ndarray:
    """The values that levels (B, fields) stand for, float64."""
    return np.array([f.low for f in FIELDS]) + levels * np.array([f.step for f in FIELDS])


def pack(levels: np.ndarray) -> bytes:
    """One code (fields,) as bytes, the last ones padded with zeros: never more than MOST_BITS / 8."""
    number, used = 0, 0
    for level, field in zip(levels.tolist(), FIELDS):
        if not 0 <= level < 2 ** field.bits:
            raise ValueError(f"{field.name}: {level} does not fit {field.bits} bits")
        number, used = number << field.bits | level, used + field.bits
    size = -(-used // 8)
    return (number << (8 * size - used)).to_bytes(size, "big")


def unpack(data: bytes) -> np.ndarray:
    used = count_bits()
    number = int.from_bytes(data, "big") >> (8 * len(data) - used)
    levels = []
    for field in reversed(FIELDS):
        levels.append(number & (2 ** field.bits - 1))
        number >>= field.bits
    return np.array(levels[::-1])


def column(values: np.ndarray, name: str) -> np.ndarray:
    return values[..., NAMES.index(name)]


class Usual:
    """What a track shows all the time, as a running mean, and its values relative to that: expression, and place and size of the face in
    its crop, which hold a little of the proportions.

    The mean begins at neutral with the weight of `prior` frames, so that a single picture is drawn as it is. A mouth's opening is not
    relative: shut is shut. Lids are relative to what they are when open: blinks do not drag the mean down.
    """

    NEUTRAL = np.array([1.0 if name == "scale" else 0.0 for name in NAMES])
    RELATIVE = np.array([name in ("scale", "x", "y") or (name in EXPRESSION and name != "mouth_open") for name in NAMES])
    LIDS = np.array([name.startswith("lid") for name in NAMES])

    def __init__(self, prior: float = 30.0, memory: float = 600.0):
        self.mean, self.weight, self.memory = self.NEUTRAL.copy(), prior, memory

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """values (fields,) of a frame -> the same, those that are `RELATIVE` to the track's own mean."""
        self.weight = min(self.weight + 1, self.memory)
        rate = np.full(len(values), 1 / self.weight)
        rate[self.LIDS & (values < self.mean - 0.06)] *= 0.1
        self.mean = self.mean + rate * (values - self.mean)
        return np.where(self.RELATIVE, self.NEUTRAL + values - self.mean, values)
