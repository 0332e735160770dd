"""Measure the action detector of a run (Faster R-CNN): mAP at IoU 0.5 and AP per class on its test frames.

    python3 -m guise_training evaluate-detector runs/paper-daly/last.pt

The faces of the frames are covered as in its training: by its own modifier, by the baseline's mode, or not at all.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="checkpoint (.pt) of a run with [detector]")
    parser.add_argument("--cache", default=None, help="folder of found faces (default: cache/ beside the run)")
    parser.add_argument("--most", type=int, default=0, metavar="FRAMES", help="measure on so many test frames only (0: all)")
    parser.add_argument("--json", default=None, help="write the figures to this file too")


def run(args: argparse.Namespace) -> int:
    import json
    import math
    from pathlib import Path

    from guise_training import checkpoint
    from guise_training.algorithm1 import detect_frames, load_frames
    from guise_training.errors import UserError
    from guise_training.networks.faster_rcnn import build_faster_rcnn
    from guise_training.report import load_modifier

    state = checkpoint.load(args.model)
    if "detector" not in state:
        raise UserError(f"{args.model} holds no action detector: it was trained without [detector] network")
    config, d = state["config"], state["config"]["detector"]
    _, frames = load_frames(config, args.cache or Path(args.model).resolve().parents[1] / "cache")
    detector = build_faster_rcnn(d["network"], len(state["classes"]), d["shorter"], d["longer"])
    detector.load_state_dict(state["detector"])
    net = load_modifier(args.model)[0] if d["mode"] == "learned" else None
    result = detect_frames(detector, net, net.size if net else 0, frames, args.most)
    name = " ".join(filter(None, (d["mode"], d["preset"])))
    print(f"{name}, step {state['step']}: mAP@0.5 {100 * result.mean:.2f} %")
    for label, value in result.ap.items():
        if not math.isnan(value):
            print(f"  {state['classes'][label]:24s} {100 * value:6.2f} %  ({result.counts[label]} boxes)")
    if args.json:
        figures = {"mode": name, "step": state["step"], "mAP": result.mean,
                   "ap": {state["classes"][k]: (None if math.isnan(v) else v) for k, v in result.ap.items()}}
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")
    return 0
