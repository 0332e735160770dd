"""Write the people and pictures that no training saw as data for the page's own evaluation (`npm run evaluate`).

    python3 -m guise_training held-out OUT --faces FOLDER --each 6
    python3 -m guise_training held-out OUT --annotations FOLDER/train.json --every 3

Faces are laid out as LFW's are (OUT/faces/Person_0007/Person_0007_0001.jpg), action pictures are named by OUT/actions.json, in COCO's
format; their pictures stay where they are.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", help="folder to write to")
    parser.add_argument("--faces", default=None, help="folder of faces")
    parser.add_argument("--people", type=int, default=0, help="only so many of the held-out people (0: all)")
    parser.add_argument("--each", type=int, default=0, help="and only so many pictures of each (0: all)")
    parser.add_argument("--cache", default=None, help="folder of decoded faces")
    parser.add_argument("--annotations", default=None, help="action pictures, COCO's format")
    parser.add_argument("--every", type=int, default=1, help="only every N-th of the held-out action pictures")
    parser.add_argument("--config", default=None, help="the configuration that the split is of (default: the defaults)")


def run(args: argparse.Namespace) -> int:
    from guise_training.errors import UserError

    if not (args.faces or args.annotations):
        raise UserError("name faces (--faces FOLDER) or action pictures (--annotations FILE)")
    if args.faces:
        _faces(args)
    if args.annotations:
        _actions(args)
    return 0


def _faces(args: argparse.Namespace) -> None:
    from guise_training.config import load_config
    from guise_training.faces import few, load_faces, split_by_identity
    from guise_training.report import default_cache

    config = load_config(args.config)
    held = split_by_identity(load_faces(args.faces, args.cache or default_cache()), config["faces"]["held_out"],
                             config["faces"]["split_seed"])[1]
    held, counts = few(held, args.people, args.each), {}
    for name, identity in zip(held.names, held.identity):
        source = next(path for path in (Path(args.faces) / "images" / name, Path(args.faces) / name) if path.is_file())
        counts[identity] = counts.get(identity, 0) + 1
        person = f"Person_{identity:04d}"
        target = Path(args.out) / "faces" / person / f"{person}_{counts[identity]:04d}{source.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    print(f"{len(held.names)} faces of {len(counts)} people held out of training: {Path(args.out) / 'faces'}")


def _actions(args: argparse.Namespace) -> None:
    from guise_training.actions import held_out
    from guise_training.config import ACTION_DEFAULTS, load_config
    from guise_training.data.coco_actions import read_coco_actions

    share = (load_config(args.config) if args.config else ACTION_DEFAULTS)["actions"]["held_out"]
    data = read_coco_actions(args.annotations)
    chosen = [p.path.name for p, held in zip(data.pictures, held_out(data.pictures, share)) if held][::args.every]
    coco = json.loads(Path(args.annotations).read_text())
    names = set(chosen)
    coco["images"] = [image for image in coco["images"] if Path(image["file_name"]).name in names]
    ids = {image["id"] for image in coco["images"]}
    coco["annotations"] = [annotation for annotation in coco["annotations"] if annotation["image_id"] in ids]
    out = Path(args.out) / "actions.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(coco))
    print(f"{len(ids)} pictures held out of training: {out}")
