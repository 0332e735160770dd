"""`evaluate` from the command line, on drawn faces with tiny or untrained judges: every part of it runs and writes what it says."""

import json

import torch
from conftest import TinyRecogniser
from drawn_faces import write_faces
from test_readers import find_drawn, write_lfw

from guise_training import checkpoint, cli, report
from guise_training.config import load_config
from guise_training.data import face_cache
from guise_training.networks.modifier import build_modifier
from guise_training.networks.recognisers import MobileFaceNet
from guise_training.trainer import Classifier


class Landmarks(torch.nn.Module):
    def forward(self, picture, marks):
        return torch.cat([marks] * 14, 1)[:, :68] + picture.mean((1, 2, 3))[:, None, None]


def test_evaluate_with_d_an_attacker_and_lfw(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(face_cache, "default_finder", lambda: find_drawn)
    monkeypatch.setattr(report, "FaceApiRecogniser", TinyRecogniser)
    monkeypatch.setattr(report, "Landmarks68", Landmarks)
    monkeypatch.setattr(report, "Expressions", Landmarks)
    torch.manual_seed(0)
    recogniser = MobileFaceNet()
    torch.save(recogniser.state_dict(), tmp_path / "recogniser.pth")
    write_faces(tmp_path / "faces", people=14, each=3)
    config = load_config(None, ["modifier.width=4", "modifier.blocks=1", "faces.held_out=2", f"faces.folder={tmp_path / 'faces'}",
                                f"recogniser.weights={tmp_path / 'recogniser.pth'}"])
    checkpoint.save(tmp_path / "last.pt", {"step": 5, "config": config, "average": build_modifier("webcam", width=4, blocks=1).state_dict(),
                                           "classifier": Classifier(recogniser, 128, 12, 4).state_dict()})
    command = ["evaluate", str(tmp_path / "last.pt"), "--cache", str(tmp_path / "cache"), "--json", str(tmp_path / "f.json"), "--markdown",
               str(tmp_path / "r.md")]
    assert cli.main([*command, "--pairs", "12", "--adaptive", "1"]) == 0
    figures = json.loads((tmp_path / "f.json").read_text())
    assert {report.UNSEEN, "mobilefacenet (seen)", "D itself", "adaptive", "quality"} <= set(figures)  # section 5.6: D on raw faces
    assert figures["benchmark"] == "6 faces of 2 people held out of training" and figures["pairs"] == 12
    text = (tmp_path / "r.md").read_text()
    assert "6 faces of 2 people" in text and text.count("| D itself |") == 1 and text.count("| adaptive attack, 1 steps |") == 1
    assert cli.main([*command, "--lfw", str(write_lfw(tmp_path / "lfw", folds=3))]) == 0
    assert json.loads((tmp_path / "f.json").read_text())["benchmark"] == "LFW, 12 pairs of View 2"
    text = (tmp_path / "r.md").read_text()
    assert "LFW, 12 pairs of View 2" in text and text.count("| D itself |") == 1
    assert cli.main(["evaluate", str(tmp_path / "none.pt")]) == 2
    assert "no checkpoint" in capsys.readouterr().err
