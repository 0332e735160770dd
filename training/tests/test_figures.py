"""Verification, quality and prototypes: figures whose right value is known."""

import numpy as np
import torch
import torch.nn.functional as F

from guise_training.evaluation import Benchmark, verification_figures
from guise_training.plot import plot_runs, read_log
from guise_training.prototypes import MIRROR, Prototypes, face_polygon, spline_grid
from guise_training.quality import flicker, landmark_error, measure_quality, sharpness, warped_sequence
from guise_training.verification import best_threshold, verification_accuracy


def test_perfect_random_and_reversed_scores():
    rng = np.random.default_rng(0)
    same = rng.permutation(np.arange(2000) < 1000)
    assert verification_accuracy(same + rng.normal(0, 0.01, 2000), same)[0] == 1
    assert abs(verification_accuracy(rng.normal(size=2000), same)[0] - 0.5) < 0.03
    assert verification_accuracy(1.0 - same, same)[0] <= 0.51


def test_threshold_by_brute_force():
    rng = np.random.default_rng(1)
    for _ in range(20):
        scores, same = rng.integers(0, 6, 15) / 5, rng.integers(0, 2, 15).astype(bool)
        best = max(((scores >= t) == same).mean() for t in np.linspace(-0.1, 1.1, 121))
        assert ((scores >= best_threshold(scores, same)) == same).mean() == best


def test_figures_of_a_perfect_and_a_broken_anonymiser(faces):
    torch.manual_seed(0)
    people = torch.eye(4, 8)
    raw = F.normalize(people[torch.from_numpy(faces.identity)] + 0.01 * torch.randn(len(faces), 8))
    leak = verification_figures(raw, raw, Benchmark.drawn(faces, 20))
    assert leak["raw_anonymised"] == 1 and leak["anonymised_anonymised"] == 1
    hidden = verification_figures(raw, F.normalize(torch.randn(len(faces), 8)), Benchmark.drawn(faces, 20))
    assert hidden["raw_raw"] == 1 and hidden["anonymised_anonymised"] < 0.85


def test_quality_of_identity_blur_and_noise(faces):
    class Landmarks(torch.nn.Module):
        def forward(self, picture, marks):
            return torch.cat([marks] * 14, 1)[:, :68] + picture.mean((1, 2, 3))[:, None, None]

    same = measure_quality(lambda x: x, 128, faces, Landmarks(), None)
    assert same["landmark_error"] == 0 and abs(same["sharpness"] - 1) < 1e-5 and abs(same["flicker"] - 1) < 1e-5
    blurred = measure_quality(lambda x: F.avg_pool2d(x, 5, 1, 2), 128, faces, Landmarks(), None)
    assert blurred["sharpness"] < 0.3
    noisy = measure_quality(lambda x: (x + 0.2 * torch.randn_like(x)).clamp(0, 1), 128, faces, Landmarks(), None)
    assert noisy["flicker"] > 1.5 and noisy["sharpness"] > 1.5


def test_landmark_error_is_in_eye_distances():
    found = torch.zeros(1, 68, 2)
    found[:, 36:42, 0], found[:, 42:48, 0] = 10.0, 40.0
    assert float(landmark_error(found, found + torch.tensor([3.0, 0.0]))) == torch.tensor(0.1)


def test_sequence_moves_little_by_little(faces):
    video, transforms = warped_sequence(faces.tensor([0, 1]), torch.from_numpy(faces.landmarks[:2]), 128)
    assert video.shape == (2, 6, 3, 128, 128) and transforms.shape == (2, 6, 2, 3)
    change = (video[:, 1:] - video[:, :-1]).abs().mean((0, 2, 3, 4))
    assert bool((change > 1e-3).all()) and bool((change < 0.1).all())
    assert abs(float(flicker(video, video).mean()) - 1) < 1e-6 and float(sharpness(video[:, 0], video[:, 0])[0]) == 1


def test_spline_passes_through_its_landmarks_and_mirror_is_an_involution():
    torch.manual_seed(0)
    points = torch.rand(1, 20, 2) * 80 + 24
    values = points + torch.randn(1, 20, 2)
    grid = spline_grid(points, values, 128, coarse=128, stiffness=0.0)
    found = F.grid_sample(grid.permute(0, 3, 1, 2), ((2 * points + 1) / 128 - 1)[:, None], align_corners=False)[0, :, 0].t()
    assert float((((found + 1) * 128 - 1) / 2 - values[0]).abs().max()) < 0.3
    assert np.array_equal(MIRROR[MIRROR], np.arange(68))


def test_prototype_is_drawn_inside_its_mask_only():
    torch.manual_seed(0)
    shape = torch.rand(1, 68, 2) * 60 + 34
    texture = torch.rand(1, 4, 128, 128)
    texture[:, 3] = 0
    texture[:, 3, 40:90, 40:90] = 1
    crops = torch.rand(1, 3, 128, 128)
    target, mask = Prototypes(shape, texture).targets(crops, shape)
    outside = (mask == 0).expand_as(crops)
    assert torch.equal(target[outside], crops[outside]) and float((target - crops).abs()[mask.expand_as(crops) > 0.99].mean()) > 0.05
    assert len(face_polygon(shape[0].numpy())) == 27


def test_log_becomes_curves(tmp_path):
    (tmp_path / "log.jsonl").write_text('{"step": 10, "seconds": 1, "l1": 0.5}\n{"step": 20, "seconds": 2, "l1": 0.4}\n{"step": 3')
    assert read_log(tmp_path) == {"l1": ([10, 20], [0.5, 0.4])}
    plot_runs([str(tmp_path)], tmp_path / "curves.png")
    assert (tmp_path / "curves.png").stat().st_size > 1000


def test_found_again_counts_only_what_was_there():
    from guise_training.networks.face_detectors import box_iou, found_again

    box = torch.tensor([[[0.2, 0.2, 0.6, 0.6], [0.5, 0.5, 0.9, 0.9]]])

    def detector(pictures):
        return box.expand(len(pictures), -1, -1), torch.stack([pictures[:, 0, 0, 0], pictures[:, 1, 0, 0]], 1)

    raw = torch.zeros(3, 3, 2, 2)
    raw[0, 0], raw[1, 0] = 0.9, 0.9  # the third has no face
    changed = raw.clone()
    changed[1, 0], changed[1, 1] = 0.1, 0.9  # found, but elsewhere
    assert found_again(detector, raw, changed) == (1, 2)
    assert float(box_iou(box[:, 0], box)[0, 0]) == 1 and 0 < float(box_iou(box[:, 0], box)[0, 1]) < 0.1


def test_a_table_is_a_page_of_its_own_that_says_what_wrote_it(tmp_path):
    from guise_training.report import write_page

    path = tmp_path / "results" / "learned-face.md"
    write_page(path, "# The learned face\n\none", "evaluate")
    write_page(path, "# The learned face\n\ntwo", "evaluate")
    assert path.read_text() == "# The learned face\n\nWritten by `guise_training evaluate`.\n\ntwo\n"
