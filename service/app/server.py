"""Serve the application with waitress, with our own limits and a shutdown that finishes requests."""

import errno
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from functools import partial
from typing import Any

from waitress import create_server, wasyncore
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask

from service.app.at_once import AtOnce, Foresee, MarkingTask, foresee_nothing
from service.app.connections import BoundedChannel, ConnectionLimits, choose_to_close
from service.app.crew import Crew
from service.app.security import HEADERS
from service.wire.encoding import to_json
from service.wire.problems import MEDIA_TYPE, Problem, describe_problem

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None  # type: ignore[assignment]

MAX_HEADER_BYTES = 32 << 10  # a question of 1000 characters takes up to 12,000 bytes once percent-encoded
MAX_BLANKS = 100  # in a row in a header
_BLANKS = b" " * MAX_BLANKS
READ_AHEAD = 8  # times the maximum body: waitress hangs up on larger ones, so let the application refuse them first
ACCEPTED_AT_ONCE = 64  # connections
OTHER_FILES = 256  # open at the same time, such as the index's
NEVER = 10**9  # seconds
# Python's thread switch interval (default: 0.005). The thread that serves all connections, and the one that loads a
# new index, need the interpreter often but briefly; and a core that has nothing to do for longer falls asleep, from
# which some machines wake it after milliseconds.
TURN_SECONDS = 0.00005
YIELD = 0.01  # seconds until a process that leaves connections to others looks whether it is its turn again
GRACE_SECONDS = 10  # for requests in progress to finish after the service is told to stop


SLOWEST = 64 << 10  # bytes a second at which a large body has to arrive
BACKLOG = 1024  # connections that wait to be taken


# Called with the method, the path and the headers of a request, by names such as CONTENT_LENGTH: the bytes that its body may
# have if that is more than those of others, or else 0.
LargeBodies = Callable[[str, str, Mapping[str, str]], int]


NoteUnread = Callable[
    [str, int, str], None
]  # of a request: its status, the bytes of its reply, and the client's address


def note_nothing(status: str, length: int, client: str) -> None:
    """Leave requests that cannot be read without a note."""


def no_large_bodies(method: str, path: str, headers: Mapping[str, str]) -> int:
    """Let no request have a larger body than others."""
    return 0


class ListenError(Exception):
    """An address that cannot be listened on; the message is a sentence fit to show."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Listen on an address, and for a name on all that it has. Raises ListenError if it is in use or not of this machine."""
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, address in Adjustments(host=host, port=port).listen:
            made = socket.socket(family, kind, protocol)
            sockets.append(made)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made.bind(address)
            made.listen(BACKLOG)
            made.setblocking(False)
    except (OSError, ValueError) as error:
        for made in sockets:
            made.close()
        raise ListenError(_explain(error, host, port)) from None
    return sockets


