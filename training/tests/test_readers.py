"""Readers of published formats, on small files of our own making in those formats."""

import json
import pickle
from collections import OrderedDict

import numpy as np
import pytest
import torch
from drawn_faces import write_faces
from PIL import Image
from scipy.io import savemat

from guise_training import cli
from guise_training.data import face_cache
from guise_training.data.daly import load_annotation, read_daly
from guise_training.data.identity_folders import read_identity_folders
from guise_training.data.jhmdb import read_jhmdb
from guise_training.data.lfw import read_lfw, read_pairs
from guise_training.errors import UserError
from guise_training.export.fixture import drawn_face
from guise_training.faces import leave_out, load_faces, split_by_identity
from guise_training.find_faces import FoundFace, cut_main_face


def find_drawn(rgb: np.ndarray) -> list[FoundFace]:
    """Stands for the face finder: drawn pictures have their face in the middle, grey ones have none."""
    if rgb.std() < 5:
        return []
    size = np.float32(rgb.shape[1::-1])
    marks = np.float32([[0.38, 0.41], [0.62, 0.41], [0.5, 0.55], [0.42, 0.67], [0.58, 0.67]]) * size
    return [FoundFace(np.float32([0.25, 0.3, 0.5, 0.5]) * np.tile(size, 2), marks, 0.9)]


def save_face(path, seed=0, size=100):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(drawn_face(size, seed)).save(path)


def test_two_stages_find_a_drawn_face_and_its_landmarks():
    from guise_training.find_faces import FaceFinder

    rgb = np.full((200, 260, 3), 120, np.uint8)
    rgb[20:180, 70:230] = drawn_face(160)
    finder = FaceFinder()
    (face,) = finder(rgb)
    expected = np.float32([[0.38, 0.41], [0.62, 0.41], [0.5, 0.55], [0.42, 0.67], [0.58, 0.67]]) * 160 + (70, 20)
    assert np.abs(face.landmarks - expected).max() < 10 and face.score > 0.5
    assert (face.box[:2] < expected.min(0)).all() and (face.box[:2] + face.box[2:] > expected.max(0)).all()
    assert finder(rgb[:, :60]) == []
    # the second stage refuses what is no face, whatever the first says
    assert not finder._is_face(torch.from_numpy(rgb).permute(2, 0, 1)[None].float() / 255, torch.tensor([0.0, 0, 60, 60]))


# LFW

def write_lfw(folder, folds=2, each=2):
    names = [f"Person_{c}" for c in "ABCDEF"]
    for k, name in enumerate(names):
        for i in (1, 2, 3):
            save_face(folder / "lfw" / name / f"{name}_{i:04d}.jpg", 10 * k + i)
    lines = [f"{folds}\t{each}"]
    for fold in range(folds):
        lines += [f"{names[2 * fold + k]}\t1\t{2 + k}" for k in range(each)]
        lines += [f"{names[fold]}\t{k + 1}\t{names[fold + 3]}\t3" for k in range(each)]
    (folder / "pairs.txt").write_text("\n".join(lines) + "\n")
    return folder


def test_lfw_pairs_in_the_order_of_the_folds(tmp_path):
    benchmark, problems = read_lfw(write_lfw(tmp_path), tmp_path / "cache", find_drawn)
    assert benchmark.same.tolist() == [True, True, False, False] * 2 and problems == []
    names = [[benchmark.faces.names[i] for i in pair] for pair in benchmark.pairs]
    assert names[1] == ["Person_B_0001.jpg", "Person_B_0003.jpg"] and names[2] == ["Person_A_0001.jpg", "Person_D_0003.jpg"]
    identity = benchmark.faces.identity
    assert ((identity[benchmark.pairs[:, 0]] == identity[benchmark.pairs[:, 1]]) == benchmark.same).all()
    assert benchmark.faces.tensor([0]).shape == (1, 3, 224, 224) and np.isfinite(benchmark.faces.boxes).all()


def test_lfw_names_what_is_missing_and_cuts_the_middle_where_no_face_is_found(tmp_path):
    folder = write_lfw(tmp_path)
    (folder / "lfw/Person_A/Person_A_0002.jpg").unlink()
    Image.fromarray(np.full((100, 100, 3), 90, np.uint8)).save(folder / "lfw/Person_D/Person_D_0003.jpg")
    benchmark, problems = read_lfw(folder, tmp_path / "cache", find_drawn)
    text = "\n".join(problems)
    assert "Person_A_0002.jpg: file missing" in text and "Person_D_0003.jpg: no face found, cut from the middle" in text
    assert "2 of 8 pairs left out" in text and len(benchmark.pairs) == 6


