"""Algorithm 1 with all three networks, Faster R-CNN, and frames, on tiny drawn data."""

import json

import numpy as np
import pytest
import torch
from conftest import TinyRecogniser
from PIL import Image

from guise_training import checkpoint, cli
from guise_training.algorithm1 import Convergence, FullTrainer, detect_frames, modify_frames
from guise_training.config import load_config
from guise_training.data import face_cache
from guise_training.data.frames import FrameFaces, FrameSet, find_frame_faces, read_actions
from guise_training.errors import UserError
from guise_training.export.fixture import drawn_face
from guise_training.find_faces import FoundFace
from guise_training.networks.faster_rcnn import LOSSES, build_faster_rcnn, detection_losses
from guise_training.networks.recognisers import MobileFaceNet

MARKS = np.float32([[0.38, 0.41], [0.62, 0.41], [0.5, 0.55], [0.42, 0.67], [0.58, 0.67]])


def write_actions(folder, count=6):
    """Two actions: a drawn face with a red or a green block beside it; every third picture has no face."""
    (folder / "images").mkdir(parents=True)
    images, annotations = [], []
    for i in range(count):
        picture = np.full((72, 96, 3), 60 + 10 * i, np.uint8)
        if i % 3:
            picture[4:52, 8:56] = drawn_face(48, i)
        picture[30:60, 60:80] = [(200, 30, 30), (30, 200, 30)][i % 2]
        Image.fromarray(picture).save(folder / "images" / f"{i}.png")
        images.append({"id": i, "file_name": f"{i}.png", "width": 96, "height": 72, "subject": f"s{i % 3}"})
        annotations.append({"id": i, "image_id": i, "category_id": i % 2, "bbox": [6, 2, 76, 60], "iscrowd": 0})
    (folder / "train.json").write_text(json.dumps({"images": images, "annotations": annotations,
                                                   "categories": [{"id": 0, "name": "red"}, {"id": 1, "name": "green"}]}))
    return folder


def find_drawn(rgb):
    """The drawn face where there is one."""
    if rgb[30, 20].std() < 3:
        return []
    return [FoundFace(np.float32([20, 15, 24, 28]), MARKS * 48 + np.float32([8, 4]), 0.9)]


SETTINGS = ["modifier.width=4", "modifier.blocks=1", "faces.people=2", "faces.each=2", "detector.network=tiny", "detector.shorter=72",
            "detector.longer=96", "optimiser.classifier_every=1"]


@pytest.fixture
def frames(tmp_path):
    settings = {"kind": "coco", "folder": str(write_actions(tmp_path / "actions")), "annotations": "train.json", "most": 0}
    training, test = read_actions(settings)
    assert not {p.subject for p in training.pictures} & {p.subject for p in test.pictures}
    every = training.pictures + test.pictures
    training.pictures = every
    return FrameSet(training, find_frame_faces(every, tmp_path / "cache", find_drawn), 72, 96)


@pytest.fixture
def make(faces, frames):
    def make(*extra):
        config = load_config(None, SETTINGS + list(extra))
        torch.manual_seed(5)
        trainer = FullTrainer(config, faces, frames, TinyRecogniser().eval())
        trainer.prepare()
        return trainer

    return make


def test_detection_loss_reaches_m_through_the_pasted_faces(make):
    trainer = make("detector.frame_l1=0.0", "detector.frames=6")
    trainer.batch = trainer.frames.draw(6, np.random.default_rng(0))
    loss = trainer.frame_losses({})
    loss.backward()
    assert all(p.grad is not None and bool(torch.isfinite(p.grad).all()) for p in trainer.modifier.parameters())
    assert sum(float(p.grad.abs().sum()) for p in trainer.modifier.parameters()) > 0
    assert all(p.grad is None for p in trainer.detector.parameters())  # A stands still in M's turn


def test_a_frame_without_faces_is_used_unmodified_and_gives_m_nothing(make):
    trainer = make()
    bare = [i for i, f in enumerate(trainer.frames.faces) if not len(f.boxes)]
    assert len(bare) == 2
    trainer.batch = [trainer.frames.frame(i) for i in bare]
    assert trainer.frame_losses({}) is None
    out, l1 = modify_frames(trainer.modifier, 128, trainer.batch, torch.device("cpu"))
    assert l1 is None and all(torch.equal(a, f.picture) for a, f in zip(out, trainer.batch))


