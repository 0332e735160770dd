"""The way of a frame at run time, in Python: crop to levels, levels to what is shown. For evaluation; the page's is in TypeScript."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from guise_training.persona import code as codes
from guise_training.persona.compose import compose
from guise_training.persona.distil import encode
from guise_training.persona.encoder import GROUPS, REGRESSED, to_fields
from guise_training.persona.light import probe_light
from guise_training.persona.renderer import PersonaRenderer, light_fields


def outputs_to_values(output: np.ndarray, pictures: Tensor, renderer: PersonaRenderer) -> np.ndarray:
    """The encoder's output (B, 21) and the crops (B, 3, S, S) it is of -> values (B, fields), the light measured, not yet quantised."""
    values = np.zeros((len(output), len(codes.FIELDS)))
    for name, value in to_fields(output).items():
        values[:, codes.NAMES.index(name)] = value
    placed = codes.dequantise(codes.quantise(values))
    meshes = np.stack([renderer.mesh(v, renderer.shape.mean, pictures.shape[2]) for v in placed])
    first = codes.NAMES.index(codes.LIGHT[0])
    values[:, first:first + len(codes.LIGHT)] = light_fields(probe_light(pictures, meshes, renderer.atlas, renderer.probes).numpy())
    return values


def picture_values(net: nn.Module, crops, rows: np.ndarray, renderer: PersonaRenderer, chunk: int = 32) -> np.ndarray:
    """Values (len(rows), fields) of single pictures, not yet quantised."""
    out = []
    for i in range(0, len(rows), chunk):
        part = rows[i:i + chunk]
        pictures = torch.from_numpy(np.stack([crops[r] for r in part])).permute(0, 3, 1, 2).float() / 255
        out.append(outputs_to_values(encode(net, crops, part), pictures, renderer))
    return np.concatenate(out)


def track_levels(net: nn.Module, crops: np.ndarray, renderer: PersonaRenderer) -> np.ndarray:
    """Levels of the frames (F, S, S, 3) uint8 of one track: group fixed from its mean, expression and place relative to what is usual, smoothed
    over a few frames, and a level held while its value is near to it, as the page does."""
    pictures = torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 255
    output = encode(net, crops, np.arange(len(crops)))
    output[:, REGRESSED:] = output[:, REGRESSED:REGRESSED + GROUPS].mean(0)
    values = outputs_to_values(output, pictures, renderer)
    usual = codes.Usual()
    smooth = values[0].copy()
    first, last = codes.NAMES.index(codes.EXPRESSION[0]), codes.NAMES.index(codes.EXPRESSION[-1]) + 1
    quick = np.full(len(codes.FIELDS), 0.5)
    quick[first:last] = 0.8
    quick[last:last + len(codes.LIGHT)] = 0.08
    low, step = np.array([f.low for f in codes.FIELDS]), np.array([f.step for f in codes.FIELDS])
    near = np.array([1.25 if name in codes.POSE else 0.75 for name in codes.NAMES])
    out: list[np.ndarray] = []
    for value in values:
        smooth = smooth + quick * (value - smooth)
        shown = usual(smooth)
        levels = codes.quantise(shown[None])[0]
        out.append(np.where(np.abs((shown - low) / step - out[-1]) < near, out[-1], levels) if out else levels)
    return np.array(out)


def show(levels: np.ndarray, crops: np.ndarray, persona: int, renderer: PersonaRenderer, chunk: int = 16) -> np.ndarray:
    """Levels (F, fields) over crops (F, S, S, 3) uint8, one stranger: what is shown, (F, S, S, 3) uint8."""
    out = []
    for i in range(0, len(crops), chunk):
        x = torch.from_numpy(crops[i:i + chunk]).permute(0, 3, 1, 2).float() / 255
        values = codes.dequantise(levels[i:i + chunk])
        shown = compose(x, *renderer.draw(values, np.full(len(values), persona), x.shape[2]))[0]
        out.append((shown.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).numpy())
    return np.concatenate(out)
