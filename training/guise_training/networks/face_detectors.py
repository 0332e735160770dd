"""Two face detectors of npm @vladmandic/face-api 1.7.15 (MIT) in PyTorch, which say whether an anonymised face is still found:
TinyFaceDetector (YOLO v2 family) and an SSD on MobileNet v1. Neither takes part in training.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from guise_training.networks.face_api import DEFAULT_MODELS, _Frozen, _same_pad


class TinyFaceDetector(_Frozen):
    """Pictures (B, 3, H, W) RGB in [0, 1], resized to `side` (a multiple of 32)."""

    anchors = ((1.603231, 2.094468), (6.041143, 7.080126), (2.882459, 3.518061), (4.266906, 5.178857), (9.041765, 10.66308))
    mean = (117.001, 114.697, 97.404)

    def __init__(self, models: Path = DEFAULT_MODELS, side: int = 224):
        super().__init__(Path(models) / "tiny_face_detector_model-weights_manifest.json")
        self.side = side

    @torch.no_grad()
    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """(boxes (B, N, 4) x1 y1 x2 y2 as shares of the picture, scores (B, N))."""
        x = F.interpolate(pictures, (self.side, self.side), mode="bilinear", align_corners=False)
        x = x - x.new_tensor(self.mean).view(1, 3, 1, 1) / 255
        for i in range(6):
            if i == 0:
                x = F.conv2d(x, self.w("conv0/filters"), self.w("conv0/bias"), padding=0)
            else:
                depth = self.w(f"conv{i}/depthwise_filter")
                x = F.conv2d(F.pad(x, (1, 1, 1, 1)), depth, groups=depth.shape[0])
                x = F.conv2d(x, self.w(f"conv{i}/pointwise_filter"), self.w(f"conv{i}/bias"))
            x = F.leaky_relu(x, 0.1)
            if i < 5:
                x = F.max_pool2d(F.pad(x, (0, x.shape[3] % 2, 0, x.shape[2] % 2), value=-1e9), 2, 2)
            else:
                x = F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=-1e9), 2, 1)
        x = F.conv2d(x, self.w("conv8/filters"), self.w("conv8/bias"))
        count, _, rows, columns = x.shape
        x = x.reshape(count, 5, 5, rows, columns)
        ys, xs = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        anchors = x.new_tensor(self.anchors)
        cx = (xs + x[:, :, 0].sigmoid()) / columns
        cy = (ys + x[:, :, 1].sigmoid()) / rows
        w = x[:, :, 2].exp() * anchors[:, 0].view(1, 5, 1, 1) / columns
        h = x[:, :, 3].exp() * anchors[:, 1].view(1, 5, 1, 1) / rows
        boxes = torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], -1)
        return boxes.flatten(1, 3), x[:, :, 4].sigmoid().flatten(1)


class SsdFaceDetector(_Frozen):
    """Pictures (B, 3, H, W) RGB in [0, 1], resized to 512 x 512."""

    def __init__(self, models: Path = DEFAULT_MODELS):
        super().__init__(Path(models) / "ssd_mobilenetv1_model-weights_manifest.json")
        for name, value in list(self.named_buffers()):
            if "depthwise_weights" in name:  # (h, w, in, 1), which the base class took for an ordinary convolution: (1, in, h, w)
                setattr(self, name, value.transpose(0, 1).contiguous())

    def _pointwise(self, x: Tensor, name: str, stride: int) -> Tensor:
        weight = self.w(f"{name}/weights")
        return (F.conv2d(_same_pad(x, weight.shape[2], stride), weight, stride=stride)
                + self.w(f"{name}/convolution_bn_offset").view(1, -1, 1, 1)).clamp(0, 6)

    def _depthwise(self, x: Tensor, name: str, stride: int) -> Tensor:
        weight = self.w(f"{name}/depthwise_weights")
        x = F.conv2d(_same_pad(x, 3, stride), weight, stride=stride, groups=weight.shape[0])
        return F.batch_norm(x, self.w(f"{name}/BatchNorm/moving_mean"), self.w(f"{name}/BatchNorm/moving_variance"),
                            self.w(f"{name}/BatchNorm/gamma"), self.w(f"{name}/BatchNorm/beta"), eps=0.001).clamp(0, 6)

    def _predict(self, x: Tensor, i: int) -> tuple[Tensor, Tensor]:
        out = []
        for head, width in (("BoxEncodingPredictor", 4), ("ClassPredictor", 3)):
            name = f"Prediction/BoxPredictor_{i}/{head}"
            y = F.conv2d(x, self.w(f"{name}/weights"), self.w(f"{name}/biases"))
            out.append(y.permute(0, 2, 3, 1).reshape(len(x), -1, width))
        return out[0], out[1]

    @torch.no_grad()
    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """(boxes (B, 5118, 4) x1 y1 x2 y2 as shares of the picture, scores (B, 5118))."""
        x = F.interpolate(pictures, (512, 512), mode="bilinear", align_corners=False) * 2 - 1
        x = self._pointwise(x, "MobilenetV1/Conv2d_0_pointwise", 2)
        for i in range(1, 14):
            x = self._depthwise(x, f"MobilenetV1/Conv2d_{i}_depthwise", 2 if i in (2, 4, 6, 12) else 1)
            x = self._pointwise(x, f"MobilenetV1/Conv2d_{i}_pointwise", 1)
            if i == 11:
                eleven = x
        maps = [eleven, x]
        for i in range(8):
            x = self._pointwise(x, f"Prediction/Conv2d_{i}_pointwise", 2 if i % 2 else 1)
            if i % 2:
                maps.append(x)
        predictions = [self._predict(m, i) for i, m in enumerate(maps)]
        encoding, classes = (torch.cat(p, 1) for p in zip(*predictions))
        priors = self.w("Output/extra_dim")[0]  # y1 x1 y2 x2
        size, centre = priors[:, 2:] - priors[:, :2], (priors[:, 2:] + priors[:, :2]) / 2
        half = (encoding[..., 2:] / 5).exp() * size / 2
        middle = encoding[..., :2] / 10 * size + centre
        y1, x1 = (middle - half).unbind(-1)
        y2, x2 = (middle + half).unbind(-1)
        return torch.stack([x1, y1, x2, y2], -1), classes[..., 1].sigmoid()


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    """a (B, 4), b (B, N, 4), corners -> (B, N)."""
    top = torch.maximum(a[:, None, :2], b[..., :2])
    low = torch.minimum(a[:, None, 2:], b[..., 2:])
    common = (low - top).clamp_min(0).prod(2)
    area = (a[:, 2:] - a[:, :2]).prod(1)[:, None] + (b[..., 2:] - b[..., :2]).clamp_min(0).prod(2)
    return common / (area - common).clamp_min(1e-9)


def found_again(detector, raw: Tensor, anonymised: Tensor, score: float = 0.5, overlap: float = 0.5) -> tuple[int, int]:
    """(faces found again, faces found in the raw pictures): the best face of each raw picture, when its score reaches `score`,
    counts as found again where some detection of the anonymised picture reaches `score` and overlaps it by `overlap`."""
    boxes, scores = detector(raw)
    best, where = scores.max(1)
    first = boxes[torch.arange(len(raw)), where]
    boxes, scores = detector(anonymised)
    again = ((box_iou(first, boxes) >= overlap) & (scores >= score)).any(1)
    there = best >= score
    return int((again & there).sum()), int(there.sum())