def test_all_faces_of_a_frame_are_pasted_into_one_frame(frames):
    frame = frames.frame(next(i for i, f in enumerate(frames.faces) if len(f.boxes)))
    frame.landmarks = torch.cat([frame.landmarks, frame.landmarks * 0.5 + torch.tensor([50.0, 5.0])])
    out, _ = modify_frames(torch.ones_like, 32, [frame], torch.device("cpu"))
    for marks in frame.landmarks:
        x, y = marks.mean(0).round().long().tolist()
        assert float(out[0][:, y, x].min()) > 0.99
    assert torch.equal(out[0][:, -3:], frame.picture[:, -3:])


def test_turns_move_each_network_in_its_own(make):
    trainer = make()
    before = {name: [p.detach().clone() for p in net.parameters()] for name, net in
              (("m", trainer.modifier), ("d", trainer.classifier), ("a", trainer.detector))}
    terms = trainer.train_step()
    assert {"adversarial", "l1", "m_det", "frame_l1", "d_raw", "d_anonymised", "det", *(n.replace("loss_", "det_") for n in LOSSES)} <= set(terms)
    for name, net in (("m", trainer.modifier), ("d", trainer.classifier), ("a", trainer.detector)):
        assert any(not torch.equal(p, q) for p, q in zip(net.parameters(), before[name])), name


def test_m_and_d_are_fixed_and_a_goes_on_alone(make):
    trainer = make("optimiser.steps=4", "detector.fix_at=0.5")
    assert [trainer.train_step()["fixed"] for _ in range(2)] == [0.0, 1.0]
    still = [p.detach().clone() for net in (trainer.modifier, trainer.classifier, trainer.average) for p in net.parameters()]
    moving = [p.detach().clone() for p in trainer.detector.parameters()]
    terms = trainer.train_step()
    assert "adversarial" not in terms and "det" in terms and trainer.step == 3
    now = [p for net in (trainer.modifier, trainer.classifier, trainer.average) for p in net.parameters()]
    assert all(torch.equal(p, q) for p, q in zip(now, still))
    assert any(not torch.equal(p, q) for p, q in zip(trainer.detector.parameters(), moving))


def test_convergence_is_two_windows_alike():
    falling = Convergence(5, 0.05)
    for i in range(10):
        falling.note({"a": 10.0 - i, "b": 1.0})
    assert not falling.reached()
    for _ in range(9):
        falling.note({"a": 0.5, "b": 1.0})
    assert not falling.reached()
    falling.note({"a": 0.5, "b": 1.0})
    assert falling.reached()


def test_resuming_is_exact_to_the_bit(make, tmp_path):
    straight = make("detector.converge_window=2", "optimiser.steps=8")
    straight.train_step()
    checkpoint.save(tmp_path / "last.pt", straight.state())
    expected = [straight.train_step() for _ in range(4)]
    resumed = make("detector.converge_window=2", "optimiser.steps=8")
    resumed.train_step()
    resumed.load_state(checkpoint.load(tmp_path / "last.pt"))
    assert [resumed.train_step() for _ in range(4)] == expected
    assert all(torch.equal(a, b) for a, b in zip(straight.detector.state_dict().values(), resumed.detector.state_dict().values()))


def test_a_baseline_trains_a_alone_on_covered_frames(faces, frames):
    covered = FrameSet(frames.data, frames.faces, 72, 96, "mask", "Black")
    i = next(i for i, f in enumerate(frames.faces) if len(f.boxes))
    x, y = (int(v) for v in frames.faces[i].landmarks[0].mean(0))
    assert float(covered.frame(i).picture[:, y, x].max()) == 0 and float(frames.frame(i).picture[:, y, x].max()) > 0.1
    trainer = FullTrainer(load_config(None, [*SETTINGS, "detector.mode=mask", "detector.preset=Black"]), faces, covered, TinyRecogniser().eval())
    before = [p.detach().clone() for p in trainer.modifier.parameters()]
    assert set(trainer.train_step()) == {"det", "fixed", *(n.replace("loss_", "det_") for n in LOSSES)}
    assert all(torch.equal(p, q) for p, q in zip(trainer.modifier.parameters(), before))
    with pytest.raises(UserError, match="8 × 8, 16 × 16"):
        FrameSet(frames.data, frames.faces, 72, 96, "blur", "9 × 9")


