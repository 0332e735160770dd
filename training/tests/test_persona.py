"""The persona: code, shape, raster, drawing, encoder, export."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from guise_training.attack.people import code_groups
from guise_training.errors import UserError
from guise_training.export.fixture import drawn_face
from guise_training.export.persona import NAME, read_encoder, read_personas, write_arrays, write_encoder, write_fixture
from guise_training.faces import random_jitter
from guise_training.networks.modifier import count_multiply_adds
from guise_training.networks.tfjs_weights import read_manifest
from guise_training.persona import code as codes
from guise_training.persona.atlas import build_atlas
from guise_training.persona.averages import ATTRIBUTES, PersonTextures, attribute_vector, stranger
from guise_training.persona.compose import ENDS, GROWN, compose, outline, radii
from guise_training.persona.distil import BEARD_CUTS, calibration, jittered_values, loss
from guise_training.persona.encoder import GROUPS, REGRESSED, SIDE, Encoder, fold
from guise_training.persona.groups import ages
from guise_training.persona.light import measure_light
from guise_training.persona.prepare import SMILE, build_personas, nearer_sexes, pose_and_expression
from guise_training.persona.raster import rasterise
from guise_training.persona.shape import angles, fit_pose, measure, rotation_of
from guise_training.sampler import apply, invert

MODELS = Path(__file__).resolve().parents[2] / "public" / "models"


@pytest.fixture(scope="module")
def renderer():
    return read_personas(MODELS / f"{NAME}-8bit.json")


def value(**fields: float) -> np.ndarray:
    values = np.zeros((1, len(codes.FIELDS)))
    for name, number in {"scale": 1, "light": 0.6, "red": 1.24, "blue": 0.7, "age": 40, **fields}.items():
        values[0, codes.NAMES.index(name)] = number
    return values


def test_the_code_has_at_most_160_bits_and_they_are_counted():
    packed = codes.pack(codes.quantise(value())[0])
    assert codes.count_bits() == sum(f.bits for f in codes.FIELDS) <= codes.MOST_BITS
    assert len(packed) * 8 <= codes.MOST_BITS
    assert len(set(codes.NAMES)) == len(codes.NAMES)


def test_a_packed_code_comes_back():
    rng = np.random.default_rng(0)
    for _ in range(50):
        levels = np.array([rng.integers(0, 2 ** f.bits) for f in codes.FIELDS])
        assert (codes.unpack(codes.pack(levels)) == levels).all()
        assert (codes.quantise(codes.dequantise(levels)[None])[0] == levels).all()


def test_a_code_clamps_and_refuses_what_is_not_a_number():
    high = codes.quantise(np.full((1, len(codes.FIELDS)), 1e9))[0]
    assert (high == [2 ** f.bits - 1 for f in codes.FIELDS]).all()
    with pytest.raises(ValueError, match="not finite"):
        codes.quantise(np.full((1, len(codes.FIELDS)), np.nan))
    with pytest.raises(ValueError, match="does not fit"):
        codes.pack(high + 1)


def test_what_a_person_always_does_is_taken_away():
    usual = codes.Usual()
    face = value(brow_left=0.1, mouth_open=0.3, x=0.2, scale=1.1, yaw=0.4)[0]
    first = usual(face)
    for _ in range(2000):
        last = usual(face)
    of = lambda values, name: values[codes.NAMES.index(name)]  # noqa: E731
    assert of(first, "brow_left") > 0.09 and of(first, "scale") > 1.09
    assert abs(of(last, "brow_left")) < 0.005 and abs(of(last, "x")) < 0.005 and abs(of(last, "scale") - 1) < 0.005
    # An open mouth stays open, a head stays turned, and light and group are what they are.
    for name in ("mouth_open", "yaw", "pitch", "roll", *codes.LIGHT, *codes.GROUP):
        assert of(last, name) == of(face, name)


def test_blinks_hardly_move_what_is_usual():
    usual, lid = codes.Usual(), codes.NAMES.index("lid_left")
    for i in range(600):
        usual(value(lid_left=-0.25 if i % 20 == 0 else 0.0)[0])
    assert abs(usual.mean[lid]) < 0.004


def test_the_page_has_the_same_usual_face():
    """The fixture is TypeScript's as well: six frames of a track, before and after."""
    frames = json.loads((MODELS.parents[1] / "src" / "models" / "fixtures" / "persona-usual.json").read_text())
    usual = codes.Usual()
    assert len(frames) == 6
    for frame in frames:
        assert np.abs(usual(np.array(frame["values"])) - frame["relative"]).max() < 1e-9


