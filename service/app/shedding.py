"""Refuse what cannot be answered soon: requests wait in a short queue, fair between clients, and beyond it get a 503.

Routes that cost next to nothing, and replies that are kept, do not come here. Questions are answered one at a time, as
the interpreter runs one thread at a time anyway; everything else shares `threads` slots.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from service.app.clients import name_client
from service.app.security import HEADERS
from service.app.seen import OTHER, REFUSAL, seen_in
from service.app.whole_replies import call_to_end
from service.wire.encoding import to_json
from service.wire.problems import MEDIA_TYPE, Problem, describe_problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

QUEUE = 3  # requests that may wait at any time
MAX_WAIT = 1.5  # seconds that a request of a burst may be expected to wait
PLACES = 64  # requests that wait at the same time, in all queues; each takes a thread of the server
# Requests that come within this many seconds of the first that has to wait are one burst, such as a page's own; those
# that keep coming are more than can be answered, and a long queue would only make all of them late.
BURST = 0.05
CALM = (
    2.0  # seconds without a refusal before there is a burst again: the queue of an overload is empty now and then too
)
LONGEST_WAIT = 30.0  # seconds, if what is at work takes far longer than expected
RECENT = 0.1  # weight of the latest request in the running mean of how long one takes
FREE = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/embed.js",
    "/favicon.ico",
    "/robots.txt",
    "/static/",
)  # routes that never wait
AT_ONCE = "quoth.at_once"  # key in the WSGI environment of what is refused if it is not answered by now
CLIENT = "quoth.client"  # key in the WSGI environment of who shares a turn; by default, whoever has the same address
ONE_AT_A_TIME = "/ask"
FILES = "/documents"
WRITERS = 8  # changes of files at work, and as many that wait


class BusyError(Exception):
    """There is no room for a request; `seconds` is when there may be."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Come back in {seconds} s.")
        self.seconds = seconds


@dataclass
class _Ticket:
    """A request that waits. Exactly one of `admitted` and `refused` becomes true before `called` is set."""

    called: threading.Event = field(default_factory=threading.Event)
    admitted: bool = False
    refused: bool = False


class Lane:
    """Lets `slots` requests work at the same time, and others wait by turns of their clients.

    A request has to wait if all slots are taken, and is refused if `queue` wait already, unless it belongs to a burst that
    will be over in `max_wait` seconds. The wait is estimated from how long requests took of late. If others of its client
    fill the queue, another client's request takes the place of the newest of theirs.
    """

    def __init__(
        self,
        slots: int,
        queue: int = QUEUE,
        max_wait: float = MAX_WAIT,
        places: int = PLACES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._slots, self._queue, self._max_wait, self._places = slots, queue, max_wait, places
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[_Ticket]] = {}  # by client; the one whose turn is next comes first
        self._working = 0
        self._count = 0
        self._burst_until = self._refused_at = -math.inf
        self._resumed = 0.0  # when the latest request finished, or work began after a pause
        self._pace = 0.0

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return self._count

    @property
    def working(self) -> int:
        """How many requests are at work."""
        return self._working

    @property
    def expected_wait(self) -> float:
        """The seconds that a request arriving now may expect to wait."""
        return (self._working + self._count) * self._pace if self._working >= self._slots else 0.0

    def enter(self, client: str) -> None:
        """Wait for a slot, to be given back with `leave`. Raises BusyError at once if there is no room to wait."""
        ticket = self._take_place(client)
        if ticket is None:
            return
        ticket.called.wait(LONGEST_WAIT)
        with self._lock:
            if ticket.admitted:
                return
            if not ticket.refused:
                self._drop(client, ticket)
            raise BusyError(self._come_back())

    def refuse(self) -> NoReturn:
        """Refuse a request as `is_closed_to` foresaw it. Raises BusyError."""
        with self._lock:
            self._refused_at = self._clock()
            raise BusyError(self._come_back())

    def is_closed_to(self, client: str | None) -> bool:
        """Return whether `enter` would refuse a request now: of this client, or, with None, of any."""
        with self._lock:
            if self._working < self._slots or self._has_room(self._clock()):
                return False
            return self._find_greedy(client) is None

    def leave(self) -> None:
        """Give a slot back, to the next in turn if any wait."""
        with self._lock:
            now = self._clock()
            took, self._resumed = now - self._resumed, now
            self._pace = took if not self._pace else self._pace + RECENT * (took - self._pace)
            if self._count:
                self._call_next()
            else:
                self._working -= 1

    def _take_place(self, client: str) -> _Ticket | None:
        """Take a slot, returning None, or a place in the queue. Raises BusyError if there is neither."""
        with self._lock:
            now = self._clock()
            if self._working < self._slots:
                if not self._working:
                    self._resumed = now
                self._working += 1
                return None
            if not self._count and now - self._refused_at > CALM:
                self._burst_until = now + BURST
            if not (self._has_room(now) or self._make_room(client)):
                self._refused_at = now
                raise BusyError(self._come_back())
            ticket = _Ticket()
            self._waiting.setdefault(client, deque()).append(ticket)
            self._count += 1
            return ticket

    def _has_room(self, now: float) -> bool:
        if self._count < self._queue:
            return True
        return now <= self._burst_until and self._count < self._places and self.expected_wait < self._max_wait

    def _find_greedy(self, client: str | None) -> str | None:
        """Return the client with the most waiting, if it has two more than this one; None if no client has."""
        greedy = max(self._waiting, key=lambda name: len(self._waiting[name]), default=None)
        if greedy is None or len(self._waiting[greedy]) < len(self._waiting.get(client or "", ())) + 2:
            return None
        return greedy

    def _make_room(self, client: str) -> bool:
        """Refuse the newest request of a client that has too many waiting beside this one."""
        greedy = self._find_greedy(client)
        if greedy is None:
            return False
        ticket = self._waiting[greedy][-1]
        self._drop(greedy, ticket)
        ticket.refused = True
        ticket.called.set()
        return True

    def _call_next(self) -> None:
        client, tickets = next(iter(self._waiting.items()))
        ticket = tickets[0]
        self._drop(client, ticket)
        if tickets:
            self._waiting[client] = self._waiting.pop(client)  # to the end
        ticket.admitted = True
        ticket.called.set()

    def _drop(self, client: str, ticket: _Ticket) -> None:
        tickets = self._waiting[client]
        tickets.remove(ticket)
        self._count -= 1
        if not tickets:
            del self._waiting[client]

    def _come_back(self) -> int:
        return max(1, math.ceil(self.expected_wait))


