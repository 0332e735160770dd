"""public/models/manifest.json: what the page may load, each with SHA-256, bytes, licence, origin and measured figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def upsert(path: str | Path, entry: dict[str, Any]) -> None:
    """Puts `entry` into the catalogue in place of the one with the same `name`; the others stay."""
    path = Path(path)
    catalogue = json.loads(path.read_text()) if path.is_file() else {"version": 1, "models": []}
    catalogue["models"] = sorted([m for m in catalogue["models"] if m["name"] != entry["name"]] + [entry], key=lambda m: m["name"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(catalogue, indent=1, ensure_ascii=False) + "\n")
