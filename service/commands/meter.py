"""Show how far a long job is: a bar with its rate and the time left, on one line of a terminal."""

import time
from typing import TextIO

WIDTH = 30  # characters of the bar
PATIENCE = 1.0  # seconds before a bar is shown at all
PAUSE = 0.1  # seconds between two showings


class Meter:
    """Shows bytes read, of how many, how fast, and for how long still."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._started = self._shown = time.monotonic()

    def show(self, done: int, total: int) -> None:
        """Bring the line up to date; once all is done, remove it."""
        now = time.monotonic()
        if now - self._started < PATIENCE or (now - self._shown < PAUSE and done < total):
            return
        self._shown = now
        line = describe(done, total, now - self._started)
        self._file.write(f"\r{line}\x1b[K" if done < total else "\r\x1b[K")
        self._file.flush()


def describe(done: int, total: int, seconds: float) -> str:
    """Say how far a job is after so many seconds. `total` and `done` are bytes."""
    share = done / total if total else 1.0
    bar = "#" * int(WIDTH * share)
    rate = done / seconds
    left = f"{_clock((total - done) / rate)} left" if done else "time left unknown"
    return f"Reading [{bar:<{WIDTH}}] {done / 1e6:.1f} of {total / 1e6:.1f} MB, {rate / 1e6:.1f} MB/s, {left}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
