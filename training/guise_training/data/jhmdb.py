"""JHMDB (Jhuang et al. 2013): 21 actions in short clips, the person in every frame as a puppet mask.

`Rename_Images/<action>/<clip>/00001.png`, `puppet_mask/<action>/<clip>/puppet_mask.mat` with `part_mask` (height, width, frames), and
`splits/<action>_test_split1.txt`, each line a clip and 1 (training), 2 (test) or 0 (unused).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from scipy.io import loadmat

from guise_training.data.coco_actions import ActionData, ActionPicture
from guise_training.errors import UserError


def read_split(path: Path) -> dict[str, int]:
    """Clip (without .avi) -> 0, 1 or 2. Raises UserError that names the line where it is not as above."""
    clips = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = line.split()
        if not words:
            continue
        if len(words) != 2 or words[1] not in ("0", "1", "2"):
            raise UserError(f"{path}, line {number}: {line!r} is no clip with 0, 1 or 2")
        clips[words[0].removesuffix(".avi")] = int(words[1])
    return clips


def mask_box(mask: np.ndarray) -> np.ndarray | None:
    """(H, W) -> x1 y1 x2 y2 in pixels about everything that is not 0; None where nothing is."""
    ys, xs = np.nonzero(mask)
    return np.float32([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]) if len(xs) else None


def read_jhmdb(folder: str | Path, split: str = "train", every: int = 1, number: int = 1) -> ActionData:
    """Split `number` (1 as in the paper). split: "train", "test" or "all"; every: take each n-th frame of a clip only. `subject` is the
    clip. What is missing or wrong is named and skipped: a clip without mask, frames beyond the mask, an empty mask."""
    folder = Path(folder)
    lists = sorted((folder / "splits").glob(f"*_test_split{number}.txt"))
    if not lists:
        raise UserError(f"no {folder / 'splits'}/<action>_test_split{number}.txt; unpack splits.zip of JHMDB there")
    wanted = {"train": (1,), "test": (2,), "all": (1, 2)}[split]
    classes = [path.name[: -len(f"_test_split{number}.txt")] for path in lists]
    result = ActionData(classes, [])
    for label, (action, path) in enumerate(zip(classes, lists)):
        for clip, side in sorted(read_split(path).items()):
            if side in wanted:
                _add_clip(result, folder, action, clip, label, every)
    if not result.pictures:
        raise UserError(f"no usable frame of JHMDB under {folder}. " + " ".join(result.problems[:3]))
    return result


def _add_clip(result: ActionData, folder: Path, action: str, clip: str, label: int, every: int) -> None:
    pictures = sorted((folder / "Rename_Images" / action / clip).glob("*.png"))
    path = folder / "puppet_mask" / action / clip / "puppet_mask.mat"
    if not pictures:
        result.problems.append(f"{folder / 'Rename_Images' / action / clip} holds no pictures; skipped")
        return
    try:
        masks = loadmat(path)["part_mask"]
    except FileNotFoundError:
        result.problems.append(f"{path} is missing; skipped")
        return
    except Exception as error:  # scipy raises several kinds for a damaged file
        result.problems.append(f"{path} cannot be read ({type(error).__name__}: {error}); skipped")
        return
    if masks.ndim == 2:  # MATLAB drops the last dimension of a clip of one frame
        masks = masks[..., None]
    with Image.open(pictures[0]) as picture:
        width, height = picture.size
    if masks.shape[:2] != (height, width):
        result.problems.append(f"{path}: masks of {masks.shape[1]}x{masks.shape[0]} for pictures of {width}x{height}; skipped")
        return
    if masks.shape[2] < len(pictures):
        result.problems.append(f"{path}: {masks.shape[2]} masks for {len(pictures)} frames; the last frames skipped")
    for i in range(0, min(len(pictures), masks.shape[2]), every):
        box = mask_box(masks[:, :, i])
        if box is None:
            result.problems.append(f"{pictures[i]}: empty mask; skipped")
        else:
            result.pictures.append(ActionPicture(pictures[i], width, height, box[None], np.array([label], np.int64), np.zeros(1, bool),
                                                 "jhmdb", f"{action}/{clip}"))
