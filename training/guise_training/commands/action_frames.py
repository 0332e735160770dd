"""Write the frames of JHMDB or DALY as annotations for `npm run evaluate -- actions --video`: COCO's format, with video and frame.

    python3 -m guise_training action-frames OUT.json --jhmdb FOLDER [--split test]
    python3 -m guise_training action-frames OUT.json --daly FOLDER [--split test]

The pictures stay where they are: give FOLDER as --images.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", help="file to write")
    parser.add_argument("--jhmdb", default=None, help="folder of JHMDB")
    parser.add_argument("--daly", default=None, help="folder of DALY, its keyframes cut into frames/")
    parser.add_argument("--split", default="test", choices=("train", "test", "all"))


def run(args: argparse.Namespace) -> int:
    from guise_training.data.daly import read_daly
    from guise_training.data.jhmdb import read_jhmdb
    from guise_training.errors import UserError

    if bool(args.jhmdb) == bool(args.daly):
        raise UserError("name one of --jhmdb FOLDER and --daly FOLDER")
    folder = args.jhmdb or args.daly
    data = read_jhmdb(folder, args.split) if args.jhmdb else read_daly(folder, args.split)
    images, annotations, seen = [], [], defaultdict(int)
    for number, picture in enumerate(sorted(data.pictures, key=lambda p: (p.subject, p.path))):
        seen[picture.subject] += 1
        images.append({"id": number, "file_name": picture.path.relative_to(folder).as_posix(), "width": picture.width, "height": picture.height,
                       "video": picture.subject, "frame": seen[picture.subject]})
        for box, label in zip(picture.boxes.tolist(), picture.labels.tolist()):
            x1, y1, x2, y2 = box
            annotations.append({"image_id": number, "category_id": int(label), "bbox": [x1, y1, x2 - x1, y2 - y1]})
    categories = [{"id": i, "name": name} for i, name in enumerate(data.classes)]
    Path(args.out).write_text(json.dumps({"images": images, "annotations": annotations, "categories": categories}) + "\n")
    for problem in data.problems:
        print(problem)
    print(f"{len(images)} frames of {len(seen)} videos: {args.out}")
    return 0
