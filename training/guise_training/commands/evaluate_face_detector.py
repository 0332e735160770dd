"""Measure face detectors on people, pictures and scenes that none was taught: found of true faces, and boxes about nothing.

    python3 -m guise_training evaluate-face-detector yunet_n_640.onnx ../public/models/face-detector-yunet-16bit.json --data FOLDER

One pass over each picture, 640 px wide. In a cell: faces found with a score of at least 0.3 and 0.6 (`--thresholds`), and the further boxes.
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
    parser.add_argument("--thresholds", type=float, nargs="+", default=[0.3, 0.6], help="scores from which on a box counts")
    parser.add_argument("--only", default="", help="rows whose name holds this")
    parser.add_argument("--json", default=None, help="add the columns to this file, and print all that it holds")


def run(args: argparse.Namespace) -> int:
    import json
    from dataclasses import asdict
    from pathlib import Path

    from guise_training.errors import UserError
    from guise_training.face_detector import judge as j
    from guise_training.face_detector.export import read_weights

    nets = {f"{Path(w).parent.name}/{Path(w).name}": read_weights(w)[0] for w in args.weights}
    data = Path(args.data)

    def wanted(row: str) -> bool:
        return args.only in row

    file = Path(args.json) if args.json else None
    known = json.loads(file.read_text()) if file and file.is_file() else {"thresholds": args.thresholds, "columns": {}}
    if known["thresholds"] != args.thresholds:
        raise UserError(f"{file} holds figures of other thresholds, {known['thresholds']}: name another file")
    columns = known["columns"]
    parts = [j.other_rows(data, Path(args.cases) if args.cases else None, args.actions, wanted), j.photograph_rows(Path(args.photos), wanted),
             j.Stage(data, args.faces).rows(wanted)]
    for part in parts:  # what is measured is written at once, and stays when the next part is cut short
        table = j.judge(nets, part, args.thresholds)
        for name in nets:
            columns.setdefault(name, {}).update({row: asdict(cells[name]) for row, cells in table.items()})
        if file:
            file.write_text(json.dumps({"thresholds": args.thresholds, "columns": columns}, indent=1) + "\n")
    print("| row | faces | " + " | ".join(columns) + " |\n| --- | ---: |" + " --- |" * len(columns))
    for row in dict.fromkeys(row for column in columns.values() for row in column):
        cells = [column.get(row) for column in columns.values()]
        told = [f"{' / '.join(map(str, c['found']))}; {' / '.join(map(str, c['extra']))}" if c else "" for c in cells]
        print(f"| {row} | {next(c['faces'] for c in cells if c)} | " + " | ".join(told) + " |")
    return 0
