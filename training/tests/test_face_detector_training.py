"""Scenes, loss, training and judgement of the face detector, on drawn heads."""

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from guise_training import cli
from guise_training.errors import UserError
from guise_training.export.fixture import drawn_face
from guise_training.face_detector import drawn
from guise_training.face_detector.judge import Case, Row, about, count, photographs
from guise_training.face_detector.loss import face_loss
from guise_training.face_detector.network import decode, places
from guise_training.face_detector.pictures import Faces, Picture, is_held_out, read_heads, read_things
from guise_training.face_detector.scenes import LEAST_SHARE, Placement, Scenes, cut, paste


def encoded(rgb):
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


@pytest.fixture
def head():
    """A drawn face of 128 px; its eyes, nose and mouth are where `drawn_face` puts them."""
    points = np.float32([[0.38, 0.41], [0.62, 0.41], [0.5, 0.55], [0.42, 0.67], [0.58, 0.67]]) * 128
    faces = Faces(np.float32([[0.23, 0.16, 0.77, 0.88]]) * 128, points[None], np.zeros(1, bool))
    return Picture(encoded(drawn_face(128)), (128, 128), faces)


def faces_of(boxes, doubtful=None):
    boxes = np.float32(boxes).reshape(-1, 4)
    return Faces(boxes, np.zeros((len(boxes), 5, 2), np.float32), np.zeros(len(boxes), bool) if doubtful is None else np.array(doubtful))


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("roll", [0, 40, 90, 180])
def test_a_pasted_face_lies_where_its_labels_say(head, roll, mirror):
    canvas = Image.new("RGB", (200, 160))
    at = Placement.of(0.8, np.radians(roll), mirror, 1, (64, 66), (110, 80))
    paste(canvas, head, at, None)
    faces = at.faces(head.faces)
    picture = np.asarray(canvas).astype(int)
    for x, y in faces.points[0, :2]:  # irises are the only bluish green places of a face
        near = picture[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4].reshape(-1, 3)
        assert (near[:, 1] > near[:, 0]).any()
    down = faces.points[0, 3:].mean(0) - faces.points[0, :2].mean(0)
    across = faces.points[0, 1] - faces.points[0, 0]
    assert across[0] * down[1] - across[1] * down[0] > 0  # right eye, left eye, mouth go round the same way, mirrored or not
    x1, y1, x2, y2 = faces.boxes[0]
    assert x1 < faces.points[0, :, 0].min() and faces.points[0, :, 1].max() < y2 and (x2 - x1) * (y2 - y1) < 1.2 * (0.54 * 0.72 * 128**2 * 0.64)


def test_cutting_clips_boxes_and_calls_slivers_doubtful():
    faces = cut(faces_of([[-50, 10, 50, 60], [-90, 10, 10, 60], [-200, 0, -100, 50], [20, 20, 24, 24]]), 100, 100)
    assert faces.boxes.tolist() == [[0, 10, 50, 60], [0, 10, 10, 60], [20, 20, 24, 24]]
    assert faces.doubtful.tolist() == [False, True, True] and LEAST_SHARE > 0.1


def test_scenes_are_of_every_kind_repeatable_and_within_the_frame(head):
    people = [Picture(encoded(np.asarray(drawn.room(np.random.default_rng(1), 192, 144))), (192, 144), faces_of([[20, 20, 60, 70], [90, 30, 120, 60]], [True, False]))]
    first, second = (Scenes([head], people, 5) for _ in range(2))
    counts = set()
    for _ in range(40):
        rgb, faces = first.sample(96, 64)
        again, same = second.sample(96, 64)
        assert np.array_equal(rgb, again) and np.array_equal(faces.boxes, same.boxes)
        assert rgb.shape == (64, 96, 3) and rgb.dtype == np.uint8 and faces.boxes.dtype == np.float32
        assert (faces.boxes >= 0).all() and (faces.boxes <= [96, 64, 96, 64]).all()
        counts.add(min(3, len(faces.boxes)))
    assert counts == {0, 1, 2, 3}


@pytest.mark.parametrize("kind", range(7))
def test_every_obstacle_hides_a_part_and_not_all(kind):
    hidden = []
    for seed in range(10):
        canvas = Image.new("RGB", (100, 100), (255, 0, 255))
        drawn.obstacle(np.random.default_rng(seed), ImageDraw.Draw(canvas), lambda p: 50 + 40 * p, kind)
        hidden.append((np.asarray(canvas)[10:90, 10:90] != (255, 0, 255)).any(2).mean())
    assert 0.01 < np.mean(hidden) < 0.75 and max(hidden) < 0.97


def test_the_loss_teaches_a_face_and_leaves_doubt_alone():
    torch.manual_seed(0)
    at = places(64, 64)
    out = torch.zeros(1, len(at), 16)
    out[..., :2] = -4
    out.requires_grad_()
    box = torch.tensor([[8.0, 8, 40, 48]])
    points = torch.full((1, 5, 2), 24.0)
    optimiser = torch.optim.Adam([out], 0.1)
    for _ in range(200):
        loss, _ = face_loss(out, at, [(box, points, torch.tensor([False]))])
        optimiser.zero_grad(), loss.backward(), optimiser.step()
    scores, boxes, marks = decode(out[0].detach(), at)
    best = scores.argmax()
    assert scores[best] > 0.8 and (boxes[best] - box[0]).abs().max() < 1.5 and (marks[best] - 24).abs().max() < 1.5
    row, place = face_loss(out, at, [(box, points, torch.tensor([False]))])[1]
    assert best in place and (row == 0).all()
    loss, (row, _) = face_loss(out, at, [(box, points, torch.tensor([True]))])
    assert loss == 0 and len(row) == 0


