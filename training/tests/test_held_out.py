"""What no training saw, written for the page's own evaluation."""

import json

from drawn_faces import write_faces

from guise_training import cli
from guise_training.actions import held_out
from guise_training.config import DEFAULTS
from guise_training.data.coco_actions import read_coco_actions
from guise_training.faces import load_faces, split_by_identity
from test_action import write_pictures


def test_faces_are_those_of_the_split_as_lfw_lays_them_out(tmp_path, monkeypatch):
    monkeypatch.setitem(DEFAULTS["faces"], "held_out", 2)
    folder = write_faces(tmp_path / "data", people=5, each=3)
    assert cli.main(["held-out", str(tmp_path / "out"), "--faces", str(folder), "--each", "2", "--cache", str(tmp_path / "cache")]) == 0
    training, held = split_by_identity(load_faces(folder, tmp_path / "cache"), 2, DEFAULTS["faces"]["split_seed"])
    people = {path.name for path in (tmp_path / "out" / "faces").iterdir()}
    assert people == {f"Person_{p:04d}" for p in held.identity}
    assert not people & {f"Person_{p:04d}" for p in training.identity}
    for person in people:
        files = sorted(path.name for path in (tmp_path / "out" / "faces" / person).iterdir())
        assert files == [f"{person}_0001.png", f"{person}_0002.png"]


def test_action_pictures_are_those_of_the_split(tmp_path):
    annotations = write_pictures(tmp_path / "data", count=30)
    assert cli.main(["held-out", str(tmp_path / "out"), "--annotations", str(annotations)]) == 0
    written = json.loads((tmp_path / "out" / "actions.json").read_text())
    data = read_coco_actions(annotations)
    expected = {p.path.name for p, held in zip(data.pictures, held_out(data.pictures)) if held}
    assert {image["file_name"] for image in written["images"]} == expected
    assert 0 < len(expected) < 30
    assert {a["image_id"] for a in written["annotations"]} == {image["id"] for image in written["images"]}


def test_nothing_named_is_told(capsys, tmp_path):
    assert cli.main(["held-out", str(tmp_path)]) == 2
    assert "--faces" in capsys.readouterr().err
