"""The encoder's training state in 16 bits, small enough for the repository: weights, averaged weights, optimiser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from guise_training.errors import UserError


def write_state(path: str | Path, stored: dict[str, Any]) -> int:
    """stored: what `train_encoder` saves. The optimiser's second moments are kept as square roots: as they are, 16 bits would lose them.
    Returns the bytes written."""
    arrays: dict[str, np.ndarray] = {"step": np.array(stored["step"])}
    for part in ("net", "average"):
        for name, value in stored[part].items():
            arrays[f"{part}/{name}"] = value.half().numpy() if value.is_floating_point() else value.numpy()
    for index, moments in stored["optimiser"]["state"].items():
        arrays[f"moment/{index}"] = moments["exp_avg"].half().numpy()
        arrays[f"spread/{index}"] = moments["exp_avg_sq"].sqrt().half().numpy()
        arrays[f"count/{index}"] = np.array(float(moments["step"]))
    path = Path(path)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    return path.stat().st_size


def read_state(path: str | Path, optimiser: torch.optim.Optimizer) -> dict[str, Any]:
    """What `write_state` wrote, as `train_encoder` saves it; `optimiser` gives the groups. Raises UserError where it is another file."""
    try:
        with np.load(path) as stored:
            arrays = {key: stored[key] for key in stored.files}
    except (OSError, ValueError) as error:
        raise UserError(f"{path} is not a training state ({error})") from error
    as_tensor = lambda a: torch.from_numpy(np.array(a)).float() if a.dtype == np.float16 else torch.from_numpy(np.array(a))  # noqa: E731
    parts = {part: {key[len(part) + 1:]: as_tensor(value) for key, value in arrays.items() if key.startswith(f"{part}/")} for part in ("net", "average")}
    state = {int(key[7:]): {"exp_avg": as_tensor(value), "exp_avg_sq": as_tensor(arrays[f"spread/{key[7:]}"]) ** 2,
                            "step": torch.tensor(float(arrays[f"count/{key[7:]}"]))} for key, value in arrays.items() if key.startswith("moment/")}
    return {**parts, "optimiser": {"state": state, "param_groups": optimiser.state_dict()["param_groups"]}, "step": int(arrays["step"])}
