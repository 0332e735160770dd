"""Normal noise of the given variance (colours in [0, 1]), clamped (paper, section 5.2, baseline 4), from a ChaCha8 stream."""

from __future__ import annotations

import numpy as np

# "expand 32-byte k"
_CONSTANTS = np.array([0x61707865, 0x3320646E, 0x79622D32, 0x6B206574], np.uint32)
_QUARTERS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15), (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
_PIXELS_PER_BLOCK = 4


def chacha8(key: np.ndarray, blocks: int) -> np.ndarray:
    """The keystream of ChaCha with 8 rounds (Bernstein 2008): key (8,) uint32, nonce 0 -> (blocks, 16) uint32."""
    start = np.zeros((16, blocks), np.uint32)
    start[:4] = _CONSTANTS[:, None]
    start[4:12] = np.asarray(key, np.uint32)[:, None]
    start[12] = np.arange(blocks, dtype=np.uint32)
    w = list(start)
    for _ in range(4):
        for a, b, c, d in _QUARTERS:
            for left, right, target, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                w[left] = w[left] + w[right]
                mixed = w[target] ^ w[left]
                w[target] = (mixed << np.uint32(turn)) | (mixed >> np.uint32(32 - turn))
    return (np.stack(w) + start).T


def apply(crop: np.ndarray, values, key: np.ndarray) -> np.ndarray:
    pixels = crop.shape[0] * crop.shape[1]
    words = (chacha8(key, -(-pixels // _PIXELS_PER_BLOCK)) >> np.uint32(8)).astype(np.float64)
    # Box-Muller on pairs; 12 of a block's 16 numbers serve its four pixels.
    radius = np.sqrt(-2 * np.log((words[:, 0::2] + 0.5) / 16777216))
    angle = 2 * np.pi * words[:, 1::2] / 16777216
    normal = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 2).reshape(-1, 16)[:, :12].reshape(-1, 3)[:pixels]
    noisy = crop.reshape(-1, 3) + np.sqrt(values["variance"]) * normal
    return np.clip(noisy, 0, 1).astype(np.float32).reshape(crop.shape)
