"""How mouth, lids and landmarks of real talking heads follow, as a judge of 68 points sees it: persona, an exported modifier, or what the
page made of the clips.

    python3 -m guise_training persona-clips FOLDER --yunet WEIGHTS --json clips.json
    npm run anonymize -- FOLDER -o SHOWN --mode persona && python3 -m guise_training persona-clips FOLDER --yunet WEIGHTS --shown SHOWN
"""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clips", help="folder of videos")
    parser.add_argument("--yunet", required=True, help="folder of yunet_n_640.onnx")
    parser.add_argument("--what", default="persona", help="persona, or the manifest of an exported modifier")
    parser.add_argument("--shown", default="", help="folder of the same clips, anonymised by the page: these are measured")
    parser.add_argument("--models", default=str(ROOT / "public" / "models"), help="folder of the exported persona")
    parser.add_argument("--every", type=int, default=2, help="every so many frames")
    parser.add_argument("--most", type=int, default=100, help="frames of a clip")
    parser.add_argument("--cache", default="", help="folder that keeps the aligned crops")
    parser.add_argument("--json", default="", help="file for the figures")
    parser.add_argument("--sheet", default="", help="PNG: eight frames of each clip, raw above shown")


def run(args: argparse.Namespace) -> int:
    import json

    import numpy as np
    import torch

    from guise_training.errors import UserError
    from guise_training.attack.anonymisers import all_crops, by_network
    from guise_training.export.persona import ENCODER, NAME, read_encoder, read_personas
    from guise_training.export.weights import read_modifier
    from guise_training.networks.face_api import Landmarks68
    from guise_training.persona.clips import YuNet, measure_clip, read_clip
    from guise_training.persona.encode import show, track_levels

    judge, detector, figures, rows = Landmarks68(), YuNet(args.yunet), {}, []
    if args.shown:
        args.what, args.cache = "page", ""
    elif args.what == "persona":
        renderer, encoder = read_personas(Path(args.models) / f"{NAME}-8bit.json"), read_encoder(Path(args.models) / f"{ENCODER}-8bit.json")
    else:
        network = by_network(read_modifier(args.what)[0])
    for index, path in enumerate(sorted(p for p in Path(args.clips).iterdir() if p.suffix in (".mp4", ".webm", ".mov"))):
        made = Path(args.shown) / f"{path.stem}.mp4" if args.shown else None
        if made and not made.is_file():
            continue
        cached = Path(args.cache) / f"{path.stem}-{args.every}-{args.most}.npz" if args.cache else None
        if cached and cached.is_file():
            with np.load(cached) as stored:
                crops, five = stored["crops"], stored["five"]
        else:
            crops, five, shown = read_clip(path, detector, args.every, args.most, made)
            if cached:
                cached.parent.mkdir(parents=True, exist_ok=True)
                np.savez(cached, crops=crops, five=five)
        if args.what == "page":
            pass  # read above
        elif args.what == "persona":
            shown = show(track_levels(encoder, crops, renderer), crops, index % renderer.personas.count, renderer)
        else:
            shown = all_crops(crops, np.arange(len(crops)), network)
        given = torch.from_numpy(shown).permute(0, 3, 1, 2).float() / 255
        figures[path.stem] = measure_clip(crops, five.astype(np.float32), lambda _: given, judge)  # noqa: B023
        print(path.stem, len(crops), " ".join(f"{k} {v:.3f}" for k, v in figures[path.stem].items()), flush=True)
        pick = np.linspace(0, len(crops) - 1, 8).astype(int)
        rows += [np.concatenate(list(crops[pick]), 1), np.concatenate(list(shown[pick]), 1)]
    if not figures:
        raise UserError(f"no clip of {args.clips} is in {args.shown}" if args.shown else f"no clip in {args.clips}")
    mean = {key: float(np.mean([f[key] for f in figures.values()])) for key in next(iter(figures.values()))}
    print("mean", " ".join(f"{k} {v:.3f}" for k, v in mean.items()))
    if args.json:
        Path(args.json).write_text(json.dumps({"what": args.what, "mean": mean, "clips": figures}, indent=1) + "\n")
    if args.sheet:
        from PIL import Image

        Image.fromarray(np.concatenate(rows, 0)).save(args.sheet)
    return 0
