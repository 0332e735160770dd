"""Yawning and smoking, each told by one filter on the object detector's own features about a mouth: small enough not to learn a source's
style.

Each picture's main face is found by the page's face detector, its surroundings are shown to the page's object detector as the page shows
them, and of the map of stride 8 places about the mouth are read, spaced by the face's height. Only the filter is learned.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn

from guise_training.detection_metrics import average_precision
from guise_training.errors import UserError
from guise_training.export.objects import to_input
from guise_training.export.weights import read_state
from guise_training.face_detector.export import find, read_face_detector
from guise_training.face_detector.export import to_input as face_input
from guise_training.networks.nanodet import CHANNELS, NanoDet

#: As in src/engine/meters/action/desk/views.ts: side of the face's surroundings, pixels, in heights of the face, and how far they are below.
CLOSE, ROOM, LOWER, GREY = 224, 2.2, 0.2, 114
#: Distance of the places, in heights of the face (src/models/objects/mouth.ts).
STEP = 0.114
#: A face of a lower score has points that are guesses (desk/looker.ts).
HEAD = 0.6
#: Places across and down that a filter reads: a yawn is in the mouth, a cigarette and its hand beside it. Features are gathered for the largest.
PLACES = {"yawning": 3, "smoking": 5}
MOST_PLACES = max(PLACES.values())
#: Each is said from this probability on.
LEAST = {"yawning": 0.9, "smoking": 0.99}
#: Looks at a picture besides the plain one: nearer, further, aside, mirrored.
VARIATIONS = 2


@dataclass
class Example:
    file: Path
    labels: frozenset[str]
    source: str


def read_examples(actions: str | Path, yawns: str | Path, every: int) -> list[Example]:
    """Portraits that yawn or not, of the rest every n-th, and the set "yawn_detection" in two sources: cars' cameras, and all others."""
    found = []
    annotations = json.loads((Path(actions) / "train.json").read_text())
    names = {c["id"]: c["name"] for c in annotations["categories"]}
    labels: dict[int, set[str]] = {}
    for a in annotations["annotations"]:
        labels.setdefault(a["image_id"], set()).add(names[a["category_id"]])
    seen: dict[str, int] = {}
    for image in sorted(annotations["images"], key=lambda i: i["file_name"]):
        source = "portraits" if image["source"] == "yawn" else image["source"]
        seen[source] = seen.get(source, -1) + 1
        if source == "portraits" or seen[source] % every == 0:
            found.append(Example(Path(actions) / "images" / image["file_name"], frozenset(labels.get(image["id"], ())), source))
    for entry in json.loads((Path(yawns) / "index.json").read_text()):
        file = Path(yawns) / "images" / entry["file"]
        # The car set's own size; webcams and stock photographs have others.
        with Image.open(file) as picture:
            source = "cars" if picture.size == (320, 240) else "webcams and stock"
        found.append(Example(file, frozenset(["yawning"] if entry["yawning"] else []), source))
    return found


def read_objects(models: str | Path) -> NanoDet:
    """The page's object detector, as it is stored in the folder of models."""
    return read_state(Path(models) / "objects-nanodet-8bit.json", lambda m: NanoDet(len(m["network"]["classes"])))[0]


