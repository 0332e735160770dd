"""What is taken for a face and is none: the second network's plan, close-ups, who denies, and how scenes show it."""

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image

from guise_training.errors import UserError
from guise_training.face_detector import drawn
from guise_training.face_detector.negatives import Judges, add_negatives, close_up, mine
from guise_training.face_detector.network import YuNet, places
from guise_training.face_detector.pictures import Faces, Picture
from guise_training.face_detector.scenes import Scenes
from guise_training.face_detector.second import FullRange

STEPS = [{"op": "picture", "level": 0, "channels": 3, "scale": 1, "shift": 1},
         {"op": "stem", "name": "a", "input": 1, "level": 1, "relu": True, "channels": 2, "pad": 1},
         {"op": "pointwise", "name": "b", "input": 2, "level": 1, "relu": False, "channels": 4, "add": 2},
         {"op": "depthwise", "name": "c", "input": 3, "level": 2, "relu": False, "channels": 4, "stride": 2, "pad": 1}]


def stored(folder, weights):
    """A network as build/face-models.mjs writes it."""
    blob, entries = b"", []
    for name, value in weights.items():
        entries.append({"name": name, "shape": list(value.shape), "dtype": "float32"})
        blob += value.astype("<f4").tobytes()
    (folder / "net.bin").write_bytes(blob)
    network = {"name": "x", "block": 2, "size": 192, "plan": {"steps": STEPS, "outputs": [4, 4]}}
    (folder / "net.json").write_text(json.dumps({"metadata": {"network": network}, "weightsManifest": [{"paths": ["net.bin"], "weights": entries}]}))
    return folder / "net.json"


def test_the_second_networks_plan_is_run_number_by_number(tmp_path):
    rng = np.random.default_rng(0)
    weights = {"a.weight": rng.normal(0, 0.02, (3, 3, 3, 2)), "a.bias": rng.normal(0, 1, 2), "b.weight": rng.normal(0, 1, (1, 1, 2, 4)),
               "b.bias": rng.normal(0, 1, 4), "c.weight": rng.normal(0, 1, (3, 3, 4, 1)), "c.bias": rng.normal(0, 1, 4)}
    net = FullRange(stored(tmp_path, weights))
    x = rng.integers(0, 256, (8, 8, 3)).astype(np.float32)

    def windows(value, side):
        padded = np.pad(value, ((1, 1), (1, 1), (0, 0)))
        return np.stack([padded[i : i + 2 * side : 2, j : j + 2 * side : 2] for i in range(3) for j in range(3)])  # (9, side, side, C)

    a = np.maximum(np.einsum("kyxc,kco->yxo", windows(x + 1, 4), weights["a.weight"].reshape(9, 3, 2)) + weights["a.bias"], 0)
    b = a @ weights["b.weight"][0, 0] + weights["b.bias"]
    b[..., :2] += a  # fewer channels than the sum has
    c = (windows(b, 2) * weights["c.weight"].reshape(9, 1, 1, 4)).sum(0) + weights["c.bias"]
    wanted = 1 / (1 + np.exp(-c.reshape(2, 2, 2, 2).transpose(0, 2, 1, 3).reshape(4, 4)))  # a pixel's channels are its two rows of two cells
    given = net(torch.from_numpy(x).permute(2, 0, 1)[None])[0].numpy()
    assert given.shape == (4, 4) and np.abs(given - wanted).max() < 1e-4
    with pytest.raises(UserError, match="npm run models"):
        FullRange(tmp_path / "nowhere.json")


@pytest.mark.parametrize("roll", [0, 90, 180])
def test_a_close_up_has_the_box_in_its_middle(roll):
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[60:100, 210:230] = 255
    shown = close_up(Image.fromarray(picture), np.float32([210, 60, 230, 100]), 100, roll)[..., 0] > 127
    rows, columns = np.nonzero(shown)
    assert abs(rows.mean() - 49.5) < 1 and abs(columns.mean() - 49.5) < 1
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert max(height, width) == pytest.approx(40, abs=2) and (height > width) == (roll != 90)


class Sees(torch.nn.Module):
    """A face of 64 px with score 0.9 at each of the given cells of stride 32."""

    def __init__(self, *cells):
        super().__init__()
        self.cells = cells

    def forward(self, x):
        at = places(*x.shape[2:])
        out = torch.full((len(x), len(at), 16), -9.0)
        for column, row in self.cells:
            own = (at == torch.tensor([column, row, 32.0])).all(1)
            out[:, own, :2], out[:, own, 2:4], out[:, own, 4:6] = 2.2, 0.0, float(np.log(2))
        return out


class Opinion(Judges):
    def __init__(self, first, second):
        self.both = first, second

    def scores(self, rgb, box):
        return self.both


@pytest.mark.parametrize("first, second, none", [(0.1, 0.2, True), (0.9, 0.1, False), (0.1, 0.8, False), (0.38, 0.6, False)])
def test_what_both_families_deny_is_none(first, second, none):
    rgb = Image.new("RGB", (320, 240))  # shown twice as large: a cell of stride 32 is 16 px
    known = np.float32([[64, 64, 100, 100]])
    found = mine(Sees((5, 5), (15, 5)), Opinion(first, second), rgb, known, False)
    assert found.round().tolist() == ([[224, 64, 256, 96]] if none else [])  # not the one about the known face


def encoded(rgb):
    buffer = io.BytesIO()
    rgb.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


@pytest.fixture
def picture():
    faces = Faces(np.float32([[64, 64, 100, 100], [224, 64, 256, 96]]), np.zeros((2, 5, 2), np.float32), np.array([False, True]))
    return Picture(encoded(drawn.room(np.random.default_rng(1), 320, 240)), (320, 240), faces, source="driver")


def test_negatives_are_looked_for_once_and_end_doubt(picture, tmp_path):
    assert picture.known().doubtful.tolist() == [False, True]
    add_negatives([picture], Sees((5, 5), (15, 5)), Opinion(1, 1), tmp_path / "cache" / "n.json")  # a driver is alone: nobody is asked
    assert picture.none.tolist() == [[224, 64, 256, 96]] and picture.known().doubtful.tolist() == [False]
    picture.none = picture.none[:0]
    add_negatives([picture], Sees(), Opinion(1, 1), tmp_path / "cache" / "n.json")
    assert picture.none.tolist() == [[224, 64, 256, 96]]


def test_stills_show_the_picture_upright_and_label_it(picture):
    picture.none = np.float32([[224, 64, 256, 96]])
    scenes = Scenes([], [picture], 2)
    near = 0
    for _ in range(30):
        canvas, (faces,) = scenes.still(160, 120)
        assert canvas.size == (160, 120) and not faces.doubtful.any() and len(faces.boxes) == 1
        x1, y1, x2, y2 = faces.boxes[0]
        assert 0.7 < (y2 - y1) / (x2 - x1) < 1.4
        near += x2 > 0 and x1 < 160 and y2 > 0 and y1 < 120
    assert 5 < near  # the face is often in it, not always
