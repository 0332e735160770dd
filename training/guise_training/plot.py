"""Curves of training, one panel a term."""

from __future__ import annotations

import json
from pathlib import Path

from guise_training.errors import UserError


def read_log(folder: str | Path) -> dict[str, tuple[list[int], list[float]]]:
    """log.jsonl of a run -> for each term (steps, values). A line cut short by a crash is left out."""
    path = Path(folder) / "log.jsonl"
    if not path.is_file():
        raise UserError(f"no log.jsonl in {folder}")
    terms: dict[str, tuple[list[int], list[float]]] = {}
    for line in path.read_text().splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        for name, value in entry.items():
            if name not in ("step", "seconds"):
                terms.setdefault(name, ([], []))
                terms[name][0].append(entry["step"])
                terms[name][1].append(value)
    if not terms:
        raise UserError(f"{path} holds no entries yet")
    return terms


def plot_runs(folders: list[str], picture: str | Path) -> None:
    """One panel for each term, one line for each run."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    logs = {Path(folder).name: read_log(folder) for folder in folders}
    names = sorted({name for log in logs.values() for name in log})
    columns = min(4, len(names))
    rows = -(-len(names) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(4 * columns, 2.6 * rows), squeeze=False)
    for axis in axes.flat[len(names):]:
        axis.axis("off")
    for name, axis in zip(names, axes.flat):
        for i, (run, log) in enumerate(logs.items()):
            if name in log:
                axis.plot(*log[name], label=run, linewidth=1, color=f"C{i}")
        axis.set_title(name, fontsize=9)
        axis.set_xlabel("step", fontsize=8)
        axis.tick_params(labelsize=7)
        axis.grid(alpha=0.3)
    from matplotlib.lines import Line2D

    figure.legend([Line2D([], [], color=f"C{i}") for i in range(len(logs))], list(logs), loc="upper right", ncol=len(logs), fontsize=9)
    figure.tight_layout(rect=(0, 0, 1, 0.97))
    figure.savefig(picture, dpi=110)
    plt.close(figure)
