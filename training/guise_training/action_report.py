"""`evaluate-actions`: the paper's Table 1 with the page's modes. The detector is fine-tuned for each mode from the same start, with the
same steps, rate, seeds and pictures, and measured on held-out pictures of that mode."""

from __future__ import annotations

import argparse
import copy
import json
import time
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch

from guise_training import anonymise, checkpoint
from guise_training.action_loop import cached_mode, load_start, read_pictures
from guise_training.action_trainer import ActionTrainer, detect
from guise_training.anonymise import CLASSICAL, MODES
from guise_training.detection_metrics import Boxes, ClassMatches, best_threshold, match_class
from guise_training.errors import UserError
from guise_training.networks.nanodet import NanoDet

#: mAP of the paper's Table 1 (DALY, Faster R-CNN), percent.
PAPER_MAP = {"raw": 56.85, "blur-8": 42.39, "blur-16": 48.10, "blur-24": 51.97, "noise-0.1": 49.91, "noise-0.3": 46.47, "noise-0.5": 43.81,
             "mask": 38.86, "edge": 47.99, "super-pixel": 46.92, "learned": 52.32}
LABELS = {"raw": "Un-anonymised", **{name: label for name, (_, _, label, _) in CLASSICAL.items()}, "learned": "Learned (ours)"}


def to_lists(found: list[Boxes]) -> list[list]:
    """For JSON: per picture [boxes in hundredths of a pixel, labels, scores in ten-thousandths]."""
    return [[np.round(f.boxes * 100).astype(int).tolist(), np.asarray(f.labels).tolist(), np.round(f.scores * 1e4).astype(int).tolist()]
            for f in found]


def from_lists(lists: list[list]) -> list[Boxes]:
    return [Boxes(np.array(b, np.float32).reshape(-1, 4) / 100, np.array(c, np.int64), np.array(s, np.float32) / 1e4) for b, c, s in lists]


def fine_tune(config: dict[str, Any], start: dict[str, Any], pictures, training: np.ndarray, classes: list[str],
              say: Callable[[str], None]) -> NanoDet:
    """The start's averaged weights after `optimiser.steps` more steps on `pictures`; returns the averaged detector."""
    net = NanoDet(len(classes))
    net.load_state_dict(start)
    if not config["optimiser"]["steps"]:
        return net.eval()
    torch.manual_seed(config["seed"])
    trainer = ActionTrainer(config, net, [pictures], training, classes)
    began, sums = time.time(), []
    for _ in range(config["optimiser"]["steps"]):
        sums.append(trainer.train_step()["loss"])
        if trainer.step % 20 == 0:
            say(f"  step {trainer.step}/{config['optimiser']['steps']}  {(time.time() - began) / trainer.step:.2f} s a step  "
                f"loss {np.mean(sums[-20:]):.3f}")
    return trainer.average


def bootstrap(matches: dict[str, list[list[ClassMatches]]], pictures: int, samples: int, seed: int = 0) -> dict[str, np.ndarray]:
    """mAP of every mode (mean over its seeds) on the same `samples` resamples of the held-out pictures: mode -> (samples,)."""
    rng = np.random.default_rng(seed)
    weights = [np.bincount(rng.integers(pictures, size=pictures), minlength=pictures) for _ in range(samples)]
    return {mode: np.array([np.mean([np.nanmean([m.average_precision(w) for m in one]) for one in runs]) for w in weights])
            for mode, runs in matches.items()}


def summarise(truth: list[Boxes], found: dict[str, list[list[Boxes]]], classes: list[str], sources: list[str], samples: int) -> dict[str, Any]:
    """found: mode -> one list of detections a seed. Everything in percent; "lost" is against "raw", paired by picture."""
    matches = {mode: [[match_class(truth, own, label) for label in range(len(classes))] for own in runs] for mode, runs in found.items()}
    spread = bootstrap(matches, len(truth), samples) if samples else {}
    driver = np.array([s == "driver" for s in sources], np.int64)
    result: dict[str, Any] = {}
    for mode, runs in matches.items():
        ap = np.array([[100 * m.average_precision() for m in one] for one in runs])
        score, precision, recall = best_threshold(matches[mode][0])
        entry = {"label": LABELS.get(mode, mode), "mAP": float(np.nanmean(ap)), "seeds": [float(np.nanmean(row)) for row in ap],
                 "ap": {name: float(ap[:, i].mean()) for i, name in enumerate(classes)}, "paper": PAPER_MAP.get(mode),
                 "threshold": round(score, 3), "precision": 100 * precision, "recall": 100 * recall}
        if driver.any():
            own = np.array([[100 * m.average_precision(driver) for m in one] for one in runs])
            entry["driver"] = float(np.nanmean(own))
        if samples:
            low, high = np.percentile(100 * spread[mode], [2.5, 97.5])
            entry["interval"] = [float(low), float(high)]
        if "raw" in matches and mode != "raw":
            entry["lost"] = float(np.mean(result["raw"]["seeds"]) - entry["mAP"]) if "raw" in result else None
            if samples:
                low, high = np.percentile(100 * (spread["raw"] - spread[mode]), [2.5, 97.5])
                entry["lost_interval"] = [float(low), float(high)]
        result[mode] = entry
    return result