def make_lanes(slots: int, queue: int = QUEUE, max_wait: float = MAX_WAIT, writing: bool = False) -> dict[str, Lane]:
    """Make a lane for questions, one for other routes and, if files may be changed, one for that; PLACES are shared by the first.

    A change waits for the index most of its time, so many may be at work.
    """
    writes = {"writes": Lane(WRITERS, WRITERS, LONGEST_WAIT, WRITERS)} if writing else {}
    return {
        "answers": Lane(1, queue, max_wait, PLACES // 2),
        "others": Lane(slots, queue, max_wait, PLACES // 2),
        **writes,
    }


@dataclass(frozen=True)
class Foresight:
    """Tells whether a question would be refused if it came now, by programs at least: pages take longer to write.

    Clients are known by their addresses, if those tell them apart.
    """

    lane: Lane
    by_address: bool

    def __call__(self, path: str, headers: Mapping[str, str], address: str) -> bool:
        if not (path == ONE_AT_A_TIME or (path.startswith("/c/") and path.endswith(ONE_AT_A_TIME))):
            return False
        if "ORIGIN" in headers or "text/html" in headers.get("ACCEPT", ""):
            return False
        return self.lane.is_closed_to(name_client(address) if self.by_address else None)


class Shedding:
    """WSGI middleware that lets requests wait in lanes, and marks those that there is no room for to be refused."""

    def __init__(self, app: "WSGIApplication", lanes: Mapping[str, Lane]) -> None:
        self._app, self._lanes = app, lanes

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(FREE) or environ["REQUEST_METHOD"] == "OPTIONS" or REFUSAL in environ:
            return self._app(environ, start_response)
        lane = self._lanes[self._choose(environ["REQUEST_METHOD"], path)]
        try:
            if AT_ONCE in environ:
                lane.refuse()
            lane.enter(environ.get(CLIENT) or name_client(environ.get("REMOTE_ADDR", "")))
        except BusyError as busy:
            problem = _describe(busy)
            if "HTTP_ORIGIN" not in environ and "text/html" not in environ.get("HTTP_ACCEPT", ""):
                seen_in(environ).route = path if path == ONE_AT_A_TIME else OTHER
                return _refuse(problem, environ, start_response)
            environ[REFUSAL] = problem
            return self._app(environ, start_response)
        return call_to_end(self._app, environ, start_response, lambda *_: lane.leave())

    def _choose(self, method: str, path: str) -> str:
        if path == ONE_AT_A_TIME:
            return "answers"
        writes = method in ("PUT", "DELETE") or (method == "POST" and path == FILES)
        return "writes" if writes and "writes" in self._lanes else "others"


def _refuse(problem: Problem, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer with the problem as JSON, as the application would in many times the time."""
    body = to_json(describe_problem(problem))
    about = [("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    headers = [*about, *problem.headers.items(), ("Vary", "Accept, Origin"), *HEADERS.items()]
    start_response(f"{problem.status} {problem.title}", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _describe(busy: BusyError) -> Problem:
    detail = f"There are more requests than can be answered. Ask again in {busy.seconds} s."
    return Problem(503, detail, {"Retry-After": str(busy.seconds)})
