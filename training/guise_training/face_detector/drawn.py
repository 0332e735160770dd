"""What is drawn by code: backgrounds without a face, and things that hide one."""

from __future__ import annotations

import colorsys
from typing import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter


def colour(rng: np.random.Generator, saturation: float = 0.5) -> tuple[int, int, int]:
    return tuple(int(255 * v) for v in colorsys.hsv_to_rgb(rng.random(), rng.random() * saturation, 0.1 + 0.9 * rng.random()))


def skin(rng: np.random.Generator) -> tuple[int, int, int]:
    light = rng.uniform(0.25, 1.0)
    return tuple(int(light * c + rng.normal(0, 8)) % 256 for c in (235, 185 - 20 * rng.random(), 150 - 30 * rng.random()))


def gradient(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    corners = np.array([colour(rng) for _ in range(4)], np.uint8).reshape(2, 2, 3)
    return Image.fromarray(corners).resize((width, height), Image.BILINEAR)


def texture(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    """Noise on several scales, stripes, checks or dots in two colours, at any angle: cloth, plaster, leaves."""
    angle, period = rng.uniform(0, np.pi), np.exp(rng.uniform(np.log(3), np.log(60)))
    y, x = np.mgrid[0:height, 0:width]
    u, v = (x * np.cos(angle) + y * np.sin(angle)) / period, (y * np.cos(angle) - x * np.sin(angle)) / period
    kind = rng.integers(4)
    if kind == 0:
        pattern = np.zeros((height, width))
        for step in (4, 16, 64):
            coarse = Image.fromarray((rng.random((height // step + 2, width // step + 2)) * 255).astype(np.uint8))
            pattern += np.asarray(coarse.resize((width, height), Image.BICUBIC), float) / 255 / 3
    elif kind == 1:
        pattern = 0.5 + 0.5 * np.sin(2 * np.pi * u)
    elif kind == 2:
        pattern = (np.floor(u) + np.floor(v)) % 2
    else:
        pattern = ((u % 1 - 0.5) ** 2 + (v % 1 - 0.5) ** 2 < rng.uniform(0.03, 0.15)).astype(float)
    a, b = (np.array(colour(rng, 0.9), float) for _ in range(2))
    return Image.fromarray((a + (b - a) * pattern[..., None]).clip(0, 255).astype(np.uint8))


def room(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    """Walls, window, shelves with books, lamps, pictures, a plant, furniture."""
    picture = gradient(rng, width, height)
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.integers(3, 14)):
        x, y = rng.uniform(-0.1, 1) * width, rng.uniform(-0.1, 1) * height
        w, h = (np.exp(rng.uniform(np.log(0.03), np.log(0.5))) * side for side in (width, height))
        kind = rng.integers(5)
        if kind == 0:
            draw.rectangle([x, y, x + w, y + h], fill=colour(rng), outline=colour(rng), width=int(rng.integers(1, 6)))
        elif kind == 1:  # window
            draw.rectangle([x, y, x + w, y + h], fill=colour(rng, 0.2))
            draw.line([x + w / 2, y, x + w / 2, y + h], fill=colour(rng), width=3)
            draw.line([x, y + h / 2, x + w, y + h / 2], fill=colour(rng), width=3)
        elif kind == 2:  # books
            at = x
            while at < x + w:
                thick = rng.uniform(3, 14)
                draw.rectangle([at, y - rng.uniform(0.5, 1) * h, at + thick * 0.9, y], fill=colour(rng, 0.9))
                at += thick
            draw.rectangle([x, y, x + w, y + 4], fill=colour(rng))
        elif kind == 3:  # lamp, clock, plate
            draw.ellipse([x, y, x + w, y + w * rng.uniform(0.8, 1.3)], fill=colour(rng), outline=colour(rng), width=2)
        else:  # leaves
            for _ in range(rng.integers(4, 16)):
                draw.line([x, y + h, x + w * rng.uniform(-1, 1), y + h * rng.uniform(0, 0.6)], fill=colour(rng, 0.8), width=int(rng.integers(1, 6)))
    return picture


def limbs(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    """Knees, hands and arms: shaded ovals and rods in the colour of skin on a background."""
    picture = texture(rng, width, height) if rng.random() < 0.5 else gradient(rng, width, height)
    for _ in range(rng.integers(1, 7)):
        tone, w = skin(rng), np.exp(rng.uniform(np.log(0.05), np.log(0.5))) * width
        h = w * rng.uniform(0.7, 2.5)
        shape = Image.new("L", (int(w) + 2, int(h) + 2))
        draw = ImageDraw.Draw(shape)
        if rng.random() < 0.4:  # a hand
            for finger in range(4):
                draw.rounded_rectangle([w * (0.05 + 0.23 * finger), h * rng.uniform(0, 0.2), w * (0.24 + 0.23 * finger), h * 0.7], w * 0.09, fill=255)
            draw.ellipse([0, h * 0.4, w, h], fill=255)
        else:
            draw.ellipse([0, 0, w, h], fill=255)
        shaded = np.linspace(1.1, rng.uniform(0.4, 1), shape.width)[None, :, None] * np.array(tone, float)
        body = Image.fromarray(np.broadcast_to(shaded, (shape.height, shape.width, 3)).clip(0, 255).astype(np.uint8))
        angle = rng.uniform(0, 360)
        shape, body = shape.rotate(angle, Image.BILINEAR, expand=True), body.rotate(angle, Image.BILINEAR, expand=True)
        picture.paste(body, (int(rng.uniform(-0.2, 1) * width), int(rng.uniform(-0.2, 1) * height)), shape.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 2))))
    return picture


def obstacle(rng: np.random.Generator, draw: ImageDraw.ImageDraw, at: Callable[[np.ndarray], np.ndarray], kind: int | None = None) -> None:
    """Hides a part of a face, by one of seven kinds. `at(points)` maps (n, 2) in the face's own axes, -1..1 across the box, to the picture's."""
    kind = rng.integers(7) if kind is None else kind
    fill = colour(rng, 0.8)

    def polygon(points, fill=fill):
        draw.polygon([tuple(p) for p in at(np.array(points, float))], fill=fill)

    if kind == 0:  # a hand from below or the side: fingers and palm
        tone, turn, x0, y0 = skin(rng), rng.uniform(-1.2, 1.2), rng.uniform(-0.5, 0.3), rng.uniform(-0.1, 0.5)
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        for finger in range(4):
            x = x0 + 0.26 * finger
            top = y0 + rng.uniform(-0.1, 0.1)
            rod = np.array([[x, top + 0.1], [x + 0.04, top], [x + 0.18, top], [x + 0.22, top + 0.1], [x + 0.22, 2.2], [x, 2.2]])
            polygon(rod @ turned.T, tone)
            draw.line([tuple(p) for p in at(rod[3:5] @ turned.T)], fill=tuple(int(0.7 * c) for c in tone), width=2)
    elif kind == 1:  # a phone or a cup
        x, y, w, h = rng.uniform(-1.2, 0.3), rng.uniform(-0.9, 0.5), rng.uniform(0.4, 0.9), rng.uniform(0.8, 1.7)
        tilt = rng.uniform(-0.4, 0.4)
        polygon([[x, y], [x + w, y + tilt], [x + w - tilt, y + h + tilt], [x - tilt, y + h]])
    elif kind == 2:  # a mask or scarf over mouth and nose
        top = rng.uniform(-0.05, 0.4)
        polygon([[-1.15, top - 0.1], [0, top - rng.uniform(0, 0.25)], [1.15, top - 0.1], [1, 0.9], [0.4, 1.2], [-0.4, 1.2], [-1, 0.9]])
    elif kind == 3:  # the lower or upper half, straight
        y = rng.uniform(-0.05, 0.3)
        polygon([[-2, y], [2, y], [2, 1.6], [-2, 1.6]] if rng.random() < 0.6 else [[-2, -y], [2, -y], [2, -1.8], [-2, -1.8]])
    elif kind == 4:  # one side: a door, a person in front, hair
        x = rng.uniform(-0.15, 0.4) * rng.choice([-1, 1])
        far = 2.0 if x > 0 else -2.0
        polygon([[x, -1.6], [far, -1.6], [far, 1.8], [x + rng.uniform(-0.2, 0.2), 1.8]])
    elif kind == 5:  # sunglasses
        for side in (-1, 1):
            polygon([[side * 0.08, -0.38], [side * 0.85, -0.42], [side * 0.8, -0.02], [side * 0.2, 0]], tuple(int(c * 0.25) for c in fill))
        draw.line([tuple(p) for p in at(np.array([[-0.9, -0.36], [0.9, -0.36]]))], fill=(20, 20, 20), width=2)
    else:  # strands of hair, bars
        for _ in range(rng.integers(1, 5)):
            x, w, lean = rng.uniform(-1, 1), rng.uniform(0.08, 0.3), rng.uniform(-0.5, 0.5)
            polygon([[x, -1.5], [x + w, -1.5], [x + w + lean, 1.5], [x + lean, 1.5]])