def evaluate_actions(args: argparse.Namespace) -> int:
    torch.set_num_threads(args.threads)
    start = load_start(args.start)
    folder = Path(args.run)
    folder.mkdir(parents=True, exist_ok=True)
    cache = Path(args.cache or folder.parent / "cache")
    config = copy.deepcopy(start["config"])
    config["actions"].update(most=args.most, modifier=args.modifier)
    if args.annotations:
        config["actions"]["annotations"] = args.annotations
    config["optimiser"].update(steps=args.steps, lr=args.lr, warmup=10, average=0.97)
    say = lambda text: print(text, flush=True)  # noqa: E731
    data, held = read_pictures(config)
    held_rows = np.flatnonzero(held)
    modes = args.modes.split(",") if args.modes else list(MODES)
    for name in modes:
        if name not in MODES:
            raise UserError(f"no mode {name!r}; there are {', '.join(MODES)}")
    settings = {"start": start["step"], "steps": args.steps, "lr": args.lr, "training": int((~held).sum()), "held out": int(held.sum()),
                "side": config["actions"]["side"], "batch": config["actions"]["batch"]}
    for seed in args.seeds.split(","):
        config["seed"] = int(seed)
        for mode in modes:
            path = folder / f"{mode}-seed{seed}.json"
            if path.is_file() and json.loads(path.read_text())["settings"] == settings:
                continue
            pictures = cached_mode(config, data, mode, cache, say)
            say(f"{mode}, seed {seed}: " + ("fine-tuning" if args.steps else "measuring"))
            net = fine_tune(config, start["average"], pictures, np.flatnonzero(~held), data.classes, say)
            found = detect(net, pictures, held_rows, config["precision"])
            path.write_text(json.dumps({"settings": settings, "mode": mode, "seed": int(seed), "found": to_lists(found)}))
            result = summarise([pictures.truth[i] for i in held_rows], {mode: [found]}, data.classes,
                               [data.pictures[i].source for i in held_rows], 0)[mode]
            say(f"{mode}, seed {seed}: mAP@0.5 {result['mAP']:.2f} %  driver alone {result.get('driver', float('nan')):.2f} %")
    return report(args, settings, folder, cache, cached_mode(config, data, "raw", cache, say).truth, data, held_rows)


def report(args: argparse.Namespace, settings: dict[str, Any], folder: Path, cache: Path, truth: list[Boxes], data, held_rows: np.ndarray) -> int:
    """Gathers what this and earlier calls with the same settings have measured, and writes it."""
    found: dict[str, list[list[Boxes]]] = {}
    for mode in MODES:
        for path in sorted(folder.glob(f"{mode}-seed*.json")):
            stored = json.loads(path.read_text())
            if stored["settings"] == settings:
                found.setdefault(mode, []).append(from_lists(stored["found"]))
    faces = anonymise.find_faces([data.pictures[i] for i in held_rows], cache, print)
    sources = [data.pictures[i].source for i in held_rows]
    shares = {name: float(np.mean([len(f.boxes) > 0 for f, source in zip(faces, sources) if source == name])) for name in sorted(set(sources))}
    figures = {"settings": settings, "faces": shares, "bootstrap": args.bootstrap, "modes": summarise([truth[i] for i in held_rows], found, data.classes,
                                                                                                      sources, args.bootstrap)}
    verification = verification_by_mode(args.verification) if args.verification else {}
    for mode, entry in figures["modes"].items():
        entry["verification"] = verification.get(mode)
    print(table(figures, data.classes))
    if args.json:
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n")
    if args.markdown:
        from guise_training.report import write_page

        write_page(args.markdown, section(figures, data.classes), "evaluate-actions")
    if args.published:
        publish(figures, args.published)
    return 0


def verification_by_mode(path: str) -> dict[str, dict[str, float]]:
    """What `evaluate-modes --json` measured, by the names of this command."""
    points = json.loads(Path(path).read_text())["points"]
    result = {}
    for point in points:
        if point["mode"] in ("none", "learned"):
            result["raw" if point["mode"] == "none" else "learned"] = point["verification"]
        for name, (mode, values, _, _) in CLASSICAL.items():
            if point["mode"] == mode and all(point["values"].get(k) == v for k, v in values.items()):
                result[name] = point["verification"]
    return result


