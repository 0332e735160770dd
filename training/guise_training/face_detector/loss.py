"""The loss of the faces in a scene, that of YuNet: which place answers for which face, and how far its answer is from it.

Assignment by lowest cost (`losses/detection.py`). Class logits learn the overlap of their own box, object logits that a place answers for
a face, boxes by DIoU in the ratio of sizes too, points by smooth L1. What is no face is not taught here (`narrow.py`).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision.ops import complete_box_iou_loss

from guise_training.face_detector.network import HEAD_SIZES, decode
from guise_training.losses.detection import assign

BOX_WEIGHT, POINT_WEIGHT, POINT_BETA = 5.0, 0.1, 1 / 9


def face_loss(out: Tensor, at: Tensor, truth: list[tuple[Tensor, Tensor, Tensor]]) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """out: (B, N, 16) logits; at: (N, 3) of `places`; truth[i]: boxes (M, 4), points (M, 5, 2), doubtful bool (M,), nothing is
    learned about these. Returns the loss, and the places that answer for a face (index of the picture, index of the place)."""
    cell, stride = at[:, :2] * at[:, 2:], at[:, 2]
    boxes = decode(out, at)[1]
    cls, obj = out[..., 0], out[..., 1]
    rows, places, wanted, points, quality = [], [], [], [], []
    for i, (real, marks, doubtful) in enumerate(truth):
        real, marks = real[~doubtful], marks[~doubtful]
        chosen, iou = assign(cls[i, :, None].detach(), boxes[i].detach(), cell, stride, real, torch.zeros(len(real), dtype=torch.long))
        own = torch.nonzero(chosen >= 0)[:, 0]
        rows.append(torch.full_like(own, i)), places.append(own), quality.append(iou[own])
        wanted.append(real[chosen[own]]), points.append(marks[chosen[own]])
    row, place, real, marks, iou = (torch.cat(x) for x in (rows, places, wanted, points, quality))
    object_loss = F.binary_cross_entropy_with_logits(obj[row, place], torch.ones_like(iou), reduction="sum")
    class_loss = F.binary_cross_entropy_with_logits(cls[row, place], iou, reduction="sum")
    box_loss = complete_box_iou_loss(boxes[row, place], real, reduction="sum")
    wanted_points = (marks - cell[place][:, None]) / stride[place][:, None, None]
    given_points = out[row, place, sum(HEAD_SIZES[:3]) :].unflatten(1, (-1, 2))
    point_loss = F.smooth_l1_loss(given_points, wanted_points, beta=POINT_BETA, reduction="sum")
    loss = class_loss + object_loss + BOX_WEIGHT * box_loss + POINT_WEIGHT * point_loss
    return loss / max(1, len(place)), (row, place)
