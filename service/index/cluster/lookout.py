"""Which nodes are silent: looked for when a request is late, and as long as one is, so that others are asked instead.

A node that hangs keeps its connections open, and the cluster takes up to half a minute to give it up. Each host is asked for
all nodes, and itself asks every one of them; who does not answer within a moment is passed over until it does. A node that is
passed over by mistake costs nothing, as it is still asked for what no other has.
"""

import time
from collections.abc import Callable, Collection
from itertools import count
from random import randrange
from threading import Lock, Thread
from typing import NamedTuple

from service.index.unusable import UnavailableIndexError

LATE = 0.5  # seconds without an answer after which silent nodes are looked for
SOON = 0.6  # seconds in which a node answers that is not silent
AGAIN = 1.0  # seconds between two looks while a node is silent


class Sight(NamedTuple):
    """The nodes of a cluster as one host sees them, by id."""

    answering: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


class Lookout:
    """Knows which hosts, of those that requests can be put to, and which nodes are silent. Safe to use from many threads."""

    def __init__(self, hosts: int, ask: Callable[[int], Sight]) -> None:
        """Look by `ask`, which asks a host, given by number, and raises UnavailableIndexError if that does not answer."""
        self._hosts, self._ask = hosts, ask
        self._turns = count(randrange(hosts))
        self._lock = Lock()
        self._looking: Thread | None = None
        self._began = -LATE
        self._silent: frozenset[int] = frozenset()
        self._sights = [Sight()] * hosts

    def choose(self, tried: Collection[int] = ()) -> int:
        """Return the host for a request: one that is not silent and, if possible, was not tried; all in turn."""
        if (self._silent or any(sight.silent for sight in self._sights)) and time.monotonic() - self._began > AGAIN:
            self._begin(AGAIN)
        silent, turn = self._silent, next(self._turns)
        return min(range(self._hosts), key=lambda host: (host in silent, host in tried, (host - turn) % self._hosts))

    def sight(self, host: int) -> Sight:
        """Return the nodes as a host saw them last; nothing is known where it was never asked."""
        return self._sights[host]

    def is_silent(self, host: int) -> bool:
        """Return whether a host was silent when it was asked last."""
        return host in self._silent

    def miss(self, host: int) -> None:
        """Note that a host cannot be reached."""
        self._silent |= {host}

    def look(self) -> None:
        """Look for silent nodes, unless that was done a moment ago or is being done; returns when it is done."""
        self._begin(LATE).join()

    def _begin(self, age: float) -> Thread:
        """Begin to look if the last look began longer ago than `age`, in seconds, and return the thread that looks."""
        with self._lock:
            held, now = self._looking, time.monotonic()
            if held is None or (now - self._began > age and not held.is_alive()):
                held = Thread(target=self._look, name="lookout", daemon=True)
                self._looking, self._began = held, now
                held.start()
            return held

    def _look(self) -> None:
        """Ask all hosts at the same time. If none answers, it is not known who is silent."""
        found: dict[int, Sight] = {}
        threads = [Thread(target=self._look_from, args=(host, found), daemon=True) for host in range(self._hosts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if found:
            self._sights = [found.get(host, Sight()) for host in range(self._hosts)]
            self._silent = frozenset(range(self._hosts)) - found.keys()

    def _look_from(self, host: int, found: dict[int, Sight]) -> None:
        try:
            found[host] = self._ask(host)
        except UnavailableIndexError:
            return
