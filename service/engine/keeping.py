"""Settle which of several processes with one index keeps it up to date for all of them."""

import fcntl
import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import IO

log = logging.getLogger("quoth")

SUCCESSION = 1.0  # seconds between two attempts to take the place of a keeper that may have ended


def place_of(folder: Path, cache: Path) -> Path:
    """Return the folder for a collection's index, below the user's cache folder."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
    return cache / "quoth" / name


class Keeping:
    """The right to keep the index in `place`, which one process at a time holds, until it gives it up or ends."""

    def __init__(self, place: Path) -> None:
        self._path = place / "keeper"
        self._file: IO[str] | None = None

    @property
    def is_held(self) -> bool:
        """Whether this process holds it."""
        return self._file is not None

    def take(self) -> bool:
        """Take it if no other process holds it; return whether this one does now."""
        if self._file is None:
            file = self._path.open("a")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
            else:
                self._file = file
        return self.is_held

    def give_up(self) -> None:
        """Let another process have it."""
        if self._file is not None:
            self._file.close()
            self._file = None


@contextmanager
def start_in_turn(place: Path) -> Iterator[None]:
    """Let one process at a time load its first index, so that those behind the keeper find it up to date."""
    with (place / "starting").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Succession:
    """Waits, in a thread of its own, for the keeper to end, and then calls `succeed`; until then it calls `follow` at times."""

    def __init__(self, keeping: Keeping, succeed: Callable[[], object], follow: Callable[[], object]) -> None:
        self._keeping, self._succeed, self._follow = keeping, succeed, follow
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="succession", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Wait no longer."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(SUCCESSION):
            try:
                if self._keeping.take():
                    self._succeed()
                    return
                self._follow()
            except Exception:
                log.exception("The index could not be looked at; trying again.")