def test_triangles_leave_no_gap_and_the_nearest_wins():
    points = np.array([[0, 0], [9, 0], [9, 9], [0, 9], [2.5, 2.5], [7.5, 2.5], [5, 8.0]])
    triangles = np.array([[0, 1, 2], [0, 2, 3], [4, 5, 6]])
    ids, bary = rasterise(points, triangles, 10, depth=np.array([1, 1, 1, 1, 0, 0, 0.0]))
    assert (ids >= 0).all()
    assert ids[4, 5] == 2 and ids[0, 9] == 0 and ids[9, 0] == 1
    ys, xs = np.mgrid[0:10, 0:10]
    place = (points[triangles[ids]] * bary[..., None]).sum(2)
    assert np.abs(place - np.stack([xs, ys], -1)).max() < 1e-5
    back, _ = rasterise(points, triangles[:, ::-1], 10)
    assert (back < 0).all()


def test_pose_is_found_again(renderer):
    ypr = np.array([[0.5, -0.2, 0.1], [-0.9, 0.3, -0.3]])
    rotation = rotation_of(ypr)
    assert np.abs(angles(rotation) - ypr).max() < 1e-9
    mesh = 40 * renderer.shape.mean @ rotation.transpose(0, 2, 1) + np.array([90, 80, 3.0])
    found, scale, shift = fit_pose(mesh, renderer.shape.mean)
    assert np.abs(found - rotation).max() < 1e-6 and np.abs(scale - 40).max() < 1e-4 and np.abs(shift - [90, 80, 3]).max() < 1e-3


def test_one_unit_of_a_measure_moves_it_by_one(renderer):
    shape = renderer.shape
    for i in range(len(codes.EXPRESSION)):
        moved = measure((shape.mean + 0.05 * shape.basis[i])[None])[0] - shape.neutral
        wanted = np.eye(len(codes.EXPRESSION))[i] * 0.05
        assert np.abs(moved - wanted).max() < 0.01, codes.EXPRESSION[i]


def test_a_drawn_code_is_read_back_from_its_mesh(renderer):
    wanted = value(yaw=0.3, pitch=-0.1, roll=0.05, x=0.1, y=-0.05, mouth_open=0.3, lid_left=-0.1)
    mesh = renderer.mesh(wanted[0], renderer.shape.mean, 192)
    found = pose_and_expression(mesh[None], renderer.shape)
    # The pose is fitted to points that an open mouth moves a little.
    assert np.abs(found[0, :6] - wanted[0, :6]).max() < 0.05
    assert np.abs(found[0, 6:] - wanted[0, 6:15]).max() < 0.06


def test_labels_follow_a_moved_crop(renderer):
    values = value(yaw=0.2, x=0.05, y=0.1, roll=-0.1)[:, :15].repeat(8, 0)
    mesh = renderer.mesh(value(yaw=0.2, x=0.05, y=0.1, roll=-0.1)[0], renderer.shape.mean, 192)[None].repeat(8, 0)
    transform = random_jitter(8, 192, torch.Generator().manual_seed(0), 0.3, 0.2, 0.1)
    zoom = torch.linalg.norm(transform[:, 0, :2], dim=1).numpy()
    angle = torch.atan2(transform[:, 1, 0], transform[:, 0, 0]).numpy()
    middle = torch.full((2,), 95.5)
    shift = (transform[:, :, 2] - middle + transform[:, :, :2] @ middle).numpy() / 192
    mesh[..., :2] = apply(invert(transform), torch.from_numpy(mesh[..., :2]).float()).numpy()
    mesh[..., 2] /= zoom[:, None]
    assert np.abs(pose_and_expression(mesh, renderer.shape) - jittered_values(values, angle, zoom, shift)).max() < 1e-3


