"""Export the strangers and the encoder for the browser: two files of weights, the parity fixture, entries in public/models/manifest.json.

    python3 -m guise_training persona-export runs/persona --figures figures.json
"""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", help="folder of a run: strangers.pt (persona-build) and encoder.pt (persona-train)")
    parser.add_argument("--out", default=str(ROOT / "public" / "models"), help="folder of the weights and manifest.json")
    parser.add_argument("--fixture", default=str(ROOT / "src" / "models" / "fixtures"), help="folder of the parity fixture")
    parser.add_argument("--age-share", type=float, default=0.5, help="how far from forty ages are told, of what was learned")
    parser.add_argument("--origin", action="store_true", help="tell origins; without, everybody is drawn with the mean's features, in the measured colour")
    parser.add_argument("--smile", type=float, default=1.25, help="how many times as far as measured a mouth's width and smile are drawn from neutral")
    parser.add_argument("--figures", default=None, help="JSON written by `attack --json` for the exported weights")


def run(args: argparse.Namespace) -> int:
    import json

    import numpy as np

    from guise_training import checkpoint
    from guise_training.export.catalogue import upsert
    from guise_training.export.persona import ENCODER, NAME, read_encoder, read_personas, write_encoder, write_fixture, write_personas
    from guise_training.networks.modifier import count_multiply_adds
    from guise_training.persona.code import NAMES, count_bits
    from guise_training.persona.encoder import REGRESSED, SIDE, Encoder, fold
    from guise_training.persona.renderer import load_renderer

    folder, out = Path(args.run), Path(args.out)
    stored = checkpoint.load(folder / "encoder.pt")
    net = Encoder()
    net.load_state_dict(stored["average"])
    with np.load(folder / "calibration.npz") as found:
        scale, shift = (np.concatenate([fill, found[key]]) for key, fill in (("scale", np.ones(REGRESSED)), ("shift", np.zeros(REGRESSED))))
    scale[[NAMES.index("mouth_width"), NAMES.index("smile")]] = args.smile
    age = REGRESSED + 1  # after it: african, asian, south
    scale[age], shift[age] = args.age_share * scale[age], args.age_share * shift[age]
    if not args.origin:
        shift[age + 1:age + 4] = -20
    encoder = fold(net.eval(), scale, shift)
    renderer = load_renderer(folder / "strangers.pt")
    files = {NAME: write_personas(out, renderer, {}), ENCODER: write_encoder(out, encoder, {"step": stored["step"]})}
    write_fixture(args.fixture, read_personas(out / f"{NAME}-8bit.json"), read_encoder(out / f"{ENCODER}-8bit.json"))
    figures = json.loads(Path(args.figures).read_text()) if args.figures else None
    common = {"licence": "Apache-2.0; learned from research data, see public/models/LICENSE.md", "origin": "training/ of this repository"}
    data = "faces-wide: 906 of 1,166 people; 260 held out"
    upsert(out / "manifest.json", {
        "name": NAME, "kind": "persona", "variants": {"8bit": files[NAME]}, "bits": count_bits(), "strangers": 2 * renderer.personas.count,
        "k": renderer.personas.k, "data": data, "trainingCommand": "python3 -m guise_training persona-build", **common, "figures": figures})
    upsert(out / "manifest.json", {
        "name": ENCODER, "kind": "persona-encoder", "variants": {"8bit": files[ENCODER]}, "input": [SIDE, SIDE, 3],
        "parameters": sum(p.numel() for p in encoder.parameters()), "multiplyAdds": count_multiply_adds(encoder, SIDE), "data": data,
        "trainingCommand": "python3 -m guise_training persona-train", "step": stored["step"], **common})
    for name, written in files.items():
        for item in written["weights"]:
            print(f"{name}: {item['file']}  {item['bytes']} bytes  sha256 {item['sha256']}")
    return 0
