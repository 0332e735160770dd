"""Attack strangers by a recogniser that was trained for it: MobileFaceNet fine-tuned on strangers over other people's faces, without the key.

    python3 -m guise_training attack-tuned runs/persona/wide --mobilefacenet mobilefacenet_casia.pth
    python3 -m guise_training attack-tuned runs/persona/wide --mobilefacenet mobilefacenet_casia.pth --what grey-outline   # the control
"""

from __future__ import annotations

import argparse

from guise_training.commands.attack import PERSONA, ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("labels", help="folder that persona-labels wrote")
    parser.add_argument("--what", default="persona", choices=PERSONA, help="what is attacked")
    parser.add_argument("--models", default=str(ROOT / "public" / "models"), help="folder of the exported persona")
    parser.add_argument("--mobilefacenet", required=True, help="weights of MobileFaceNet")
    parser.add_argument("--held-out", type=int, default=260, help="how many people were held out")
    parser.add_argument("--people", type=int, default=100, help="how many of them are attacked; it is learned from the others")
    parser.add_argument("--steps", type=int, default=300, help="24 faces each; about a second of a core")
    parser.add_argument("--track", action="store_true", help="as in a video: place and expression relative to the person's usual, one group")


def run(args: argparse.Namespace) -> int:
    import numpy as np

    from guise_training.attack.embed import embed_crops, embed_raw
    from guise_training.attack.people import code_groups, exported_codes
    from guise_training.attack.tuned import ranked, tune
    from guise_training.commands.attack import _shown
    from guise_training.networks.recognisers import load_mobilefacenet
    from guise_training.persona.labels import held_out_people, read_labels

    labelled = read_labels(args.labels)
    people = held_out_people(labelled.identity, args.held_out)
    rows = np.flatnonzero(np.isin(labelled.identity, people) & (labelled.sure > 0.5))
    who, five = labelled.identity[rows], labelled.five[rows]
    renderer, values = exported_codes(args.models, labelled.crops, rows)
    groups = code_groups(values, who)
    net = load_mobilefacenet(args.mobilefacenet).eval()
    raw = embed_raw({"mobilefacenet": net}, args.labels, labelled, rows)["mobilefacenet"]
    shown, _ = _shown(args, labelled, rows, renderer, values)
    attacked = np.isin(who, people[:args.people])
    test, train = np.flatnonzero(attacked), np.flatnonzero(~attacked)

    def say(name: str) -> None:
        hidden = embed_crops({"": net}, shown, test, five)[""]
        print(f"{name}: AUC %.3f, impostors of the same group %.3f" % ranked(hidden, raw[test], who[test], groups[test]), flush=True)

    print("raw (control): AUC %.3f, impostors of the same group %.3f" % ranked(raw[test], raw[test], who[test], groups[test]))
    say("not trained")
    tune(net, shown[train], five[train], raw[train], who[train], args.steps, log=lambda step, loss: step % 50 or say(f"step {step}, loss {loss:.2f}"))
    return 0