def test_the_core_depends_on_the_code_alone(renderer):
    """Two pictures that quantise to one code and agree beyond the ring have the same core, whatever face is in it."""
    size = 96
    values = codes.dequantise(codes.quantise(value(yaw=0.2, smile=0.05)))
    faces, masks, meshes = renderer.draw(values, np.array([3]), size)
    middle, radius = outline(meshes[0])
    distance, _ = radii(middle, radius, size)
    first = torch.from_numpy(drawn_face(size).astype(np.float32) / 255).permute(2, 0, 1)[None]
    second = torch.where(torch.from_numpy(distance < ENDS), torch.rand(1, 3, size, size), first)
    shown = [compose(x, faces, masks, meshes)[0][0].numpy() for x in (first, second)]
    core = distance <= GROWN
    assert (shown[0][:, core] == shown[1][:, core]).all()
    assert (shown[0][:, distance >= ENDS] == first[0].numpy()[:, distance >= ENDS]).all()
    assert core.mean() > 0.12  # a test that a core of nothing passes would be none


def test_strangers_differ_and_groups_show(renderer):
    draw = lambda v, n: renderer.draw(codes.dequantise(codes.quantise(v)), np.array([n]), 64)[0]  # noqa: E731
    base = draw(value(), 0)
    assert (draw(value(), 0) == base).all()
    for other in (draw(value(), 1), draw(value(male=1), 0), draw(value(age=75), 0), draw(value(african=1), 0), draw(value(mouth_open=0.5), 0)):
        assert (other - base).abs().mean() > 0.003
    assert renderer.personas.k >= 12 and renderer.personas.count >= 32


def test_whoever_is_drawn_the_cheeks_have_the_measured_colour(renderer):
    atlas, probes = renderer.atlas, renderer.probes
    place = (atlas.uv[atlas.triangles[probes.triangle]] * probes.bary[..., None]).sum(1).round().astype(int)
    for n, fields in enumerate(({}, {"male": 1}, {"age": 70}, {"african": 1}, {"male": 1, "beard": 1, "asian": 1})):
        texture, _ = renderer.stranger(value(**fields)[0], n)
        skin = texture.numpy()[:, place[:, 1], place[:, 0]]
        assert np.abs(skin.mean(1) - 1).max() < 0.05, fields


def test_ages_beards_and_origins_are_told_as_often_as_they_are_labelled():
    rng = np.random.default_rng(0)
    people, each = 400, 5
    labels = np.stack([rng.random(people) < 0.5, rng.normal(0, 0.5, people), *rng.random((3, people)), rng.random(people) ** 3], 1)
    told = 2 * np.repeat(labels, each, 0) - 3 + 0.02 * rng.normal(size=(people * each, 6))
    told[:, 1] *= 0.2  # drawn to the middle
    scale, shift = calibration(told, np.repeat(labels, each, 0))
    mean = (told * scale + shift).reshape(people, each, 6).mean(1)
    assert mean[:, 1].std() == pytest.approx(labels[:, 1].std(), rel=0.01) and mean[:, 1].mean() == pytest.approx(labels[:, 1].mean(), abs=0.01)
    for cut in BEARD_CUTS:
        assert (mean[:, 5] > np.log(cut / (1 - cut))).mean() == pytest.approx((labels[:, 5] >= cut).mean(), abs=0.03)
    for i in (2, 3, 4):
        assert (mean[:, i] > 0).mean() == pytest.approx((labels[:, i] >= 0.5).mean(), abs=0.01)
    assert (scale[[0, 2, 3, 4]] == 1).all() and shift[0] == 0


def test_ages_are_no_second_sex():
    rng = np.random.default_rng(0)
    sex, age = rng.integers(0, 2, 1000).astype(float), rng.normal(size=1000)
    gear, ssr = 40 + 8 * age + 3 * sex + 6 * rng.normal(size=1000), 30 + age + 6 * sex + rng.normal(size=1000)
    told = ages(np.stack([age, sex, *rng.normal(size=(8, 1000))], 1), gear, ssr, sex)
    assert told.std() == pytest.approx(13 / 25)
    for s in (0, 1):
        assert np.corrcoef(told[sex == s], age[sex == s])[0, 1] > 0.85
    standard = gear / gear.std()
    assert told[sex == 1].mean() - told[sex == 0].mean() == pytest.approx(13 / 25 * (standard[sex == 1].mean() - standard[sex == 0].mean()), rel=0.1)


def test_two_views_that_err_alike_cost_less_than_two_that_do_not():
    values, group = torch.zeros(4, REGRESSED), torch.full((4, GROUPS), float("nan"))
    output = torch.zeros(4, REGRESSED + GROUPS)
    output[:, :REGRESSED] = 0.5
    alike = loss(output, values, group)
    output[2:, :REGRESSED] = -0.5
    assert loss(output, values, group) > alike + 0.05


