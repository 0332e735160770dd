"""The shape of a face apart from its pose: a mean in three dimensions, head pose, named measures of the expression, and what each
measure moves.

Model space: right-handed pixels of nobody in particular: x right and y down on the screen, z away from the viewer; the unit is the
mean face's distance between the middles of the eyes, the origin is the middle between them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guise_training.persona import topology as t

#: The measures, in order. Openings and widths in eye distances (lids: in their eye's width); lifts upwards; gaze in eye widths.
MEASURES = ("mouth_open", "mouth_width", "smile", "lid_right", "lid_left", "brow_right", "brow_left", "gaze_x", "gaze_y")
#: Points that neither speech nor expression moves much: what the pose is fitted to.
RIGID = sorted({10, 151, 9, 8, 168, 6, 197, 195, 5, 4, 1, 33, 133, 362, 263, 67, 297, 103, 332, 21, 251, 127, 356, 93, 323, 234, 454, 116, 345, 109,
                338, 54, 284, 162, 389, 122, 351, 193, 417, 98, 327, 2})
_BROWS = ([70, 63, 105, 66, 107], [300, 293, 334, 296, 336])


def fit_pose(mesh: np.ndarray, mean: np.ndarray, index: list[int] | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Least-squares similarity from `mean` (478, 3) to each of `mesh` (B, 478, 3), fitted on `index`: mesh ~ scale * mean @ R^T + shift.
    Returns rotation (B, 3, 3), scale (B,), shift (B, 3)."""
    index = RIGID if index is None else index
    a, b = mean[index], mesh[:, index]
    ma, mb = a.mean(0), b.mean(1, keepdims=True)
    a0, b0 = a - ma, b - mb
    u, s, vt = np.linalg.svd(np.einsum("bni,nj->bij", b0, a0))
    sign = np.sign(np.linalg.det(u @ vt))
    s[:, 2] *= sign
    u[:, :, 2] *= sign[:, None]
    rotation = u @ vt
    scale = s.sum(1) / (a0 ** 2).sum()
    return rotation, scale, mb[:, 0] - scale[:, None] * (rotation @ ma)


def angles(rotation: np.ndarray) -> np.ndarray:
    """(B, 3, 3) -> yaw, pitch, roll (B, 3), radians, of rotation = Rz(roll) Ry(yaw) Rx(pitch)."""
    yaw = -np.arcsin(np.clip(rotation[:, 2, 0], -1, 1))
    return np.stack([yaw, np.arctan2(rotation[:, 2, 1], rotation[:, 2, 2]), np.arctan2(rotation[:, 1, 0], rotation[:, 0, 0])], 1)


def rotation_of(ypr: np.ndarray) -> np.ndarray:
    """The inverse of `angles`: (B, 3) -> (B, 3, 3)."""
    y, p, r = (ypr[:, i] for i in range(3))
    cy, sy, cp, sp, cr, sr = np.cos(y), np.sin(y), np.cos(p), np.sin(p), np.cos(r), np.sin(r)
    return np.stack([np.stack([cr * cy, cr * sy * sp - sr * cp, cr * sy * cp + sr * sp], 1),
                     np.stack([sr * cy, sr * sy * sp + cr * cp, sr * sy * cp - cr * sp], 1),
                     np.stack([-sy, cy * sp, cy * cp], 1)], 1)


