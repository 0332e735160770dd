import torch

from guise_training.faces import modifier_crops
from guise_training.paste import cover_mask, paste_in_crop, paste_in_frame, paste_in_picture

MARKS = torch.tensor([[[85.0, 99.0], [130.0, 97.0], [108.0, 120.0], [90.0, 145.0], [126.0, 144.0]]])


def test_mask_is_full_in_the_cover_and_nothing_at_the_border():
    mask = cover_mask(128)[0, 0]
    assert float(mask[64, 64]) == 1 and float(mask[64, 16]) == 1 and float(mask[12, 64]) == 1
    assert float(mask[0].max()) == 0 and float(mask[:, 0].max()) == 0 and float(mask[0, 0]) == 0
    assert torch.allclose(mask, mask.flip(0)) and torch.allclose(mask, mask.flip(1))


def test_nothing_changed_nothing_changes():
    crop = torch.rand(2, 3, 32, 32)
    assert torch.equal(paste_in_crop(crop, crop.clone()), crop)


def test_unmodified_crop_pasted_back_is_nearly_the_picture():
    torch.manual_seed(0)
    smooth = torch.nn.functional.interpolate(torch.rand(1, 3, 14, 14), (224, 224), mode="bicubic", align_corners=False).clamp(0, 1)
    crops, _, transform = modifier_crops(smooth, MARKS, 128)
    error = (paste_in_picture(smooth, crops, transform) - smooth).abs()
    assert float(error.max()) < 0.04 and float(error.mean()) < 0.002  # bilinear sampling twice


def test_face_is_replaced_and_the_rest_is_untouched():
    picture = torch.zeros(1, 3, 224, 224)
    crops, _, transform = modifier_crops(picture, MARKS, 128)
    out = paste_in_picture(picture, torch.ones_like(crops), transform)
    assert float(out[0, 0, 110, 108]) > 0.999
    assert float(out[0, :, :10].abs().max()) == 0 and float(out[0, :, :, :8].abs().max()) == 0


def test_every_face_of_a_frame_and_gradients_to_each():
    frame = torch.zeros(3, 120, 200)
    marks = torch.cat([MARKS / 4 + torch.tensor([10.0, 20.0]), MARKS / 4 + torch.tensor([110.0, 20.0])])
    crops, _, transform = modifier_crops(frame[None].expand(2, -1, -1, -1), marks, 32)
    modified = torch.full_like(crops, 0.5).requires_grad_()
    out = paste_in_frame(frame, modified, transform)
    for m in marks:
        x, y = m.mean(0).round().long().tolist()
        assert abs(float(out[0, y, x]) - 0.5) < 1e-3
    out.sum().backward()
    assert bool((modified.grad.abs().sum((1, 2, 3)) > 0).all())


def test_frame_without_faces_comes_back_as_it_was():
    frame = torch.rand(3, 20, 20)
    assert torch.equal(paste_in_frame(frame, torch.zeros(0, 3, 8, 8), torch.zeros(0, 2, 3)), frame)


def test_paste_gradients_match_finite_differences():
    torch.manual_seed(0)
    frame = torch.rand(3, 12, 14, dtype=torch.float64, requires_grad=True)
    modified = torch.rand(2, 3, 6, 6, dtype=torch.float64, requires_grad=True)
    transform = torch.tensor([[[0.9, -0.1, 1.3], [0.1, 0.9, 2.2]], [[1.1, 0.1, 6.4], [-0.1, 1.1, 3.1]]], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda f, m: paste_in_frame(f, m, transform), (frame, modified), eps=1e-6, atol=1e-6)
