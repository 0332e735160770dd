"""Train the encoder on the labels; goes on from where it stopped.

    python3 -m guise_training persona-train runs/persona/wide --run runs/persona --steps 3000
    python3 -m guise_training persona-train runs/persona/wide --run runs/persona --write-pack pack.npz    # data for training/accelerated.sh
    python3 -m guise_training persona-train --pack pack.npz --run runs/persona --device cuda --minutes 9
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("labels", nargs="*", help="folders that persona-labels wrote")
    parser.add_argument("--run", required=True, help="folder of the run: strangers.pt and groups.npz are read, encoder.pt is written")
    parser.add_argument("--steps", type=int, default=3000, help="steps in all; where they are done, only the groups are calibrated anew")
    parser.add_argument("--batch", type=int, default=32, help="pictures a step")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--held-out", type=int, default=260, help="people of the first folder that nothing is learned from")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--minutes", type=float, default=0, help="stop, and save, after so many (0: never)")
    parser.add_argument("--pack", default="", help="read this file instead of the labels")
    parser.add_argument("--write-pack", default="", help="write what is learned from to one file, and stop")


def run(args: argparse.Namespace) -> int:
    from pathlib import Path

    import numpy as np

    from guise_training.errors import UserError
    from guise_training.persona.code import NAMES
    from guise_training.persona.distil import calibration, encode, train_encoder
    from guise_training.persona.encoder import REGRESSED, SPREADS
    from guise_training.persona.pack import read_pack, write_pack

    if args.pack:
        crops, targets, train = read_pack(args.pack)
    elif args.labels:
        crops, targets, train = _from_labels(args)
    else:
        raise UserError("name folders of labels, or a file with --pack")
    if args.write_pack:
        print(f"{args.write_pack}: {write_pack(args.write_pack, crops, targets, train)} bytes")
        return 0
    net = train_encoder(crops, targets, np.flatnonzero(train), args.run, args.steps, args.batch, args.rate, device=args.device, minutes=args.minutes,
                        log=lambda line: print(line, flush=True))
    rows = np.random.default_rng(0).permutation(np.flatnonzero(train))[:1500]
    scale, shift = calibration(encode(net, crops, rows)[:, REGRESSED:], targets.group[rows])
    np.savez(Path(args.run) / "calibration.npz", scale=scale, shift=shift)
    rows = np.flatnonzero(~train)
    told = encode(net, crops, rows)[:, :REGRESSED] * SPREADS
    for i, name in enumerate(NAMES[:REGRESSED]):
        wanted = targets.values[rows, i]
        print(f"{name}: correlation {np.corrcoef(told[:, i], wanted)[0, 1]:.3f}, mean error {np.abs(told[:, i] - wanted).mean():.4f}")
    return 0


def _from_labels(args: argparse.Namespace):
    from pathlib import Path

    import numpy as np

    from guise_training.persona.distil import Targets
    from guise_training.persona.labels import held_out_people, join, read_labels
    from guise_training.persona.prepare import pose_and_expression
    from guise_training.persona.renderer import load_renderer

    folder, sets = Path(args.run), [read_labels(f) for f in args.labels]
    labelled, shape = join(sets), load_renderer(Path(args.run) / "strangers.pt").shape
    held = np.isin(labelled.identity, held_out_people(sets[0].identity, args.held_out))
    with np.load(folder / "groups.npz") as stored:
        place = {p: i for i, p in enumerate(stored["identity"])}
        known = np.array([place.get(p, -1) for p in labelled.identity])
        group = np.where((known >= 0)[:, None], stored["group"][known.clip(0)], np.nan).astype(np.float32)
    values = pose_and_expression(labelled.mesh, shape).astype(np.float32)
    sure = np.flatnonzero(labelled.sure > 0.9)
    return _Rows(labelled.crops, sure), Targets(values[sure], group[sure]), ~held[sure]


class _Rows:
    def __init__(self, crops, rows):
        self.crops, self.rows = crops, rows

    def __getitem__(self, i):
        return self.crops[int(self.rows[int(i)])]
