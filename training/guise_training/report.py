"""`evaluate` and `evaluate-modes`: measure and print every figure of the learned face, and the privacy of every mode beside it."""

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
from guise_training.anonymisers import Anonymiser, ClassicalMode, LearnedFace
from guise_training.config import load_config
from guise_training.evaluation import Benchmark, embed_both, verification_figures
from guise_training.faces import FaceSet, few, load_faces, split_by_identity
from guise_training.modes import every_preset
from guise_training.networks.face_api import Expressions, FaceApiRecogniser, Landmarks68
from guise_training.networks.face_detectors import SsdFaceDetector, TinyFaceDetector, found_again
from guise_training.networks.modifier import build_modifier
from guise_training.networks.recognisers import MobileFaceNet, load_mobilefacenet
from guise_training.networks.sphereface import SphereFace20
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
    net = SphereFace20() if state["config"]["recogniser"].get("network") == "sphereface20" else MobileFaceNet()
    prefix = "recogniser."
    net.load_state_dict({k[len(prefix):]: v for k, v in state["classifier"].items() if k.startswith(prefix)})
    return net.eval()


def percent(f: dict[str, float], row: str) -> str:
    return f"{100 * f[row]:.2f} ± {100 * f[row + '_se']:.2f} %"


ROWS = ("raw_raw", "raw_anonymised", "anonymised_anonymised")
UNSEEN = "dlib (unseen)"


