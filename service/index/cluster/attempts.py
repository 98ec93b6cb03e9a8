"""One request, put to a host, and to another one beside it if it cannot be answered there."""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from service.index.cluster.lookout import LATE, Lookout, Sight
from service.index.unusable import PartialIndexError, UnansweredError, UnavailableIndexError, UnreachableError

MOST = 4  # times that a request is sent
REST = 0.1  # seconds before one is sent again that part of the index did not answer; then twice as long, and so on
RESTS = REST * (2 ** (MOST - 1) - 1)  # all together

_PASSING = (PartialIndexError, UnansweredError, UnreachableError)  # what another attempt may not meet

Found = dict[str, Any]
Send = Callable[[int, Sight], Found]


class Attempt(NamedTuple):
    """A request on its way: the host it was put to, and which nodes were known to be silent."""

    host: int
    sight: Sight


class Attempts:
    """The attempts at one request. The first answer is taken, whichever attempt it is to."""

    def __init__(
        self, lookout: Lookout, send: Send, patience: float, reading: bool, late: UnavailableIndexError
    ) -> None:
        """Send by `send`, which is given the host and the nodes as it sees them.

        `reading` tells that any copy of a shard can answer, so that nodes can be avoided. After `patience` seconds in all, the
        last error of an attempt is raised or, without one, `late`.
        """
        self._lookout, self._send, self._reading, self._error = lookout, send, reading, late
        self._end = time.monotonic() + patience
        self._running: list[Attempt] = []
        self._sent: list[int] = []
        self._ended: SimpleQueue[tuple[Attempt, Found | Exception]] = SimpleQueue()

    def run(self) -> Found:
        """Return the answer. Raises an error as soon as no other attempt may help."""
        self._start()
        while True:
            attempt, result = self._wait()
            if not isinstance(result, Exception):
                return result
            self._running.remove(attempt)
            if isinstance(result, UnreachableError):
                self._lookout.miss(attempt.host)
            if not isinstance(result, _PASSING):
                raise result
            self._error = result
            if not self._running:
                self._repeat()

    def _wait(self) -> tuple[Attempt, Found | Exception]:
        """Return an attempt that ended, with its result. Starts another one beside those that cannot be answered."""
        while (left := self._end - time.monotonic()) > 0:
            try:
                return self._ended.get(timeout=min(LATE, left))
            except Empty:
                self._lookout.look()
                if len(self._sent) < MOST and all(map(self._is_stuck, self._running)):
                    self._start()
        raise self._error

    def _is_stuck(self, attempt: Attempt) -> bool:
        """Return whether an attempt waits for a node that is silent, and another one would not."""
        if self._lookout.is_silent(attempt.host):
            return not self._lookout.is_silent(self._lookout.choose(self._sent))
        return self._reading and not self._lookout.sight(attempt.host).silent <= attempt.sight.silent

    def _repeat(self) -> None:
        """Try again after the error of the only attempt that was left; raises that if to try again would not help."""
        rest = REST * 2 ** (len(self._sent) - 1)
        over = len(self._sent) >= MOST or time.monotonic() + rest > self._end
        if over or isinstance(self._error, UnansweredError):
            raise self._error
        time.sleep(rest)
        self._start()

    def _start(self) -> None:
        host = self._lookout.choose(self._sent)
        attempt = Attempt(host, self._lookout.sight(host) if self._reading else Sight())
        self._sent.append(host)
        self._running.append(attempt)
        Thread(target=self._try, args=(attempt,), name="request", daemon=True).start()

    def _try(self, attempt: Attempt) -> None:
        try:
            self._ended.put((attempt, self._send(*attempt)))
        except Exception as error:  # whatever it is, the thread that waits is to raise it
            self._ended.put((attempt, error))
