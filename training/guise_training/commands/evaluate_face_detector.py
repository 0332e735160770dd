"""Measure face detectors on people, pictures and scenes that none was taught: found of true faces, and boxes about nothing.

    python3 -m guise_training evaluate-face-detector yunet_n_640.onnx ../public/models/face-detector-yunet-16bit.json --data FOLDER

One pass over each picture, 640 px wide. In a cell: faces found with a score of at least 0.3 and 0.6, and the further boxes.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from guise_training.commands.export import ROOT

    parser.add_argument("weights", nargs="+", help="checkpoints (.pt), exported weights (.json) or the published ones (.onnx); a column each")
    parser.add_argument("--data", required=True, help="folder of faces-wide, faces and actions")
    parser.add_argument("--photos", default=str(ROOT / "node_modules" / "@vladmandic" / "face-api" / "demo"), help="folder of sample1.jpg to sample6.jpg")
    parser.add_argument("--cases", default=None, help="folder of crowd44.jpg, crowd88.jpg and crowd140.jpg")
    parser.add_argument("--faces", type=int, default=96, help="at least so many faces for a row of composed scenes")
    parser.add_argument("--actions", type=int, default=200, help="so many held-out action pictures")
    parser.add_argument("--only", default="", help="rows whose name holds this")
    parser.add_argument("--json", default=None, help="write the figures to this file too")


def run(args: argparse.Namespace) -> int:
    import itertools
    import json
    from dataclasses import asdict
    from pathlib import Path

    from guise_training.face_detector import judge as j
    from guise_training.face_detector.export import read_weights

    nets = {f"{Path(w).parent.name}/{Path(w).name}": read_weights(w)[0] for w in args.weights}
    data = Path(args.data)

    def wanted(row: str) -> bool:
        return args.only in row

    table = j.judge(nets, itertools.chain(
        j.photograph_rows(Path(args.photos), wanted), j.other_rows(data, Path(args.cases) if args.cases else None, args.actions, wanted),
        j.Stage(data, args.faces).rows(wanted)))
    print("| row | faces | " + " | ".join(nets) + " |\n| --- | ---: |" + " --- |" * len(nets))
    for name, cells in table.items():
        told = [f"{' / '.join(map(str, row.found))}; {' / '.join(map(str, row.extra))}" for row in cells.values()]
        print(f"| {name} | {next(iter(cells.values())).faces} | " + " | ".join(told) + " |")
    if args.json:
        figures = {"thresholds": j.THRESHOLDS, "rows": {name: {k: asdict(v) for k, v in cells.items()} for name, cells in table.items()}}
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")
    return 0
