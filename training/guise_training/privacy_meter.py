"""The page's privacy meter in PyTorch: its alignment, its embeddings, and the thresholds that it says "the same person" from.

The page's face detector knows the middle of the mouth, not its corners, so the meter aligns on four points; the rest is
`FaceApiRecogniser`. `src/models/recogniser` is the same in TypeScript, held to a fixture written here.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from guise_training.errors import UserError
from guise_training.export.fixture import drawn_face
from guise_training.networks.face_api import FaceApiRecogniser
from guise_training.sampler import recogniser_transform, sample

FIXTURE_SIDE = 112
#: Where the drawn face has its eyes, nose and mouth corners, in shares of the side.
DRAWN_LANDMARKS = ((0.38, 0.41), (0.62, 0.41), (0.5, 0.55), (0.42, 0.67), (0.58, 0.67))


def four_points(landmarks: Tensor) -> Tensor:
    """(..., 5, 2) eyes, nose, mouth corners -> (..., 4, 2) eyes, nose, middle of the mouth."""
    return torch.cat([landmarks[..., :3, :], landmarks[..., 3:, :].mean(-2, keepdim=True)], -2)


def embed(net: FaceApiRecogniser, pictures: Tensor, landmarks: Tensor) -> Tensor:
    """pictures (B, 3, H, W) RGB in [0, 1] with five landmarks (B, 5, 2) -> embeddings (B, 128), not normalised."""
    transform = recogniser_transform(four_points(landmarks), four_points(net.template))
    return net(sample(pictures, transform, net.size))


def thresholds(embeddings: np.ndarray, identity: np.ndarray, rates: list[float], seed: int, folds: int = 10) -> list[dict]:
    """For each false-accept rate the cosine from which on two faces are called the same person.

    embeddings (N, 128); identity (N,). People are dealt into two halves, `folds` times: the threshold is the cosine that a
    share `rate` of one half's pairs of different people reach; what it then does (false accepts, true accepts) is counted in the
    other half, whose people it has not seen. The threshold given is the median of the halves'. Raises UserError where a half
    has too few pairs to say anything about the rate (fewer than 10 expected).
    """
    unit = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    people = np.unique(identity)
    rng = np.random.default_rng(seed)
    found: dict[float, list[tuple[float, float, float]]] = {rate: [] for rate in rates}
    counts = []
    for _ in range(folds):
        order = rng.permutation(people)
        halves = [_pairs(unit, identity, half) for half in (order[: len(order) // 2], order[len(order) // 2 :])]
        counts.append([(len(s), len(d)) for s, d in halves])
        for (_, chosen), (same, different) in (halves, halves[::-1]):
            for rate in rates:
                if rate * len(chosen) < 10:
                    raise UserError(f"{len(chosen)} pairs of different people are too few for a false-accept rate of {rate}")
                # The highest value that at most a share `rate` reaches.
                threshold = float(chosen[-int(rate * len(chosen))])
                found[rate].append((threshold, float((different >= threshold).mean()), float((same >= threshold).mean())))
    same, different = (int(np.median([half[i] for fold in counts for half in fold])) for i in (0, 1))
    result = []
    for rate, values in found.items():
        t, f, a = (np.array(column) for column in zip(*values))
        result.append({"falseAcceptRate": rate, "threshold": round(float(np.median(t)), 4),
                       "thresholdSpread": round(float(t.std()), 4), "measuredFalseAccepts": float(f"{f.mean():.3g}"),
                       "trueAccepts": round(float(a.mean()), 4), "samePairs": same, "differentPairs": different})
    return result


def medians(embeddings: np.ndarray, identity: np.ndarray) -> dict[str, float]:
    """The median cosine of all pairs of faces of one person, and of different people. embeddings (N, 128), identity (N,)."""
    unit = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    same, different = _pairs(unit, identity, np.unique(identity))
    return {"samePerson": round(float(np.median(same)), 4), "differentPeople": round(float(np.median(different)), 4)}


def _pairs(unit: np.ndarray, identity: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cosines of every pair of faces among `people`: (of the same person, of different people), each sorted."""
    rows = np.isin(identity, people)
    vectors, names = unit[rows], identity[rows]
    upper = np.triu_indices(len(names), 1)
    cosine = (vectors @ vectors.T)[upper]
    same = names[upper[0]] == names[upper[1]]
    return np.sort(cosine[same]), np.sort(cosine[~same])


def write_fixture(path: str | Path, net: FaceApiRecogniser) -> None:
    """A drawn face, upright and turned, its landmarks, and the embeddings of both: <path>.bin (pictures as uint8, H W C) and
    <path>.json."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    upright = drawn_face(FIXTURE_SIDE)
    marks = np.array(DRAWN_LANDMARKS) * FIXTURE_SIDE
    # A quarter turn to the left: (x, y) -> (y, side - 1 - x).
    turned, turned_marks = np.ascontiguousarray(np.rot90(upright)), np.stack([marks[:, 1], FIXTURE_SIDE - 1 - marks[:, 0]], 1)
    pictures = np.stack([upright, turned])
    landmarks = torch.tensor(np.stack([marks, turned_marks]), dtype=torch.float32)
    with torch.no_grad():
        values = embed(net, torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255, landmarks)
    path.with_suffix(".bin").write_bytes(pictures.tobytes())
    description = {"side": FIXTURE_SIDE, "points": [[[round(v, 4) for v in p] for p in face] for face in four_points(landmarks).tolist()],
                   "embeddings": [[round(v, 6) for v in row] for row in values.tolist()]}
    path.with_suffix(".json").write_text(json.dumps(description) + "\n")
