"""Settle which of several processes with one index keeps it up to date for all of them."""

import fcntl
import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import IO

log = logging.getLogger("quoth")

SUCCESSION = 1.0  # seconds between two attempts to take the place of a keeper that may have ended


class Keeping:
    """The right to keep the index of a folder in `place`, which one process at a time holds, until it gives it up or ends.

    It is a lock on a file, which is removed with it: whoever locked a file that has been removed since holds nothing.
    """

    def __init__(self, place: Path, folder: Path) -> None:
        named = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()
        self._path = place / f"keeper-{named[:16]}"
        self._file: IO[str] | None = None
        self._given_up = False

    @property
    def is_held(self) -> bool:
        """Whether this process holds it."""
        return self._file is not None

    def take(self) -> bool:
        """Take it if no other process holds it, unless it was given up before; return whether this one has it now."""
        if self._file is None and not self._given_up:
            file = self._path.open("a")
            if _lock(file.fileno()) and _is_at(file.fileno(), self._path):
                self._file = file
            else:
                file.close()
        return self.is_held

    def give_up(self) -> None:
        """Let another process have it, for good."""
        self._given_up = True
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            self._file.close()
            self._file = None


def _lock(file: int) -> bool:
    """Lock a file, unless another process has; return whether it is locked."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


@contextmanager
def start_in_turn(place: Path) -> Iterator[None]:
    """Let one process at a time load its first index, so that those behind the keeper find it up to date.

    The folder itself is locked. Where the file system cannot do that, as some of networks, they start all at once, which only
    takes longer.
    """
    folder = os.open(place, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


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
