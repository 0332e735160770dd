"""Progress with the time that is left, for everything that takes longer than a few seconds."""

from __future__ import annotations

import time
from typing import Callable


def left(seconds: float) -> str:
    """h:mm:ss"""
    seconds = int(seconds)
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


class Progress:
    """progress = Progress(total, "faces embedded"); progress.add(n) after each part. Says something every `pause` seconds at most, so
    that quick work says nothing."""

    def __init__(self, total: int, what: str, say: Callable[[str], None] = print, pause: float = 10.0):
        self.total, self.what, self.say, self.pause = total, what, say, pause
        self.done, self.began = 0, time.monotonic()
        self.last = self.began

    def add(self, count: int = 1) -> None:
        self.done += count
        now = time.monotonic()
        if now - self.last >= self.pause and self.done < self.total:
            self.last = now
            self.say(f"{self.what}: {self.done} of {self.total}, {left((now - self.began) / self.done * (self.total - self.done))} left")
