"""The single-stage detector's loss: which place answers for which box, and generalised focal loss.

Quality focal loss, distribution focal loss: Li et al., "Generalized Focal Loss" (2020). GIoU: Rezatofighi et al. (2019).
Assignment by lowest cost with a number of places that follows the overlap: Ge et al., "YOLOX", section 2.3 (2021).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision.ops import box_iou, generalized_box_iou_loss

from guise_training.networks.nanodet import BINS, decode

CENTRE_RADIUS = 2.5  # strides: places further from a box's middle do not answer for it
CANDIDATES = 10
OVERLAP_COST = 3.0
DISTRIBUTION_WEIGHT, BOX_WEIGHT = 0.25, 2.0


@torch.no_grad()
def assign(scores: Tensor, boxes: Tensor, points: Tensor, strides: Tensor, truth: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Which box every place of one picture answers for.

    scores: logits (N, C); boxes: predicted (N, 4); points (N, 2), strides (N,); truth (M, 4), labels (M,).
    Returns (index of the box, or -1 (N,); IoU of the place's own prediction with it (N,)).
    """
    chosen, quality = torch.full((len(scores),), -1), scores.new_zeros(len(scores))
    if not len(truth):
        return chosen, quality
    inside = ((points[:, None] > truth[:, :2]) & (points[:, None] < truth[:, 2:])).all(2)
    middle = (truth[:, :2] + truth[:, 2:]) / 2
    near = ((points[:, None] - middle).abs() < CENTRE_RADIUS * strides[:, None, None]).all(2)
    iou = box_iou(boxes, truth)
    own = scores[:, labels]  # (N, M)
    classification = F.binary_cross_entropy_with_logits(own, iou, reduction="none") * (own.sigmoid() - iou).abs().square()
    cost = classification - OVERLAP_COST * iou.clamp_min(1e-7).log() + 1e4 * ~(inside & near)
    taken = torch.full((len(scores),), 1e8)
    for m in range(len(truth)):
        candidates = iou[:, m] * (inside & near)[:, m]
        count = max(1, int(candidates.topk(min(CANDIDATES, len(candidates))).values.sum()))
        places = cost[:, m].topk(count, largest=False).indices
        places = places[cost[places, m] < taken[places]]  # a place between two boxes goes to the cheaper one
        chosen[places], taken[places], quality[places] = m, cost[places, m], iou[places, m]
    return chosen, quality


def detection_loss(scores: Tensor, box_logits: Tensor, points: Tensor, strides: Tensor, truth: list[Tensor], labels: list[Tensor],
                   ignore: list[Tensor]) -> tuple[Tensor, dict[str, float]]:
    """scores: logits (B, N, C), box_logits (B, N, 4 * BINS), both float32; truth[i] (M, 4), labels[i] (M,), ignore[i] bool (M,):
    boxes in whose inside nothing is learned. Returns the loss and its terms."""
    boxes = decode(box_logits, points, strides)
    target, weight = torch.zeros_like(scores), torch.ones_like(scores[..., :1])
    hits, sides, wanted = [], [], []
    for i in range(len(scores)):
        crowd = truth[i][ignore[i]]
        if len(crowd):
            weight[i][((points[:, None] > crowd[:, :2]) & (points[:, None] < crowd[:, 2:])).all(2).any(1)] = 0
        real, names = truth[i][~ignore[i]], labels[i][~ignore[i]]
        chosen, quality = assign(scores[i].detach(), boxes[i].detach(), points, strides, real, names)
        places = torch.nonzero(chosen >= 0)[:, 0]
        target[i, places, names[chosen[places]]] = quality[places]
        weight[i, places] = 1
        hits.append(places + i * scores.shape[1])
        wanted.append(real[chosen[places]])
        sides.append(places)
    places, real, own = torch.cat(hits), torch.cat(wanted), torch.cat(sides)
    quality = target.flatten(0, 1)[places].sum(1)
    total = quality.sum().clamp_min(1.0)
    focal = F.binary_cross_entropy_with_logits(scores, target, reduction="none") * (scores.sigmoid() - target).abs().square()
    score_loss = (focal * weight).sum() / total
    box_loss = (generalized_box_iou_loss(boxes.flatten(0, 1)[places], real) * quality).sum() / total
    distance = torch.cat([points[own] - real[:, :2], real[:, 2:] - points[own]], 1) / strides[own, None]
    distance = distance.clamp(0, BINS - 1 - 1e-3)
    low = distance.floor()
    log = box_logits.flatten(0, 1)[places].unflatten(1, (4, BINS)).log_softmax(2)
    low_index = low.long()[..., None]
    spread = -(log.gather(2, low_index)[..., 0] * (low + 1 - distance) + log.gather(2, low_index + 1)[..., 0] * (distance - low))
    spread_loss = (spread.mean(1) * quality).sum() / total
    loss = score_loss + BOX_WEIGHT * box_loss + DISTRIBUTION_WEIGHT * spread_loss
    return loss, {"loss": float(loss.detach()), "score": float(score_loss.detach()), "box": float(box_loss.detach()),
                  "distribution": float(spread_loss.detach()), "places": len(places) / len(scores)}
