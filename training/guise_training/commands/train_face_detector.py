"""Teach the face detector on composed scenes: every roll, borders, hidden, small, dark; resumes; Ctrl-C saves and stops.

    python3 -m guise_training train-face-detector configs/face-detector.toml --data FOLDER --weights yunet_n_640.onnx --run runs/face-detector
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", help="TOML file; see training/configs")
    parser.add_argument("--data", required=True, help="folder of faces-wide, faces and actions")
    parser.add_argument("--weights", required=True, help="the published weights (yunet_n_640.onnx): the start, and who labels the pictures of people")
    parser.add_argument("--run", required=True, help="folder of this run: checkpoints, log.jsonl")
    parser.add_argument("--init", default=None, help="checkpoint to start from in place of the published weights")
    parser.add_argument("--second", default=None, help="face-full-range-sparse.json of `npm run models`: look in the pictures of people for "
                        "what the start takes for faces and both families deny, and teach that as none")


def run(args: argparse.Namespace) -> int:
    from guise_training.face_detector.train import train

    train(args.config, args.data, args.weights, args.run, args.init, args.second)
    return 0
