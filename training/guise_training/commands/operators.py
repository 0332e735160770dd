"""Write the fixture that the browser's grid sampler and grid generator are compared with: what PyTorch makes of drawn data.

    python3 -m guise_training operators
"""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", default=str(ROOT / "src" / "models" / "fixtures" / "operators.json"), help="the file to write")


def run(args: argparse.Namespace) -> int:
    import json

    from guise_training.export.operators import operator_cases

    Path(args.out).write_text(json.dumps(operator_cases(), separators=(",", ":")) + "\n")
    print(args.out)
    return 0
