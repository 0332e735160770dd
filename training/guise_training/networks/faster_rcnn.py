"""Faster R-CNN, the paper's action detector A (section 3.1; torchvision's, whose four losses are those of equation 1: region proposals'
classification and regression, and the regions' own)."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.models.detection.rpn import AnchorGenerator
from torchvision.ops import MultiScaleRoIAlign

from guise_training.errors import UserError

LOSSES = ("loss_objectness", "loss_rpn_box_reg", "loss_classifier", "loss_box_reg")


class TinyBackbone(nn.Module):
    """Four convolutions, stride 8: for tests and for pilots on a CPU."""

    out_channels = 32

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for cin, cout, stride in ((3, 16, 2), (16, 24, 2), (24, 32, 2), (32, 32, 1)):
            layers += [nn.Conv2d(cin, cout, 3, stride, 1), nn.GroupNorm(4, cout), nn.ReLU()]
        self.net = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def build_faster_rcnn(name: str, classes: int, shorter: int = 600, longer: int = 1000, weights: str = "") -> FasterRCNN:
    """name: "resnet101", "resnet50" (or another ResNet of torchvision, with a feature pyramid), or "tiny". classes: actions, without
    the background. shorter, longer: what the pictures' sides are resized to. weights: a state dict of torchvision's ResNet trained on
    ImageNet, "" for none. Nothing is ever downloaded."""
    size = {"min_size": shorter, "max_size": longer}
    if name == "tiny":
        return FasterRCNN(TinyBackbone(), classes + 1, rpn_anchor_generator=AnchorGenerator(((24, 48, 96),), ((0.5, 1.0, 2.0),)),
                          box_roi_pool=MultiScaleRoIAlign(["0"], 5, 2), rpn_pre_nms_top_n_train=200, rpn_post_nms_top_n_train=64,
                          rpn_pre_nms_top_n_test=200, rpn_post_nms_top_n_test=64, box_batch_size_per_image=32, **size)
    try:
        backbone = resnet_fpn_backbone(backbone_name=name, weights=None, trainable_layers=3 if weights else 5)
    except KeyError as error:
        raise UserError(f"detector.network: no {name!r}; there are tiny, resnet18, resnet50, resnet101 and torchvision's others") from error
    if weights:
        if not Path(weights).is_file():
            raise UserError(f"detector.weights: no file {weights}; give torchvision's ImageNet weights of {name}, or \"\" for none")
        state = torch.load(weights, map_location="cpu")
        missing, _ = backbone.body.load_state_dict({k: v for k, v in state.items() if not k.startswith("fc.")}, strict=False)
        if missing:
            raise UserError(f"detector.weights: {weights} are not those of {name}; it lacks {missing[0]} and {len(missing) - 1} more")
    return FasterRCNN(backbone, classes + 1, **size)


def detection_losses(detector: FasterRCNN, frames: list[Tensor], targets: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """frames: (3, H, W) in [0, 1] each; targets: "boxes" (N, 4) corners in pixels and "labels" (N,) from 1. The four losses by name,
    with gradients to the frames too."""
    return detector(frames, targets)
