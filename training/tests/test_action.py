"""The action detector's training on tiny drawn data: two "actions" that a coloured square beside a drawn person tells apart."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from torchvision.ops import box_iou

from guise_training import checkpoint
from guise_training.action_loop import load_start
from guise_training.action_trainer import ActionTrainer, detections, mean_average_precision
from guise_training.actions import build_cache
from guise_training.config import load_config
from guise_training.data.coco_actions import read_coco_actions
from guise_training.export.action import NAME, drawn_person, mean_of, read_action, write_action_fixture
from guise_training.export.weights import write_network
from guise_training.losses.detection import assign, detection_loss
from guise_training.networks.nanodet import BINS, NanoDet, centres, decode, normalise


def write_pictures(folder, count=12, side=64):
    """COCO actions: persons are ellipses, "holding" has a red square beside, "waving" a blue one."""
    (folder / "images").mkdir(parents=True)
    rng = np.random.default_rng(0)
    images, annotations = [], []
    for i in range(count):
        label = i % 2
        x, y = (int(v) for v in rng.integers(4, 14, 2))
        picture = Image.new("RGB", (side, side), (90, 100, 110))
        draw = ImageDraw.Draw(picture)
        draw.ellipse([x, y, x + 40, y + 46], fill=(200, 170, 150))
        draw.rectangle([x + 26, y + 20, x + 40, y + 40], fill=((220, 30, 30), (30, 30, 220))[label])
        picture.save(folder / "images" / f"{i}.png")
        images.append({"id": i, "file_name": f"{i}.png", "width": side, "height": side, "subject": f"s{i % 4}", "source": "drawn"})
        annotations.append({"id": i, "image_id": i, "category_id": label, "bbox": [x, y, 40, 46]})
    (folder / "train.json").write_text(json.dumps({"images": images, "annotations": annotations,
                                                   "categories": [{"id": 0, "name": "holding"}, {"id": 1, "name": "waving"}]}))
    return folder / "train.json"


@pytest.fixture
def config(tmp_path):
    (tmp_path / "c.toml").write_text('task = "action"\nprecision = "float32"\n')
    return load_config(tmp_path / "c.toml", ["actions.side=64", "actions.batch=4", "optimiser.steps=30", "optimiser.warmup=3",
                                             "optimiser.average=0.5", "optimiser.frozen_stages=0", "actions.held_out=0.25"])


@pytest.fixture
def trainer(tmp_path, config):
    data = read_coco_actions(write_pictures(tmp_path / "data"))
    pictures = build_cache(data.pictures, tmp_path / "cache", "raw", 64, progress=lambda _: None)

    def make():
        torch.manual_seed(0)
        return ActionTrainer(config, NanoDet(2), [pictures], np.arange(12), data.classes)

    return make


def test_places_answer_for_the_box_that_they_lie_in_the_middle_of():
    points, strides = centres(64, 64)
    truth = torch.tensor([[0.0, 0, 24, 24], [32, 32, 64, 64]])
    boxes = torch.cat([points - strides[:, None] * 1.5, points + strides[:, None] * 1.5], 1)
    chosen, quality = assign(torch.zeros(len(points), 3), boxes, points, strides, truth, torch.tensor([2, 0]))
    assert set(chosen.tolist()) == {-1, 0, 1}
    for m in (0, 1):
        own = points[chosen == m]
        assert ((own > truth[m, :2]) & (own < truth[m, 2:])).all()
        assert torch.allclose(quality[chosen == m], box_iou(boxes[chosen == m], truth[m:m + 1])[:, 0])
    assert (quality[chosen < 0] == 0).all()
    none, _ = assign(torch.zeros(len(points), 3), boxes, points, strides, truth[:0], torch.zeros(0, dtype=torch.long))
    assert (none == -1).all()


def perfect(points, strides, box, label, classes=3):
    """Logits of a detector that is sure of one box."""
    distance = torch.cat([points - box[:2], box[2:] - points], 1) / strides[:, None]
    inside = ((distance > 0) & (distance < BINS - 1)).all(1)
    low = distance.clamp(0, BINS - 1.001).floor()
    part = distance.clamp(0, BINS - 1.001) - low
    bins = torch.full((len(points), 4, BINS), -30.0)
    bins.scatter_(2, low.long()[..., None], torch.log(1 - part + 1e-9)[..., None])
    bins.scatter_(2, low.long()[..., None] + 1, torch.log(part + 1e-9)[..., None])
    scores = torch.full((len(points), classes), -12.0)
    scores[inside, label] = 12.0
    return scores, bins.flatten(1), inside


def test_a_perfect_answer_costs_little_and_decodes_to_its_box():
    points, strides = centres(64, 64)
    box = torch.tensor([5.0, 9, 50, 58])
    scores, bins, inside = perfect(points, strides, box, 1)
    assert torch.allclose(decode(bins, points, strides)[inside], box.expand(int(inside.sum()), 4), atol=1e-3)
    found = detections(scores[None], bins[None], (64, 64))[0]
    assert len(found.boxes) == 1 and found.labels[0] == 1 and np.allclose(found.boxes[0], box.numpy(), atol=1e-2)
    truth = [box[None]], [torch.tensor([1])], [torch.tensor([False])]
    chosen, _ = assign(scores, decode(bins, points, strides), points, strides, box[None], torch.tensor([1]))
    scores[chosen < 0] = -12.0
    good, _ = detection_loss(scores[None], bins[None], points, strides, *truth)
    wrong, _ = detection_loss(scores[None].roll(1, 2), bins[None], points, strides, *truth)
    assert float(good) < 0.5 < float(wrong)


def test_nothing_is_learned_inside_a_crowd():
    points, strides = centres(64, 64)
    scores = torch.zeros(1, len(points), 2, requires_grad=True)
    bins = torch.zeros(1, len(points), 4 * BINS)
    loss, _ = detection_loss(scores, bins, points, strides, [torch.tensor([[0.0, 0, 32, 64]])], [torch.tensor([0])], [torch.tensor([True])])
    loss.backward()
    inside = points[:, 0] < 32
    assert (scores.grad[0, inside] == 0).all() and (scores.grad[0, ~inside] != 0).all()


def test_it_learns_drawn_actions(trainer):
    t = trainer()
    losses = [t.train_step()["loss"] for _ in range(30)]
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])
    result = mean_average_precision(t.average, t.pictures[0], np.arange(12), 2)
    assert result.counts == {0: 6, 1: 6} and 0 <= result.mean <= 1


def test_a_run_goes_on_to_the_bit(trainer, tmp_path):
    one = trainer()
    for _ in range(2):
        one.train_step()
    checkpoint.save(tmp_path / "x.pt", one.state())
    ahead = [one.train_step()["loss"] for _ in range(2)]
    two = trainer()
    two.load_state(checkpoint.load(tmp_path / "x.pt"))
    assert [two.train_step()["loss"] for _ in range(2)] == ahead


def test_every_picture_comes_once_an_epoch(trainer):
    t = trainer()
    rows = np.concatenate([t.rows(step) for step in range(3)])
    assert sorted(rows) == list(range(12))


def test_export_reads_back_and_its_fixture_holds(tmp_path):
    torch.manual_seed(1)
    net = NanoDet(3).eval()
    with torch.no_grad():
        for head in net.heads:
            head.predict.bias += 1.0
    metadata = {"network": {"name": "nanodet-m", "classes": ["a", "b", "c"], "bins": BINS, "side": 64}, "step": 3, "config": {}}
    written = write_network(net, tmp_path, f"{NAME}-8bit", 8, metadata)
    assert sum(item["bytes"] for item in written["weights"]) < 2.5e6
    again, meta = read_action(tmp_path / f"{NAME}-8bit.json")
    assert meta == metadata
    start = load_start(str(tmp_path / f"{NAME}-8bit.json"))
    assert start["step"] == 3 and all(torch.equal(value, start["average"][name]) for name, value in again.state_dict().items())
    description = write_action_fixture(tmp_path, again, ["a", "b", "c"])
    blob = (tmp_path / f"{NAME}.bin").read_bytes()
    h, w = description["height"], description["width"]
    picture = np.frombuffer(blob, np.uint8, h * w * 3).reshape(h, w, 3)
    assert np.array_equal(picture, drawn_person(h, w))
    x = normalise(torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None])
    with torch.no_grad():
        scores, boxes = again(x)
        exact, _ = net(x)
    for name, value in (("scores", scores[0]), ("boxes", boxes[0])):
        entry = description["outputs"][name]
        stored = np.frombuffer(blob, "<f4", int(np.prod(entry["shape"])), entry["offset"]).reshape(entry["shape"])
        assert np.allclose(stored, value.numpy(), atol=1e-5)
    assert float((exact - scores).abs().mean()) < 0.05 * float(exact.std()) + 1e-2
    assert description["decoded"]["boxes"]


def test_the_mean_of_runs_is_that_of_each_weight():
    whole, half = {"w": torch.tensor([1.0, -2.0]), "seen": torch.tensor(4)}, {"w": torch.tensor([2.0, 0.0]), "seen": torch.tensor(6)}
    mean = mean_of([whole, half])
    assert mean["w"].tolist() == [1.5, -1.0] and mean["seen"].item() == 5 and mean["seen"].dtype == whole["seen"].dtype


def test_modes_change_faces_only(tmp_path):
    from guise_training.action_faces import Faces
    from guise_training.anonymise import CLASSICAL, cover_faces, learned_faces, modify_for
    from guise_training.errors import UserError
    from guise_training.networks.modifier import WebcamModifier

    rgb = np.random.default_rng(0).integers(0, 255, (120, 160, 3)).astype(np.uint8)
    marks = np.float32([[70, 50], [90, 50], [80, 60], [72, 70], [88, 70]])
    face = Faces(np.float32([[60, 36, 100, 84]]), marks[None], np.ones(1, np.float32))
    nobody = Faces(np.zeros((0, 4), np.float32), np.zeros((0, 5, 2), np.float32), np.zeros(0, np.float32))
    far = np.ones(rgb.shape[:2], bool)
    far[:110, 35:125] = False
    torch.manual_seed(0)
    net = WebcamModifier(width=8, blocks=1).eval()
    for name in (*CLASSICAL, "learned"):
        def change(faces):
            return learned_faces(net, rgb, faces) if name == "learned" else cover_faces(name, rgb, faces, np.random.default_rng(1))
        changed = change(face)
        assert np.array_equal(changed[far], rgb[far]), name
        assert (changed[50:70, 70:90] != rgb[50:70, 70:90]).mean() > 0.5, name
        assert np.array_equal(change(nobody), rgb), name
    with pytest.raises(UserError, match="there are raw"):
        modify_for("pixelate", [], tmp_path, "")
    with pytest.raises(UserError, match="actions.modifier"):
        modify_for("learned", [], tmp_path, "")


def test_weighted_average_precision_is_that_of_the_repeated_pictures():
    from guise_training.detection_metrics import Boxes, evaluate_detections, match_class

    rng = np.random.default_rng(0)
    truth, found = [], []
    for _ in range(12):
        box = rng.uniform(0, 50, (1, 2))
        truth.append(Boxes(np.concatenate([box, box + 20], 1), rng.integers(0, 2, 1)))
        guess = box + rng.normal(0, 4, (3, 2))
        found.append(Boxes(np.concatenate([guess, guess + 20], 1), rng.integers(0, 2, 3), rng.random(3)))
    weights = rng.integers(0, 3, 12)
    rows = np.repeat(np.arange(12), weights)
    repeated = evaluate_detections([truth[i] for i in rows], [found[i] for i in rows], 2)
    for label in (0, 1):
        assert match_class(truth, found, label).average_precision(weights) == pytest.approx(repeated.ap[label], abs=0.02)
        assert match_class(truth, found, label).average_precision(np.ones(12, int)) == pytest.approx(
            evaluate_detections(truth, found, 2).ap[label])


def test_evaluate_actions_measures_resumes_and_writes(tmp_path, config, trainer, monkeypatch, capsys):
    from guise_training import action_report, anonymise, cli
    from guise_training.action_faces import Faces

    marks = np.float32([[[20, 20], [34, 20], [27, 26], [22, 32], [32, 32]]])
    monkeypatch.setattr(anonymise, "find_faces", lambda pictures, cache, say: [Faces(np.float32([[14, 12, 40, 38]]), marks, np.ones(1))] * len(pictures))
    t = trainer()
    t.config = {**config, "actions": {**config["actions"], "annotations": str(tmp_path / "data" / "train.json")}}
    t.train_step()
    checkpoint.save(tmp_path / "start.pt", t.state())
    (tmp_path / "privacy.json").write_text(json.dumps({"points": [
        {"mode": "none", "label": "None", "values": {}, "verification": {"rawRaw": 98.0, "rawAnonymised": 98.0, "anonymisedAnonymised": 98.0}},
        {"mode": "mask", "label": "Mask, Figure", "values": {"style": "figure"},
         "verification": {"rawRaw": 98.0, "rawAnonymised": 50.0, "anonymisedAnonymised": 51.0}}]}))
    command = ["evaluate-actions", str(tmp_path / "start.pt"), "--run", str(tmp_path / "run"), "--modes", "raw,mask", "--steps", "2",
               "--bootstrap", "5", "--verification", str(tmp_path / "privacy.json"), "--json", str(tmp_path / "a.json"),
               "--markdown", str(tmp_path / "r.md"), "--published", str(tmp_path / "p.json")]
    assert cli.main(command) == 0
    figures = json.loads((tmp_path / "a.json").read_text())
    assert set(figures["modes"]) == {"raw", "mask"} and figures["settings"]["steps"] == 2
    assert figures["modes"]["mask"]["lost"] == pytest.approx(figures["modes"]["raw"]["mAP"] - figures["modes"]["mask"]["mAP"])
    points = json.loads((tmp_path / "p.json").read_text())["points"]
    assert [p["mode"] for p in points] == ["none", "mask"] and points[1]["verification"]["anonymisedAnonymised"] == 51.0
    assert "| Mask |" in (tmp_path / "r.md").read_text()
    capsys.readouterr()
    assert cli.main([*command, "--seeds", "1,2"]) == 0  # the first seed is there already
    assert "raw, seed 1" not in (out := capsys.readouterr().out) and "raw, seed 2" in out
    assert len(json.loads((tmp_path / "a.json").read_text())["modes"]["raw"]["seeds"]) == 2
    assert len(json.loads((tmp_path / "p.json").read_text())["points"]) == 2
    assert action_report.from_lists(action_report.to_lists([]))  == []
