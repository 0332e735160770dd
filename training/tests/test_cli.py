"""The command line finds its sub-commands and turns a UserError into a message."""

import argparse

import pytest

from guise_training import cli
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
