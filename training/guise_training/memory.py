"""Keeps glibc from giving big tensors back to the system after every use."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3  # malloc.h


def keep_memory() -> bool:
    """By default every tensor of some megabytes is mapped afresh and each of its pages faults again: half of the processor time of a
    detector's training step on a CPU. Returns False where the C library has no `mallopt` (then nothing changes)."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    # 32 MB is the most that glibc takes for mappings; the heap itself is not trimmed.
    return all(mallopt(*setting) == 1 for setting in ((_MMAP_THRESHOLD, 32 << 20), (_TRIM_THRESHOLD, 2**31 - 1), (_TOP_PAD, 64 << 20)))
