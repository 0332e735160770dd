"""Where a natural different face comes from: k-same prototypes (after Newton, Sweeney and Malin 2005), drawn onto the landmarks.

Training faces are grouped by shape (pose and opening of the mouth); each group's prototype is the average of k faces of k different
people, all warped to the group's mean shape. A face's target is the prototype of its group, warped to its own 68 landmarks and lit
as it is lit: pose, gaze's place, mouth and light are its own; features and skin are nobody's. The modifier learns to draw that
target from the picture alone (warm-up), and is then turned against the recognisers.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from scipy.cluster.vq import kmeans2
from torch import Tensor, nn

from guise_training import checkpoint
from guise_training.faces import FaceSet, modifier_crops
from guise_training.losses.structure import high_frequency
from guise_training.progress import Progress

# Landmarks of the mirrored face.
MIRROR = np.array([16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 27, 28, 29, 30,
                   35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55,
                   64, 63, 62, 61, 60, 67, 66, 65])


def spline_grid(points: Tensor, values: Tensor, size: int, coarse: int = 32, stiffness: float = 0.02) -> Tensor:
    """Thin-plate spline: for every pixel of a (size, size) picture whose landmarks are `points` (B, N, 2), the pixel of another
    whose landmarks are `values` (B, N, 2). Returns a grid for grid_sample (B, size, size, 2). Both pictures have that size."""
    p, v = points / size, values / size
    count, n = p.shape[:2]

    def kernel(a: Tensor, b: Tensor) -> Tensor:
        d = ((a[:, :, None] - b[:, None]) ** 2).sum(3)
        return d * torch.log(d + 1e-9)

    ones = p.new_ones(count, n, 1)
    side = torch.cat([ones, p], 2)
    top = torch.cat([kernel(p, p) + stiffness * torch.eye(n, dtype=p.dtype, device=p.device), side], 2)
    bottom = torch.cat([side.transpose(1, 2), p.new_zeros(count, 3, 3)], 2)
    solved = torch.linalg.solve(torch.cat([top, bottom], 1), torch.cat([v, v.new_zeros(count, 3, 2)], 1))
    axis = (torch.arange(coarse, dtype=p.dtype, device=p.device) + 0.5) / coarse - 0.5 / size
    ys, xs = torch.meshgrid(axis, axis, indexing="ij")
    q = torch.stack([xs, ys], -1).reshape(1, -1, 2).expand(count, -1, -1)
    mapped = kernel(q, p) @ solved[:, :n] + torch.cat([q.new_ones(count, coarse * coarse, 1), q], 2) @ solved[:, n:]
    grid = ((2 * mapped * size + 1) / size - 1).reshape(count, coarse, coarse, 2).permute(0, 3, 1, 2)
    # Bilinear upsampling clamps at the border: half a coarse cell there is flat, far outside of any face.
    return F.interpolate(grid, (size, size), mode="bilinear", align_corners=False).permute(0, 2, 3, 1)


def face_polygon(shape: np.ndarray) -> list[tuple[float, float]]:
    """The outline to be drawn over, from 68 landmarks: jaw, and brows raised by a third of the distance from brows to chin."""
    up = (shape[17:27].mean(0) - shape[8]) * 0.33
    top = shape[17:27] + up
    centre = shape.mean(0)
    outline = np.concatenate([shape[:17], top[::-1]])
    return [tuple(centre + (p - centre) * 1.02) for p in outline]


def _soften(x: Tensor, radius: int) -> Tensor:
    k = torch.exp(-0.5 * (torch.arange(-2 * radius, 2 * radius + 1).float() / radius) ** 2)
    k = (k / k.sum()).to(x)
    c = x.shape[1]
    x = F.pad(x, (2 * radius,) * 4, mode="replicate")
    return F.conv2d(F.conv2d(x, k.view(1, 1, 1, -1).expand(c, 1, 1, -1), groups=c), k.view(1, 1, -1, 1).expand(c, 1, -1, 1), groups=c)


class Prototypes(nn.Module):
    """Buffers: shapes (K, 68, 2) in crop pixels, textures (K, 4, S, S): RGB and the mask of what is drawn over."""

    def __init__(self, shapes: Tensor, textures: Tensor):
        super().__init__()
        self.register_buffer("shapes", shapes)
        self.register_buffer("textures", textures)

    def targets(self, crops: Tensor, shape: Tensor, pull: float = 0.5, softness: int = 10) -> tuple[Tensor, Tensor]:
        """crops (B, 3, S, S) with landmarks `shape` (B, 68, 2) -> (target pictures, mask (B, 1, S, S)).

        pull: how far the face's shape, too, is drawn towards that of its group, 0..1 (half of that for the mouth, which
        speaks). softness: light is what is left after a Gaussian blur of S / softness pixels.
        """
        size = crops.shape[2]
        own = shape - shape.mean(1, keepdim=True)
        known = self.shapes - self.shapes.mean(1, keepdim=True)
        nearest = ((own[:, None] - known[None]) ** 2 * _WEIGHT.to(own).view(1, 1, 68, 1)).sum((2, 3)).argmin(1)
        move = known[nearest] - own
        shape = shape + pull * move / _WEIGHT.to(own).clamp(1, 2).view(1, 68, 1)
        drawn = F.grid_sample(self.textures[nearest], spline_grid(shape, self.shapes[nearest], size), align_corners=False)
        picture, mask = drawn[:, :3], drawn[:, 3:]
        # Light: the low frequencies are those of the picture, measured within the outline only.
        radius = max(2, size // softness)
        weight = _soften(mask, radius).clamp_min(1e-3)
        low = [_soften(x * mask, radius) / weight for x in (crops, picture)]
        # Contrast, too: dark pictures have weaker detail.
        gain = ((low[0] + 0.1) / (low[1] + 0.1)).clamp(0.3, 1.6)
        lit = (low[0] + (picture - low[1]) * gain).clamp(0, 1)
        return crops + mask * (lit - crops), mask


_WEIGHT = torch.ones(68)
_WEIGHT[48:] = 2.0  # the mouth
_WEIGHT[60:] = 4.0  # its opening
_WEIGHT[:17] = 0.5


@torch.no_grad()
def build_prototypes(faces: FaceSet, landmarker: nn.Module, size: int, groups: int = 24, k: int = 12, most: int = 4000,
                     seed: int = 0, chunk: int = 32) -> Prototypes:
    """From up to `most` of the training faces and their mirror images."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(faces))[:most]
    crops, shapes, progress = [], [], Progress(len(rows), "landmarks for the prototypes")
    for i in range(0, len(rows), chunk):
        part = rows[i:i + chunk]
        progress.add(len(part))
        c, inside, _ = modifier_crops(faces.tensor(part), torch.from_numpy(faces.landmarks[part]), size)
        crops.append((c * 255).round().byte())
        shapes.append(landmarker(c, inside))
    crop, shape = torch.cat(crops), torch.cat(shapes)
    mirrored = shape[:, MIRROR] * torch.tensor([-1.0, 1.0]) + torch.tensor([size - 1.0, 0.0])
    shape = torch.cat([shape, mirrored])
    people = np.concatenate([faces.identity[rows]] * 2)
    flat = ((shape - shape.mean(1, keepdim=True)) * _WEIGHT.sqrt().view(1, 68, 1)).flatten(1).numpy().astype(np.float64)
    centres, labels = kmeans2(flat, groups, minit="++", seed=seed)
    out_shapes, out_textures = [], []
    for g in range(groups):
        members = np.flatnonzero(labels == g)
        if not len(members):
            continue
        members = members[np.argsort(((flat[members] - centres[g]) ** 2).sum(1))]
        chosen, seen = [], set()
        for m in members:  # k different people; the sharper half of the nearest
            if people[m] not in seen:
                seen.add(people[m])
                chosen.append(m)
            if len(chosen) == 3 * k:
                break
        if len(chosen) < k:
            continue
        picture = torch.stack([(crop[m] if m < len(crop) else crop[m - len(crop)].flip(2)) for m in chosen]).float() / 255
        energy = (high_frequency(picture) ** 2)[:, :, size // 4:-size // 4, size // 4:-size // 4].mean((1, 2, 3))
        # Neither the blurred nor the grainy third.
        order = energy.argsort(descending=True)[k // 4: k // 4 + k]
        picture, own = picture[order], shape[[chosen[int(i)] for i in order]]
        mean = own.mean(0, keepdim=True)
        warped = F.grid_sample(picture, spline_grid(mean.expand(len(own), -1, -1), own, size), align_corners=False)
        # A common exposure before averaging.
        middle = warped[:, :, size // 4:-size // 4, size // 4:-size // 4]
        level, spread = middle.mean((2, 3), keepdim=True), middle.std((2, 3), keepdim=True)
        warped = (warped - level) / spread * spread.mean(0, keepdim=True) + level.mean(0, keepdim=True)
        average = warped.mean(0, keepdim=True)
        # Averaging takes detail away: give it back to the level of the faces that were averaged (at most threefold).
        detail = average - _soften(average, 2)
        want = (high_frequency(picture) ** 2).mean().sqrt() / (high_frequency(average) ** 2).mean().sqrt().clamp_min(1e-4)
        average = (average + detail * (float(want) - 1) * 0.6).clamp(0, 1) if want > 1 else average
        stencil = Image.new("L", (size * 4, size * 4))
        ImageDraw.Draw(stencil).polygon([(float(x + 0.5) * 4, float(y + 0.5) * 4) for x, y in face_polygon(mean[0].numpy())], fill=255)
        mask = torch.from_numpy(np.asarray(stencil.resize((size, size), Image.BOX), dtype=np.float32))[None, None] / 255
        mask = _soften(mask, max(1, size // 40))
        out_shapes.append(mean[0])
        out_textures.append(torch.cat([average, mask], 1)[0])
    return Prototypes(torch.stack(out_shapes), torch.stack(out_textures))


def cached_prototypes(faces: FaceSet, landmarker: nn.Module, config: dict, cache: str | Path) -> Prototypes:
    """`build_prototypes` once for a training set and its settings, kept under `cache`."""
    from guise_training.networks.modifier import MODIFIERS

    size, settings = MODIFIERS[config["modifier"]["name"]].size, config["prototypes"]
    key = hashlib.sha256(json.dumps([settings, size, sorted(faces.names)]).encode()).hexdigest()[:16]
    path = Path(cache) / f"prototypes-{key}.pt"
    if not path.is_file():
        made = build_prototypes(faces, landmarker, size, settings["groups"], settings["k"], settings["most"])
        checkpoint.save(path, {"shapes": made.shapes, "textures": made.textures})
    stored = checkpoint.load(path)
    return Prototypes(stored["shapes"], stored["textures"])
