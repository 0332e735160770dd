"""Make the face detector narrower and teach it the published one's answers; resumes; Ctrl-C saves and stops.

    python3 -m guise_training narrow-face-detector --data FOLDER --weights yunet_n_640.onnx --run runs/face-detector-narrow
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", required=True, help="folder of faces-wide, faces and actions: what scenes are composed of")
    parser.add_argument("--weights", required=True, help="the published weights (yunet_n_640.onnx), whose answers are taught")
    parser.add_argument("--run", required=True, help="folder of this run: checkpoints, log.jsonl")
    parser.add_argument("--steps", type=int, default=3000, help="steps in all")
    parser.add_argument("--rate", type=float, default=2e-3, help="the highest learning rate")
    parser.add_argument("--init", nargs="+", default=(), help="checkpoints the mean of whose averaged weights is begun with (with --steps 0: saved as it is)")
    parser.add_argument("--faces", type=float, default=0.0, help="weight of the scenes' true faces beside the published network's answers")
    parser.add_argument("--things", default=None, help="folder of photographs (.jpg), of rooms and things above all, to see nothing in them that the published network does not")


def run(args: argparse.Namespace) -> int:
    from guise_training.face_detector.narrow import Settings, train

    train(args.data, args.weights, args.run, Settings(steps=args.steps, rate=args.rate, faces=args.faces), args.init, args.things)
    return 0