def test_people_are_on_one_side_only(tmp_path, head):
    (tmp_path / "images").mkdir()
    entries = []
    for person in range(60):
        name = f"{person}.jpg"
        (tmp_path / "images" / name).write_bytes(head.data)
        box = head.faces.boxes[0].tolist()
        entries.append({"file": name, "identity": person, "box": [box[0], box[1], box[2] - box[0], box[3] - box[1]],
                        "landmarks": head.faces.points[0].tolist(), **({"suspect": True} if person == 3 else {})})
    (tmp_path / "index.json").write_text(json.dumps(entries))
    training, validation = (read_heads(tmp_path, True, side) for side in (False, True))
    assert len(training) + len(validation) == 59 and len(validation) == sum(is_held_out(p) for p in range(60) if p != 3) > 0
    assert np.allclose(training[0].faces.boxes, head.faces.boxes, atol=1e-3)
    with pytest.raises(UserError, match="--data"):
        read_heads(tmp_path / "nowhere", True, False)


def test_counting_knows_found_missed_and_extra_boxes():
    row = Row.of((0.3, 0.6))
    case = Case("x", np.zeros((64, 64, 3), np.uint8), np.float32([[0, 0, 20, 20], [40, 40, 60, 60]]))
    count(case, np.array([0.9, 0.4, 0.35]), np.float32([[1, 1, 20, 20], [41, 41, 61, 61], [0, 40, 10, 60]]), (0.3, 0.6), row)
    assert (row.faces, row.found, row.extra) == (2, [2, 1], [1, 0])
    beside = Case("x", case.rgb, case.boxes[:1], besides=case.boxes[1:])
    count(beside, np.array([0.9, 0.9]), np.float32([[41, 41, 61, 61], [20, 40, 30, 60]]), (0.3, 0.6), other := Row.of((0.3, 0.6)))
    assert (other.faces, other.found, other.extra) == (1, [0, 0], [1, 1])
    count(Case("x", case.rgb, np.float32([[0, 0, 64, 64]]), anywhere=True), np.array([0.5]), np.float32([[1, 1, 20, 20]]), (0.3, 0.6), row)
    assert (row.faces, row.found) == (3, [3, 1])


def test_a_turned_ellipse_has_a_wider_box():
    still = Placement.of(0.5, 0, False, 1, (0, 0), (0, 0))
    upright, turned = about(np.array([[100, 100, 40, 80, 0], [100, 100, 40, 80, 90]]), still)
    assert upright.tolist() == pytest.approx([40, 30, 60, 70]) and turned.tolist() == pytest.approx([30, 40, 70, 60])


def test_commands_explain_themselves(capsys):
    for command in ("narrow-face-detector", "evaluate-face-detector", "export-face-detector"):
        with pytest.raises(SystemExit) as ended:
            cli.main([command, "--help"])
        assert ended.value.code == 0 and "face detector" in capsys.readouterr().out


def test_the_photographs_true_faces_are_read_from_the_tests_own_list(tmp_path):
    for number in range(1, 7):
        Image.new("RGB", (8, 8)).save(tmp_path / f"sample{number}.jpg")
    faces = [ellipses for _, ellipses in photographs(tmp_path)]
    assert sum(len(ellipses) for ellipses in faces) == 22
    assert all(ellipses.shape[1] == 5 and (ellipses[:, 2:4] > 0).all() for ellipses in faces)


def mottled(width, height, kind="JPEG"):
    """Of as many colours as a photograph."""
    buffer = io.BytesIO()
    colours = np.random.default_rng(width).integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    Image.fromarray(colours).resize((width, height), Image.BICUBIC).save(buffer, kind)
    return buffer.getvalue()


def test_photographs_are_gathered_out_of_packages_and_fill_scenes_of_any_size(tmp_path, capsys):
    (tmp_path / "in/doc").mkdir(parents=True), (tmp_path / "in/symbols").mkdir()
    photograph = mottled(320, 240)
    for name, data in {"doc/a.jpg": photograph, "doc/b.txt": photograph, "doc/small.png": mottled(96, 80, "PNG"), "symbols/c.jpg": mottled(480, 320),
                       "doc/d.rcc": b"qres" + mottled(400, 400, "WEBP") + b"RIFF0000WEBP" + mottled(640, 400), "doc/damaged.jpg": photograph[:400]}.items():
        (tmp_path / "in" / name).write_bytes(data)
    Image.new("RGB", (400, 400), (200, 30, 30)).save(tmp_path / "in/doc/drawn.png")
    assert cli.main(["gather-things", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.startswith("3 photographs")
    things = read_things(tmp_path / "out")
    assert sorted(thing.size for thing in things) == [(320, 240), (400, 400), (640, 400)]
    scenes = Scenes([], [], 0, things)
    for thing in things:
        for width, height in ((64, 64), (640, 480), (96, 320)):
            piece = scenes.piece(thing, width, height)
            assert piece.size == (width, height) and np.asarray(piece).std() > 10
