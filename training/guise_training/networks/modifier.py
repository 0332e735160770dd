"""The face modifier M in its two sizes: `paper` (Johnson et al. 2016 with 9 residual blocks and instance norm, paper section 4
"Face Modification", 256 x 256) and `webcam` (depthwise-separable, 128 x 128, for a browser).

Both take RGB in [0, 1], (B, 3, S, S), and return the same shape and range.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Norm(nn.Module):
    """Instance norm with scale and offset: per picture and channel, (x - mean) / sqrt(var + 1e-5), variance biased."""

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.instance_norm(x, weight=self.weight, bias=self.bias, eps=1e-5)


class Separable(nn.Module):
    """Depthwise k x k, pointwise, instance norm."""

    def __init__(self, cin: int, cout: int, stride: int = 1, kernel: int = 3):
        super().__init__()
        self.depthwise = nn.Conv2d(cin, cin, kernel, stride, kernel // 2, groups=cin, bias=False)
        self.pointwise = nn.Conv2d(cin, cout, 1, bias=False)
        self.norm = Norm(cout)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.pointwise(self.depthwise(x)))


class SeparableResidual(nn.Module):
    def __init__(self, channels: int, kernel: int = 3):
        super().__init__()
        self.first = Separable(channels, channels, kernel=kernel)
        self.second = Separable(channels, channels, kernel=kernel)
        nn.init.constant_(self.second.norm.weight, 0.2)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(x)))


class WebcamModifier(nn.Module):
    """U-shaped. Four outputs for each pixel: a drawing r (3) and a share a; the picture is x + sigmoid(a) (1/2 - x) + tanh(r),
    clamped to [0, 1], so that raw detail can be wiped out as well as drawn over. It begins near the identity (share 0.02).

    Only operations that tfjs has: convolution with explicit padding, depthwise convolution, instance norm, ReLU, sigmoid, tanh,
    bilinear upsampling (half-pixel centres), depth-to-space (channel = 4 * (2 * row + column) + c).
    """

    size = 128

    def __init__(self, width: int = 32, blocks: int = 8):
        super().__init__()
        w = width
        self.hyper = {"width": width, "blocks": blocks}
        self.stem = nn.Conv2d(3, w, 5, 2, 2, bias=False)
        self.stem_norm = Norm(w)
        self.down1 = Separable(w, 2 * w, 2)
        self.local1 = SeparableResidual(2 * w)
        self.down2 = Separable(2 * w, 6 * w, 2)
        self.blocks = nn.Sequential(*[SeparableResidual(6 * w, 5 if i % 2 == 0 else 3) for i in range(blocks)])
        self.up1 = Separable(6 * w, 2 * w)
        self.local2 = nn.Sequential(*[SeparableResidual(2 * w) for _ in range(3)])
        self.up2 = Separable(2 * w, w)
        self.local3 = nn.Sequential(SeparableResidual(w), SeparableResidual(w))
        self.head = nn.Conv2d(w, 16, 3, 1, 1)
        with torch.no_grad():
            self.head.weight.mul_(0.1)
            self.head.bias.zero_()
            self.head.bias.view(4, 4)[:, 3] = -4.0

    def forward(self, x: Tensor) -> Tensor:
        a = F.relu(self.stem_norm(self.stem(x * 2 - 1)))
        b = self.local1(F.relu(self.down1(a)))
        c = self.blocks(F.relu(self.down2(b)))
        c = F.interpolate(c, scale_factor=2, mode="bilinear", align_corners=False)
        b = self.local2(F.relu(self.up1(c)) + b)
        b = F.interpolate(b, scale_factor=2, mode="bilinear", align_corners=False)
        a = self.local3(F.relu(self.up2(b)) + a)
        out = depth_to_space(self.head(a))
        return (x + torch.sigmoid(out[:, 3:]) * (0.5 - x) + torch.tanh(out[:, :3])).clamp(0, 1)


def depth_to_space(x: Tensor) -> Tensor:
    """(B, 16, H, W) -> (B, 4, 2H, 2W), channel order of TensorFlow's depth_to_space (block row, block column, channel)."""
    n, _, h, w = x.shape
    return x.reshape(n, 2, 2, 4, h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, 4, 2 * h, 2 * w)


class PaperModifier(nn.Module):
    """Johnson et al.: c7s1-64, d128, d256, 9 x R256, u128, u64, c7s1-3, reflection padding, instance norm; sigmoid output."""

    size = 256

    def __init__(self, width: int = 64, blocks: int = 9):
        super().__init__()
        w = width
        self.hyper = {"width": width, "blocks": blocks}

        def block(cin: int, cout: int, stride: int) -> list[nn.Module]:
            return [nn.Conv2d(cin, cout, 3, stride, 1, bias=False), Norm(cout), nn.ReLU()]

        def up(cin: int, cout: int) -> list[nn.Module]:
            return [nn.ConvTranspose2d(cin, cout, 3, 2, 1, output_padding=1, bias=False), Norm(cout), nn.ReLU()]

        self.net = nn.Sequential(
            nn.ReflectionPad2d(3), nn.Conv2d(3, w, 7, bias=False), Norm(w), nn.ReLU(), *block(w, 2 * w, 2), *block(2 * w, 4 * w, 2),
            *[_Residual(4 * w) for _ in range(blocks)], *up(4 * w, 2 * w), *up(2 * w, w), nn.ReflectionPad2d(3), nn.Conv2d(w, 3, 7))

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.net(x * 2 - 1))


class _Residual(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.net = nn.Sequential(nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3, bias=False), Norm(channels), nn.ReLU(),
                                 nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3, bias=False), Norm(channels))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.net(x)


MODIFIERS = {"webcam": WebcamModifier, "paper": PaperModifier}


def build_modifier(name: str, **hyper: int) -> nn.Module:
    """'webcam' or 'paper'."""
    if name not in MODIFIERS:
        raise ValueError(f"no modifier {name!r}; there are {', '.join(MODIFIERS)}")
    return MODIFIERS[name](**hyper)


def count_multiply_adds(net: nn.Module, size: int) -> int:
    """Multiply-adds of all convolutions for one (3, size, size) picture."""
    total = 0
    hooks = []

    def count(module: nn.Module, inputs: tuple[Tensor], output: Tensor) -> None:
        nonlocal total
        kernel = module.weight[0, 0].numel() if module.weight.dim() == 4 else 1
        if isinstance(module, nn.ConvTranspose2d):
            total += inputs[0].numel() * module.out_channels // module.groups * kernel
        else:
            total += output.numel() * module.in_channels // module.groups * kernel

    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            hooks.append(module.register_forward_hook(count))
    with torch.no_grad():
        net(torch.zeros(1, 3, size, size))
    for hook in hooks:
        hook.remove()
    return total
