"""Trains the encoder on the labels: what the mesh and the group's makers say of a picture, told from 96 x 96 pixels."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training import checkpoint
from guise_training.faces import random_jitter
from guise_training.persona.encoder import GROUPS, REGRESSED, SIDE, SPREADS, Encoder
from guise_training.sampler import sample

#: How much an error of each regressed value weighs: openings most, then where the face lies.
WEIGHTS = torch.tensor([1.0, 1, 1, 1, 1.5, 1.5, 2.5, 1, 1.2, 2, 2, 1, 1, 1.2, 0.8])
#: How much an error of each of the group's outputs weighs, and how much more a wrong one of the few who are African, East or South Asian, or
#: bearded: as they come, nobody would be told to be any of them.
GROUP_WEIGHTS = torch.tensor([1.0, 8, 1, 1, 1, 1])
RARE = torch.tensor([1.0, 1, 5, 12, 12, 2])
#: How much a difference between two views of one picture weighs, and of that each of the group's outputs.
STEADY, STEADY_GROUP = 0.1, torch.tensor([0.1, 1.0, 0.1, 0.1, 0.1, 0.1])
#: Values of the mirrored picture: (index, sign).
MIRRORED = ([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 9, 12, 11, 13, 14], np.array([-1, 1, -1, 1, -1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 1], np.float32))


@dataclass
class Targets:
    """values (N, 15): POSE and EXPRESSION; group (N, 6): male, age / 25 about 40, african, asian, south, beard; NaN where not known."""

    values: np.ndarray
    group: np.ndarray


def jittered_values(values: np.ndarray, angle: np.ndarray, zoom: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """What the values (B, 15) become in a crop turned by `angle`, zoomed by `zoom` and moved by `shift` (B, 2) (shares of the side), as
    `random_jitter` moves it: crop pixel -> old crop pixel is zoom * R(angle) about the middle, plus shift."""
    from guise_training.persona.code import ORIGIN, UNIT

    out = values.copy()
    out[:, 2] -= angle
    out[:, 3] /= zoom
    place = np.array(ORIGIN) + UNIT * values[:, 4:6] - 0.5 - shift
    cos, sin = np.cos(-angle), np.sin(-angle)
    back = np.stack([cos * place[:, 0] - sin * place[:, 1], sin * place[:, 0] + cos * place[:, 1]], 1) / zoom[:, None]
    out[:, 4:6] = (back + 0.5 - np.array(ORIGIN)) / UNIT
    return out


def augmented(crops: np.ndarray, values: np.ndarray, rng: np.random.Generator, jitter: bool = True) -> tuple[Tensor, np.ndarray]:
    """crops (B, S, S, 3) uint8 -> (B, 3, 96, 96) in [0, 1] and the values of what is seen there."""
    count, size = len(crops), crops.shape[1]
    x = torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 255
    values = values.copy()
    if jitter:
        flip = np.resize(rng.random((count + 1) // 2) < 0.5, count)  # both halves of a batch alike (`loss`)
        x[torch.from_numpy(flip)] = x[torch.from_numpy(flip)].flip(3)
        index, sign = MIRRORED
        values[flip] = values[flip][:, index] * sign
        draw = torch.Generator().manual_seed(int(rng.integers(1 << 31)))
        transform = random_jitter(count, size, draw, 0.16, 0.12, 0.05)
        zoom = torch.linalg.norm(transform[:, 0, :2], dim=1).numpy()
        angle = torch.atan2(transform[:, 1, 0], transform[:, 0, 0]).numpy()
        linear, offset = transform[:, :, :2], transform[:, :, 2]
        middle = torch.full((2,), (size - 1) / 2)
        shift = (offset - middle + linear @ middle).numpy() / size
        values = jittered_values(values, angle, zoom, shift).astype(np.float32)
    else:
        transform = torch.eye(3)[:2].expand(count, -1, -1).clone()
    scale = size / SIDE
    to_small = torch.tensor([[scale, 0, (scale - 1) / 2], [0, scale, (scale - 1) / 2]])
    full = torch.cat([transform[:, :, :2] @ to_small[:, :2], (transform[:, :, :2] @ to_small[:, 2:] + transform[:, :, 2:])], 2)
    x = sample(x, full, (SIDE, SIDE))
    if jitter:
        r = lambda low, high, *shape: torch.from_numpy(rng.uniform(low, high, shape).astype(np.float32))  # noqa: E731
        x = x.clamp_min(1e-4) ** r(0.7, 1.5, count, 1, 1, 1) * r(0.55, 1.25, count, 1, 1, 1) * r(0.92, 1.08, count, 3, 1, 1)
        for b in np.flatnonzero(rng.random(count) < 0.35):  # far faces are small
            side = int(rng.integers(28, 80))
            x[b:b + 1] = F.interpolate(F.interpolate(x[b:b + 1], (side, side), mode="bilinear", antialias=True), (SIDE, SIDE), mode="bilinear")
        x = x + r(0, 0.03, count, 1, 1, 1) * torch.from_numpy(rng.standard_normal(tuple(x.shape), np.float32))
        for b in np.flatnonzero(rng.random(count) < 0.15):  # something before the face
            h, w = rng.integers(8, 34, 2)
            top, left = rng.integers(0, SIDE - h), rng.integers(0, SIDE - w)
            x[b, :, top:top + h, left:left + w] = r(0, 1, 3, 1, 1)
    return x.clamp(0, 1), values


def loss(output: Tensor, values: Tensor, group: Tensor) -> Tensor:
    """output (B, 21) for values (B, 15) and group (B, 6). The second half of a batch shows the pictures of the first half once more, otherwise
    moved, lit and blurred: what is told of them must err alike, or a face shivers from frame to frame."""
    wanted = values / torch.from_numpy(SPREADS).to(values)
    fine = F.smooth_l1_loss(output[:, :REGRESSED], wanted, reduction="none", beta=0.3)
    half = len(output) // 2
    first, second = (output - F.pad(wanted, (0, GROUPS))).split(half)[:2]
    weights = torch.cat([WEIGHTS, STEADY_GROUP]).to(output)
    steady = ((first - second) ** 2 * weights).mean()
    known = ~torch.isnan(group)
    wanted = torch.where(known, group, torch.zeros_like(group))
    logits = output[:, REGRESSED:]
    told = F.binary_cross_entropy_with_logits(logits, wanted.clamp(0, 1), reduction="none", pos_weight=RARE.to(logits))
    told[:, 1] = F.smooth_l1_loss(logits[:, 1], wanted[:, 1], reduction="none", beta=0.3)
    return (fine * WEIGHTS.to(fine)).mean() + 0.3 * (told * known * GROUP_WEIGHTS.to(told)).mean() + STEADY * steady


def train_encoder(crops, targets: Targets, rows: np.ndarray, run: str | Path, steps: int, batch: int = 32, rate: float = 2e-3,
                  save_every: int = 100, seed: int = 0,
                  device: str = "cpu", minutes: float = 0, log=print) -> Encoder:
    """Resumes from run/encoder.pt. Rare openings are drawn more often. minutes: stops, and saves, after so many (0: never).
    Returns the averaged network in eval mode, on the CPU."""
    path = Path(run) / "encoder.pt"
    torch.manual_seed(seed)
    # Channels last: half the time of a step on a CPU.
    net, average = (Encoder().to(device, memory_format=torch.channels_last) for _ in range(2))
    average.load_state_dict(net.state_dict())
    optimiser, start = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-2), 0
    if path.is_file():
        stored = checkpoint.load(path)
        net.load_state_dict(stored["net"])
        average.load_state_dict(stored["average"])
        optimiser.load_state_dict(stored["optimiser"])
        start = stored["step"]
    z = np.abs(targets.values[rows] / SPREADS)
    rare = np.clip(z[:, [0, 1, 6, 8, 9, 10, 13]].max(1), 0, 4)
    chance = (0.4 + rare) / (0.4 + rare).sum()
    running, began = 0.0, time.monotonic()
    for step in range(start, steps):
        rng = np.random.default_rng([seed, step])
        for g in optimiser.param_groups:
            g["lr"] = rate * min(1, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * step / steps)))
        own = np.tile(rng.choice(rows, batch // 2, p=chance), 2)
        x, values = augmented(np.stack([crops[i] for i in own]), targets.values[own], rng)
        value = loss(net.train()(x.to(device, memory_format=torch.channels_last)), torch.from_numpy(values).to(device), torch.from_numpy(targets.group[own]).to(device))
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        share = min(0.998, (step + 1) / (step + 10))
        with torch.no_grad():
            for a, b in zip(average.state_dict().values(), net.state_dict().values()):
                a.copy_(share * a + (1 - share) * b if a.is_floating_point() else b)
        running = 0.98 * running + 0.02 * float(value) if step > start else float(value)
        late = bool(minutes) and time.monotonic() - began > 60 * minutes
        if (step + 1) % save_every == 0 or step + 1 == steps or late:
            checkpoint.save(path, {"net": net.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1})
            log(f"encoder step {step + 1} of {steps}: loss {running:.4f}")
        if late:
            break
    return average.cpu().eval()


@torch.no_grad()
def encode(net: Encoder, crops, rows: np.ndarray, chunk: int = 64) -> np.ndarray:
    """The network's output (B, 21) for crops (N, S, S, 3) uint8."""
    out = []
    for i in range(0, len(rows), chunk):
        part = rows[i:i + chunk]
        x, _ = augmented(np.stack([crops[r] for r in part]), np.zeros((len(part), REGRESSED), np.float32), np.random.default_rng(0), jitter=False)
        out.append(net(x).numpy())
    return np.concatenate(out)


