"""`evaluate`: measures and prints every figure of the learned face."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch
from torch import Tensor, nn

from guise_training import checkpoint
from guise_training.adaptive import finetune_attacker
from guise_training.config import load_config
from guise_training.evaluation import anonymised_pictures, embed_both, verification_figures
from guise_training.faces import load_faces, split_by_identity
from guise_training.networks.face_api import Expressions, FaceApiRecogniser, Landmarks68
from guise_training.networks.face_detectors import SsdFaceDetector, TinyFaceDetector, found_again
from guise_training.networks.modifier import build_modifier
from guise_training.networks.recognisers import MobileFaceNet, load_mobilefacenet
from guise_training.quality import measure_quality


def load_modifier(path: str) -> tuple[nn.Module, dict[str, Any], int]:
    """(averaged modifier in eval mode, its configuration, step) of a checkpoint, or of an exported manifest."""
    if path.endswith(".json"):
        from guise_training.export.weights import read_modifier

        return read_modifier(path)
    state = checkpoint.load(path)
    config = state["config"]
    net = build_modifier(config["modifier"]["name"], width=config["modifier"]["width"], blocks=config["modifier"]["blocks"])
    net.load_state_dict(state["average"])
    return net.eval(), config, state["step"]


def load_classifier(path: str) -> nn.Module | None:
    """D's recogniser as a checkpoint has it, or None where it never took part."""
    if not path.endswith(".pt"):
        return None
    state = checkpoint.load(path)
    if not state["config"]["objective"]["adversarial"]:
        return None
    net = MobileFaceNet()
    prefix = "recogniser."
    net.load_state_dict({k[len(prefix):]: v for k, v in state["classifier"].items() if k.startswith(prefix)})
    return net.eval()


def results_table(figures: dict[str, Any]) -> str:
    """The figures beside the paper's and the floors of the project, as Markdown."""
    unseen, q = figures["dlib (unseen)"], figures["quality"]

    def percent(f: dict[str, float], row: str) -> str:
        return f"{100 * f[row]:.2f} ± {100 * f[row + '_se']:.2f} %"

    lines = ["## The learned face", "",
             f"Step {figures['step']}; {figures['faces']} faces of people held out of training, {figures['pairs']} pairs. "
             "± is the standard error over ten folds.", "",
             "| recogniser | raw–raw | raw–anonymised | anonymised–anonymised |", "|---|---|---|---|"]
    for name in ("dlib (unseen)", "mobilefacenet (seen)", "D itself", "adaptive"):
        if name in figures:
            label = f"adaptive attack, {figures['adaptive_steps']} steps" if name == "adaptive" else name
            lines.append(f"| {label} | {percent(figures[name], 'raw_raw')} | {percent(figures[name], 'raw_anonymised')} "
                         f"| {percent(figures[name], 'anonymised_anonymised')} |")
    lines += ["", "| figure | paper (LFW, SphereFace) | floor | here |", "|---|---|---|---|",
              f"| verification, anonymised–anonymised, unseen recogniser | 66.95 % | ≤ 70 % | {percent(unseen, 'anonymised_anonymised')} |",
              f"| verification, raw–anonymised, unseen recogniser | – | ≤ 62 % | {percent(unseen, 'raw_anonymised')} |"]
    for name in ("tiny", "ssd"):
        if f"found_again_{name}" in q:
            lines.append(f"| face found again, {name} detector ({q[f'found_raw_{name}']} faces) | – | ≥ 95 % "
                         f"| {100 * q[f'found_again_{name}']:.1f} % |")
    lines += [f"| landmarks, mean error ÷ eye distance (95th percentile) | – | ≤ 10 % "
              f"| {100 * q['landmark_error']:.1f} % ({100 * q['landmark_error_p95']:.1f} %) |",
              f"| sharpness, high-frequency energy ÷ raw, mean (median) | – | ≥ 0.5 | {q['sharpness']:.2f} ({q['sharpness_median']:.2f}) |",
              f"| flicker ÷ raw | – | ≤ 1.5 | {q['flicker']:.2f} |",
              f"| expression kept (same class of seven) | – | – | {100 * q['expression_kept']:.1f} % |",
              f"| mean cosine of one person's pictures, raw → anonymised (unseen recogniser) | – | – "
              f"| {unseen['same_cosine_raw']:.3f} → {unseen['same_cosine_anonymised']:.3f} |",
              f"| the same for different people | – | – | {unseen['different_cosine_raw']:.3f} → {unseen['different_cosine_anonymised']:.3f} |",
              "", "The data differ: the paper trained on CASIA-WebFace and tested on LFW; here both are parts of CelebA, and the judge is "
              "another recogniser. The columns are not a race."]
    return "\n".join(lines)