def test_a_smile_of_those_whom_a_stranger_is_made_of_is_nobodys(renderer):
    """Textures of which a smile makes the chin brighter: no stranger smiles, and a calmed group less."""
    atlas, rng, people = build_atlas(renderer.shape, 80), np.random.default_rng(0), 60
    habits = rng.normal(size=(people, SMILE + 1))
    texture = 1 + rng.normal(0, 0.01, (people, 3, atlas.side, atlas.side)).astype(np.float32)
    chin = slice(66, 73)
    texture[:, :, chin, 30:50] += 0.1 * habits[:, SMILE, None, None, None]
    sex = np.arange(people) % 2
    attributes = attribute_vector(sex, np.full(people, 40.0), np.zeros((people, 3)), np.zeros(people))
    textures = PersonTextures(np.arange(people), texture, np.ones((people, 1, atlas.side, atlas.side), np.float32),
                              np.tile(renderer.shape.mean, (people, 1, 1)), np.full(people, 5), habits)
    made = build_personas(textures, attributes, atlas, renderer.shape, gain=8, own_side=atlas.side, calm=1, leave_out=0)
    assert made.count == 2
    at = lambda x: np.abs(x[..., chin, 33:47].astype(np.float32).mean((-3, -2, -1)))  # noqa: E731
    assert at(made.texture).max() < 0.05  # 8 times the mean of twelve smiles: 0.23
    assert at(made.group_texture[:1] - 1) > 0.07


def test_hair_before_one_of_twelve_faces_hardly_counts():
    texture = np.ones((12, 3, 16, 16), np.float32)
    texture[:, :, :8] += 0.06
    texture[4, :, 8:] = 0.1
    textures = PersonTextures(np.arange(12), texture, np.ones((12, 1, 16, 16), np.float32), np.zeros((12, 478, 3)), np.full(12, 5), np.zeros((12, 3)))
    group = np.ones((1, 3, 16, 16), np.float32), np.zeros((1, 478, 3), np.float32)
    found, _ = stranger(textures, np.ones((12, 1)), group, np.arange(12))
    assert np.abs(found[:, 12:]).max() < 0.005 and np.abs(found[:, :4] - 0.06).max() < 0.01  # the mean of all: -0.075, 0.06


def test_sexes_can_be_drawn_nearer_to_each_other():
    group = np.random.default_rng(0).normal(size=(len(ATTRIBUTES), 5))
    near = nearer_sexes(group, 0.5)
    for age in (20, 40, 70):
        women, men = attribute_vector(np.array([0, 1]), np.array([age, age]), np.zeros((2, 3)), np.zeros(2))
        assert np.allclose((women + men) @ near, (women + men) @ group)
        assert np.allclose((men - women) @ near, 0.5 * (men - women) @ group)
    assert np.array_equal(nearer_sexes(group, 1), group)


def test_groups_are_the_codes_own():
    values = np.concatenate([value(male=0.9, age=40), value(male=0.2, age=44), value(male=0.1, age=20), value(male=0.9, age=42)])
    groups = code_groups(values, np.array([0, 0, 1, 2]))
    assert groups[0] == groups[1] == groups[3] != groups[2]


def test_light_is_measured_as_it_is_laid():
    places = torch.rand(2, 400) * 2 - 1
    places -= places.mean(1, keepdim=True)
    colour = torch.tensor([0.6, 0.5, 0.4])
    lit = colour.view(1, 3, 1) * (1 + 0.2 * places[0] - 0.1 * places[1]).view(1, 1, -1)
    found = measure_light(lit, torch.ones(1, 400), places)[0]
    assert torch.allclose(found, torch.tensor([0.6, 0.5, 0.4, 0.2, -0.1]), atol=0.01)


def test_the_encoder_is_small_and_folds(tmp_path):
    torch.manual_seed(0)
    net = Encoder()
    net.train()(torch.rand(8, 3, SIDE, SIDE))
    folded = fold(net.eval())
    x = torch.rand(2, 3, SIDE, SIDE)
    assert torch.allclose(net(x), folded(x), atol=1e-4)
    assert count_multiply_adds(folded, SIDE) < 14e6
    write_encoder(tmp_path, folded, {})
    back = read_encoder(tmp_path / "persona-encoder-8bit.json")
    assert (back(x) - folded(x)).abs().max() < 0.05


