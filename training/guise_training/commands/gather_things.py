"""Gather photographs of rooms and things from unpacked packages: what a face detector must see nothing in.

    python3 -m guise_training gather-things UNPACKED --out things

docs/models/face-detector.md names the packages. A picture counts as a photograph if it has at least 240 pixels on its shorter side and
700 colours of 32 steps a channel in 256 × 256 of its pixels. Those of Qt's resources (`.rcc`) are taken out of these.
"""

from __future__ import annotations

import argparse

SMALLEST, LARGEST, COLOURS = 240, 2000, 700
#: Drawings and maps of the sky, by their paths.
DRAWN = ("skycultures", "nebulae", "textures", "symbols", "cartoon", "seasonal", "roadsigns")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", help="folder of unpacked packages")
    parser.add_argument("--out", required=True, help="folder for the photographs (.jpg)")


def run(args: argparse.Namespace) -> int:
    import hashlib
    from pathlib import Path

    from guise_training.errors import UserError

    folder, out = Path(args.folder), Path(args.out)
    if not folder.is_dir():
        raise UserError(f"no folder {folder}; name the one that packages were unpacked in")
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or any(part in DRAWN for part in path.relative_to(folder).parts):
            continue
        for data in pictures_in(path):
            picture = photograph(data)
            if picture:
                picture.save(out / f"{hashlib.sha256(data).hexdigest()[:16]}.jpg", quality=93)
                count += 1
    print(f"{count} photographs found (the same one in two packages counts twice)")
    return 0


def pictures_in(path) -> list[bytes]:
    """The encoded pictures of a file, which may be one."""
    import re

    kind = path.suffix.lower()
    if kind in (".jpg", ".jpeg", ".png", ".webp"):
        return [path.read_bytes()]
    if kind != ".rcc":
        return []
    data = path.read_bytes()
    webp = [data[m.start() : m.start() + 8 + int.from_bytes(m[1], "little")] for m in re.finditer(rb"RIFF(....)WEBP", data, re.S)]
    return webp + [data[m.start() : m.start() + 3_000_000] for m in re.finditer(rb"\xff\xd8\xff", data)]


def photograph(data: bytes):
    """The decoded picture, RGB, transparent places in its mean colour; None for what is none, small or drawn."""
    import io

    import numpy as np
    from PIL import Image

    try:
        rgba = Image.open(io.BytesIO(data)).convert("RGBA")
    except (OSError, ValueError, SyntaxError):  # what is damaged, and what only begins like a picture
        return None
    if min(rgba.size) < SMALLEST:
        return None
    ground = tuple(int(v) for v in np.asarray(rgba)[..., :3].reshape(-1, 3).mean(0))
    rgb = Image.alpha_composite(Image.new("RGBA", rgba.size, (*ground, 255)), rgba).convert("RGB")
    steps = np.asarray(rgb.resize((256, 256), Image.NEAREST)).reshape(-1, 3) // 8
    if len(np.unique(steps, axis=0)) < COLOURS:
        return None
    rgb.thumbnail((LARGEST, LARGEST))
    return rgb
