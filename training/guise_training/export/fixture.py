"""A fixture for the parity test in TypeScript: a drawn picture, and what the modifier makes of it in PyTorch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter
from torch import nn


def drawn_face(size: int, seed: int = 3) -> np.ndarray:
    """A face drawn by code, nobody's, with some texture: (size, size, 3) uint8."""
    rng = np.random.default_rng(seed)
    s = size * 4
    picture = Image.new("RGB", (s, s), (70, 96, 120))
    draw = ImageDraw.Draw(picture)

    def oval(x: float, y: float, rx: float, ry: float, colour: tuple[int, int, int]) -> None:
        draw.ellipse([(x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s], fill=colour)

    oval(0.5, 0.42, 0.34, 0.40, (58, 40, 30))
    oval(0.5, 0.52, 0.27, 0.36, (206, 160, 132))
    for x in (0.38, 0.62):
        oval(x, 0.41, 0.055, 0.03, (240, 238, 234))
        oval(x, 0.41, 0.025, 0.028, (60, 80, 60))
        draw.line([((x - 0.07) * s, 0.345 * s), ((x + 0.07) * s, 0.335 * s)], fill=(60, 42, 32), width=s // 60)
    draw.polygon([(0.5 * s, 0.42 * s), (0.455 * s, 0.565 * s), (0.545 * s, 0.57 * s)], fill=(186, 136, 112))
    oval(0.5, 0.67, 0.10, 0.035, (168, 70, 70))
    draw.line([(0.41 * s, 0.67 * s), (0.59 * s, 0.67 * s)], fill=(110, 40, 44), width=s // 100)
    picture = picture.resize((size, size), Image.BOX).filter(ImageFilter.GaussianBlur(0.6))
    grain = rng.normal(0, 5, (size, size, 1))
    light = np.linspace(1.1, 0.85, size)[None, :, None]
    return np.clip(np.asarray(picture, dtype=np.float64) * light + grain, 0, 255).round().astype(np.uint8)


def write_fixture(folder: str | Path, stem: str, nets: dict[str, nn.Module]) -> dict[str, Any]:
    """<stem>.bin: the input as uint8 (S, S, 3), then for each net its output as little-endian uint16 (S, S, 3), value * 65535;
    <stem>.json says the offsets. Returns the description."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    size = next(iter(nets.values())).size
    picture = drawn_face(size)
    blob = picture.tobytes()
    description: dict[str, Any] = {"size": size, "layout": "HWC, RGB", "bin": f"{stem}.bin",
                                   "input": {"offset": 0, "dtype": "uint8", "divideBy": 255}, "outputs": {}}
    x = torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]
    for name, net in nets.items():
        with torch.no_grad():
            y = net(x)[0].permute(1, 2, 0).numpy()
        description["outputs"][name] = {"offset": len(blob), "dtype": "uint16", "divideBy": 65535, "mean": round(float(y.mean()), 5)}
        blob += np.round(y * 65535).astype("<u2").tobytes()
    (folder / f"{stem}.bin").write_bytes(blob)
    (folder / f"{stem}.json").write_text(json.dumps(description, indent=2) + "\n")
    return description