class Server:
    """A waitress server. `port` is the actual port, even if 0 was asked for."""

    def __init__(
        self,
        app: Callable[..., Any],
        sockets: Sequence[socket.socket],
        threads: int,
        max_body_bytes: int,
        limits: ConnectionLimits | None = None,
        more_threads: int = 0,
        crew: Crew | None = None,
        large_bodies: LargeBodies = no_large_bodies,
        note_unread: NoteUnread = note_nothing,
        foresee: Foresee = foresee_nothing,
    ) -> None:
        """Serve on sockets that are listened on; see `listen`. A `crew` shares them, and the connections that they get.

        What `foresee` says will be refused is answered by the thread that reads it. `note_unread` is told of each request
        that is refused before `app` sees it, as it is late or no HTTP. Up to `more_threads` are added to `threads` for as
        long as all are busy: many idle ones would slow each other down.
        """
        # Waitress logs a warning for every request that has to queue, which slows down those behind it.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._map: dict[int, Any] = {}
        self._stopping = threading.Event()
        self._limits = limits or ConnectionLimits()
        self._threads, self._most_threads = threads, threads + more_threads
        _allow_files(2 * self._limits.total + OTHER_FILES)
        self._next_check, self._crew, self._at_once = 0.0, crew, AtOnce(foresee)
        self._leaving: list[BoundedChannel] = []
        about = _adjustments(max_body_bytes, self._limits)
        self._server = create_server(app, map=self._map, sockets=sockets, threads=threads, **about)
        self._listeners = [item for item in self._map.values() if isinstance(item, BaseWSGIServer)]
        for listener in self._listeners:
            listener.adj.large_bodies, listener.adj.note_unread = large_bodies, note_unread
            listener.channel_class = self._connect
            self._at_once.attach(listener)
            listener.handle_accept = partial(self._accept, listener)
        self.port = int(self._listeners[0].effective_port)

    def run(self, prepare: Callable[[], None]) -> None:
        """Serve until SIGTERM, SIGINT or stop(), with `prepare` running in the background.

        An exception in `prepare` stops the server and is raised here. Call this in the main thread, the one that
        receives signals.
        """
        failures: list[BaseException] = []

        def prepare_or_stop() -> None:
            try:
                prepare()
            except BaseException as error:
                failures.append(error)
                self.stop()

        sys.setswitchinterval(TURN_SECONDS)
        with self._signals_stop():
            threading.Thread(target=prepare_or_stop, daemon=True).start()
            self.serve()
        if failures:
            raise failures[0]

    def serve(self) -> None:
        """Serve until stop(). Signals end it only within run()."""
        while not self._stopping.is_set():
            self._turn(self._limits.check)
        self._finish()

    def stop(self) -> None:
        """Make run() return once the requests in progress are answered. Safe in any thread or signal handler."""
        self._stopping.set()
        with suppress(OSError):  # the trigger is closed where the server has seen it and ended meanwhile
            BaseWSGIServer.pull_trigger(self._listeners[0])

    @contextmanager
    def _signals_stop(self) -> Iterator[None]:
        """Make SIGTERM and SIGINT stop the server, even if they arrive just before it begins to wait."""
        waker, woken = socket.socketpair()
        for end in (waker, woken):
            end.setblocking(False)
        _Woken(woken, map=self._map)
        woke_before = signal.set_wakeup_fd(waker.fileno())
        signals = (signal.SIGTERM, signal.SIGINT)
        before = [signal.signal(number, lambda *_: self.stop()) for number in signals]
        try:
            yield
        finally:
            for number, handler in zip(signals, before, strict=True):
                signal.signal(number, handler)
            signal.set_wakeup_fd(woke_before)
            waker.close()

    def _turn(self, seconds: float) -> None:
        if not self._takes_more():
            seconds = min(seconds, YIELD)
        if self._at_once.waiting:
            seconds = 0
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)
        self._at_once.answer()
        # Closed only now: during the turn, a new connection could take the number of a closed one, and its events.
        while self._leaving:
            self._leaving.pop().handle_close()
        self._add_threads()
        now = time.monotonic()
        if now >= self._next_check:
            self._end_threads()
            self._next_check = now + self._limits.check
            for channel in self.channels():
                channel.check(now, self._limits)

    def _add_threads(self) -> None:
        """Start a thread for each request that none is free for."""
        dispatcher = self._server.task_dispatcher
        running = len(dispatcher.threads)
        lacking = len(dispatcher.queue) - (running - dispatcher.active_count)
        if lacking > 0 and running < self._most_threads and not dispatcher.stop_count:
            dispatcher.set_thread_count(min(self._most_threads, running + lacking))

    def _end_threads(self) -> None:
        """End the threads that were added, once they are not needed."""
        dispatcher = self._server.task_dispatcher
        if len(dispatcher.threads) > self._threads and dispatcher.active_count <= self._threads:
            dispatcher.set_thread_count(self._threads)

    def _accept(self, listener: BaseWSGIServer) -> None:
        """Take the connections that wait. Waitress takes one a turn, so that a flood would keep others waiting."""
        for _ in range(ACCEPTED_AT_ONCE):
            open_before = len(self._map)
            type(listener).handle_accept(listener)
            if len(self._map) == open_before or not self._takes_more():
                return

    def _takes_more(self) -> bool:
        """Whether to take connections that wait, rather than leave them to another process; have the listeners heed it."""
        if self._crew is None or self._stopping.is_set():
            return True
        connections = len(self._map)  # and a few other things, as many in every process
        self._crew.count_connections(connections)
        takes = self._crew.takes_more(connections)
        for listener in self._listeners:
            listener.accepting = takes
        return takes

    def _connect(self, listener: Any, connection: socket.socket, address: Any, adjustments: Any, map: Any) -> None:
        """Take a connection, and choose one to close if that makes too many."""
        channel = _Channel(listener, connection, address, adjustments, map=map)
        leaving = choose_to_close(self.channels(), channel, self._limits)
        if leaving is not None:
            leaving.will_close = True
            self._leaving.append(leaving)

    @property
    def threads(self) -> int:
        """How many threads there are to answer requests."""
        return len(self._server.task_dispatcher.threads)

    def channels(self) -> list[BoundedChannel]:
        """List the connections that are open."""
        return [item for item in self._map.values() if isinstance(item, BoundedChannel)]

    def _finish(self) -> None:
        if self._crew is not None:
            self._crew.leave(self._crew.number)  # so that no process leaves connections to this one
        # Waitress's own run() stops its loop first, which leaves replies unsent in their buffers.
        for listener in self._listeners:
            wasyncore.dispatcher.close(listener)
        deadline = time.monotonic() + GRACE_SECONDS
        while self._is_busy() and time.monotonic() < deadline:
            self._turn(0.05)
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)

    def _is_busy(self) -> bool:
        return any(channel.requests or channel.total_outbufs_len for channel in self.channels())


