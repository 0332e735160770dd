"""Fine-tune the action detector for every mode and measure it: the paper's Table 1 and Figure 4.

    python3 -m guise_training evaluate-actions runs/action/last.pt --run runs/action-modes --modifier ../public/models/modifier-webcam-8bit.json \\
      --verification modes.json --json ../docs/figures/actions.json --markdown ../docs/figures/results/actions.md --published ../public/published/trade-off.json

    python3 -m guise_training evaluate-actions ../public/models/action-nanodet-8bit.json --steps 0 --run runs/action-shipped --json shipped.json

With `--steps 0` the detector is measured as it is, on every mode. What the run's folder holds already is not measured again, so a run that was stopped goes on; `--modes` takes a part.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("start", help="checkpoint (.pt) of an action run, from which every mode starts, or exported weights (.json)")
    parser.add_argument("--run", required=True, help="folder of the detections measured so far")
    parser.add_argument("--cache", default=None, help="folder of decoded pictures (default: cache/ beside the run)")
    parser.add_argument("--annotations", default="", help="COCO file (default: the one of the start's configuration)")
    parser.add_argument("--modes", default="", help="only these modes, separated by commas")
    parser.add_argument("--modifier", default="", help="exported manifest (.json) of the learned face")
    parser.add_argument("--steps", type=int, default=100, help="of fine-tuning, for each mode")
    parser.add_argument("--lr", type=float, default=5e-4)
    parser.add_argument("--seeds", default="1", help="separated by commas; each mode is fine-tuned once a seed")
    parser.add_argument("--most", type=int, default=0, help="so many training pictures only (0: all)")
    parser.add_argument("--bootstrap", type=int, default=500, help="resamples of the held-out pictures for the intervals")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--verification", default=None, help="JSON of `evaluate-modes`: the axis of privacy")
    parser.add_argument("--json", default=None)
    parser.add_argument("--markdown", default=None, help="write the table into this file, such as ../docs/figures/results/actions.md")
    parser.add_argument("--published", default=None, help="put the points into this trade-off.json of the page")


def run(args: argparse.Namespace) -> int:
    from guise_training.action_report import evaluate_actions

    return evaluate_actions(args)
