import json

import numpy as np
import pytest
import torch

from guise_training.errors import UserError
from guise_training.networks.face_api import FaceApiRecogniser
from guise_training.privacy_meter import FIXTURE_SIDE, embed, four_points, medians, thresholds, write_fixture


def people(count, each, spread, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(count, 128))
    identity = np.repeat(np.arange(count), each)
    return centres[identity] + spread * rng.normal(size=(count * each, 128)), identity


def test_a_threshold_keeps_its_false_accept_rate_on_people_it_has_not_seen():
    embeddings, identity = people(60, 8, 0.3)
    loose, strict = thresholds(embeddings, identity, [0.01, 0.001], seed=1)
    assert loose["threshold"] < strict["threshold"]
    assert 0.004 < loose["measuredFalseAccepts"] < 0.02
    assert loose["trueAccepts"] == 1.0
    assert strict["samePairs"] == 30 * 28 and strict["differentPairs"] == 240 * 239 // 2 - 30 * 28


def test_the_same_faces_and_seed_give_the_same_threshold_and_too_few_pairs_are_refused():
    embeddings, identity = people(10, 4, 1.0)
    assert thresholds(embeddings, identity, [0.1], 3) == thresholds(embeddings, identity, [0.1], 3)
    with pytest.raises(UserError, match="too few"):
        thresholds(embeddings, identity, [1e-4], 3)


def test_medians():
    middle = medians(np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]), np.array([0, 0, 1, 1]))
    assert middle == {"samePerson": 1.0, "differentPeople": 0.0}


def test_the_mouth_is_the_middle_of_its_corners():
    marks = torch.tensor([[0.0, 0], [4, 0], [2, 2], [1, 4], [3, 6]])
    assert four_points(marks).tolist() == [[0, 0], [4, 0], [2, 2], [2, 5]]


def test_the_fixture_holds_what_the_network_says(tmp_path):
    net = FaceApiRecogniser().eval()
    write_fixture(tmp_path / "recogniser", net)
    description = json.loads((tmp_path / "recogniser.json").read_text())
    pictures = np.frombuffer((tmp_path / "recogniser.bin").read_bytes(), np.uint8).reshape(2, FIXTURE_SIDE, FIXTURE_SIDE, 3)
    points = torch.tensor(description["points"])
    five = torch.cat([points, points[:, 3:]], 1)  # both corners in the middle of the mouth
    with torch.no_grad():
        again = embed(net, torch.from_numpy(pictures.copy()).permute(0, 3, 1, 2).float() / 255, five)
    assert torch.allclose(again, torch.tensor(description["embeddings"]), atol=1e-4)
    # A turned face is the same face.
    assert torch.cosine_similarity(again[:1], again[1:]).item() > 0.999