class _Woken(wasyncore.dispatcher):
    """The receiving end of the signal wake-up socket pair. The server closes it along with its own sockets."""

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.recv(64)


class _ProblemTask(ErrorTask):
    """Answers requests that waitress itself refuses with the same problem details as any other error."""

    def execute(self) -> None:
        error = self.request.error
        problem = Problem(error.code, f"The request cannot be read: {error.body}.")
        body = to_json(describe_problem(problem))
        self.status = f"{problem.status} {problem.title}"
        self.response_headers += [
            ("Content-Type", MEDIA_TYPE),
            ("Cache-Control", "no-store"),
            *HEADERS.items(),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        getattr(self.channel.adj, "note_unread", note_nothing)(
            str(problem.status), len(body), str(self.channel.addr[0])
        )


class BoundedParser(HTTPRequestParser):
    """Refuses headers with long runs of blanks: waitress reads them in time that grows with the square of their length.

    A request that may have a larger body than others, by what its headers say, gets more time to arrive.
    """

    adj: Any
    extra_seconds = 0.0

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the first line and the headers. Raises ParsingError if they are no such."""
        if _BLANKS in header_plus.replace(b"\t", b" "):
            raise ParsingError(f"A header holds {MAX_BLANKS} blanks in a row")
        super().parse_header(header_plus)
        most = getattr(self.adj, "large_bodies", no_large_bodies)(self.command, self.path, self.headers)
        if most:
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = most
            self.extra_seconds = self.content_length / SLOWEST


class _Channel(BoundedChannel):
    task_class = MarkingTask
    error_task_class = _ProblemTask
    parser_class = BoundedParser


def _allow_files(number: int) -> None:
    """Let this process have that many files and connections open, as far as the system lets it decide."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _adjustments(max_body_bytes: int, limits: ConnectionLimits) -> dict[str, Any]:
    """Give waitress's own settings; it looks after connections less often than we do, and never before us."""
    proxy = {"trusted_proxy": limits.proxy, "trusted_proxy_headers": "x-forwarded-for"} if limits.proxy else {}
    return proxy | {
        "max_request_body_size": max_body_bytes * READ_AHEAD,
        "max_request_header_size": MAX_HEADER_BYTES,
        "connection_limit": 2 * limits.total,
        "channel_timeout": NEVER,
        "cleanup_interval": NEVER,
        "clear_untrusted_proxy_headers": True,
        "ident": None,
    }


def _explain(error: Exception, host: str, port: int) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use; choose another with --port or QUOTH_PORT."
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return f"Port {port} of {host} needs rights that this process has not; choose one from 1024 on."
    return f"{host!r}, port {port} cannot be listened on; expected an address of this machine ({error})."
