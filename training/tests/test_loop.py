"""The command `train` from end to end on drawn faces: logs, contact sheets, resuming, Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from drawn_faces import write_faces

from guise_training import checkpoint, cli
from guise_training.networks.recognisers import MobileFaceNet


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loop")
    write_faces(folder / "faces", people=6, each=3)
    torch.manual_seed(0)
    torch.save(MobileFaceNet().state_dict(), folder / "recogniser.pth")
    values = {"faces.folder": folder / "faces", "recogniser.weights": folder / "recogniser.pth", "faces.held_out": 2, "faces.people": 2,
              "modifier.width": 4, "modifier.blocks": 1, "log.every": 1, "log.save_every": 2, "log.preview_every": 2, "threads": 1}
    return folder, [part for k, v in values.items() for part in ("--set", f"{k}={v}")]


def test_train_logs_previews_and_resumes(settings, capsys):
    folder, values = settings
    run = ["train", "--run", str(folder / "run"), *values]
    assert cli.main([*run, "--set", "optimiser.steps=2"]) == 0
    assert (folder / "run" / "preview-000002.png").is_file()
    assert cli.main([*run, "--set", "optimiser.steps=3"]) == 0
    out = capsys.readouterr().out
    assert "resumed at step 2" in out and "step 3/3" in out and "left 0:00:0" in out
    log = [json.loads(line) for line in (folder / "run" / "log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in log] == [1, 2, 3]
    assert checkpoint.load(folder / "run" / "last.pt")["step"] == 3


def test_ctrl_c_saves(settings):
    folder, values = settings
    process = subprocess.Popen([sys.executable, "-m", "guise_training", "train", "--run", str(folder / "stopped"), *values,
                                "--set", "optimiser.steps=100000", "--set", "log.save_every=100000"],
                               cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if line.startswith("step 3/"):
            process.send_signal(signal.SIGINT)
            break
    rest = process.stdout.read()
    assert process.wait(60) == 130 and "interrupted: saved step" in rest
    assert checkpoint.load(folder / "stopped" / "last.pt")["step"] >= 3


def test_two_processes_with_torchruns_environment(settings):
    """What torchrun sets, set by hand: torchrun of Debian's 1.13 does not start on Python 3.11."""
    folder, values = settings
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "guise_training", "train", "--run", str(folder / "two"), *values, "--set", "optimiser.steps=2"]
    both = [subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             env={**os.environ, "RANK": str(r), "LOCAL_RANK": str(r), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1",
                                  "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1"}) for r in range(2)]
    out = [p.communicate(timeout=240)[0] for p in both]
    assert [p.returncode for p in both] == [0, 0], out
    assert "step 2/2" in out[0] and "step" not in out[1]  # one of the two reports
    assert checkpoint.load(folder / "two" / "last.pt")["step"] == 2


def test_missing_weights_are_named(settings, capsys):
    folder, values = settings
    assert cli.main(["train", "--run", str(folder / "none"), *values, "--set", "recogniser.weights=nowhere.pth"]) == 2
    assert "no recogniser weights at nowhere.pth" in capsys.readouterr().err
