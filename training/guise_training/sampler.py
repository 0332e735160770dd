"""The differentiable, parameter-free grid generator and sampler (paper, section 4 "Face Identity Classification"; Spatial
Transformer Networks without learnable parameters).

Coordinates are pixels; the centre of the top left pixel is (0, 0), x to the right and y down. A similarity transform is a
tensor (B, 2, 3) that maps *output* pixels to *input* pixels, as a sampler needs it.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

# Five points (eyes, nose, mouth corners; left to right on the screen) of the template that face recognisers are aligned to, in a
# 112 x 112 picture; recognisers that are 96 wide take 8 off every x.
TEMPLATE_112 = torch.tensor([[38.29, 51.70], [73.53, 51.50], [56.03, 71.74], [41.55, 92.37], [70.73, 92.20]])

# The modifier's crop: a square of this many "face units" side. A face unit is the distance between the eyes, or 0.9 of that
# between eyes and mouth when that is larger (a head turned sideways).
CROP_SIDE_UNITS = 4.2
# Where the crop's centre lies on the way from the middle of the eyes (0) to the middle of the mouth (1).
CROP_CENTRE = 0.35


def fit_similarity(source: Tensor, target: Tensor) -> Tensor:
    """Least-squares similarity that maps `source` points to `target` points.

    source, target: (B, N, 2) or (N, 2), N >= 2, pixels. Returns (B, 2, 3). Closed form, differentiable in both.
    Raises ValueError where all source points of a face fall together.
    """
    if source.dim() == 2:
        source = source[None]
    if target.dim() == 2:
        target = target[None]
    source, target = torch.broadcast_tensors(source, target)
    ms, mt = source.mean(1, keepdim=True), target.mean(1, keepdim=True)
    s, t = source - ms, target - mt
    norm = (s * s).sum((1, 2))
    if bool((norm < 1e-6).any()):
        raise ValueError("the source points of a face fall together: no similarity can be fitted")
    a = (s * t).sum((1, 2)) / norm
    b = (s[..., 0] * t[..., 1] - s[..., 1] * t[..., 0]).sum(1) / norm
    linear = torch.stack([torch.stack([a, -b], -1), torch.stack([b, a], -1)], 1)
    shift = mt[:, 0] - torch.einsum("bij,bj->bi", linear, ms[:, 0])
    return torch.cat([linear, shift[..., None]], 2)


def invert(transform: Tensor) -> Tensor:
    """Inverse of affine transforms (B, 2, 3)."""
    linear = torch.linalg.inv(transform[:, :, :2])
    return torch.cat([linear, -linear @ transform[:, :, 2:]], 2)


def apply(transform: Tensor, points: Tensor) -> Tensor:
    """transform (B, 2, 3), points (B, N, 2) -> (B, N, 2)."""
    return points @ transform[:, :, :2].transpose(1, 2) + transform[:, :, 2][:, None]


def compose(outer: Tensor, inner: Tensor) -> Tensor:
    """The transform that does `inner` first, then `outer`; both (B, 2, 3)."""
    return torch.cat([outer[:, :, :2] @ inner[:, :, :2], outer[:, :, :2] @ inner[:, :, 2:] + outer[:, :, 2:]], 2)


def generate_grid(transform: Tensor, output: tuple[int, int], source: tuple[int, int]) -> Tensor:
    """Grid generator. output, source: (height, width). Returns (B, h, w, 2) in grid_sample's coordinates,
    align_corners=False."""
    height, width = output
    ys, xs = torch.meshgrid(torch.arange(height, dtype=transform.dtype, device=transform.device),
                            torch.arange(width, dtype=transform.dtype, device=transform.device), indexing="ij")
    points = torch.stack([xs, ys], -1).reshape(1, -1, 2).expand(len(transform), -1, 2)
    mapped = apply(transform, points)
    size = mapped.new_tensor([source[1], source[0]])
    return ((2 * mapped + 1) / size - 1).reshape(-1, height, width, 2)


def sample(image: Tensor, transform: Tensor, output: tuple[int, int], padding: str = "border") -> Tensor:
    """Bilinear sampler: image (B, C, H, W), transform output pixel -> image pixel, (B, 2, 3). Returns (B, C, *output).
    Differentiable in image and transform."""
    grid = generate_grid(transform, output, (image.shape[2], image.shape[3]))
    return F.grid_sample(image, grid, mode="bilinear", padding_mode=padding, align_corners=False)


def crop_transform(landmarks: Tensor, size: int) -> Tensor:
    """Where the modifier looks: the transform from its crop (size x size) to the picture that `landmarks` (B, 5, 2) are of.
    Upright eyes are level in the crop."""
    right, left = landmarks[:, 0], landmarks[:, 1]
    eyes, mouth = (right + left) / 2, (landmarks[:, 3] + landmarks[:, 4]) / 2
    across = left - right
    unit = torch.maximum(across.norm(dim=1), 0.9 * (mouth - eyes).norm(dim=1)).clamp_min(1.0)
    # A face in profile has its eyes nearly together: their line says little then, the line to the mouth says more.
    down = mouth - eyes
    direction = across / unit[:, None] + torch.stack([down[:, 1], -down[:, 0]], 1) / unit[:, None]
    direction = direction / direction.norm(dim=1, keepdim=True).clamp_min(1e-6)
    centre = eyes + CROP_CENTRE * down
    scale = (CROP_SIDE_UNITS * unit / size)[:, None]
    cos, sin = (direction * scale).unbind(1)
    linear = torch.stack([torch.stack([cos, -sin], -1), torch.stack([sin, cos], -1)], 1)
    middle = linear.new_full((len(linear), 2, 1), (size - 1) / 2)
    return torch.cat([linear, centre[..., None] - linear @ middle], 2)


def recogniser_transform(landmarks: Tensor, template: Tensor) -> Tensor:
    """The transform from a recogniser's aligned picture, whose five points are `template` (5, 2), to the picture that
    `landmarks` (B, 5, 2) are of."""
    return fit_similarity(template.to(landmarks)[None].expand(len(landmarks), -1, -1), landmarks)
