"""MediaPipe's full range, the page's second family: its plan and weights are data (build/face-models.mjs), run here step by step."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.errors import UserError
from guise_training.networks.tfjs_weights import read_manifest

SIDE = 192  # of the square picture that it was trained on


class FullRange(nn.Module):
    """path: `face-full-range-sparse.json`, which `npm run models` writes to public/generated."""

    def __init__(self, path: str | Path):
        super().__init__()
        if not Path(path).is_file():
            raise UserError(f"no second network at {path}; run `npm run models` in the repository")
        network = json.loads(Path(path).read_text())["metadata"]["network"]
        self.plan, self.block = network["plan"], network["block"]
        self.filters: dict[str, tuple[Tensor, Tensor]] = {}
        arrays = read_manifest(path)
        for step in self.plan["steps"]:
            if name := step.get("name"):
                order = (2, 3, 0, 1) if step["op"] == "depthwise" else (3, 2, 0, 1)
                weight = np.ascontiguousarray(arrays[f"{name}.weight"].transpose(order))
                self.filters[name] = torch.from_numpy(weight), torch.from_numpy(arrays[f"{name}.bias"].copy())

    def _step(self, step: dict, values: list[Tensor]) -> Tensor:
        x = values[step["input"] - 1]
        add = values[step["add"] - 1] if step.get("add") else None
        if step["op"] == "enlarge":
            x = F.interpolate(x, scale_factor=2, mode=step["by"], **({"align_corners": False} if step["by"] == "bilinear" else {}))
        elif step["op"] == "pool":
            x = F.max_pool2d(x, 2)
        else:
            weight, bias = self.filters[step["name"]]
            stride = 2 if step["op"] == "stem" else step.get("stride", 1)
            if step["op"] != "pointwise":  # `pad` zeros before; as many after as the last window reaches
                x = F.pad(x, (step["pad"], 1, step["pad"], 1))
            x = F.conv2d(x, weight, bias, stride, groups=len(weight) if step["op"] == "depthwise" else 1)
        if add is not None:  # it may have fewer channels
            x = torch.cat([x[:, : add.shape[1]] + add, x[:, add.shape[1] :]], 1)
        return F.relu(x) if step.get("relu") else x

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, 3, H, W) RGB, 0..255, H and W multiples of 32. The score of every place, (B, H / 4, W / 4), 0..1."""
        first = self.plan["steps"][0]
        values = [x * first["scale"] + first["shift"]]
        for step in self.plan["steps"][1:]:
            values.append(self._step(step, values))
        return F.pixel_shuffle(values[self.plan["outputs"][1] - 1], self.block)[:, 0].sigmoid()
