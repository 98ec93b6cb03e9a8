"""Numbers in memory that forks of this process share, and a lock between them that no process can take to its grave."""

import mmap
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO

try:
    import fcntl
except ImportError:  # not a POSIX system, so there are no forks
    fcntl = None  # type: ignore[assignment]


class ForkLock:
    """A lock between all threads of this process and of its forks. One that ends while it holds the lock gives it back."""

    def __init__(self) -> None:
        self._threads = threading.Lock()
        self._file = _make_file()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock within the context."""
        with self._threads:
            if fcntl is None:
                yield
                return
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def _make_file() -> IO[bytes]:
    """Make a file that nothing is written to: the system keeps locks by process and file."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("quoth"), "wb")
    return TemporaryFile()


class SharedNumbers:
    """As many floating-point numbers as asked for, all 0 at first. Each is read and written whole; `hold` is for more."""

    def __init__(self, count: int, lock: ForkLock) -> None:
        self.values = memoryview(mmap.mmap(-1, 8 * count)).cast("d")
        self.hold = lock.hold
