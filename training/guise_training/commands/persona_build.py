"""Build the strangers: shape model, texture space, groups, and k-same averages of disjoint sets of people.

    python3 -m guise_training persona-build runs/persona/wide --run runs/persona
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("labels", help="folder that persona-labels wrote")
    parser.add_argument("--run", required=True, help="folder of the run")
    parser.add_argument("--held-out", type=int, default=260, help="people that nothing is made of")
    parser.add_argument("--k", type=int, default=12, help="people in each stranger")
    parser.add_argument("--count", type=int, default=32, help="strangers of each sex presentation")
    parser.add_argument("--gain", type=float, default=7.5, help="how far a stranger's texture is from the group's mean, in means of k people")
    parser.add_argument("--fine-gain", type=float, default=4.0, help="the same of what is fine in it")
    parser.add_argument("--shape-gain", type=float, default=6.0, help="the same for shapes")
    parser.add_argument("--sex-gain", type=float, default=0.3, help="how far apart the sexes are drawn, 1 as far as they are")
    parser.add_argument("--detail", type=float, default=2.4, help="how much of the detail that averaging takes is given back")
    parser.add_argument("--age-gain", type=float, default=1.3, help="how far from forty a group is drawn, by how far it is")


def run(args: argparse.Namespace) -> int:
    from pathlib import Path

    import numpy as np

    from guise_training.persona.atlas import build_atlas
    from guise_training.persona.averages import attribute_vector, person_textures
    from guise_training.persona.groups import clean_groups
    from guise_training.persona.labels import held_out_people, read_labels
    from guise_training.persona.prepare import beard_share, build_personas
    from guise_training.persona.renderer import PersonaRenderer, save_renderer
    from guise_training.persona.shape import build_shape_model

    labelled, folder = read_labels(args.labels), Path(args.run)
    folder.mkdir(parents=True, exist_ok=True)
    rows = np.flatnonzero(~np.isin(labelled.identity, held_out_people(labelled.identity, args.held_out)))
    sure = rows[labelled.sure[rows] > 0.9]
    shape = build_shape_model(labelled.mesh[sure], labelled.identity[sure])
    atlas = build_atlas(shape, 160)
    textures = person_textures(labelled, rows, shape, atlas)
    with np.load(Path(args.labels) / "people.npz") as people:
        groups = clean_groups(textures, shape, labelled, dict(people), lambda male: beard_share(textures, atlas) * male)
    np.savez(folder / "groups.npz", identity=textures.identity, group=groups)
    attributes = attribute_vector(groups[:, 0], 40 + 25 * groups[:, 1], groups[:, 2:5], groups[:, 5])
    personas = build_personas(textures, attributes, atlas, shape, args.k, args.count, args.gain, args.fine_gain, detail=args.detail, age_gain=args.age_gain,
                              shape_gain=args.shape_gain, sex_gain=args.sex_gain)
    save_renderer(folder / "strangers.pt", PersonaRenderer(shape, atlas, personas))
    print(f"{2 * personas.count} strangers, each the mean of {personas.k} of {len(textures.identity)} people")
    return 0
