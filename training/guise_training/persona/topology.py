"""The 478 points of the face mesh (MediaPipe's topology: 468 of the face, five of each iris): which is which.

"Right" is the person's right, left on the screen.
"""

from __future__ import annotations

import numpy as np

MESH, POINTS = 468, 478

#: The mesh's points in the order in which the lips' network gives its 80.
LIPS = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409,
        78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415,
        76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408,
        62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407]
#: The same for the eyes' network (71 points of each eye and its brow).
RIGHT_EYE = [33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173,
             130, 25, 110, 24, 23, 22, 26, 112, 243, 247, 30, 29, 27, 28, 56, 190,
             226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222, 221, 189,
             35, 124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193]
LEFT_EYE = [263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398,
            359, 255, 339, 254, 253, 252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414,
            446, 261, 448, 449, 450, 451, 452, 453, 464, 342, 445, 444, 443, 442, 441, 413,
            265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336, 285, 417]
RIGHT_IRIS, LEFT_IRIS = list(range(468, 473)), list(range(473, 478))

#: Outlines, each in order around.
RIGHT_LIDS = [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246]
LEFT_LIDS = [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466]
INNER_LIPS = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191]
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58,
        132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
#: Pairs (upper, lower) whose distances say how far lids and lips are open, and corners for the width.
RIGHT_LID_PAIRS = [(160, 144), (159, 145), (158, 153)]
LEFT_LID_PAIRS = [(387, 373), (386, 374), (385, 380)]
LIP_PAIRS = [(82, 87), (13, 14), (312, 317)]
RIGHT_CORNERS, LEFT_CORNERS, MOUTH_CORNERS = (33, 133), (362, 263), (78, 308)


def assemble(mesh: np.ndarray, lips: np.ndarray, eyes: tuple[np.ndarray, np.ndarray], irises: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """One mesh of the networks' parts. mesh (B, 468, 3), lips (B, 80, 2), eyes and irises right and left (B, 71, 2), (B, 5, 2),
    all pixels of one picture -> (B, 478, 3). An iris lies as deep as its lids do on average."""
    out = np.zeros((len(mesh), POINTS, 3), np.float32)
    out[:, :MESH] = mesh
    out[:, LIPS, :2] = lips
    for index, points, iris, pupil, lids in ((RIGHT_EYE, eyes[0], RIGHT_IRIS, irises[0], RIGHT_LIDS),
                                             (LEFT_EYE, eyes[1], LEFT_IRIS, irises[1], LEFT_LIDS)):
        out[:, index, :2] = points
        out[:, iris, :2] = pupil
        out[:, iris, 2] = out[:, lids, 2].mean(1, keepdims=True)
    return out


def five_points(mesh: np.ndarray) -> np.ndarray:
    """(..., 478, d) -> (..., 5, d): middles of the eyes, tip of the nose, corners of the mouth, left to right on the screen."""
    return np.stack([mesh[..., RIGHT_LIDS, :].mean(-2), mesh[..., LEFT_LIDS, :].mean(-2), mesh[..., 4, :], mesh[..., 61, :], mesh[..., 291, :]], -2)
