"""Shared by all tests of the learned face: a tiny set of drawn faces and a tiny trainer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent))
torch.set_num_threads(1)  # tiny networks: threads only wait for each other, the more so on a busy machine


class TinyRecogniser(nn.Module):
    """MobileFaceNet's interface in a few thousand parameters."""

    def __init__(self) -> None:
        super().__init__()
        from guise_training.sampler import TEMPLATE_112

        self.size, self.template = (28, 24), (TEMPLATE_112 - torch.tensor([8.0, 0.0])) / 4
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.PReLU(8), nn.Conv2d(8, 16, 3, 2, 1), nn.PReLU(16),
                                 nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(64, 16))

    def forward(self, x):
        return self.net(x)

    def embed(self, picture, landmarks):
        from guise_training.sampler import recogniser_transform, sample

        aligned = sample(picture, recogniser_transform(landmarks, self.template), self.size)
        return nn.functional.normalize(self(aligned * (255 / 128) - 127.5 / 128))


@pytest.fixture(scope="session")
def faces(tmp_path_factory):
    from drawn_faces import write_faces
    from guise_training.faces import load_faces

    folder = tmp_path_factory.mktemp("faces")
    return load_faces(write_faces(folder / "drawn"), folder / "cache")


@pytest.fixture
def tiny_trainer(faces):
    """make(**objective) -> a prepared Trainer of the webcam modifier, 4 channels wide, on drawn faces."""
    from guise_training.config import load_config
    from guise_training.trainer import Trainer

    def make(rank: int = 0, **objective):
        config = load_config(None, ["modifier.width=4", "modifier.blocks=1", "faces.people=2", "faces.each=2"])
        config["optimiser"]["classifier_every"] = 1
        config["objective"].update(objective)
        torch.manual_seed(5)
        trainer = Trainer(config, faces, TinyRecogniser().eval(), rank=rank)
        trainer.prepare()
        return trainer

    return make
