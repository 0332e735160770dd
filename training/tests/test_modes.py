"""The modes in Python against the page's own pixels, and what they promise beside."""

import json
from pathlib import Path

import numpy as np
import pytest

from guise_training.cover import Cover, anonymise, cover_for, opacity, replace_faces
from guise_training.modes import MODES, Choice, complete_values, every_preset
from guise_training.modes.noise import chacha8

FOLDER = Path(__file__).resolve().parents[2] / "src/engine/modes/fixtures"
FIXTURE = json.loads((FOLDER / "modes.json").read_text())
SHAPE = (FIXTURE["height"], FIXTURE["width"], 3)
BYTES = (FOLDER / "modes.bin").read_bytes()


def pixels(offset: int) -> np.ndarray:
    return np.frombuffer(BYTES, np.uint8, np.prod(SHAPE), offset).reshape(SHAPE)


FRAME = pixels(0)
COVERS = [cover_for(face["box"], face["roll"], face["landmarks"], face["enlarge"], face["feather"]) for face in FIXTURE["faces"]]


def test_covers_are_the_pages():
    for face, cover in zip(FIXTURE["faces"], COVERS):
        stored = face["cover"]
        expected = [stored["centre"]["x"], stored["centre"]["y"], *(stored[n] for n in ("width", "height", "angle", "exponent", "feather"))]
        assert np.allclose([cover.x, cover.y, cover.width, cover.height, cover.angle, cover.exponent, cover.feather], expected, atol=1e-9)


def test_parameters_and_presets_are_the_pages():
    for stored in FIXTURE["modes"]:
        mode = MODES[stored["id"]]
        assert mode.presets == {preset["label"]: preset["values"] for preset in stored["presets"]}
        for ours, theirs in zip(mode.parameters, stored["parameters"], strict=True):
            assert (ours.id, ours.default) == (theirs["id"], theirs["default"])
            if isinstance(ours, Choice):
                assert list(ours.options) == [option["value"] for option in theirs["options"]]
            else:
                assert (ours.min, ours.max, ours.step) == (theirs["min"], theirs["max"], theirs["step"])
    assert {mode["id"] for mode in FIXTURE["modes"]} == set(MODES)
    assert [(m, label) for m, label, _ in every_preset()] == [(case["mode"], case["label"]) for case in FIXTURE["cases"]]


@pytest.mark.parametrize("case", FIXTURE["cases"], ids=lambda case: f"{case['mode']}, {case['label']}")
def test_pixels_are_the_pages(case):
    def change(crop, index):
        key = np.array(case["key"], np.uint32)
        key[0] += index
        return MODES[case["mode"]].apply(crop, complete_values(case["mode"], case["values"]), key)

    ours = replace_faces(FRAME, COVERS, change)
    off = np.abs(ours.astype(int) - pixels(case["offset"])) > FIXTURE["tolerance"]["levels"]
    assert off.mean() <= FIXTURE["tolerance"]["share"]
    assert (ours != FRAME).mean() > 0.3


def test_the_whole_frame_is_left_alone_outside_the_covers():
    cover = cover_for((20, 15, 12, 14), 0.4)
    out = anonymise(FRAME, [cover], "mask", {"style": "white"})
    y, x = np.mgrid[0:SHAPE[0], 0:SHAPE[1]] + 0.5
    dx, dy = x - cover.x, y - cover.y
    u = (dx * np.cos(0.4) + dy * np.sin(0.4)) / (cover.width / 2)
    v = (dy * np.cos(0.4) - dx * np.sin(0.4)) / (cover.height / 2)
    alpha = opacity(u, v, cover.exponent, cover.feather)
    assert (out[alpha == 1] == 255).all() and (out[alpha == 0] == FRAME[alpha == 0]).all() and (alpha == 1).sum() > 100


def test_a_cover_beyond_the_frame_changes_nothing():
    assert (anonymise(FRAME, [Cover(-200, -200, 20, 20, 0.3)], "blur") == FRAME).all()
    assert (anonymise(FRAME, [], "blur") == FRAME).all()


def test_noise_is_drawn_afresh_unless_a_generator_is_given():
    same = [anonymise(FRAME, COVERS, "noise", None, np.random.default_rng(3)) for _ in range(2)]
    assert (same[0] == same[1]).all() and (anonymise(FRAME, COVERS, "noise") != anonymise(FRAME, COVERS, "noise")).any()


def test_chacha8_gives_the_published_keystream():
    assert chacha8(np.zeros(8, np.uint32), 1)[0, :2].astype("<u4").tobytes().hex() == "3e00ef2f895f40d6"


def test_values_are_completed_within_range():
    assert complete_values("blur", {"cells": 1000}) == {"cells": 32}
    assert complete_values("noise", {"variance": float("nan")}) == {"variance": 0.5}
    assert complete_values("edge", {"style": "x", "gain": True}) == {"style": "light", "gain": 2}
