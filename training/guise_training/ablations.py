"""What each switch of the objective does: short, equal pilots from one start, and the table of their figures."""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path
from typing import Any

import torch

from guise_training.anonymisers import LearnedFace
from guise_training.config import load_config
from guise_training.errors import UserError
from guise_training.evaluation import Benchmark
from guise_training.faces import few, load_faces, split_by_identity
from guise_training.loop import train
from guise_training.losses.structure import seam
from guise_training.networks.face_api import Expressions, FaceApiRecogniser, Landmarks68
from guise_training.networks.recognisers import load_mobilefacenet
from guise_training.paste import cover_mask
from guise_training.quality import measure_quality
from guise_training.report import UNSEEN, load_classifier, load_modifier, measure_privacy, percent, write_page


def read_pilots(path: str) -> dict[str, Any]:
    """The file's contents, checked: {base, set, pilot: [{name, changes, set}]}."""
    try:
        plan = tomllib.loads(Path(path).read_text())
    except OSError as error:
        raise UserError(f"no pilots at {path} ({error})") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path}: {error}") from error
    pilots = plan.get("pilot", [])
    if not pilots or not all({"name", "changes", "set"} <= set(p) for p in pilots):
        raise UserError(f"{path}: each [[pilot]] has a name, what it changes in words (changes), and its settings (set)")
    if len({p["name"] for p in pilots}) < len(pilots):
        raise UserError(f"{path}: two pilots have the same name")
    return {"base": str(Path(path).parent / plan["base"]) if "base" in plan else None, "set": plan.get("set", []), "pilot": pilots}


@torch.no_grad()
def measure(model: str, config: dict[str, Any], args: argparse.Namespace, cache: Path) -> dict[str, Any]:
    """Privacy by the unseen and by the seen recogniser and by D, quality, and the step in colour at the cover's border."""
    net, _, step = load_modifier(model)
    faces = load_faces(config["faces"]["folder"], cache)
    held = few(split_by_identity(faces, config["faces"]["held_out"], config["faces"]["split_seed"])[1], args.people, args.each)
    benchmark, face = Benchmark.drawn(held, args.pairs), LearnedFace(net)
    judges = {UNSEEN: FaceApiRecogniser().eval(), "mobilefacenet (seen)": load_mobilefacenet(config["recogniser"]["weights"])}
    classifier = load_classifier(model)
    if classifier is not None:
        judges["D itself"] = classifier
    figures: dict[str, Any] = {"step": step, "benchmark": benchmark.name, **measure_privacy(face, benchmark, judges)}
    figures["quality"] = measure_quality(net, net.size, held, Landmarks68().eval(), Expressions().eval())
    from guise_training.faces import modifier_crops

    crops = modifier_crops(held.tensor(range(min(64, len(held)))), torch.from_numpy(held.landmarks[:64]), net.size)[0]
    figures["quality"]["seam"] = float(seam(net(crops), crops, cover_mask(net.size, crops)))
    return figures


def table(start: dict[str, Any], results: list[dict[str, Any]], steps: int) -> str:
    """The figures as Markdown; the first row is the common start."""
    def row(name: str, changes: str, f: dict[str, Any]) -> str:
        unseen, q = f[UNSEEN], f["quality"]
        d = f.get("D itself")
        return (f"| {name} | {changes} | {percent(unseen, 'raw_anonymised')} | {percent(unseen, 'anonymised_anonymised')} | {unseen['own_cosine']:.3f} "
                f"| {unseen['same_cosine_anonymised'] - unseen['different_cosine_anonymised']:.4f} | {q['flicker']:.3f} | {100 * q['landmark_error']:.2f} % "
                f"| {q['sharpness']:.2f} | {q['seam']:.4f} | {q['l1']:.4f} | {percent(d, 'raw_raw') if d else '–'} | {percent(d, 'anonymised_anonymised') if d else '–'} |")

    lines = ["# What each switch does: short pilots", "",
             f"Pilots, not trainings: each went on for {steps} steps from the same start (first row: step {start['step']} of the warm-up), equally, on reduced data; all that differs is the switch named. "
             f"Measured on {start['benchmark']}; verification and cosines by the recogniser that no training saw.", "",
             "| pilot | what differs | raw–anonymised | anonymised–anonymised | own cosine | gap (same − different) | flicker | landmarks | sharpness | seam | L1 | D on raw faces | D on anonymised |",
             "|---|---|---|---|---|---|---|---|---|---|---|---|---|", row("the start", "–", start)]
    lines += [row(r["name"], r["changes"], r) for r in results]
    return "\n".join(lines)


def ablate(args: argparse.Namespace) -> int:
    plan, folder = read_pilots(args.pilots), Path(args.run)
    common = plan["set"] + args.set
    configs = [load_config(plan["base"], common + p["set"]) for p in plan["pilot"]]  # wrong settings are named before hours are spent
    if any(config["faces"] != configs[0]["faces"] or config["recogniser"] != configs[0]["recogniser"] for config in configs):
        raise UserError(f"{args.pilots}: [faces] and [recogniser] are the same in all pilots; otherwise they cannot be compared")
    cache = Path(args.cache) if args.cache else folder / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "figures.json"
    done: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}

    def keep(name: str, figures: dict[str, Any]) -> None:
        done[name] = figures
        path.write_text(json.dumps(done, indent=1) + "\n")

    if configs[0]["threads"]:
        torch.set_num_threads(configs[0]["threads"])
    known: list[torch.Tensor] = []  # embeddings of the same raw faces, made once
    if "start" not in done:
        keep("start", measure(args.init, configs[0], args, cache))
    for number, (pilot, config) in enumerate(zip(plan["pilot"], configs)):
        name = pilot["name"]
        if name not in done:
            print(f"pilot {number + 1} of {len(configs)}: {name} ({pilot['changes']})", flush=True)
            run = folder / f"{number + 1:02d}-{''.join(c if c.isalnum() else '-' for c in name)}"
            status = train(argparse.Namespace(config=plan["base"], set=common + pilot["set"], run=str(run), cache=str(cache), init=args.init), known)
            if status:
                return status
            keep(name, {"name": name, "changes": pilot["changes"], **measure(str(run / "last.pt"), config, args, cache)})
        if args.markdown:
            results = [done[p["name"]] for p in plan["pilot"] if p["name"] in done]
            write_page(args.markdown, table(done["start"], results, configs[0]["optimiser"]["steps"]), "ablate")
    return 0