@pytest.mark.parametrize("text, message", [
    ("ten\n", "first line"), ("1\t1\nA\t1\t2\n", "1 pairs, 1 folds"), ("1\t1\nA\t1\tB\t2\nA\t1\tB\t2\n", "pair 1"),
    ("1\t1\nA\t1\t2\nA\t1\tA\t2\n", "pair 2"), ("1\nA\t1\tx\nA\t1\tB\t2\n", "pair 1")])
def test_lfw_pairs_that_are_none_are_refused(tmp_path, text, message):
    (tmp_path / "pairs.txt").write_text(text)
    with pytest.raises(UserError, match=message):
        read_pairs(tmp_path / "pairs.txt")


def test_lfw_without_pictures_or_pairs_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match="comes with LFW"):
        read_lfw(tmp_path, tmp_path)
    (tmp_path / "pairs.txt").write_text("1\nA\t1\t2\nA\t1\tB\t1\n")
    with pytest.raises(UserError, match="none of the pictures"):
        read_lfw(tmp_path, tmp_path / "cache", find_drawn)


# One folder a person

def test_identity_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(face_cache, "default_finder", lambda: find_drawn)
    for person, shots in (("0001", 3), ("0002", 2), ("0003", 1), ("0004", 2)):
        for i in range(shots):
            save_face(tmp_path / "people" / person / f"{i}.jpg", hash((person, i)) % 1000)
    (tmp_path / "people/0001/0.jpg").write_bytes(b"no picture")
    Image.fromarray(np.full((50, 50, 3), 90, np.uint8)).save(tmp_path / "people/0004/1.jpg")
    faces = load_faces(tmp_path / "people", tmp_path / "cache")
    text = "\n".join(faces.problems)
    for words in ("0003: one picture only", "0001/0.jpg: cannot be decoded", "0004/1.jpg: no face found", "0004: one usable picture only"):
        assert words in text
    assert faces.names == ["0001/1.jpg", "0001/2.jpg", "0002/0.jpg", "0002/1.jpg"] and faces.identity.tolist() == [0, 0, 1, 1]
    (tmp_path / "unwanted.txt").write_text("0002\n")
    assert set(leave_out(faces, str(tmp_path / "unwanted.txt")).names) == {"0001/1.jpg", "0001/2.jpg"}
    with pytest.raises(UserError, match="leave_out"):
        leave_out(faces, str(tmp_path / "none.txt"))


def test_a_folder_that_holds_neither_is_refused(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(UserError, match="one folder of pictures for each person"):
        read_identity_folders(tmp_path, tmp_path / "cache", find_drawn)


def test_identities_of_an_index_can_be_left_out(tmp_path):
    faces = load_faces(write_faces(tmp_path / "f", people=5, each=3), tmp_path / "cache")
    (tmp_path / "unwanted.txt").write_text("1\n3\n")
    assert set(leave_out(faces, str(tmp_path / "unwanted.txt")).identity) == {0, 2, 4}
    assert not {1, 3} & set(leave_out(split_by_identity(faces, 1, 0)[0], str(tmp_path / "unwanted.txt")).identity)


def test_main_face_is_cut_with_room_even_at_the_border():
    rgb = drawn_face(120)
    faces = [FoundFace(np.float32([0, 60, 50, 60]), np.float32([[12, 80], [36, 80], [24, 90], [14, 102], [34, 102]]), 0.8),
             FoundFace(np.float32([100, 0, 12, 12]), np.float32([[1, 1]] * 5), 0.99)]
    picture, marks, box = cut_main_face(rgb, faces)
    assert picture.shape == (224, 224, 3) and np.allclose(box[:2] + box[2:] / 2, 112, atol=0.5) and box[3] == pytest.approx(112)
    assert ((marks > box[:2]) & (marks < box[:2] + box[2:])).all()
    # the pixel under the left eye is the same one
    x, y = marks[0].round().astype(int)
    assert np.abs(picture[y, x].astype(int) - rgb[80, 12].astype(int)).max() < 12
    assert cut_main_face(rgb, []) is None


# DALY

def write_daly(folder, change=None, protocol=2):
    def key(number, box):
        return {"frameNumber": number, "time": number / 25, "boundingBox": np.array([box], np.float32), "objects": np.zeros((0, 7)),
                "pose": np.zeros((7, 5))}

    annot = OrderedDict()
    annot["aaa.mp4"] = {"suggestedClass": "Phoning", "annot": {"Phoning": [
        {"beginTime": 0.0, "endTime": 9.0, "flags": {}, "keyframes": [key(5, [0.1, 0.2, 0.6, 0.9]), key(30, [0.1, 0.2, 0.5, 0.5])]}],
        "Drinking": [{"beginTime": 1.0, "endTime": 2.0, "flags": {}, "keyframes": [key(5, [0.5, 0.5, 1.2, 1.0])]}]}}
    annot["bbb.mp4"] = {"suggestedClass": "Drinking", "annot": {"Drinking": [
        {"beginTime": 0.0, "endTime": 2.0, "flags": {}, "keyframes": [key(7, [0.2, 0.2, 0.8, 0.8])]}]}}
    data = {"labels": ["Drinking", "Phoning"], "splits": [["bbb.mp4"]], "annot": annot, "metadata": {}, "objectList": [], "joints": []}
    if change:
        change(data)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "daly1.1.0.pkl").write_bytes(pickle.dumps(data, protocol))
    for video, number in (("aaa", 5), ("aaa", 30), ("bbb", 7)):
        (folder / "frames" / video).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (200, 100)).save(folder / "frames" / video / f"{number:05d}.jpg")
    return folder


