import json
from pathlib import Path

import numpy as np
import torch

from guise_training.cli import main
from guise_training.export.operators import away_from_centres, operator_cases

COMMITTED = Path(__file__).resolve().parents[2] / "src" / "models" / "fixtures" / "operators.json"


def numbers(value):
    if isinstance(value, dict):
        return [n for key in sorted(value) for n in numbers(value[key])]
    if isinstance(value, list):
        return [n for item in value for n in numbers(item)]
    return [float(value)] if isinstance(value, (int, float)) else []


def test_the_committed_fixture_is_what_pytorch_gives():
    assert np.allclose(numbers(json.loads(COMMITTED.read_text())), numbers(operator_cases()), atol=1e-5)


def test_the_command_writes_it(tmp_path):
    assert main(["operators", "--out", str(tmp_path / "fixture.json")]) == 0
    assert json.loads((tmp_path / "fixture.json").read_text()).keys() == {"gridSample", "affineGrid"}


def test_coordinates_stay_off_pixel_centres():
    grid = torch.linspace(-1.5, 1.5, 97)[None, None, :, None].expand(1, 1, 97, 2)
    for align in (False, True):
        moved = away_from_centres(grid, (5, 7), align)
        pixel = (moved[..., 1] + 1) * 2 if align else (moved[..., 1] + 1) * 2.5 - 0.5
        assert float((pixel - pixel.round()).abs().min()) > 0.009
        assert float((moved - grid).abs().max()) < 0.02