def test_frames_are_resized_and_mirrored_with_their_boxes_and_faces(frames):
    data, i = frames.data, next(i for i, f in enumerate(frames.faces) if len(f.boxes))
    small = FrameSet(data, frames.faces, 36, 96)
    a, b = small.frame(i), small.frame(i, flip=True)
    assert a.picture.shape == (3, 36, 48) and a.target["boxes"].tolist() == [[3, 1, 41, 31]] and a.target["labels"].tolist() == [int(data.pictures[i].path.stem) % 2 + 1]
    assert b.target["boxes"].tolist() == [[7, 1, 45, 31]] and torch.equal(b.picture, a.picture.flip(2))
    assert torch.allclose(b.landmarks[0, 0], torch.tensor([47.0, 0]) + a.landmarks[0, 1] * torch.tensor([-1.0, 1]))


def test_no_more_frames_than_wanted(tmp_path):
    settings = {"kind": "coco", "folder": str(write_actions(tmp_path / "actions", 12)), "annotations": "train.json", "most": 3}
    first, again = read_actions(settings), read_actions(settings)
    assert [len(side.pictures) for side in first] == [3, 3] and [p.path for p in first[0].pictures] == [p.path for p in again[0].pictures]


def test_the_four_losses_and_their_gradient_to_the_frame():
    torch.manual_seed(0)
    detector = build_faster_rcnn("tiny", 2, 64, 64).train()
    frame = torch.rand(3, 64, 64, requires_grad=True)
    losses = detection_losses(detector, [frame], [{"boxes": torch.tensor([[10.0, 10, 50, 50]]), "labels": torch.tensor([1])}])
    assert set(losses) == set(LOSSES)
    sum(losses.values()).backward()
    assert float(frame.grad.abs().sum()) > 0


def test_a_learns_two_actions_that_are_told_apart_by_colour(make):
    """Enough steps that the tiny detector finds its training pictures again."""
    trainer = make("detector.frames=6", "detector.mode=none", "detector.lr=0.003")
    for _ in range(60):
        trainer.train_step()
    result = detect_frames(trainer.detector, None, 0, trainer.frames)
    assert result.counts == {0: 3, 1: 3} and result.mean > 0.5


def test_wrong_networks_and_weights_are_named(tmp_path):
    with pytest.raises(UserError, match="resnet101"):
        build_faster_rcnn("vgg", 2)
    with pytest.raises(UserError, match="no file"):
        build_faster_rcnn("resnet18", 2, weights=str(tmp_path / "none.pth"))
    torch.save({"conv1.weight": torch.zeros(64, 3, 7, 7)}, tmp_path / "w.pth")
    with pytest.raises(UserError, match="are not those of resnet18"):
        build_faster_rcnn("resnet18", 2, weights=str(tmp_path / "w.pth"))
    with pytest.raises(UserError, match="none of coco"):
        read_actions({"kind": "ucf", "folder": "."})


def test_the_whole_algorithm_from_the_command_line(tmp_path, monkeypatch, capsys):
    from drawn_faces import write_faces

    monkeypatch.setattr("guise_training.data.frames.default_finder", lambda: find_drawn)
    write_faces(tmp_path / "faces", people=5, each=3)
    torch.save(MobileFaceNet().state_dict(), tmp_path / "recogniser.pth")
    values = {"faces.folder": tmp_path / "faces", "recogniser.weights": tmp_path / "recogniser.pth", "faces.held_out": 2, "log.every": 1,
              "log.preview_every": 0, "actions.folder": write_actions(tmp_path / "actions"), "detector.fix_at": 0.6, "detector.frames": 6, "threads": 1}
    command = ["train", "--run", str(tmp_path / "run"), *(p for s in SETTINGS for p in ("--set", s)),
               *(p for k, v in values.items() for p in ("--set", f"{k}={v}"))]
    assert cli.main([*command, "--set", "optimiser.steps=3"]) == 0
    assert "frames (" in capsys.readouterr().out
    log = [json.loads(line) for line in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    assert [entry["fixed"] for entry in log] == [0, 1, 1] and "m_det" in log[0] and "adversarial" not in log[2]
    assert cli.main(["evaluate-detector", str(tmp_path / "run/last.pt"), "--json", str(tmp_path / "f.json")]) == 0
    assert "learned, step 3: mAP@0.5" in capsys.readouterr().out
    assert set(json.loads((tmp_path / "f.json").read_text())["ap"]) == {"red", "green"}
