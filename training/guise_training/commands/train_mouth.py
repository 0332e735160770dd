"""Learn yawning or smoking from the object detector's features about the mouth, judge both with a source left out, and write the one that
is asked for, for the browser.

    python3 -m guise_training train-mouth ACTIONS YAWNS --run runs/mouth [--portraits FACES-WIDE] [--action smoking]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from guise_training.commands.export import ROOT

#: Sources that are left out together. Those of smoking have nothing else in them: with each go sources in which nobody, or hardly anybody, smokes.
OUT = (("yawning", ["portraits"]), ("yawning", ["cars"]), ("yawning", ["webcams and stock"]),
       ("smoking", ["smoke-a", "cars", "webcams and stock"]), ("smoking", ["smoke-b", "cars", "webcams and stock"]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("actions", help="folder with train.json and images/ (COCO's format, each image with a source)")
    parser.add_argument("yawns", help="folder with index.json and images/")
    parser.add_argument("--action", choices=["yawning", "smoking"], default="yawning", help="whose filter is written")
    parser.add_argument("--run", default="runs/mouth", help="folder of the features, so that they are computed once")
    parser.add_argument("--every", type=int, default=4, help="of drivers and smokers, each so many-th picture")
    parser.add_argument("--portraits", help="folder with images/ of faces of which hardly any yawns: how often one is said to, and nothing else")
    parser.add_argument("--most", type=int, default=400, help="portraits at most, evenly spread")
    parser.add_argument("--out", default=str(ROOT / "public" / "models"), help="folder of the networks, and of what is written")
    parser.add_argument("--fixture", default=str(ROOT / "src" / "models" / "fixtures"), help="folder of the parity fixture")


def run(args: argparse.Namespace) -> int:
    import numpy as np
    import torch

    from guise_training.export.mouth import export
    from guise_training.mouth import LEAST, Example, fit, gather, leave_out, read_examples, scores, set_of

    torch.set_num_threads(1)
    folder = Path(args.run)
    folder.mkdir(parents=True, exist_ok=True)
    found, features = gather(read_examples(args.actions, args.yawns, args.every), args.out, folder / "features.pt")
    print("| action, said from | sources left out | pictures | of it | AP | precision | recall |\n| --- | --- | --- | --- | --- | --- | --- |")
    precise: dict[str, float] = {}
    for action, sources in OUT:
        f = leave_out(set_of(found, features, action), sources, LEAST[action])
        said = f.right + f.wrong
        print(f"| {action}, {LEAST[action]} | {', '.join(sources)} | {f.pictures} | {f.shown} | {100 * f.ap:.1f} % "
              f"| {100 * f.right / max(1, said):.0f} % ({f.right} of {said}) | {100 * f.right / f.shown:.0f} % |", flush=True)
        if action == args.action:
            precise[sources[0]] = round(f.ap, 4)
    data = set_of(found, features, args.action)
    net = fit(data, np.ones(len(data.shows), bool))
    if args.portraits:
        files = sorted((Path(args.portraits) / "images").iterdir())
        some = [Example(f, frozenset(), "unseen") for f in files[:: max(1, len(files) // args.most)][: args.most]]
        portraits, features = gather(some, args.out, folder / "portraits.pt", variations=0)
        wrong = int((scores(net, set_of(portraits, features, args.action).features) >= LEAST[args.action]).sum())
        print(f"of {len(portraits)} portraits of a source that it did not see, {wrong} are said to be {args.action}")
    for item in export(net, args.action, args.out, precise, args.fixture):
        print(f"{item['file']}  {item['bytes']} bytes  sha256 {item['sha256']}")
    return 0
