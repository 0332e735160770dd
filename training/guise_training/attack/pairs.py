"""The frozen recognisers: verification over pairs, as the field does it."""

from __future__ import annotations

import numpy as np

from guise_training.verification import verification_accuracy


def frozen_pairs(raw: np.ndarray, hidden: np.ndarray, other: np.ndarray, identity: np.ndarray, count: int = 3000, seed: int = 0) -> dict[str, float]:
    """Unit embeddings (N, D) of raw pictures, of hidden ones, and of the same hidden under another key; identity (N,).

    Verification accuracy of as many pairs of one person as of different people: raw with raw, raw with hidden, hidden with hidden under
    different keys; mean cosine of different people's faces, raw and hidden.
    """
    rng = np.random.default_rng(seed)
    same = np.argwhere((identity[:, None] == identity[None]) & (np.arange(len(identity))[:, None] < np.arange(len(identity))[None]))
    same = same[rng.permutation(len(same))[:count // 2]]
    different = rng.integers(0, len(identity), (4 * len(same), 2))
    different = different[identity[different[:, 0]] != identity[different[:, 1]]][:len(same)]
    pairs = np.concatenate([same, different])
    truth = np.arange(len(pairs)) < len(same)
    order = rng.permutation(len(pairs))
    pairs, truth = pairs[order], truth[order]
    score = lambda a, b: (a[pairs[:, 0]] * b[pairs[:, 1]]).sum(1)  # noqa: E731
    result = {name: verification_accuracy(score(a, b), truth)[0]
              for name, a, b in (("raw-raw", raw, raw), ("raw-anonymised", raw, hidden), ("anonymised-anonymised", hidden, other))}
    result["cosine of different people, raw"] = float(score(raw, raw)[~truth].mean())
    result["cosine of different people, anonymised"] = float(score(hidden, other)[~truth].mean())
    return result
