"""The networks of npm @vladmandic/face-api 1.7.15 (MIT) that judge the modifier, in PyTorch: a dlib-style ResNet recogniser,
68-point landmarks in two sizes, and expressions. Weights are read from the installed package, never copied.

The recogniser and the large landmark network are judges: no training ever sees them. The tiny landmark network may be trained
against (structure loss).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.networks.tfjs_weights import read_manifest
from guise_training.sampler import TEMPLATE_112, recogniser_transform, sample

DEFAULT_MODELS = Path(__file__).resolve().parents[3] / "node_modules" / "@vladmandic" / "face-api" / "model"
MEAN = (122.782, 117.001, 104.298)


def _normalise(x: Tensor) -> Tensor:
    """[0, 1] RGB -> the package's input: (x * 255 - mean) / 255."""
    return x - x.new_tensor(MEAN).view(1, 3, 1, 1) / 255


def _same_pad(x: Tensor, kernel: int, stride: int) -> Tensor:
    """TensorFlow's SAME padding, which puts the odd pixel at the bottom right."""
    pads = []
    for side in (x.shape[3], x.shape[2]):
        total = max(0, (-(-side // stride) - 1) * stride + kernel - side)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


class _Frozen(nn.Module):
    """Weights by TensorFlow name, as buffers in PyTorch's layout."""

    def __init__(self, manifest: Path):
        super().__init__()
        for name, value in read_manifest(manifest).items():
            if value.ndim == 4:  # (h, w, in, out) -> (out, in, h, w); depthwise (h, w, in, 1) -> (in, 1, h, w)
                value = value.transpose((2, 3, 0, 1) if name.endswith("depthwise_filter") else (3, 2, 0, 1))
            self.register_buffer(name.replace("/", "__"), torch.from_numpy(np.ascontiguousarray(value)))

    def w(self, name: str) -> Tensor:
        return getattr(self, name.replace("/", "__"))


class FaceApiRecogniser(_Frozen):
    """dlib-style ResNet. `embed` gives unit vectors (B, 128)."""

    size = (150, 150)
    # Where the five-point template lies in the 150 x 150 picture. dlib's own chips hold the whole chin, so the template is drawn
    # larger and higher than the usual one: raw verification was 98.3 % there, and 80 % where it is merely scaled to 150.
    scale, rise = 1.1, 23.0

    def __init__(self, models: Path = DEFAULT_MODELS):
        super().__init__(Path(models) / "face_recognition_model-weights_manifest.json")

    @property
    def template(self) -> Tensor:
        return (TEMPLATE_112 - 56) * (150 / 112 * self.scale) + torch.tensor([75.0, 75.0 - self.rise])

    def _conv(self, x: Tensor, name: str, stride: int, relu: bool, valid: bool = False) -> Tensor:
        weight = self.w(f"{name}/conv/filters")
        if not valid:
            x = _same_pad(x, weight.shape[2], stride)
        x = F.conv2d(x, weight, self.w(f"{name}/conv/bias"), stride)
        x = x * self.w(f"{name}/scale/weights").view(1, -1, 1, 1) + self.w(f"{name}/scale/biases").view(1, -1, 1, 1)
        return F.relu(x) if relu else x

    def _residual(self, x: Tensor, name: str) -> Tensor:
        return F.relu(x + self._conv(self._conv(x, f"{name}/conv1", 1, True), f"{name}/conv2", 1, False))

    def _down(self, x: Tensor, name: str) -> Tensor:
        y = self._conv(self._conv(x, f"{name}/conv1", 2, True, valid=True), f"{name}/conv2", 1, False)
        short = F.avg_pool2d(x, 2, 2)
        if y.shape[2:] != short.shape[2:]:
            y = F.pad(y, (0, 1, 0, 1))
        short = F.pad(short, (0, 0, 0, 0, 0, y.shape[1] - short.shape[1]))
        return F.relu(short + y)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, 3, 150, 150) RGB in [0, 1] -> (B, 128), not normalised."""
        x = F.max_pool2d(self._conv(_normalise(x), "conv32_down", 2, True, valid=True), 3, 2)
        for name in ("conv32_1", "conv32_2", "conv32_3", "conv64_down", "conv64_1", "conv64_2", "conv64_3", "conv128_down",
                     "conv128_1", "conv128_2", "conv256_down", "conv256_1", "conv256_2", "conv256_down_out"):
            x = self._down(x, name) if "down" in name else self._residual(x, name)
        return x.mean((2, 3)) @ self.w("fc")

    def embed(self, picture: Tensor, landmarks: Tensor) -> Tensor:
        """picture (B, 3, H, W) in [0, 1] with its five landmarks (B, 5, 2) -> unit embeddings (B, 128)."""
        return F.normalize(self(sample(picture, recogniser_transform(landmarks, self.template), self.size)))


class FaceFeatures(_Frozen):
    """The package's densely connected feature extractor with a linear head: landmarks or expressions.

    `blocks`: 3 for the tiny landmark network, 4 for the other two.
    """

    def __init__(self, manifest: Path, blocks: int):
        super().__init__(manifest)
        self.blocks = blocks

    def _separable(self, x: Tensor, name: str, stride: int) -> Tensor:
        depth = self.w(f"{name}/depthwise_filter")
        x = F.conv2d(_same_pad(x, 3, stride), depth, stride=stride, groups=depth.shape[0])
        return F.conv2d(x, self.w(f"{name}/pointwise_filter"), self.w(f"{name}/bias"))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, 3, 112, 112) RGB in [0, 1]: a face's box. Returns the head's linear output."""
        x = _normalise(x)
        layers = 3 if self.blocks == 3 else 4
        for b in range(self.blocks):
            name = f"dense{b}"
            if b == 0:
                first = F.conv2d(_same_pad(x, 3, 2), self.w(f"{name}/conv0/filters"), self.w(f"{name}/conv0/bias"), 2)
            else:
                first = self._separable(x, f"{name}/conv0", 2)
            total = x = F.relu(first)
            for i in range(1, layers):
                grown = self._separable(x, f"{name}/conv{i}", 1)
                total = total + grown
                x = F.relu(total)
        x = F.avg_pool2d(x, 14 if self.blocks == 3 else 7, 2)
        return x.permute(0, 2, 3, 1).flatten(1) @ self.w("fc/weights") + self.w("fc/bias")


class Landmarks68(nn.Module):
    """68 landmarks. `tiny=True` is the network that training may see; the other is the judge."""

    # The face box in face units (see `sampler`): from brows to chin, as the package's detectors draw it.
    box_side, box_centre = 2.6, 0.6

    def __init__(self, models: Path = DEFAULT_MODELS, tiny: bool = False):
        super().__init__()
        name = "face_landmark_68_tiny_model" if tiny else "face_landmark_68_model"
        self.features = FaceFeatures(Path(models) / f"{name}-weights_manifest.json", 3 if tiny else 4)

    def box_transform(self, landmarks: Tensor) -> Tensor:
        """From the network's 112 x 112 picture, axis-parallel, to the picture of `landmarks` (B, 5, 2)."""
        eyes, mouth = landmarks[:, :2].mean(1), landmarks[:, 3:].mean(1)
        unit = torch.maximum((landmarks[:, 1] - landmarks[:, 0]).norm(dim=1), 0.9 * (mouth - eyes).norm(dim=1))
        scale = self.box_side * unit / 112
        shift = eyes + self.box_centre * (mouth - eyes) - scale[:, None] * 55.5
        linear = scale[:, None, None] * torch.eye(2, dtype=scale.dtype, device=scale.device)
        return torch.cat([linear, shift[..., None]], 2)

    def forward(self, picture: Tensor, landmarks: Tensor) -> Tensor:
        """picture (B, 3, H, W) in [0, 1], rough five landmarks that say where the face is -> (B, 68, 2) in pixels of picture."""
        transform = self.box_transform(landmarks)
        found = self.features(sample(picture, transform, (112, 112))).reshape(-1, 68, 2) * 112
        return found @ transform[:, :, :2].transpose(1, 2) + transform[:, :, 2][:, None]


class Expressions(Landmarks68):
    """Seven expressions: neutral, happy, sad, angry, fearful, disgusted, surprised."""

    def __init__(self, models: Path = DEFAULT_MODELS):
        nn.Module.__init__(self)
        self.features = FaceFeatures(Path(models) / "face_expression_model-weights_manifest.json", 4)

    def forward(self, picture: Tensor, landmarks: Tensor) -> Tensor:
        """As Landmarks68, but returns probabilities (B, 7)."""
        return self.features(sample(picture, self.box_transform(landmarks), (112, 112))).softmax(1)
