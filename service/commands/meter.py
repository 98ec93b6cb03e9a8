"""A progress bar for reading documents: how much has been read, how fast, and the time left."""

import time
from contextlib import ExitStack
from types import TracebackType
from typing import TextIO

import click

WIDTH = 30  # width of the bar, in characters
PATIENCE = 1.0  # seconds before the bar appears


class Meter:
    """Draws a progress bar if the file is a terminal and the job takes more than a second.

    Use it as a context manager: leaving it ends the bar's line and restores the cursor.
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
        """Update the bar: `done` of `total` bytes have been read."""
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
    """Describe progress after a number of seconds: megabytes read, total, and speed."""
    return f"{done / 1e6:.1f} of {total / 1e6:.1f} MB, {done / seconds / 1e6:.1f} MB/s"
