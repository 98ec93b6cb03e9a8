"""A progress bar for long reads: how much is read, how fast, and the time left."""

import time
from contextlib import ExitStack
from types import TracebackType
from typing import TextIO

import click

WIDTH = 30  # characters of the bar
PATIENCE = 1.0  # seconds before a bar is drawn at all


class Meter:
    """Draws a progress bar on a terminal, unless the job takes less than a second. Nothing is drawn anywhere else.

    It is a context manager: leaving it ends the bar's line and shows the cursor again.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._done = 0
        self._started = time.monotonic()
        self._stack = ExitStack()
        self._bar = click.progressbar(
            length=1, label="Reading", width=WIDTH, file=file, item_show_func=lambda item: item
        )
        self._drawn = False

    def __enter__(self) -> "Meter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def show(self, done: int, total: int) -> None:
        """Bring the bar up to date: `done` bytes of `total` are read."""
        seconds = time.monotonic() - self._started
        if not self._file.isatty() or (seconds < PATIENCE and not self._drawn):
            return
        self._bar.length = total
        if not self._drawn:
            self._stack.enter_context(self._bar)
            self._drawn = True
        self._bar.update(done - self._done, describe(done, total, seconds))
        self._done = done


def describe(done: int, total: int, seconds: float) -> str:
    """Describe how many bytes were read after so many seconds, and how fast."""
    return f"{done / 1e6:.1f} of {total / 1e6:.1f} MB, {done / seconds / 1e6:.1f} MB/s"