def write_section(path: str | Path, name: str, text: str) -> None:
    """Puts `text` between the markers of section `name` of a Markdown file, or at its end; what others wrote stays."""
    path = Path(path)
    begin, end = f"<!-- {name}: begin (written by `guise_training evaluate`) -->", f"<!-- {name}: end -->"
    old = path.read_text() if path.is_file() else "# Results\n"
    block = f"{begin}\n{text}\n{end}"
    if begin in old and end in old:
        old = old[:old.index(begin)] + block + old[old.index(end) + len(end):]
    else:
        old = old.rstrip() + "\n\n" + block + "\n"
    path.write_text(old)


def evaluate(args: argparse.Namespace) -> int:
    if args.threads:
        torch.set_num_threads(args.threads)
    began = time.time()
    if args.model == "identity":
        config, step, size = load_config(None), 0, 128
        modify: Callable[[Tensor], Tensor] = lambda crops: crops
    else:
        net, config, step = load_modifier(args.model)
        size, modify = net.size, net.to(memory_format=torch.channels_last)
    folder = args.faces or config["faces"]["folder"]
    cache = args.cache or (Path(__file__).resolve().parents[1] / "runs" / "cache")
    faces = load_faces(folder, cache)
    training, held = split_by_identity(faces, config["faces"]["held_out"], config["faces"]["split_seed"])
    if args.people:
        keep = np.unique(held.identity)[:args.people]
        held = held.subset(np.flatnonzero(np.isin(held.identity, keep)))
    print(f"{args.model}, step {step}: {len(held)} faces of {len(np.unique(held.identity))} people held out", flush=True)
    weights = args.recogniser or config["recogniser"]["weights"]
    start = load_mobilefacenet(weights)
    judges: dict[str, nn.Module] = {"dlib (unseen)": FaceApiRecogniser().eval(), "mobilefacenet (seen)": start}
    classifier = load_classifier(args.model)
    if classifier is not None:
        judges["D itself"] = classifier  # section 5.6: does it remain accurate on raw faces?
    if args.adaptive:
        judges["adaptive"] = finetune_attacker(modify, size, training, start, args.adaptive, report=lambda t: print(t, flush=True))
    figures: dict[str, Any] = {"model": args.model, "step": step, "faces": len(held), "pairs": args.pairs, "adaptive_steps": args.adaptive}
    for name, (raw, changed) in embed_both(modify, size, held, judges).items():
        figures[name] = f = verification_figures(raw, changed, held, args.pairs)
        print(f"{name:22s} " + "  ".join(f"{row.replace('_', '-')} {100 * f[row]:.2f} ± {100 * f[row + '_se']:.2f} %" for row in
                                         ("raw_raw", "raw_anonymised", "anonymised_anonymised"))
              + f"  own cosine {f['own_cosine']:.3f}  anonymised: same {f['same_cosine_anonymised']:.3f} "
                f"different {f['different_cosine_anonymised']:.3f}", flush=True)
    figures["quality"] = q = measure_quality(modify, size, held, Landmarks68().eval(), Expressions().eval())
    print("  ".join(f"{name} {value:.4f}" for name, value in q.items()), f" ({time.time() - began:.0f} s)", flush=True)
    if args.detect:
        rows = np.random.default_rng(0).permutation(len(held))[:args.detect]
        for name, detector in (("tiny", TinyFaceDetector().eval()), ("ssd", SsdFaceDetector().eval())):
            again = there = 0
            for i in range(0, len(rows), 16):
                raw, changed, _ = anonymised_pictures(modify, size, held, rows[i:i + 16])
                a, t = found_again(detector, raw, changed)
                again, there = again + a, there + t
            q[f"found_again_{name}"], q[f"found_raw_{name}"] = again / max(1, there), there
            print(f"face found again by the {name} detector: {again} of {there} ({100 * again / max(1, there):.1f} %)", flush=True)
    if args.markdown:
        write_section(args.markdown, "learned face", results_table(figures))
    if args.json:
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")
    return 0
