"""What the worker processes of one service know of each other, in memory that they inherit from the process that forks them.

Each has a place there, which whoever replaces it takes over. It says whether the worker lives and is ready, how many connections
it has open, and, as JSON, what it has counted. What is asked of one worker about the service is answered from all places.
"""

import json
import mmap
import os
import select
import struct
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from service.app.shared_numbers import ForkLock, SharedNumbers

BEAT = 0.5  # seconds between two signs of life
DEAD = 2.0  # seconds without one after which a worker is not waited for
PATIENCE = 0.3  # seconds that a worker is given to say what it has counted
TURN = 0.01  # seconds between two looks whether the first worker is ready
LOOK = 0.001  # seconds between two looks whether it has
TEXT = 1 << 20  # bytes for what a worker has counted, of which the system gives as many as are written
_HEAD = struct.Struct("<II")  # length and checksum
_ALIVE, _READY, _CONNECTIONS, _SAID = range(4)  # the numbers of a worker; _ALIVE is a time of the monotonic clock

State = dict[str, Any]
Describe = Callable[[], State]


class Crew:
    """The `size` workers of a service; one is made before they are forked, and each then calls `join`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.number = 0
        self._lock = ForkLock()
        self._numbers = [SharedNumbers(4, self._lock) for _ in range(size)]
        # How often all were asked for what they have counted, and whether the service was announced.
        self._service = SharedNumbers(2, self._lock)
        self._texts = mmap.mmap(-1, size * TEXT)
        self._bells = [os.pipe() for _ in range(size)]
        for ends in self._bells:
            os.set_blocking(ends[0], False)
            os.set_blocking(ends[1], False)
        self._members: dict[str, tuple[Describe, Callable[[State], object]]] = {}

    def add(self, key: str, describe: Describe, resume: Callable[[State], object]) -> None:
        """Let `describe` say what was counted under a key; `resume` takes what the worker before in this place had counted."""
        self._members[key] = describe, resume

    def join(self, number: int) -> None:
        """Take a place, after the fork, and keep it up to date in a thread from now on."""
        self.number = number
        said = self._read(number)
        for key, (_, resume) in self._members.items():
            if key in said:
                resume(said[key])
        values = self._numbers[number].values
        values[_READY] = values[_CONNECTIONS] = 0
        values[_ALIVE] = time.monotonic()
        threading.Thread(target=self._run, name="crew", daemon=True).start()

    def leave(self, number: int) -> None:
        """Note that the worker in a place has ended."""
        values = self._numbers[number].values
        values[_ALIVE] = values[_READY] = values[_CONNECTIONS] = 0

    def await_first(self) -> None:
        """Wait until another worker is ready, but for the first: what it cannot load the others need not try."""
        while self.number and not any(self.is_ready(number) for number in range(self.size)):
            time.sleep(TURN)

    def mark_ready(self) -> bool:
        """Note that this worker has loaded the documents; return whether it is the last of all to do so, the first time."""
        self._numbers[self.number].values[_READY] = 1
        with self._service.hold():
            last = all(self.is_ready(number) for number in range(self.size)) and not self._service.values[1]
            if last:
                self._service.values[1] = 1
        return last

    def is_ready(self, number: int) -> bool:
        """Whether the worker in a place has loaded the documents."""
        return self._numbers[number].values[_READY] == 1

    @property
    def was_announced(self) -> bool:
        """Whether all workers were ready at some time."""
        return self._service.values[1] == 1

    def count_connections(self, number: int) -> None:
        """Note how many connections this worker has open."""
        self._numbers[self.number].values[_CONNECTIONS] = number

    def takes_more(self, connections: int) -> bool:
        """Whether it is this worker's turn to take a connection, while it has so many open.

        It is if no other has fewer, so that they share the work. Who is not ready leaves connections to those who are.
        """
        now = time.monotonic()
        others = [
            values
            for number in range(self.size)
            if number != self.number and now - (values := self._numbers[number].values)[_ALIVE] < DEAD
        ]
        ready = [values for values in others if values[_READY]]
        if not self.is_ready(self.number):
            return not ready
        return all(connections <= values[_CONNECTIONS] for values in ready)

    def gather(self, key: str) -> list[State]:
        """Return what the other workers have counted under a key up to now; those that ended, or do not answer, some earlier."""
        others = [number for number in range(self.size) if number != self.number]
        with self._service.hold():
            self._service.values[0] += 1
            asked = self._service.values[0]
        for number in others:
            with suppress(BlockingIOError):  # it has been rung for often enough
                os.write(self._bells[number][1], b"!")
        until = time.monotonic() + PATIENCE
        while any(self._is_awaited(number, asked) for number in others) and time.monotonic() < until:
            time.sleep(LOOK)
        return [said[key] for number in others if key in (said := self._read(number))]

    def _is_awaited(self, number: int, asked: float) -> bool:
        values = self._numbers[number].values
        return values[_SAID] < asked and time.monotonic() - values[_ALIVE] < DEAD

    def _run(self) -> None:
        bell = self._bells[self.number][0]
        waiting = select.poll()
        waiting.register(bell, select.POLLIN)
        values = self._numbers[self.number].values
        while True:
            values[_ALIVE] = time.monotonic()
            asked = self._service.values[0]
            self._write(self.number, {key: describe() for key, (describe, _) in self._members.items()})
            values[_SAID] = asked
            waiting.poll(BEAT * 1000)
            with suppress(BlockingIOError):
                os.read(bell, 1 << 12)

    def _write(self, number: int, state: State) -> None:
        data = json.dumps(state).encode()
        if len(data) > TEXT - _HEAD.size:
            return
        start = number * TEXT
        with self._lock.hold():
            self._texts[start : start + _HEAD.size] = _HEAD.pack(len(data), zlib.crc32(data))
            self._texts[start + _HEAD.size : start + _HEAD.size + len(data)] = data

    def _read(self, number: int) -> State:
        """Read what a worker has said; nothing if it never did, or was stopped while it wrote."""
        start = number * TEXT
        with self._lock.hold():
            length, checksum = _HEAD.unpack(self._texts[start : start + _HEAD.size])
            data = self._texts[start + _HEAD.size : start + _HEAD.size + length]
        if not length or zlib.crc32(data) != checksum:
            return {}
        read: State = json.loads(data)
        return read
