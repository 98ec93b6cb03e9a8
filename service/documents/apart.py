"""Read files in a process with limits: one that takes too long, too much memory or the process itself is lost alone.

This is for formats whose readers expand what they read or call libraries in C. Plain text is decoded where it is read: it
expands to no more than its own size, and a process a file would cost more than the reading.
"""

import json
import os
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from service.documents.errors import EmptyError, UnreadableError

SIZE = struct.Struct("!Q")
# How a reply begins: read, refused with a reason, refused as it holds no text, out of memory, an exception.
TEXT, REFUSED, EMPTY, MEMORY, FAILED = b"tremf"
WORKER = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from service.documents.apart_worker import main; main()"
)


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: seconds, bytes of address space, files open at once, characters of text.

    `niceness` is how far the process stands back for others, from 0 to 19.
    """

    seconds: float = 60.0
    memory: int = 1 << 30
    open_files: int = 64
    characters: int = 50 << 20
    niceness: int = 0


class ApartReader:
    """Calls a function of bytes, named as "module:function", in a process that is kept for the next file.

    The function returns the text, or raises UnreadableError with the reason why there is none. Safe to use from many threads,
    which take turns.
    """

    def __init__(self, function: str, limits: Limits | None = None) -> None:
        self._function, self._limits = function, limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, data: bytes) -> str:
        """Return the text of a file. Raises UnreadableError if it cannot be read or exceeds a limit, EmptyError if it has no text."""
        with self._lock:
            kind, said = self._call(data)
        if kind == TEXT and len(said) <= self._limits.characters:
            return said
        if kind == TEXT:
            raise UnreadableError(
                f"It holds {len(said):,} characters; at most {self._limits.characters:,} were expected."
            )
        raise (EmptyError if kind == EMPTY else UnreadableError)(said)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _call(self, data: bytes) -> tuple[int, str]:
        process = self._start()
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            process.kill()

        timer = threading.Timer(self._limits.seconds, stop)
        timer.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            write_message(process.stdin, data)
            said = read_message(process.stdout)
        except (OSError, EOFError):
            self.close()
            if is_late.is_set():
                return REFUSED, f"Reading it took more than {self._limits.seconds:g} seconds."
            return REFUSED, "The process that read it ended; the file may be damaged, or too large to read."
        finally:
            timer.cancel()
        kind, text = said[0], said[1:].decode("utf-8", "surrogatepass")
        if kind in (MEMORY, FAILED):
            self.close()  # what it left behind is unknown
        if kind == MEMORY:
            return REFUSED, f"Reading it took more than {self._limits.memory >> 20:,} MB of memory."
        return kind, f"It cannot be read: {text}." if kind == FAILED else text

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            limits = (self._limits.memory, self._limits.open_files, self._limits.niceness)
            self._process = subprocess.Popen(
                [sys.executable, "-c", WORKER, json.dumps(sys.path), self._function, *map(str, limits)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},  # a reader that is taken over learns no token
            )
        return self._process


def write_message(stream: IO[bytes], data: bytes) -> None:
    """Write bytes with their number before them."""
    stream.write(SIZE.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes:
    """Read what `write_message` wrote. Raises EOFError if the other end is gone before all of it came."""
    head = stream.read(SIZE.size)
    if len(head) < SIZE.size:
        raise EOFError
    size = SIZE.unpack(head)[0]
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def bound_process(memory: int, open_files: int, niceness: int = 0) -> None:
    """Bound this process's address space and open files, and have it stand back for others, where the system can."""
    with suppress(AttributeError, OSError):
        os.nice(niceness)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
