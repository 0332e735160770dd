"""Writes and reads weights in the tfjs weights-manifest format; docs/models/weights-format.md describes every field.

8 bit: each convolution is quantised per output channel (symmetric about its own middle, `min + scale * q`), stored as one uint8
tensor and two float32 vectors `<name>/scale` and `<name>/min`; norms and biases stay float32. 16 bit: float16 for convolutions.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch
from torch import nn

from guise_training.errors import UserError
from guise_training.networks.modifier import build_modifier
from guise_training.networks.tfjs_weights import read_manifest


def to_tfjs(name: str, value: np.ndarray, depthwise: bool) -> np.ndarray:
    """PyTorch layout to TensorFlow's: (out, in, h, w) -> (h, w, in, out); depthwise (c, 1, h, w) -> (h, w, c, 1)."""
    if value.ndim != 4:
        return value
    return np.ascontiguousarray(value.transpose((2, 3, 0, 1) if depthwise else (2, 3, 1, 0)))


def from_tfjs(value: np.ndarray, depthwise: bool) -> np.ndarray:
    if value.ndim != 4:
        return value
    return np.ascontiguousarray(value.transpose((2, 3, 0, 1) if depthwise else (3, 2, 0, 1)))


def quantise_channels(value: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """value -> (uint8 of the same shape, scale, min per index of `axis`), value ~= min + scale * q; the error is at most scale / 2."""
    others = tuple(i for i in range(value.ndim) if i != axis)
    low, high = value.min(others), value.max(others)
    scale = np.maximum((high - low) / 255, 1e-12).astype(np.float32)
    low = low.astype(np.float32)
    shape = [1] * value.ndim
    shape[axis] = -1
    q = np.clip(np.round((value - low.reshape(shape)) / scale.reshape(shape)), 0, 255).astype(np.uint8)
    return q, scale, low


def _is_depthwise(net: nn.Module, name: str) -> bool:
    module = net.get_submodule(name.rsplit(".", 1)[0])
    return isinstance(module, nn.Conv2d) and module.groups == module.in_channels and module.groups > 1


def write_network(net: nn.Module, folder: str | Path, stem: str, bits: int, metadata: dict[str, Any], depthwise_bits: int = 0) -> dict[str, Any]:
    """Writes <stem>.json (manifest) and <stem>.bin. bits: 8, 16 or 32, of convolutions; depthwise_bits: 16 where those by channel are
    stored finer (0: as the others). Returns {file, sha256, bytes} of both."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    entries: list[dict[str, Any]] = []
    blob = bytearray()

    def put(name: str, array: np.ndarray, **more: Any) -> None:
        # Four-byte tensors come first in the file (see below), so that a typed array can be laid over them without a copy.
        entries.append({"name": name, "shape": list(array.shape), "dtype": "float32", **more})
        blob.extend(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes())

    wide: list[tuple[str, np.ndarray]] = []
    narrow: list[tuple[str, np.ndarray, dict[str, Any]]] = []
    for name, tensor in net.state_dict().items():
        depthwise = tensor.dim() == 4 and _is_depthwise(net, name)
        value = to_tfjs(name, tensor.detach().cpu().float().contiguous().numpy(), depthwise)
        if value.ndim != 4 or bits == 32:
            wide.append((name, value))
        elif (depthwise and depthwise_bits or bits) == 16:
            narrow.append((name, value.astype(np.float16), {"quantization": {"dtype": "float16", "original_dtype": "float32"}}))
        else:
            q, scale, low = quantise_channels(value, 2 if depthwise else 3)
            wide += [(f"{name}/scale", scale), (f"{name}/min", low)]
            narrow.append((name, q, {"dtype": "uint8", "perChannel": {"axis": 2 if depthwise else 3}}))
    narrow.sort(key=lambda item: -item[1].itemsize)
    for name, value in wide:
        put(name, value)
    for name, value, more in narrow:
        put(name, value, **more)
    manifest = {"format": "guise-weights", "version": 1, "metadata": metadata,
                "weightsManifest": [{"paths": [f"{stem}.bin"], "weights": entries}]}
    (folder / f"{stem}.bin").write_bytes(bytes(blob))
    (folder / f"{stem}.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return {"manifest": f"{stem}.json", "weights": [{"file": file, **digest(folder / file)} for file in (f"{stem}.json", f"{stem}.bin")]}


def digest(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def read_state(path: str | Path, build: Callable[[dict[str, Any]], nn.Module]) -> tuple[nn.Module, dict[str, Any]]:
    """(network in eval mode with the de-quantised weights, metadata) of an exported manifest; `build(metadata)` makes the network."""
    path = Path(path)
    arrays = read_manifest(path)
    manifest = json.loads(path.read_text())
    net = build(manifest["metadata"])
    state = {}
    per_channel = {e["name"]: e["perChannel"]["axis"] for g in manifest["weightsManifest"] for e in g["weights"] if "perChannel" in e}
    for name in net.state_dict():
        if name not in arrays:
            raise UserError(f"{path}: no weight {name}; the file is of another network")
        value = arrays[name]
        if name in per_channel:
            shape = [1] * value.ndim
            shape[per_channel[name]] = -1
            value = arrays[f"{name}/min"].reshape(shape) + arrays[f"{name}/scale"].reshape(shape) * value
        value = from_tfjs(value, value.ndim == 4 and _is_depthwise(net, name))
        state[name] = torch.from_numpy(np.ascontiguousarray(value, dtype=np.float32))
    net.load_state_dict(state)
    return net.eval(), manifest["metadata"]


def read_modifier(path: str | Path) -> tuple[nn.Module, dict[str, Any], int]:
    """(modifier in eval mode with the de-quantised weights, training configuration, step) of an exported manifest."""
    net, metadata = read_state(path, lambda m: build_modifier(m["network"]["name"], **m["network"]["hyper"]))
    return net, metadata["config"], metadata["step"]
