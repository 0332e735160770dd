"""What a detector finds in one pass at 640 px of width: on people and pictures that it was never taught, by size, roll, border, ...

Every row counts true faces, those found from each threshold on, and boxes about nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn
from torchvision.ops import box_iou

from guise_training.errors import UserError
from guise_training.face_detector import drawn
from guise_training.face_detector.export import WIDTH, find, to_input
from guise_training.face_detector.pictures import Faces, Picture, read_action_pictures, read_heads
from guise_training.face_detector.scenes import MASKS, Placement, Scenes, cut, paste

ROOT = Path(__file__).resolve().parents[3]
HEIGHT = 480
THRESHOLDS = (0.3, 0.6)
#: Of the true box's and the found box's union. Half a face's box is a matter of taste.
OVERLAP = 0.3
SIZES = (10, 16, 24, 40, 70, 120, 300)
ROLLS = (0, 45, 60, 75, 90, 120, 180)
SHARES = (0.5, 0.4, 0.3)
OBSTACLES = ("hand", "phone", "mask", "half", "side", "sunglasses", "strands")
BORDERS = ("left", "right", "top", "bottom")


Wanted = Callable[[str], bool]


@dataclass
class Case:
    """`boxes`: (M, 4) in pixels of `rgb`. `anywhere`: one box anywhere is what is asked for (the place isn't known). `besides`: other
    faces in the picture, not asked for and no mistake if found."""

    row: str
    rgb: np.ndarray
    boxes: np.ndarray
    anywhere: bool = False
    besides: np.ndarray = field(default_factory=lambda: np.zeros((0, 4)))


@dataclass
class Row:
    """`found` and `extra`: one for each threshold."""

    faces: int
    found: list[int]
    extra: list[int]

    @classmethod
    def of(cls, thresholds: Sequence[float]) -> Row:
        return cls(0, [0] * len(thresholds), [0] * len(thresholds))


class Stage:
    """Held-out heads on drawn backgrounds. Every row has random numbers of its own, so that it is the same without the others."""

    def __init__(self, data: Path, faces_per_row: int):
        heads = read_heads(data / "faces-wide", True, True) + read_heads(data / "faces", False, True)
        self.scenes = Scenes(heads, [], 0)
        self.count = faces_per_row

    def begin(self, row: str) -> None:
        self.scenes.rng = np.random.default_rng(zlib.crc32(row.encode()))

    def scene(self, targets: list[tuple[float, float, float, float]], hide: int | None = None) -> tuple[Image.Image, Faces]:
        """targets: (x, y, longer side, roll in degrees) of each face."""
        rng = self.scenes.rng
        canvas = self.scenes.background(WIDTH, HEIGHT)
        parts = []
        for x, y, side, roll in targets:
            head = self.scenes._head()
            x1, y1, x2, y2 = head.faces.boxes[0]
            middle, half = np.array([x1 + x2, y1 + y2]) / 2, np.array([x2 - x1, y2 - y1]) / 2
            at = Placement.of(side / max(x2 - x1, y2 - y1), np.radians(roll), False, 1, middle, (x, y))
            paste(canvas, head, at, None if head.loose and side > 100 else int(rng.integers(len(MASKS))))
            if hide is not None:
                drawn.obstacle(rng, ImageDraw.Draw(canvas), lambda p: at.points(middle + p * half), hide)
            parts.append(at.faces(head.faces))
        faces = cut(Faces.join(parts), WIDTH, HEIGHT)
        return canvas, faces

    def grid(self, side: float, roll: float = 0.0) -> list[tuple[float, float, float, float]]:
        pitch = max(1.9 * side, 40)
        columns, rows = max(1, int(WIDTH / pitch)), max(1, int(HEIGHT / pitch))
        jitter = self.scenes.rng.uniform(-4, 4, (rows, columns, 2))
        places = [((c + 0.5) * WIDTH / columns + jitter[r, c, 0], (r + 0.5) * HEIGHT / rows + jitter[r, c, 1], side, roll)
                  for r in range(rows) for c in range(columns)]
        return [places[i] for i in self.scenes.rng.permutation(len(places))[:24]]

    def rows(self, wanted: Wanted) -> Iterator[Case]:
        settings = [(f"{s} px", s, 0, None, 1.0, 0.0) for s in SIZES] + [(f"{r}°", 80, r, None, 1.0, 0.0) for r in ROLLS]
        settings += [(f"hidden: {name}", 100, 0, kind, 1.0, 0.0) for kind, name in enumerate(OBSTACLES)]
        settings += [("dark, 15 % of the light", 100, 0, None, 0.15, 0.0), ("noise, 20 of 255", 60, 0, None, 1.0, 20.0)]
        for name, side, roll, hide, light, noise in settings:
            if not wanted(name):
                continue
            self.begin(name)
            done = 0
            while done < self.count:
                canvas, faces = self.scene(self.grid(side, roll), hide)
                rgb = np.asarray(canvas, np.float32) * light + self.scenes.rng.normal(0, noise, (HEIGHT, WIDTH, 1)) * (noise > 0)
                yield Case(name, rgb.clip(0, 255).astype(np.uint8), faces.boxes)
                done += len(faces.boxes)
        for share in SHARES:
            for border in BORDERS:
                name, done = f"{border} border, {share} in", 0
                if not wanted(name):
                    continue
                self.begin(name)
                while done < self.count // 2:
                    side, out = 120.0, (share - 0.5)
                    axis = int(border in ("top", "bottom"))
                    targets = []
                    for k in range(2 if axis == 0 else 3):
                        place = [160.0 + 160 * k, 120.0 + 240 * k]
                        # The box's own width is about three quarters of its height.
                        reach = out * side * (0.75, 1.0)[axis]
                        place[axis] = reach if border in ("left", "top") else (WIDTH, HEIGHT)[axis] - reach
                        targets.append((*place, side, 0.0))
                    canvas, faces = self.scene(targets)
                    yield Case(name, np.asarray(canvas), faces.boxes)
                    done += len(faces.boxes)
        for kind in ("room", "texture", "limbs"):
            name = f"no face: 40 drawn, {kind}"
            for seed in range(40 if wanted(name) else 0):
                picture = getattr(drawn, kind)(np.random.default_rng(10_000 + seed), WIDTH, HEIGHT)
                yield Case(name, np.asarray(picture), np.zeros((0, 4), np.float32))


def photographs(folder: Path) -> list[tuple[Image.Image, np.ndarray]]:
    """The six sample photographs of @vladmandic/face-api with their true ellipses (M, 5: x, y, width, height, roll in degrees)."""
    listing = ROOT / "testing" / "scenes" / "photos.ts"
    rows = np.array([[float(v) for v in m.split(",")] for m in re.findall(r"\[(\d(?:, -?\d+){5})\]", listing.read_text())])
    if len(rows) != 22:
        raise UserError(f"{listing} lists {len(rows)} faces, not 22")
    return [(Image.open(folder / f"sample{k}.jpg").convert("RGB"), rows[rows[:, 0] == k, 1:]) for k in range(1, 7)]


def about(ellipses: np.ndarray, placement: Placement) -> np.ndarray:
    """(M, 4) boxes about the ellipses once they are placed."""
    angle = np.radians(ellipses[:, 4])
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]).transpose(2, 0, 1)
    reach = np.sqrt(((placement.matrix @ turned) ** 2 * (ellipses[:, None, 2:4] / 2) ** 2).sum(2))
    centre = placement.points(ellipses[:, :2])
    return np.concatenate([centre - reach, centre + reach], 1)


def photograph_rows(folder: Path, wanted: Wanted) -> Iterator[Case]:
    """The photographs as they are; each face at the middle of the picture and rolled; each face cut by each border."""
    for image, ellipses in photographs(folder):
        scale = WIDTH / image.width
        height = round(image.height * scale)
        small = image.resize((WIDTH, height), Image.LANCZOS)

        def shown(row: str, placement: Placement, keep: slice) -> Case:
            moved = small.transform((WIDTH, height), Image.AFFINE, placement.coefficients(0, 0, (scale, scale)), Image.BICUBIC)
            boxes = about(ellipses, placement).clip(0, [WIDTH, height] * 2)
            own = np.isin(np.arange(len(boxes)), np.arange(len(boxes))[keep])
            # Of a face that is hardly in the frame, either answer is right.
            return Case(row, np.asarray(moved), boxes[own], besides=boxes[~own])

        still = Placement.of(scale, 0, False, 1, (0, 0), (0, 0))
        if wanted("photographs"):
            yield shown("photographs", still, slice(None))
        for index, ellipse in enumerate(ellipses):
            own = slice(index, index + 1)
            for roll in ROLLS:
                if wanted(f"photographs, {roll}°"):
                    yield shown(f"photographs, {roll}°", Placement.of(scale, np.radians(roll), False, 1, ellipse[:2], (WIDTH / 2, height / 2)), own)
            box = about(ellipses[own], still)[0]
            for border in BORDERS:
                axis = int(border in ("top", "bottom"))
                low, high = box[axis], box[2 + axis]
                for share in SHARES:
                    move, inside = np.zeros(2), share * (high - low)
                    move[axis] = inside - high if border in ("left", "top") else (WIDTH, height)[axis] - low - inside
                    if wanted(name := f"photographs, {border} border, {share} in"):
                        yield shown(name, Placement.of(scale, 0, False, 1, (0, 0), move), own)


def other_rows(data: Path, cases: Path | None, most: int, wanted: Wanted) -> Iterator[Case]:
    pictures = read_action_pictures(data / "actions", validation=True)
    for index in np.random.default_rng(3).permutation(len(pictures))[:most]:
        picture = pictures[index]
        if not wanted(f"actions: {picture.source}"):
            continue
        image = Image.open(picture.path).convert("RGB")
        resized = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.BICUBIC)
        yield Case(f"actions: {picture.source}", np.asarray(resized), picture.boxes[:1] * WIDTH / image.width, anywhere=True)
    for name in ("crowd44", "crowd88", "crowd140") if cases else ():
        if not wanted(f"cases: {name}"):
            continue
        image = Image.open(cases / f"{name}.jpg").convert("RGB")
        resized = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.LANCZOS)
        yield Case(f"cases: {name}", np.asarray(resized), np.zeros((0, 4), np.float32))


def count(case: Case, scores: np.ndarray, boxes: np.ndarray, thresholds: Sequence[float], row: Row) -> None:
    row.faces += 1 if case.anywhere else len(case.boxes)
    for k, threshold in enumerate(thresholds):
        kept = boxes[scores >= threshold]
        if case.anywhere:
            row.found[k] += len(kept) > 0
            row.extra[k] += max(0, len(kept) - 1)
            continue
        known = np.concatenate([case.boxes, case.besides])
        hit = box_iou(torch.from_numpy(kept).float().reshape(-1, 4), torch.from_numpy(known).float().reshape(-1, 4)).numpy() >= OVERLAP
        row.found[k] += int(hit.any(0)[: len(case.boxes)].sum())
        row.extra[k] += int((~hit.any(1)).sum())


def pad(rgb: np.ndarray) -> np.ndarray:
    """To multiples of 32, with zeros at the bottom and on the right."""
    height, width = rgb.shape[:2]
    return np.pad(rgb, ((0, -height % 32), (0, -width % 32), (0, 0)))


def judge(nets: dict[str, nn.Module], cases: Iterator[Case], thresholds: Sequence[float] = THRESHOLDS) -> dict[str, dict[str, Row]]:
    """Row by row: what each of the detectors finds."""
    table: dict[str, dict[str, Row]] = {}
    for case in cases:
        rgb = pad(case.rgb)
        for name, net in nets.items():
            with torch.no_grad():
                out = net(to_input(rgb).contiguous(memory_format=torch.channels_last))[0]
            scores, boxes, _ = (t.numpy() for t in find(out, *rgb.shape[:2], threshold=min(thresholds)))
            height, width = case.rgb.shape[:2]
            row = table.setdefault(case.row, {}).setdefault(name, Row.of(thresholds))
            count(case, scores, boxes.clip(0, [width, height, width, height]), thresholds, row)
    return table
