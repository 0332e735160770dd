"""Exports personas and encoder for the browser, reads them back, and writes the parity fixture. docs/models/persona-format.md is the format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guise_training.errors import UserError
from guise_training.export.fixture import drawn_face
from guise_training.export.weights import digest, quantise_channels, read_state, write_network
from guise_training.networks.tfjs_weights import read_manifest
from guise_training.persona import code as codes
from guise_training.persona.atlas import Atlas
from guise_training.persona.averages import ATTRIBUTES
from guise_training.persona.compose import compose
from guise_training.persona.encoder import SIDE, SPREADS, FoldedEncoder
from guise_training.persona.light import Probes, probe_light
from guise_training.persona.raster import rasterise
from guise_training.persona.renderer import PersonaRenderer, Personas
from guise_training.persona.shape import MEASURES, ShapeModel

NAME, ENCODER = "persona-strangers", "persona-encoder"


def write_arrays(folder: Path, stem: str, wide: dict[str, np.ndarray], half: dict[str, np.ndarray], narrow: dict[str, np.ndarray],
                 metadata: dict[str, Any]) -> dict[str, Any]:
    """<stem>.json and <stem>.bin in the weights format: `wide` as float32, `half` as float16, `narrow` as uint8 with a scale for each index of
    the first axis."""
    folder.mkdir(parents=True, exist_ok=True)
    wide, quantised = dict(wide), {}
    for name, value in narrow.items():
        q, scale, low = quantise_channels(value, 0)
        quantised[name], wide[f"{name}/scale"], wide[f"{name}/min"] = q, scale, low
    entries, blob = [], bytearray()
    for name, value in wide.items():
        entries.append({"name": name, "shape": list(value.shape), "dtype": "float32"})
        blob += np.ascontiguousarray(value, "<f4").tobytes()
    for name, value in half.items():
        entries.append({"name": name, "shape": list(value.shape), "dtype": "float32", "quantization": {"dtype": "float16", "original_dtype": "float32"}})
        blob += np.ascontiguousarray(value, "<f2").tobytes()
    for name, value in quantised.items():
        entries.append({"name": name, "shape": list(value.shape), "dtype": "uint8", "perChannel": {"axis": 0}})
        blob += value.tobytes()
    manifest = {"format": "guise-weights", "version": 1, "metadata": metadata, "weightsManifest": [{"paths": [f"{stem}.bin"], "weights": entries}]}
    (folder / f"{stem}.bin").write_bytes(bytes(blob))
    (folder / f"{stem}.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return {"manifest": f"{stem}.json", "weights": [{"file": file, **digest(folder / file)} for file in (f"{stem}.json", f"{stem}.bin")]}


_GREY = np.array([0.299, 0.587, 0.114], np.float32)


def _planes(texture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(N, 3, S, S) -> lightness (N, S, S), and red and blue less it at half the size (N, 2, S/2, S/2)."""
    grey = np.einsum("nchw,c->nhw", texture.astype(np.float32), _GREY)
    colour = texture[:, [0, 2]].astype(np.float32) - grey[:, None]
    n, _, h, w = colour.shape
    return grey, colour.reshape(n, 2, h // 2, 2, w // 2, 2).mean((3, 5))


def _colours(grey: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """The inverse: (N, S, S), (N, 2, S/2, S/2) -> (N, 3, S, S); the colour is enlarged bilinearly, half-pixel centres."""
    side = grey.shape[1]
    big = F.interpolate(torch.from_numpy(colour), (side, side), mode="bilinear", align_corners=False).numpy()
    red, blue = grey + big[:, 0], grey + big[:, 1]
    return np.stack([red, (grey - _GREY[0] * red - _GREY[2] * blue) / _GREY[1], blue], 1)


def code_metadata() -> dict[str, Any]:
    return {"bits": codes.count_bits(), "unit": codes.UNIT, "origin": list(codes.ORIGIN),
            "fields": [{"name": f.name, "low": f.low, "high": f.high, "bits": f.bits} for f in codes.FIELDS]}


def write_personas(folder: str | Path, renderer: PersonaRenderer, metadata: dict[str, Any]) -> dict[str, Any]:
    """Writes `persona-strangers-8bit`."""
    p, shape, atlas, probes = renderer.personas, renderer.shape, renderer.atlas, renderer.probes
    flat = p.texture.reshape(-1, *p.texture.shape[2:])
    group_grey, group_colour = _planes(p.group_texture)
    own_grey, own_colour = _planes(flat)
    side = lambda x: x.reshape(-1, *x.shape[2:])  # noqa: E731
    wide = {"atlas/uv": atlas.uv, "atlas/triangles": atlas.triangles, "shape/mean": shape.mean, "shape/neutral": shape.neutral,
            "light/middle": renderer.middle.numpy(), "light/triangle": probes.triangle, "light/bary": probes.bary, "light/places": probes.places}
    half = {"shape/basis": shape.basis, "group/shape": p.group_shape, "own/shape": side(p.shape)}
    narrow = {"group/grey": group_grey, "group/colour": side(group_colour), "own/grey": own_grey, "own/colour": side(own_colour),
              "atlas/alpha": renderer.alpha[0].numpy()}
    meta = {"side": atlas.side, "ownSide": p.texture.shape[3], "personas": p.count, "k": p.k, "attributes": list(ATTRIBUTES), "measures": list(MEASURES),
            "code": code_metadata(), **metadata}
    return write_arrays(Path(folder), f"{NAME}-8bit", wide, half, narrow, meta)


def read_personas(path: str | Path) -> PersonaRenderer:
    """The renderer of an exported manifest: what the page draws with."""
    path = Path(path)
    arrays, manifest = read_manifest(path), json.loads(path.read_text())
    meta = manifest["metadata"]
    if [f["name"] for f in meta["code"]["fields"]] != list(codes.NAMES):
        raise UserError(f"{path}: the code has other fields than this version knows; export it anew")

    def get(name: str) -> np.ndarray:
        value = arrays[name]
        if f"{name}/scale" in arrays:
            full = [-1] + [1] * (value.ndim - 1)
            value = arrays[f"{name}/min"].reshape(full) + arrays[f"{name}/scale"].reshape(full) * value
        return value.astype(np.float32)

    side, own, count = meta["side"], meta["ownSide"], meta["personas"]
    uv, triangles = get("atlas/uv").astype(np.float64), get("atlas/triangles").astype(np.int32)
    ids, bary = rasterise(uv, triangles, side)
    shape = ShapeModel(get("shape/mean").astype(np.float64), get("shape/neutral").astype(np.float64), get("shape/basis").astype(np.float64))
    group = _colours(get("group/grey"), get("group/colour").reshape(-1, 2, side // 2, side // 2))
    texture = _colours(get("own/grey"), get("own/colour").reshape(-1, 2, own // 2, own // 2)).reshape(2, count, 3, own, own)
    personas = Personas(group, get("group/shape"), texture, get("own/shape").reshape(2, count, -1, 3), meta["k"])
    skin = np.zeros((side, side), bool)
    return PersonaRenderer(shape, Atlas(side, uv, triangles, ids, bary, skin), personas,
                           probes=Probes(get("light/triangle").astype(np.int64), get("light/bary"), get("light/places")),
                           middle=torch.from_numpy(get("light/middle")), alpha=torch.from_numpy(get("atlas/alpha"))[None])


def write_encoder(folder: str | Path, net: FoldedEncoder, metadata: dict[str, Any]) -> dict[str, Any]:
    meta = {"network": {"name": "persona-encoder", "size": SIDE}, "spreads": [float(s) for s in SPREADS], **metadata}
    return write_network(net, folder, f"{ENCODER}-8bit", 8, meta)


def read_encoder(path: str | Path) -> nn.Module:
    return read_state(path, lambda _: FoldedEncoder())[0]


def _example_codes() -> np.ndarray:
    """Some codes as levels: neutral, an open mouth turned away, a smile in side light."""
    values = np.zeros((3, len(codes.FIELDS)))
    at = codes.NAMES.index
    values[:, at("scale")] = 1
    values[:, at("light")], values[:, at("red")], values[:, at("blue")] = (0.6, 0.3, 0.75), (1.2, 1.28, 1.0), (0.7, 0.6, 1.0)
    values[:, at("male")], values[:, at("age")], values[:, at("beard")], values[:, at("african")] = (0, 1, 1), (28, 58, 38), (0, 1, 0), (0, 0, 1)
    values[1, [at("yaw"), at("pitch"), at("roll"), at("mouth_open")]] = 0.5, -0.2, 0.1, 0.4
    values[2, [at("smile"), at("mouth_width"), at("lid_left"), at("gaze_x"), at("slope_x"), at("slope_y")]] = 0.1, 0.2, -0.25, 0.1, 0.25, -0.1
    return codes.quantise(values)


def write_fixture(folder: str | Path, renderer: PersonaRenderer, encoder: nn.Module | None, size: int = 64) -> None:
    """<folder>/persona.json and .bin: what TypeScript has to reproduce, step by step. Pictures are little-endian uint16, value * 65535."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    levels = _example_codes()
    personas = np.array([0, 1 % renderer.personas.count, 2 % renderer.personas.count])
    values = codes.dequantise(levels)
    faces, masks, meshes = renderer.draw(values, personas, size)
    raw = drawn_face(size)
    crops = torch.from_numpy(raw.astype(np.float32) / 255).permute(2, 0, 1)[None].expand(len(levels), -1, -1, -1)
    shown, alpha = compose(crops, faces, masks, meshes)
    light = probe_light(crops, meshes, renderer.atlas, renderer.probes)
    blob, parts = bytearray(), {}

    def put(name: str, tensor: Tensor) -> None:
        parts[name] = {"offset": len(blob), "shape": list(tensor.shape)}
        blob.extend(np.round(tensor.clamp(0, 1).numpy() * 65535).astype("<u2").tobytes())

    put("face", torch.cat([faces, masks], 1).permute(0, 2, 3, 1))
    put("alpha", alpha[:, 0])
    put("shown", shown.permute(0, 2, 3, 1))
    parts["raw"] = {"offset": len(blob), "shape": list(raw.shape), "dtype": "uint8"}
    blob += raw.tobytes()
    meaning: dict[str, Any] = {"size": size, "bin": "persona.bin", "divideBy": 65535, "levels": levels.tolist(), "personas": personas.tolist(),
                               "packed": [codes.pack(row).hex() for row in levels], "light": np.round(light.numpy(), 5).tolist(),
                               "meshes": np.round(meshes[:, ::16], 3).tolist(), "meshEvery": 16, "parts": parts}
    if encoder is not None:
        picture = drawn_face(SIDE)
        with torch.no_grad():
            out = encoder(torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None])[0]
        parts["encoder"] = {"offset": len(blob), "shape": list(picture.shape), "dtype": "uint8"}
        blob += picture.tobytes()
        meaning["encoderOutput"] = [round(float(v), 5) for v in out]
    (folder / "persona.bin").write_bytes(bytes(blob))
    (folder / "persona.json").write_text(json.dumps(meaning) + "\n")