#: Shares of a beard between which its first and its second step begin.
BEARD_CUTS = (1 / 6, 0.5)


def calibration(output: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The encoder's group outputs (N, 6) of training pictures and their labels (N, 6) -> scale and shift (6,) after which ages spread as the
    labels do, and as many people have a beard's first and second step, and each bit of origin, as are labelled so: a regression of noisy labels
    draws everybody to the middle, and rare origins were weighed. Pictures with the same labels are of one person."""
    scale, shift = np.ones(GROUPS), np.zeros(GROUPS)
    known = np.isfinite(group).all(1)
    labels, person = np.unique(group[known], axis=0, return_inverse=True)
    told = np.stack([np.bincount(person, column) for column in output[known].T], 1) / np.bincount(person)[:, None]
    scale[1] = labels[:, 1].std() / max(told[:, 1].std(), 1e-6)
    shift[1] = labels[:, 1].mean() - scale[1] * told[:, 1].mean()
    for i in (2, 3, 4):
        shift[i] = -np.quantile(told[:, i], (labels[:, i] < 0.5).mean())
    low, high = (np.quantile(told[:, 5], (labels[:, 5] < cut).mean()) for cut in BEARD_CUTS)
    logits = [float(np.log(cut / (1 - cut))) for cut in BEARD_CUTS]
    scale[5] = (logits[1] - logits[0]) / max(high - low, 0.25)
    shift[5] = logits[1] - scale[5] * high
    return scale, shift