def results_table(figures: dict[str, Any]) -> str:
    """The figures beside the paper's and the floors of the project, as Markdown."""
    unseen, q = figures[UNSEEN], figures["quality"]

    lines = ["# The learned face", "",
             f"Step {figures['step']}; {figures['benchmark']}, {figures['pairs']} pairs. "
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


def write_page(path: str | Path, text: str, command: str) -> None:
    """Writes a table and its `# title` as a Markdown file of its own, which says what wrote it."""
    title, _, body = text.partition("\n")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{title}\n\nWritten by `guise_training {command}`.\n\n{body.strip()}\n")


def default_cache() -> Path:
    return Path(__file__).resolve().parents[1] / "runs" / "cache"


def held_out_faces(config: dict[str, Any], args: argparse.Namespace) -> tuple[FaceSet, FaceSet]:
    """(training, held-out) faces as the options of the command line say."""
    faces = load_faces(args.faces or config["faces"]["folder"], args.cache or default_cache())
    training, held = split_by_identity(faces, config["faces"]["held_out"], config["faces"]["split_seed"])
    return training, few(held, args.people, args.each)


def measure_privacy(anonymiser: Anonymiser, benchmark: Benchmark, judges: dict[str, nn.Module],
                    raw: dict[str, Tensor] | None = None) -> dict[str, dict[str, float]]:
    """Verification figures by judge, printed as they come."""
    figures = {}
    for name, (first, second) in embed_both(anonymiser, benchmark.faces, judges, raw).items():
        figures[name] = f = verification_figures(first, second, benchmark)
        print(f"{anonymiser.label:14s} {name:20s} " + "  ".join(f"{row.replace('_', '-')} {percent(f, row)}" for row in ROWS)
              + f"  own cosine {f['own_cosine']:.3f}  anonymised: same {f['same_cosine_anonymised']:.3f} "
                f"different {f['different_cosine_anonymised']:.3f}", flush=True)
    return figures


def count_found_again(anonymiser: Anonymiser, faces: FaceSet, count: int) -> dict[str, float]:
    """How often two face detectors find the anonymised face where they found the raw one."""
    rows, found = np.random.default_rng(0).permutation(len(faces))[:count], {}
    for name, detector in (("tiny", TinyFaceDetector().eval()), ("ssd", SsdFaceDetector().eval())):
        again = there = 0
        for i in range(0, len(rows), 16):
            part = rows[i:i + 16]
            a, t = found_again(detector, faces.tensor(part), anonymiser.pictures(faces, part))
            again, there = again + a, there + t
        found[f"found_again_{name}"], found[f"found_raw_{name}"] = again / max(1, there), there
        print(f"face found again by the {name} detector: {again} of {there} ({100 * again / max(1, there):.1f} %)", flush=True)
    return found


def evaluate(args: argparse.Namespace) -> int:
    if args.threads:
        torch.set_num_threads(args.threads)
    began = time.time()
    if args.model == "identity":
        config, step, size, anonymiser = load_config(None), 0, 128, Anonymiser()
        modify: Callable[[Tensor], Tensor] = lambda crops: crops
    else:
        net, config, step = load_modifier(args.model)
        anonymiser = LearnedFace(net)
        size, modify = net.size, anonymiser.net
    if args.lfw:
        from guise_training.data.lfw import read_lfw

        benchmark, problems = read_lfw(args.lfw, args.cache or default_cache())
        print("\n".join(problems[:20] + ([f"and {len(problems) - 20} more"] if len(problems) > 20 else [])), flush=True)
        training = held_out_faces(config, args)[0] if args.adaptive else None
    else:
        training, held = held_out_faces(config, args)
        benchmark = Benchmark.drawn(held, args.pairs)
    print(f"{args.model}, step {step}: {benchmark.name}", flush=True)
    start = load_mobilefacenet(args.recogniser or config["recogniser"]["weights"])
    judges: dict[str, nn.Module] = {UNSEEN: FaceApiRecogniser().eval(), "mobilefacenet (seen)": start}
    classifier = load_classifier(args.model)
    if classifier is not None:
        judges["D itself"] = classifier  # section 5.6: does it remain accurate on raw faces?
    if args.adaptive:
        judges["adaptive"] = finetune_attacker(anonymiser, training, start, args.adaptive, report=lambda t: print(t, flush=True))
    figures: dict[str, Any] = {"model": args.model, "step": step, "benchmark": benchmark.name, "faces": len(benchmark.faces),
                               "pairs": len(benchmark.pairs), "adaptive_steps": args.adaptive,
                               **measure_privacy(anonymiser, benchmark, judges)}
    figures["quality"] = q = measure_quality(modify, size, benchmark.faces, Landmarks68().eval(), Expressions().eval())
    print("  ".join(f"{name} {value:.4f}" for name, value in q.items()), f" ({time.time() - began:.0f} s)", flush=True)
    if args.detect:
        q.update(count_found_again(anonymiser, benchmark.faces, args.detect))
    if args.markdown:
        write_page(args.markdown, results_table(figures), "evaluate")
    if args.json:
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")
    return 0


#: Action mAP on DALY by mode and preset, as the paper's Table 1 has it.
PAPER_MAP = {"None": 56.85, "Blur, 8 × 8": 42.39, "Blur, 16 × 16": 48.10, "Blur, 24 × 24": 51.97, "Noise, σ² 0.1": 49.91,
             "Noise, σ² 0.3": 46.47, "Noise, σ² 0.5": 43.81, "Mask, Black": 38.86, "Edge, Light on dark": 47.99,
             "Super-pixel, 6 across": 46.92, "Learned": 52.32}


def modes_table(figures: dict[str, Any]) -> str:
    """Every mode's privacy, as Markdown."""
    attacked = any("adaptive" in point for point in figures["points"])
    lines = ["# Every mode: privacy", "",
             f"{figures['benchmark'][0].upper()}{figures['benchmark'][1:]}, {figures['pairs']} pairs, judged by the recogniser that no training saw (dlib-style ResNet). 50 % is a guess. "
             "± is the standard error over ten folds.", "",
             "| mode | raw–raw | raw–anonymised | anonymised–anonymised | paper: action mAP, DALY |" + (f" adaptive attack, {figures['adaptive_steps']} steps: raw–anonymised | anonymised–anonymised |" if attacked else ""),
             "|---|---|---|---|---|" + ("---|---|" if attacked else "")]
    for point in figures["points"]:
        row = f"| {point['label']} | " + " | ".join(percent(point["figures"], r) for r in ROWS) + f" | {PAPER_MAP.get(point['label'], '–')} |"
        if attacked:
            row += "".join(f" {percent(point['adaptive'], r)} |" for r in ROWS[1:]) if "adaptive" in point else " – | – |"
        lines.append(row)
    lines += ["", "The classical modes cover the face as the page does at its defaults (1.6 times the face box, feather 0.15). The paper shows "
              "its verification errors in a figure only (Fig. 4), on LFW with SphereFace; its one number is 66.95 % anonymised–anonymised for its own method. "
              "Its action column is of another data set and another detector than this project's: see the table of differences."]
    return "\n".join(lines)


def evaluate_modes(args: argparse.Namespace) -> int:
    """Writes points as `public/published/trade-off.json` has them, in percent, each with its figures in full."""
    if args.threads:
        torch.set_num_threads(args.threads)
    net, config, _ = load_modifier(args.model)
    wanted: list[Anonymiser] = [Anonymiser(), *(ClassicalMode(mode, values, f"{mode.capitalize()}, {label}")
                                                for mode, label, values in every_preset()), LearnedFace(net)]
    if args.only:
        wanted = [a for a in wanted if a.mode in args.only or a.label in args.only]
    if args.lfw:
        from guise_training.data.lfw import read_lfw

        benchmark = read_lfw(args.lfw, args.cache or default_cache())[0]
        training = held_out_faces(config, args)[0] if args.adaptive else None
    else:
        training, held = held_out_faces(config, args)
        benchmark = Benchmark.drawn(held, args.pairs)
    judges: dict[str, nn.Module] = {UNSEEN: FaceApiRecogniser().eval()}
    start = load_mobilefacenet(args.recogniser or config["recogniser"]["weights"]) if args.adaptive else None
    path = Path(args.json) if args.json else None
    # What an earlier, interrupted call has measured already is kept.
    settings = {"benchmark": benchmark.name, "pairs": len(benchmark.pairs), "adaptive_steps": args.adaptive}
    figures: dict[str, Any] = {**settings, "recogniser": UNSEEN, "points": []}
    if path and path.is_file():
        old = json.loads(path.read_text())
        if all(old.get(k) == v for k, v in settings.items()):
            figures = old
    done = {point["label"] for point in figures["points"]}
    raw, began, todo = None, time.time(), [a for a in wanted if a.label not in done]
    for number, anonymiser in enumerate(todo):
        if raw is None:
            raw = {UNSEEN: embed_both(Anonymiser(), benchmark.faces, judges)[UNSEEN][1]}
        f = measure_privacy(anonymiser, benchmark, judges, raw)[UNSEEN]
        point = {"mode": anonymiser.mode, "label": anonymiser.label, "values": anonymiser.values,
                 "verification": {"rawRaw": round(100 * f["raw_raw"], 2), "rawAnonymised": round(100 * f["raw_anonymised"], 2),
                                  "anonymisedAnonymised": round(100 * f["anonymised_anonymised"], 2)}, "figures": f}
        if args.adaptive and anonymiser.mode != "none":
            attacker = finetune_attacker(anonymiser, training, start, args.adaptive, report=lambda t: print(t, flush=True))
            point["adaptive"] = measure_privacy(anonymiser, benchmark, {"adaptive": attacker})["adaptive"]
        figures["points"].append(point)
        pace = (time.time() - began) / (number + 1)
        print(f"{number + 1} of {len(todo)} modes, {pace * (len(todo) - number - 1):.0f} s left", flush=True)
        if path:
            path.write_text(json.dumps(figures, indent=1) + "\n")
    if args.markdown:
        write_page(args.markdown, modes_table(figures), "evaluate-modes")
    return 0
