"""Export a trained modifier or action detector for the browser: quantised weights, fixture, entry in public/models/manifest.json.

    python3 -m guise_training export runs/webcam/last.pt
    python3 -m guise_training export runs/action-mix/last.pt --figures actions.json
    python3 -m guise_training export runs/webcam/last.pt --figures figures.json
"""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", help="checkpoint (.pt); its averaged weights are exported")
    parser.add_argument("--out", default=str(ROOT / "public" / "models"), help="folder of the weights and manifest.json")
    parser.add_argument("--half", default=str(ROOT / "training" / "weights"), help="folder of the modifier's 16-bit weights, which the page does not load")
    parser.add_argument("--fixture", default=str(ROOT / "src" / "models" / "fixtures"), help="folder of the parity fixture")
    parser.add_argument("--figures", default=None, help="JSON written by `evaluate --json` (or `evaluate-actions`) for the exported weights")
    parser.add_argument("--mean-with", nargs="*", default=[], metavar="FILE",
                        help="further action detectors from the same start (.pt, or exported .json): the mean of all is exported")
    parser.add_argument("--command", dest="training_command", default="", help="the training command, recorded in the manifest")


def run(args: argparse.Namespace) -> int:
    from guise_training import checkpoint

    if checkpoint.load(args.checkpoint)["config"].get("task") == "action":
        from guise_training.export.action import export_action

        return export_action(args)
    return _export_modifier(args)


def _export_modifier(args: argparse.Namespace) -> int:
    import json

    import numpy as np
    import torch

    from guise_training import checkpoint
    from guise_training.export.catalogue import upsert
    from guise_training.export.fixture import drawn_face, write_fixture
    from guise_training.export.weights import read_modifier, write_network
    from guise_training.networks.modifier import count_multiply_adds
    from guise_training.report import load_modifier

    net, config, step = load_modifier(args.checkpoint)
    name = f"modifier-{config['modifier']['name']}"
    # Paths of the machine it was trained on are nobody's business.
    config = {**config, "faces": {**config["faces"], "folder": "faces"}, "recogniser": {"weights": "mobilefacenet_casia.pth"}}
    metadata = {"network": {"name": config["modifier"]["name"], "hyper": net.hyper, "size": net.size}, "step": step, "config": config}
    out = Path(args.out)
    files, nets = {}, {"float32": net}
    for bits, folder in ((8, out), (16, Path(args.half))):
        files[f"{bits}bit"] = write_network(net, folder, f"{name}-{bits}bit", bits, metadata)
        nets[f"{bits}bit"] = read_modifier(folder / f"{name}-{bits}bit.json")[0]
    write_fixture(args.fixture, name, {k: nets[k] for k in ("float32", "8bit")})
    x = torch.from_numpy(drawn_face(net.size).astype(np.float32) / 255).permute(2, 0, 1)[None]
    with torch.no_grad():
        loss = {k: float((nets[k](x) - net(x)).abs().mean()) for k in ("8bit", "16bit")}
    figures = json.loads(Path(args.figures).read_text()) if args.figures else None
    # The head of D has one row for each person of the training set.
    people = len(checkpoint.load(args.checkpoint)["classifier"]["head.weight"])
    data = f"CelebA face crops of {people} people; {config['faces']['held_out']} other people held out for validation"
    if figures:
        figures.pop("model", None)  # the name of a file on the machine that measured it
    upsert(out / "manifest.json", {
        "name": name, "kind": "modifier", "variants": {"8bit": files["8bit"]}, "input": [net.size, net.size, 3],
        "parameters": sum(p.numel() for p in net.parameters()), "multiplyAdds": count_multiply_adds(net, net.size),
        "licence": "Apache-2.0; learned from research data, see public/models/LICENSE.md", "origin": "training/ of this repository",
        "trainingCommand": args.training_command or f"python3 -m guise_training train configs/{config['modifier']['name']}.toml",
        "data": data, "step": step,
        "quantisationMeanAbsoluteError": loss, "figures": figures})
    for kind, written in files.items():
        for item in written["weights"]:
            print(f"{kind}: {item['file']}  {item['bytes']} bytes  sha256 {item['sha256']}")
    print("mean absolute error of the output against float32: " + ", ".join(f"{k} {v:.6f}" for k, v in loss.items()))
    return 0
