"""Measure the privacy meter's thresholds on faces of known people, or write its parity fixture.

    python3 -m guise_training privacy-meter FACES_FOLDER
    python3 -m guise_training privacy-meter --fixture ../src/models/fixtures/recogniser
"""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("faces", nargs="?", help="folder with index.json and images/")
    parser.add_argument("--fixture", default=None, help="write <FIXTURE>.bin and .json instead of measuring")
    parser.add_argument("--rates", type=float, nargs="+", default=[0.5, 0.25, 0.1, 0.05, 0.01, 0.001, 0.0001], help="false-accept rates, 0 to 1")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--models", default=None, help="folder of npm @vladmandic/face-api's models (default: the installed one)")
    parser.add_argument("--cache", default=None, help="folder of decoded faces")


def run(args: argparse.Namespace) -> int:
    import json

    import numpy as np
    import torch

    from guise_training.errors import UserError
    from guise_training.faces import load_faces
    from guise_training.networks.face_api import DEFAULT_MODELS, FaceApiRecogniser
    from guise_training.privacy_meter import embed, medians, thresholds, write_fixture

    net = FaceApiRecogniser(Path(args.models or DEFAULT_MODELS)).eval()
    if args.fixture:
        write_fixture(args.fixture, net)
        print(f"wrote {args.fixture}.bin and .json")
        return 0
    if not args.faces:
        raise UserError("name the folder of faces, or a fixture to write (--fixture)")
    faces = load_faces(args.faces, args.cache or Path(__file__).resolve().parents[2] / "runs" / "cache")
    rows = []
    with torch.no_grad():
        for start in range(0, len(faces), 32):
            indices = range(start, min(len(faces), start + 32))
            rows.append(embed(net, faces.tensor(indices), torch.from_numpy(faces.landmarks[indices.start : indices.stop])))
            if start % 960 == 0:
                print(f"embedding faces: {start}/{len(faces)}", flush=True)
    embeddings = torch.cat(rows).numpy()
    print(json.dumps({"faces": len(faces), "people": int(len(np.unique(faces.identity))),
                      "medianCosine": medians(embeddings, faces.identity),
                      "thresholds": thresholds(embeddings, faces.identity, args.rates, args.seed)}, indent=1))
    return 0
