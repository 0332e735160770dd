"""The command line finds its sub-commands and turns a UserError into a message."""

import argparse

import pytest

from guise_training import cli, progress
from guise_training.errors import UserError


def test_every_command_has_help(capsys):
    for name in cli.discover():
        with pytest.raises(SystemExit) as stop:
            cli.main([name, "--help"])
        assert stop.value.code == 0
        assert name in capsys.readouterr().out


def test_user_error_is_a_message(monkeypatch, capsys):
    def run(args: argparse.Namespace) -> int:
        raise UserError("no such folder: x; give one with --data")

    parser = argparse.ArgumentParser()
    parser.set_defaults(command="fake", execute=run)
    monkeypatch.setattr(cli, "build_parser", lambda: parser)
    assert cli.main([]) == 2
    assert "no such folder: x" in capsys.readouterr().err


def test_progress_says_what_is_left_and_nothing_of_quick_work(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    said = []
    quick = progress.Progress(10, "faces", said.append)
    for _ in range(10):
        now[0] += 0.5
        quick.add()
    assert said == []
    slow = progress.Progress(1000, "faces", said.append)
    for _ in range(3):
        now[0] += 8
        slow.add(10)
    assert said == ["faces: 20 of 1000, 0:13:04 left"]