def about_mouth(features: Tensor, mouth: tuple[float, float], height: float, places: int = 3) -> Tensor:
    """features: (1, CHANNELS, H / 8, W / 8) of a picture; mouth (x, y) and the face's height in its pixels -> (1, CHANNELS, places, places)."""
    offsets = (torch.arange(places) - places // 2) * STEP * height
    grid = torch.stack([(mouth[0] + offsets)[None].expand(places, places), (mouth[1] + offsets)[:, None].expand(places, places)], -1)
    size = torch.tensor([features.shape[3], features.shape[2]]) * 8.0
    return F.grid_sample(features, (grid / size * 2 - 1)[None], align_corners=False)


class Features:
    """features(picture) -> (1 + variations, CHANNELS, MOST_PLACES, MOST_PLACES), the first of the plain look; None where no face is found."""

    def __init__(self, models: str | Path):
        self.faces = read_face_detector(Path(models) / "face-detector-yunet-16bit.json")[0]
        self.objects = read_objects(models)

    @torch.no_grad()
    def face(self, rgb: Image.Image) -> tuple[np.ndarray, np.ndarray] | None:
        """(box x y w h, middle of the mouth x y) of the tallest sure face, in pixels of the picture."""
        scale = 320 / max(rgb.size)
        small = rgb.resize([max(1, round(side * scale)) for side in rgb.size], Image.BILINEAR)
        canvas = Image.new("RGB", [-(-side // 32) * 32 for side in small.size])
        canvas.paste(small, (0, 0))
        pixels = np.asarray(canvas)
        scores, boxes, points = (value.numpy() for value in find(self.faces(face_input(pixels))[0], *pixels.shape[:2], threshold=HEAD))
        if not len(scores):
            return None
        ratio = np.array(rgb.size) / np.array(small.size)
        best = int((boxes[:, 3] - boxes[:, 1]).argmax())
        corners = boxes[best].reshape(2, 2) * ratio
        mouth = points[best].reshape(5, 2)[3:].mean(0) * ratio
        return np.concatenate([corners[0], corners[1] - corners[0]]), mouth

    @torch.no_grad()
    def look(self, rgb: Image.Image, box: np.ndarray, mouth: np.ndarray, zoom: float = 1, shift: tuple[float, float] = (0, 0), mirror: bool = False) -> Tensor:
        height = box[3]
        side = ROOM * height / zoom
        left = box[0] + box[2] / 2 + shift[0] * height - side / 2
        top = box[1] + box[3] / 2 + (LOWER + shift[1]) * height - side / 2
        canvas = Image.new("RGB", (max(1, round(side)),) * 2, (GREY,) * 3)
        canvas.paste(rgb, (-round(left), -round(top)))
        part = canvas.resize((CLOSE, CLOSE), Image.BILINEAR)
        at = (mouth - [left, top]) * CLOSE / side
        if mirror:
            part, at = part.transpose(Image.FLIP_LEFT_RIGHT), np.array([CLOSE - at[0], at[1]])
        features = self.objects.pyramid(to_input(np.asarray(part)))[0]
        return about_mouth(features, (float(at[0]), float(at[1])), height * CLOSE / side, MOST_PLACES)[0]

    def __call__(self, rgb: Image.Image, generator: np.random.Generator, variations: int) -> Tensor | None:
        face = self.face(rgb)
        if face is None:
            return None
        looks = [self.look(rgb, *face)]
        for _ in range(variations):
            shift = generator.uniform(-0.15, 0.15, 2)
            looks.append(self.look(rgb, *face, float(generator.uniform(0.6, 1.3)), (float(shift[0]), float(shift[1])), bool(generator.integers(2))))
        return torch.stack(looks)


@dataclass
class Set:
    """features (N, 1 + variations, CHANNELS, places, places), whether each shows the action, and the source of each."""

    features: Tensor
    shows: np.ndarray
    sources: np.ndarray


def gather(examples: list[Example], models: str | Path, cache: Path, say: Callable[[str], None] = print,
           variations: int = VARIATIONS) -> tuple[list[Example], Tensor]:
    """The examples in whose pictures a face is found, and their features; those found before are in `cache`."""
    known: dict[str, Tensor | None] = torch.load(cache) if cache.is_file() else {}
    features = Features(models)
    for number, one in enumerate(examples, 1):
        if str(one.file) not in known:
            with Image.open(one.file) as picture:
                known[str(one.file)] = features(picture.convert("RGB"), np.random.default_rng(number), variations)
            if number % 100 == 0:
                say(f"{number} of {len(examples)} pictures")
                torch.save(known, cache)
    torch.save(known, cache)
    kept = [(one, known[str(one.file)]) for one in examples if known[str(one.file)] is not None]
    if not kept:
        raise UserError("no face was found in any picture")
    return [one for one, _ in kept], torch.stack([f for _, f in kept])


def set_of(examples: list[Example], features: Tensor, action: str) -> Set:
    border = (features.shape[-1] - PLACES[action]) // 2
    places = slice(border, border + PLACES[action])
    return Set(features[..., places, places], np.array([action in one.labels for one in examples]), np.array([one.source for one in examples]))


def fit(data: Set, chosen: np.ndarray, decay: float = 3e-2) -> nn.Conv2d:
    """Logistic regression on the chosen examples. Both answers weigh the same, and of each the sources by the root of their sizes."""
    weight = np.zeros(len(data.shows))
    for answer in (True, False):
        of = chosen & (data.shows == answer)
        for source in set(data.sources[of]):
            own = of & (data.sources == source)
            weight[own] = 1 / np.sqrt(own.sum())
        weight[of] /= 2 * weight[of].sum()
    x = data.features[torch.from_numpy(chosen)]
    looks = x.shape[1]
    y = torch.from_numpy(data.shows[chosen].astype(np.float32)).repeat_interleave(looks)
    w = torch.from_numpy(weight[chosen].astype(np.float32)).repeat_interleave(looks) / looks
    x = x.flatten(0, 1).flatten(1)
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    z = (x - mean) / deviation
    slope, offset = torch.zeros(z.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, offset], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        total = (F.binary_cross_entropy_with_logits(z @ slope + offset, y, reduction="none") * w).sum() + decay * (slope @ slope)
        total.backward()
        return total

    optimiser.step(loss)
    net = nn.Conv2d(CHANNELS, 1, data.features.shape[-1])
    with torch.no_grad():
        net.weight.copy_((slope / deviation).view_as(net.weight))
        net.bias.copy_(offset - (slope * mean / deviation).sum())
    return net.eval()


@torch.no_grad()
def scores(net: nn.Conv2d, features: Tensor) -> np.ndarray:
    """Probabilities (N,) of the plain looks."""
    return net(features[:, 0]).flatten().sigmoid().numpy()


@dataclass
class Figures:
    pictures: int
    shown: int
    ap: float
    right: int
    wrong: int


def judge(found: np.ndarray, shows: np.ndarray, least: float) -> Figures:
    """found: probabilities (N,), shows: whether each picture shows the action, which is said from the least on."""
    said = found >= least
    order = np.argsort(-found, kind="stable")
    return Figures(len(shows), int(shows.sum()), average_precision(shows[order], int(shows.sum())),
                   int((said & shows).sum()), int((said & ~shows).sum()))


def leave_out(data: Set, sources: list[str], least: float) -> Figures:
    """Figures of these sources, of a filter that saw nothing of them."""
    out = np.isin(data.sources, sources)
    return judge(scores(fit(data, ~out), data.features[torch.from_numpy(out)]), data.shows[out], least)