def test_arrays_come_back(tmp_path):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=s).astype(np.float32) for s in ((3, 4), (5,), (6, 7, 2))]
    write_arrays(tmp_path, "a", {"one": arrays[0]}, {"two": arrays[1]}, {"three": arrays[2]}, {})
    back = read_manifest(tmp_path / "a.json")
    assert (back["one"] == arrays[0]).all() and np.abs(back["two"] - arrays[1]).max() < 2e-3
    three = back["three/min"].reshape(-1, 1, 1) + back["three/scale"].reshape(-1, 1, 1) * back["three"]
    assert np.abs(three - arrays[2]).max() < 0.02


def test_the_fixture_is_what_the_renderer_draws(renderer, tmp_path):
    write_fixture(tmp_path, renderer, None)
    kept = MODELS.parents[1] / "src" / "models" / "fixtures" / "persona.bin"
    fresh = np.frombuffer((tmp_path / "persona.bin").read_bytes(), "<u2")
    stored = np.frombuffer(kept.read_bytes(), "<u2", len(fresh))
    # Another processor may round a silhouette's pixel otherwise.
    assert (np.abs(fresh.astype(int) - stored.astype(int)) > 200).mean() < 1e-3


def test_a_pack_of_another_code_is_refused(tmp_path):
    text = (MODELS / f"{NAME}-8bit.json").read_text().replace('"slope_y"', '"slope_z"')
    (tmp_path / f"{NAME}-8bit.json").write_text(text)
    (tmp_path / f"{NAME}-8bit.bin").write_bytes((MODELS / f"{NAME}-8bit.bin").read_bytes())
    with pytest.raises(UserError, match="other fields"):
        read_personas(tmp_path / f"{NAME}-8bit.json")


def test_the_encoder_learns_and_resumes_from_a_pack(tmp_path, renderer):
    from guise_training.persona.distil import Targets, train_encoder
    from guise_training.persona.pack import read_pack, write_pack

    rng = np.random.default_rng(0)
    crops = np.stack([drawn_face(96, seed) for seed in range(6)])
    targets = Targets(rng.normal(0, 0.05, (6, 15)).astype(np.float32), np.full((6, 6), np.nan, np.float32))
    size = write_pack(tmp_path / "pack.npz", crops, targets, np.arange(6) < 4)
    packed, back, train = read_pack(tmp_path / "pack.npz")
    assert size < 60_000 and len(packed) == 6 and packed[5].shape == (128, 128, 3) and train.sum() == 4
    assert (back.values == targets.values).all()
    steps = []
    for until in (2, 3):
        train_encoder(packed, back, np.flatnonzero(train), tmp_path, until, batch=4, save_every=1, log=steps.append)
    assert [line.split(":")[0] for line in steps] == ["encoder step 1 of 2", "encoder step 2 of 2", "encoder step 3 of 3"]
    with pytest.raises(UserError, match="not a pack"):
        read_pack(tmp_path / "none.npz")


def test_a_training_state_in_16_bits_can_be_gone_on_from(tmp_path):
    from guise_training import checkpoint
    from guise_training.persona.distil import Targets, train_encoder
    from guise_training.persona.state import read_state, write_state

    rng = np.random.default_rng(0)
    crops = np.stack([drawn_face(96, seed) for seed in range(4)])
    targets = Targets(rng.normal(0, 0.05, (4, 15)).astype(np.float32), np.full((4, 6), np.nan, np.float32))
    train_encoder(crops, targets, np.arange(4), tmp_path / "a", 2, batch=4, log=lambda _: None)
    stored = checkpoint.load(tmp_path / "a" / "encoder.pt")
    assert write_state(tmp_path / "state.npz", stored) < 12_000_000
    back = read_state(tmp_path / "state.npz", torch.optim.AdamW(Encoder().parameters(), 2e-3))
    assert back["step"] == 2 and back["net"].keys() == stored["net"].keys()
    for name, value in stored["average"].items():
        assert torch.allclose(back["average"][name].float(), value.float(), atol=2e-3, rtol=2e-3)
    checkpoint.save(tmp_path / "b" / "encoder.pt", back)
    train_encoder(crops, targets, np.arange(4), tmp_path / "b", 3, batch=4, log=lambda _: None)
    assert checkpoint.load(tmp_path / "b" / "encoder.pt")["step"] == 3
