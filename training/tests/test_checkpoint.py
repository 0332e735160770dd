import pytest

from guise_training import checkpoint
from guise_training.config import load_config
from guise_training.errors import UserError


def test_missing_and_damaged_are_named(tmp_path):
    with pytest.raises(UserError, match="no checkpoint at"):
        checkpoint.load(tmp_path / "none.pt")
    (tmp_path / "bad.pt").write_bytes(b"half a file")
    with pytest.raises(UserError, match="cannot be read"):
        checkpoint.load(tmp_path / "bad.pt")


def test_failed_save_keeps_the_old_one(tmp_path):
    path = tmp_path / "last.pt"
    checkpoint.save(path, {"step": 1})
    with pytest.raises(Exception):
        checkpoint.save(path, {"step": lambda: None})
    assert checkpoint.load(path)["step"] == 1


def test_configuration_errors_say_what_there_is(tmp_path):
    with pytest.raises(UserError, match="no setting 'stepps'; there are"):
        load_config(None, ["optimiser.stepps=3"])
    with pytest.raises(UserError, match="must be int"):
        load_config(None, ["optimiser.steps=fast"])
    with pytest.raises(UserError, match="no configuration at"):
        load_config(tmp_path / "none.toml")
    assert load_config(None, ["objective.l1=2"])["objective"]["l1"] == 2.0


def test_configurations_of_the_repository_are_valid():
    from pathlib import Path

    for path in (Path(__file__).parents[1] / "configs").glob("*.toml"):
        if "modifier" in path.read_text():
            load_config(path)
