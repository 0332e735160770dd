"""Pilots of the switches: the files that are shipped are right, and the command trains, measures, resumes and writes its table."""

import json
from pathlib import Path

import pytest
import torch
from conftest import TinyRecogniser
from drawn_faces import write_faces

from guise_training import ablations, checkpoint, cli
from guise_training.ablations import read_pilots
from guise_training.config import load_config
from guise_training.errors import UserError
from guise_training.networks.modifier import build_modifier
from guise_training.networks.recognisers import MobileFaceNet

PILOTS = sorted((Path(__file__).parents[1] / "configs/pilots").glob("*.toml"))


@pytest.mark.parametrize("path", PILOTS, ids=lambda path: path.stem)
def test_shipped_pilots_hold_settings_that_exist(path):
    plan = read_pilots(str(path))
    for pilot in plan["pilot"]:
        load_config(plan["base"], plan["set"] + pilot["set"])


def test_pilots_are_trained_measured_and_not_done_twice(tmp_path, monkeypatch, capsys):
    class Landmarks(torch.nn.Module):
        def __init__(self, tiny=False):
            super().__init__()

        def forward(self, picture, marks):
            return torch.cat([marks] * 14, 1)[:, :68] + picture.mean((1, 2, 3))[:, None, None]

    monkeypatch.setattr(ablations, "FaceApiRecogniser", TinyRecogniser)
    monkeypatch.setattr(ablations, "Landmarks68", Landmarks)
    monkeypatch.setattr(ablations, "Expressions", Landmarks)
    write_faces(tmp_path / "faces", people=5, each=4)
    torch.manual_seed(0)
    torch.save(MobileFaceNet().state_dict(), tmp_path / "recogniser.pth")
    net = build_modifier("webcam", width=4, blocks=1)
    config = load_config(None, ["modifier.width=4", "modifier.blocks=1", "objective.adversarial=0.0"])
    checkpoint.save(tmp_path / "start.pt", {"step": 0, "config": config, "average": net.state_dict(), "patch": None})
    common = ["optimiser.steps=1", "modifier.width=4", "modifier.blocks=1", f"faces.folder={tmp_path / 'faces'}", "faces.held_out=2",
              f"recogniser.weights={tmp_path / 'recogniser.pth'}", "faces.people=2", "threads=1", "log.preview_every=0", "log.every=1"]
    (tmp_path / "pilots.toml").write_text(f"set = {json.dumps(common)}\n" + "".join(
        f'[[pilot]]\nname = "{name}"\nchanges = "{name}"\nset = {json.dumps(own)}\n'
        for name, own in (("plain", []), ("with seam", ["objective.seam=1.0"]))))
    command = ["ablate", str(tmp_path / "pilots.toml"), "--init", str(tmp_path / "start.pt"), "--run", str(tmp_path / "run"), "--pairs", "12",
               "--people", "2", "--each", "3", "--markdown", str(tmp_path / "t.md")]
    assert cli.main(command) == 0
    first = capsys.readouterr().out
    assert "pilot 2 of 2: with seam" in first and "step 1/1" in first
    rows = [line for line in (tmp_path / "t.md").read_text().splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows[1:]] == ["| the start", "| plain", "| with seam"]
    assert cli.main(command) == 0
    assert "pilot" not in capsys.readouterr().out


def test_wrong_pilots_are_named(tmp_path):
    path = tmp_path / "p.toml"
    with pytest.raises(UserError, match="no pilots at"):
        read_pilots(str(path))
    path.write_text('[[pilot]]\nname = "a"\n')
    with pytest.raises(UserError, match="each"):
        read_pilots(str(path))
    path.write_text('[[pilot]]\nname = "a"\nchanges = ""\nset = []\n' * 2)
    with pytest.raises(UserError, match="same name"):
        read_pilots(str(path))
