"""What an anonymised face must keep, measured: landmarks, sharpness, steadiness, expression, and that a detector still finds it."""

from __future__ import annotations

from typing import Callable

import numpy as np
import torch
from torch import Tensor, nn

from guise_training.faces import FaceSet, modifier_crops
from guise_training.losses.structure import high_frequency
from guise_training.paste import paste_in_crop
from guise_training.progress import Progress
from guise_training.sampler import compose, crop_transform, sample


def landmark_error(found_raw: Tensor, found_anonymised: Tensor) -> Tensor:
    """Mean distance of 68 landmarks (B, 68, 2) divided by the distance between the eyes' centres; (B,)."""
    eye = (found_raw[:, 36:42].mean(1) - found_raw[:, 42:48].mean(1)).norm(dim=1).clamp_min(1.0)
    return (found_raw - found_anonymised).norm(dim=2).mean(1) / eye


def sharpness(raw: Tensor, anonymised: Tensor) -> Tensor:
    """Ratio of high-frequency energy (luminance minus its 5 x 5 binomial blur, squared and summed) within the middle of the crop,
    where the paste is at full strength; crops (B, 3, S, S); (B,)."""
    s = raw.shape[2]
    inner = (slice(None), slice(None), slice(s // 6, s - s // 6), slice(s // 6, s - s // 6))
    energy = [(high_frequency(x)[inner] ** 2).sum((1, 2, 3)) for x in (anonymised, raw)]
    return energy[0] / energy[1].clamp_min(1e-8)


def warped_sequence(pictures: Tensor, landmarks: Tensor, size: int, frames: int = 6, seed: int = 0) -> tuple[Tensor, Tensor]:
    """A made-up video of each picture: it drifts by about a pixel and half a degree a frame, with sensor noise (sigma 0.01).

    The modifier's crop follows the face as a tracker would, but with an error of up to half a pixel. Returns crops
    (B, frames, 3, S, S) and their transforms crop pixel -> still picture pixel (B, frames, 2, 3).
    """
    rng = torch.Generator().manual_seed(seed)
    count = len(pictures)
    base = crop_transform(landmarks, size)
    crops, transforms = [], []
    for frame in range(frames):
        angle = 0.009 * torch.randn(count, generator=rng) * frame ** 0.5
        shift = 0.5 * (torch.rand(count, 2, generator=rng) * 2 - 1)
        cos, sin = angle.cos(), angle.sin()
        linear = torch.stack([torch.stack([cos, -sin], -1), torch.stack([sin, cos], -1)], 1)
        middle = torch.full((count, 2, 1), (size - 1) / 2)
        moved = torch.cat([linear, middle - linear @ middle + shift[..., None]], 2)
        transform = compose(base, moved)
        crop = sample(pictures, transform, (size, size))
        crops.append((crop + 0.01 * torch.randn(crop.shape, generator=rng)).clamp(0, 1))
        transforms.append(moved)
    return torch.stack(crops, 1), torch.stack(transforms, 1)


def flicker(crops: Tensor, modified: Tensor) -> Tensor:
    """Mean absolute change between neighbouring frames of the anonymised crops over that of the raw crops; (B,).
    crops, modified: (B, frames, 3, S, S)."""
    change = [(x[:, 1:] - x[:, :-1]).abs().mean((1, 2, 3, 4)) for x in (modified, crops)]
    return change[0] / change[1].clamp_min(1e-6)


@torch.no_grad()
def measure_quality(modify: Callable[[Tensor], Tensor], size: int, faces: FaceSet, landmarker: nn.Module,
                    expressions: nn.Module | None, chunk: int = 16) -> dict[str, float]:
    """Means over all of `faces`. modify: crops (B, 3, S, S) -> crops."""
    values: dict[str, list[Tensor]] = {}

    def note(name: str, value: Tensor) -> None:
        values.setdefault(name, []).append(value.float())

    progress = Progress(len(faces), "quality measured")
    for i in range(0, len(faces), chunk):
        rows = range(i, min(i + chunk, len(faces)))
        progress.add(len(rows))
        pictures, marks = faces.tensor(rows), torch.from_numpy(faces.landmarks[i:i + chunk])
        crops, inside, _ = modifier_crops(pictures, marks, size)
        anonymised = paste_in_crop(crops, modify(crops))
        note("landmark_error", landmark_error(landmarker(crops, inside), landmarker(anonymised, inside)))
        note("sharpness", sharpness(crops, anonymised))
        note("l1", (anonymised - crops).abs().mean((1, 2, 3)))
        if expressions is not None:
            note("expression_kept", (expressions(crops, inside).argmax(1) == expressions(anonymised, inside).argmax(1)))
        if i % (4 * chunk) == 0:
            video, _ = warped_sequence(pictures, marks, size, seed=i)
            flat = video.flatten(0, 1)
            changed = paste_in_crop(flat, modify(flat)).reshape(video.shape)
            note("flicker", flicker(video, changed))
    result = {name: float(torch.cat(parts).mean()) for name, parts in values.items()}
    result["sharpness_median"] = float(torch.cat(values["sharpness"]).median())
    result["landmark_error_p95"] = float(np.percentile(torch.cat(values["landmark_error"]).numpy(), 95))
    return result