def test_daly_keyframes_with_all_their_boxes(tmp_path):
    data = read_daly(write_daly(tmp_path))
    assert data.classes == ["Drinking", "Phoning"] and [p.path.name for p in data.pictures] == ["00005.jpg", "00030.jpg"]
    first = data.pictures[0]
    assert np.allclose(first.boxes, [[20, 20, 120, 90], [100, 50, 200, 100]]) and first.labels.tolist() == [1, 0]  # cut at the border
    assert first.subject == "aaa.mp4" and first.read().shape == (100, 200, 3)
    assert [p.subject for p in read_daly(tmp_path, "test").pictures] == ["bbb.mp4"] and len(read_daly(tmp_path, "all").pictures) == 3


def test_daly_names_what_is_wrong(tmp_path):
    def spoil(data):
        keys = data["annot"]["aaa.mp4"]["annot"]["Phoning"][0]["keyframes"]
        keys[0]["boundingBox"] = np.array([[0.5, 0.5, 0.5, 0.9]], np.float32)
        keys.append({"frameNumber": 99, "boundingBox": np.array([[0, 0, 1, 1]], np.float32)})
        data["annot"]["aaa.mp4"]["annot"]["Juggling"] = []

    data = read_daly(write_daly(tmp_path, spoil))
    text = "\n".join(data.problems)
    assert "empty or outside" in text and "00099.jpg is missing" in text and "unknown action 'Juggling'" in text
    assert data.pictures[0].labels.tolist() == [0]


def test_daly_pickles_that_are_none_or_run_code_are_refused(tmp_path):
    class Bad:
        def __reduce__(self):
            return print, ("ran",)

    for content, message in ((b"nonsense", "cannot be read"), (pickle.dumps(Bad()), "builtins.print"), (pickle.dumps({"annot": {}}), "no labels")):
        (tmp_path / "daly1.1.0.pkl").write_bytes(content)
        with pytest.raises(UserError, match=message):
            load_annotation(tmp_path / "daly1.1.0.pkl")
    with pytest.raises(UserError, match="no DALY annotation"):
        read_daly(tmp_path / "elsewhere")


# JHMDB

def write_jhmdb(folder):
    clips = {"pour": [("pour_a", 1, 3), ("pour_b", 2, 2)], "wave": [("wave_a", 1, 2), ("wave_b", 0, 2)]}
    (folder / "splits").mkdir(parents=True)
    for action, entries in clips.items():
        (folder / "splits" / f"{action}_test_split1.txt").write_text("".join(f"{name}.avi {side}\n" for name, side, _ in entries))
        for name, _, frames in entries:
            pictures, mask = folder / "Rename_Images" / action / name, folder / "puppet_mask" / action / name
            pictures.mkdir(parents=True)
            mask.mkdir(parents=True)
            part = np.zeros((24, 32, frames), np.uint8)
            for i in range(frames):
                Image.new("RGB", (32, 24), (i, 9, 9)).save(pictures / f"{i + 1:05d}.png")
                part[4:20, 5 + i:15 + i, i] = 3
            savemat(mask / "puppet_mask.mat", {"part_mask": part})
    return folder