def _cell(entry: dict[str, Any], key: str) -> str:
    if key not in entry or entry[key] is None:
        return "–"
    text = f"{entry[key]:.2f}"
    interval = entry.get({"mAP": "interval", "lost": "lost_interval"}.get(key, ""))
    return text + (f" ({interval[0]:.1f} … {interval[1]:.1f})" if interval else "")


def table(figures: dict[str, Any], classes: list[str]) -> str:
    head = ["mode", "mAP", "lost", "driver alone", *classes, "paper: mAP", "paper: lost"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for mode, entry in figures["modes"].items():
        row = [entry["label"], _cell(entry, "mAP"), _cell(entry, "lost"), _cell(entry, "driver"),
               *(f"{entry['ap'][name]:.1f}" for name in classes), f"{entry['paper']:.2f}" if entry["paper"] else "–",
               f"{PAPER_MAP['raw'] - entry['paper']:.2f}" if entry["paper"] and mode != "raw" else "–"]
        lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines)


def section(figures: dict[str, Any], classes: list[str]) -> str:
    """Markdown; picture: the trade-off's PNG as a link from there."""
    s, modes = figures["settings"], figures["modes"]
    seeds = max(len(m["seeds"]) for m in modes.values())
    lines = ["# Actions: the detector fine-tuned for each mode (the paper's Table 1)", "",
             f"AP and mAP at IoU 0.5, percent, on {s['held out']} held-out pictures. Every mode has the same start (step {s['start']} on raw "
             f"pictures), then {s['steps']} steps of {s['batch']} of its own anonymised pictures ({s['training']} training pictures, "
             f"{s['side']} × {s['side']}), {seeds} seed{'s' if seeds > 1 else ''}. In brackets: 95 % of {figures['bootstrap']} bootstrap "
             "resamples of the held-out pictures; \"lost\" is paired, picture by picture, with the un-anonymised row. Held-out pictures with a face "
             "that was found, and covered: " + ", ".join(f"{source} {100 * share:.0f} %" for source, share in figures["faces"].items()) + ".", "",
             table(figures, classes), ""]
    noise = [m["seeds"] for m in modes.values() if len(m["seeds"]) > 1]
    if noise:
        lines += [f"Two runs of one mode that differ by the seed alone differ by {np.mean([np.ptp(n) for n in noise]):.2f} points on average: "
                  "smaller differences between modes say nothing.", ""]
    if any(m.get("verification") for m in modes.values()):
        lines += ["| mode | verification error, anonymised–anonymised | raw–anonymised | mAP | lost |", "|---|---|---|---|---|"]
        for mode, m in modes.items():
            v = m.get("verification")
            if v:
                own = v["anonymisedAnonymised"] if mode != "raw" else v["rawRaw"]
                lines.append(f"| {m['label']} | {100 - own:.2f} % | {100 - v['rawAnonymised']:.2f} % | {m['mAP']:.2f} | {_cell(m, 'lost')} |")
        lines += [""]
    lines.append("The paper's columns are DALY with Faster R-CNN, other actions and other data: they stand beside ours for the order of the modes, not as a race. "
                 "Class and source are confounded here: eight classes are of `driver` only, smoking, yawning and none of other "
                 "sources only, so that a detector can tell them apart by the picture's style; \"driver alone\" is the mean over its eight classes on "
                 "its held-out people. Faces that the finder missed stay raw in every mode. The start has seen the training pictures raw, so that the "
                 "un-anonymised row's further steps repeat what it knows, while anonymised copies are new to it: a mode that loses nothing, or "
                 "even gains, is to be read as \"no loss that this could show\", not as a gain.")
    return "\n".join(lines)


def publish(figures: dict[str, Any], path: str | Path) -> None:
    """Puts the measured points into the file of the page's trade-off chart, in place of earlier ones of ours; the paper's stay."""
    path = Path(path)
    source = "docs/results.md of this repository"
    stored = json.loads(path.read_text()) if path.is_file() else {"points": []}
    kept = [p for p in stored["points"] if not p["source"].startswith(source)]
    own = []
    for mode, m in figures["modes"].items():
        v = m.get("verification") or {"rawRaw": None, "rawAnonymised": None, "anonymisedAnonymised": None}
        if mode == "raw":
            v = {**v, "rawAnonymised": None, "anonymisedAnonymised": None}
        page = {"raw": "none", "learned": "learned"}.get(mode) or CLASSICAL[mode][0]
        label = m["label"] if "(ours)" in m["label"] else m["label"] + " (ours)"
        own.append({"mode": page, "label": label, "verification": v, "mAP": round(m["mAP"], 2),
                    "source": f"{source}: verification on held-out CelebA faces, actions on held-out pictures"})
    path.write_text(json.dumps({"points": kept + own}, indent=2, ensure_ascii=False) + "\n")
