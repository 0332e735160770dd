import json

import numpy as np
import pytest
import torch
from drawn_faces import write_faces

from guise_training.errors import UserError
from guise_training.faces import IdentityBatches, load_faces, read_index, split_by_identity, verification_pairs


def edit(folder, change):
    path = folder / "index.json"
    index = json.loads(path.read_text())
    change(index)
    path.write_text(json.dumps(index))


def test_what_is_wrong_is_named_and_left_out(tmp_path):
    folder = write_faces(tmp_path / "f", people=5, each=3)

    def spoil(index):
        index[0]["box"] = [0, 0, -5, 10]
        index[1]["landmarks"] = [[1, 2]]
        del index[3]["identity"]
        index[4]["suspect"] = True
        index[6]["file"] = "gone.png"
        index[7]["landmarks"] = [[5, 5]] * 5

    edit(folder, spoil)
    (folder / "images" / "3-2.png").write_bytes(b"not a picture")
    faces = load_faces(folder, tmp_path / "cache")
    problems = "\n".join(faces.problems)
    for text in ("0-0.png: wrong box", "0-1.png: not five landmarks", "1-0.png: no identity", "1-1.png: marked suspect",
                 "gone.png: file missing", "2-1.png: landmarks fall together", "3-2.png: cannot be decoded"):
        assert text in problems
    assert len(faces) == 15 - 7
    again = load_faces(folder, tmp_path / "cache")  # from the cache
    assert len(again) == len(faces) and any("3-2.png: cannot be decoded" in p for p in again.problems)


def test_no_index_and_broken_index_say_what_to_do(tmp_path):
    with pytest.raises(UserError, match="no index.json"):
        read_index(tmp_path)
    (tmp_path / "index.json").write_text("[{")
    with pytest.raises(UserError, match="not JSON"):
        read_index(tmp_path)


def test_one_picture_a_person_is_refused(tmp_path):
    with pytest.raises(UserError, match="fewer than two people"):
        load_faces(write_faces(tmp_path / "f", people=3, each=1), tmp_path / "cache")


def test_person_with_one_picture_is_left_out_and_named(tmp_path):
    folder = write_faces(tmp_path / "f", people=5, each=3)
    edit(folder, lambda index: index.__delitem__(slice(0, 2)))
    faces = load_faces(folder, tmp_path / "cache")
    training, held = split_by_identity(faces, 2, 0)
    assert 0 not in training.identity and 0 not in held.identity
    assert any("identity 0: one picture only" in p for p in faces.problems)


def test_no_person_is_on_both_sides(faces):
    training, held = split_by_identity(faces, 2, 0)
    assert not set(training.identity) & set(held.identity) and len(training) + len(held) == len(faces)
    assert set(held.identity) == set(split_by_identity(faces, 2, 0)[1].identity)
    assert not set(training.names) & set(held.names)
    # the rows' pictures are those that the names say
    whole = faces.tensor([faces.names.index(held.names[1])])
    assert torch.equal(held.tensor([1]), whole)
    with pytest.raises(UserError, match="cannot hold out"):
        split_by_identity(faces, 4, 0)


def test_pairs_are_balanced_true_and_never_twice(faces):
    pairs, same = verification_pairs(faces, 16, 0)
    assert same.sum() == 8 and len({tuple(p) for p in pairs}) == 16
    assert ((faces.identity[pairs[:, 0]] == faces.identity[pairs[:, 1]]) == same).all()
    assert (pairs[:, 0] != pairs[:, 1]).all()
    with pytest.raises(UserError, match="pairs asked for"):
        verification_pairs(faces, 1000, 0)


def test_batches_hold_people_in_groups(faces):
    batches = IdentityBatches(faces, 3, 2, np.random.default_rng(0))
    rows, labels = batches.draw()
    assert len(rows) == 6 and labels.view(3, 2).diff(dim=1).eq(0).all() and len(labels.unique()) == 3
    with pytest.raises(UserError, match="a batch needs"):
        IdentityBatches(faces, 9, 2, np.random.default_rng(0))