def test_jhmdb_boxes_are_those_of_the_puppets(tmp_path):
    data = read_jhmdb(write_jhmdb(tmp_path))
    assert data.classes == ["pour", "wave"] and [p.subject for p in data.pictures] == ["pour/pour_a"] * 3 + ["wave/wave_a"] * 2
    assert [p.boxes[0].tolist() for p in data.pictures[:3]] == [[5, 4, 15, 20], [6, 4, 16, 20], [7, 4, 17, 20]]
    assert data.pictures[3].labels.tolist() == [1] and data.problems == []
    assert [p.subject for p in read_jhmdb(tmp_path, "test").pictures] == ["pour/pour_b"] * 2
    assert len(read_jhmdb(tmp_path, every=2).pictures) == 3


def test_jhmdb_names_what_is_wrong(tmp_path):
    folder = write_jhmdb(tmp_path)
    savemat(folder / "puppet_mask/pour/pour_a/puppet_mask.mat", {"part_mask": np.dstack([np.ones((24, 32)), np.zeros((24, 32))]).astype(np.uint8)})
    (folder / "puppet_mask/wave/wave_a/puppet_mask.mat").write_bytes(b"x")
    data = read_jhmdb(folder)
    text = "\n".join(data.problems)
    assert "2 masks for 3 frames" in text and "empty mask" in text and "cannot be read" in text and len(data.pictures) == 1
    (folder / "splits/wave_test_split1.txt").write_text("wave_a.avi\n")
    with pytest.raises(UserError, match="line 1"):
        read_jhmdb(folder)
    with pytest.raises(UserError, match="unpack splits.zip"):
        read_jhmdb(folder, number=3)


# The command line

def test_evaluate_modes_and_lfw_from_the_command_line(tmp_path, monkeypatch, capsys):
    from conftest import TinyRecogniser

    from guise_training import report
    from guise_training.networks.modifier import WebcamModifier

    torch.manual_seed(0)
    monkeypatch.setattr(face_cache, "default_finder", lambda: find_drawn)
    monkeypatch.setattr(report, "FaceApiRecogniser", TinyRecogniser)
    monkeypatch.setattr(report, "load_modifier", lambda path: (WebcamModifier(4, 1).eval(), {"faces": {"held_out": 2, "split_seed": 0}}, 7))
    write_faces(tmp_path / "faces", people=5, each=4)
    common = ["evaluate-modes", "none.json", "--cache", str(tmp_path / "cache"), "--json", str(tmp_path / "m.json"), "--markdown",
              str(tmp_path / "m.md")]
    assert cli.main([*common, "--faces", str(tmp_path / "faces"), "--pairs", "16", "--only", "none", "--only", "blur"]) == 0
    first = json.loads((tmp_path / "m.json").read_text())["points"]
    assert {point["mode"] for point in first} == {"none", "blur"}
    capsys.readouterr()
    assert cli.main([*common, "--faces", str(tmp_path / "faces"), "--pairs", "16"]) == 0  # goes on, with what is missing
    labels = [point["label"] for point in json.loads((tmp_path / "m.json").read_text())["points"]]
    rest = len(labels) - len(first)
    assert rest > 5 and len(set(labels)) == len(labels) and f"{rest} of {rest} modes" in capsys.readouterr().out
    text = (tmp_path / "m.md").read_text()
    assert "| Blur, 8 × 8 |" in text and "| Learned |" in text and "8 faces of 2 people held out" in text
    assert cli.main([*common, "--lfw", str(tmp_path / "nowhere"), "--only", "none"]) == 2
    assert cli.main([*common, "--lfw", str(write_lfw(tmp_path / "lfw2", folds=3)), "--only", "none"]) == 0
    assert "LFW, 12 pairs" in (tmp_path / "m.md").read_text()


def test_frames_are_written_for_the_evaluation_of_videos(tmp_path, capsys):
    from guise_training.cli import main

    write_jhmdb(tmp_path)
    out = tmp_path / "frames.json"
    assert main(["action-frames", str(out), "--jhmdb", str(tmp_path), "--split", "all"]) == 0
    coco = json.loads(out.read_text())
    assert all((tmp_path / image["file_name"]).is_file() for image in coco["images"])
    for video in {image["video"] for image in coco["images"]}:
        frames = [image["frame"] for image in coco["images"] if image["video"] == video]
        assert frames == list(range(1, len(frames) + 1))
    assert {a["image_id"] for a in coco["annotations"]} == {image["id"] for image in coco["images"]}
    assert all(width > 0 and height > 0 for _, _, width, height in (a["bbox"] for a in coco["annotations"]))
    assert main(["action-frames", str(out)]) == 2
    write_daly(tmp_path / "daly")
    assert main(["action-frames", str(out), "--daly", str(tmp_path / "daly"), "--split", "all"]) == 0
    assert json.loads(out.read_text())["images"][0]["video"]