def upright(mesh: np.ndarray, pose: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """The meshes in model space: pose and size taken away."""
    rotation, scale, shift = pose
    return np.einsum("bni,bij->bnj", mesh - shift[:, None], rotation) / scale[:, None, None]


def _between(x: np.ndarray, pair: tuple[int, int]) -> np.ndarray:
    return np.linalg.norm(x[:, pair[0], :2] - x[:, pair[1], :2], axis=1)


def measure(upright_mesh: np.ndarray) -> np.ndarray:
    """(B, 478, 3) in model space -> MEASURES (B, 9)."""
    x = upright_mesh
    opening = np.mean([x[:, low, 1] - x[:, up, 1] for up, low in t.LIP_PAIRS], 0)
    corners = x[:, [61, 291], 1].mean(1)
    lids, brows, gaze = [], [], []
    for pairs, ends, brow, iris in ((t.RIGHT_LID_PAIRS, t.RIGHT_CORNERS, _BROWS[0], t.RIGHT_IRIS),
                                    (t.LEFT_LID_PAIRS, t.LEFT_CORNERS, _BROWS[1], t.LEFT_IRIS)):
        width = _between(x, ends).clip(1e-3)
        lids.append(np.mean([x[:, low, 1] - x[:, up, 1] for up, low in pairs], 0) / width)
        middle = x[:, list(ends)].mean(1)
        brows.append(middle[:, 1] - x[:, brow, 1].mean(1))
        gaze.append((x[:, iris[0], :2] - middle[:, :2]) / width[:, None])
    both = np.mean(gaze, 0)
    lip = x[:, [0, 17], 1].mean(1)
    return np.stack([opening, _between(x, (61, 291)), lip - corners, *lids, *brows, both[:, 0], both[:, 1]], 1)


def mirror_index(mean: np.ndarray) -> np.ndarray:
    """(478,) the point that each becomes in a mirrored face."""
    from scipy.optimize import linear_sum_assignment

    flipped = mean * np.array([-1.0, 1.0, 1.0])
    cost = ((flipped[:, None] - mean[None]) ** 2).sum(2)
    cost[:t.MESH, t.MESH:] = cost[t.MESH:, :t.MESH] = 1e6
    return linear_sum_assignment(cost)[1]


#: Measures of the mirrored face: (index, sign).
_MIRRORED = ([0, 1, 2, 4, 3, 6, 5, 7, 8], np.array([1, 1, 1, 1, 1, 1, 1, -1, 1.0]))


@dataclass
class ShapeModel:
    """mean (478, 3) with the measures `neutral` (9,); basis (9, 478, 3): what one unit of each measure moves."""

    mean: np.ndarray
    neutral: np.ndarray
    basis: np.ndarray

    def deformed(self, shape: np.ndarray, measures: np.ndarray) -> np.ndarray:
        """shape (478, 3), neutral; measures (B, 9) relative to neutral -> (B, 478, 3)."""
        return shape[None] + np.einsum("bm,mni->bni", measures, self.basis)


def build_shape_model(mesh: np.ndarray, identity: np.ndarray, rounds: int = 4, ridge: float = 1e-3) -> ShapeModel:
    """From meshes (N, 478, 3) in pixels and who they are of. The mean is symmetric. The basis is a ridge regression of what differs
    between pictures of one person on how the person's measures differ, so that nobody's proportions are in it."""
    eyes = lambda x: np.linalg.norm(x[..., t.LEFT_LIDS, :2].mean(-2) - x[..., t.RIGHT_LIDS, :2].mean(-2), axis=-1)  # noqa: E731
    start = mesh[np.argsort(np.abs(mesh[:, 234, 2] - mesh[:, 454, 2]))[: max(8, len(mesh) // 8)]]  # the most frontal
    size = eyes(start)[:, None, None]
    origin = (start[:, t.LEFT_LIDS].mean(1) + start[:, t.RIGHT_LIDS].mean(1))[:, None] / 2
    mean = ((start - origin) / size).mean(0)
    flip = mirror_index(mean)
    for _ in range(rounds):
        mean = (mean + mean[flip] * np.array([-1.0, 1, 1])) / 2
        pose = fit_pose(mesh, mean)
        mean = upright(mesh, pose).mean(0)
    mean = (mean + mean[flip] * np.array([-1.0, 1, 1])) / 2
    origin = (mean[t.LEFT_LIDS].mean(0) + mean[t.RIGHT_LIDS].mean(0)) / 2
    mean = (mean - origin) / np.linalg.norm(mean[t.LEFT_LIDS, :2].mean(0) - mean[t.RIGHT_LIDS, :2].mean(0))
    flat = upright(mesh, fit_pose(mesh, mean))
    values = measure(flat)
    # Differences from the person's own mean, as they are and mirrored.
    people, inverse, counts = np.unique(identity, return_inverse=True, return_counts=True)
    own = np.zeros((len(people),) + flat.shape[1:])
    np.add.at(own, inverse, flat)
    usual = np.zeros((len(people), values.shape[1]))
    np.add.at(usual, inverse, values)
    keep = counts[inverse] >= 2
    moved = (flat - own[inverse] / counts[inverse][:, None, None])[keep]
    change = (values - usual[inverse] / counts[inverse][:, None])[keep]
    index, sign = _MIRRORED
    moved = np.concatenate([moved, moved[:, flip] * np.array([-1.0, 1, 1])]).reshape(2 * len(moved), -1)
    change = np.concatenate([change, change[:, index] * sign])
    gram = change.T @ change
    basis = np.linalg.solve(gram + ridge * np.trace(gram) / len(gram) * np.eye(len(gram)), change.T @ moved)
    neutral = measure(mean[None])[0]
    model = ShapeModel(mean, neutral, basis.reshape(len(MEASURES), t.POINTS, 3))
    # One unit of a measure shall move that measure by one, and no other.
    jacobian = np.stack([(measure((mean + 0.05 * b)[None])[0] - neutral) / 0.05 for b in model.basis])
    model.basis = np.einsum("km,mni->kni", np.linalg.inv(jacobian), model.basis)
    return model
