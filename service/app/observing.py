"""See every request: give it an id, count it, time it, and write a line about it to the log.

The line is JSON, and holds no text of a question or a document's name: the route stands for the path.
"""

import os
import re
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import RawIOBase
from typing import TYPE_CHECKING, Protocol

from flask import Flask, request

from service.app.seen import OTHER, SEEN, SeenRequest, current_seen
from service.app.whole_replies import call_to_end
from service.wire.encoding import to_json

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
PAUSE = 0.2  # seconds between two writes to the log
LAST_SECONDS = 1.0
WHOLE = 4096  # bytes that Linux writes to a pipe whole; POSIX promises 512, as many as macOS does
MOST_LINES = 10_000  # that wait to be written; the oldest are dropped where they cannot be, as in a pipe nobody reads


class Counting(Protocol):
    """What counts requests."""

    def count(self, seen: SeenRequest, method: str, status: str, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Finished:
    """A request that is over: when, in seconds since 1970, and how long it took and was, in seconds and bytes."""

    seen: SeenRequest
    method: str
    status: str
    at: float
    seconds: float
    length: int
    client: str

    def write(self) -> bytes:
        """Write it as a line of JSON."""
        seen = self.seen
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(self.at, UTC).isoformat(timespec="milliseconds"),
            "id": seen.id,
            "method": self.method,
            **({"collection": seen.collection} if seen.collection else {}),
            "route": seen.route,
            "status": int(self.status),
            "ms": round(self.seconds * 1e3, 1),
            "bytes": self.length,
            "client": self.client,
        }
        if seen.outcomes:
            line["outcome"] = seen.outcomes[-1] if len(seen.outcomes) == 1 else seen.outcomes
        if seen.kept:
            line["kept"] = True
        return to_json(line)


class RequestLog:
    """Writes a line for each request to a file, in a thread of its own: a file that blocks does not hold up requests.

    `file` is unbuffered, such as an io.FileIO.
    """

    def __init__(self, file: RawIOBase) -> None:
        self._file = file
        self._finished: deque[Finished] = deque(maxlen=MOST_LINES)
        self._thread: threading.Thread | None = None
        self._starting, self._stopping = threading.Lock(), threading.Event()

    def write(self, finished: Finished) -> None:
        """Have a request's line written soon."""
        self._finished.append(finished)
        if self._thread is None:
            self._start()

    def close(self) -> None:
        """Write what waits, if that can be done in LAST_SECONDS."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(LAST_SECONDS)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="request log", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        try:
            while not self._stopping.wait(PAUSE):
                self._write_all()
            self._write_all()
        except (OSError, ValueError):  # nobody reads what is written, or the file is closed
            return

    def _write_all(self) -> None:
        taken = [self._finished.popleft() for _ in range(len(self._finished))]
        for piece in _join([finished.write() for finished in taken]):
            rest = memoryview(piece)
            while rest:
                rest = rest[self._file.write(rest) or 0 :]


def _join(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Join lines to pieces that the system writes whole, so that those of several processes do not mix in a pipe."""
    piece = b""
    for line in lines:
        if piece and len(piece) + len(line) > WHOLE:
            yield piece
            piece = b""
        piece += line
    if piece:
        yield piece


class Observer:
    """WSGI middleware that sees every request from its beginning to the end of its reply."""

    def __init__(
        self, app: "WSGIApplication", counting: Counting, log: RequestLog | None, collection: str = ""
    ) -> None:
        self._app, self._counting, self._log, self._collection = app, counting, log, collection

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()
        seen = environ[SEEN] = SeenRequest(_choose_id(environ.get("HTTP_X_REQUEST_ID", "")))
        seen.collection = self._collection

        def finish(status: str, length: int) -> None:
            seconds = time.perf_counter() - began
            method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else OTHER
            self._counting.count(seen, method, status, seconds)
            if self._log is not None:
                client = seen.token or environ.get("REMOTE_ADDR", "")
                self._log.write(Finished(seen, method, status, time.time(), seconds, length, client))

        return call_to_end(self._app, environ, start_response, finish, [(HEADER, seen.id)])

    def note_unread(self, status: str, length: int, client: str) -> None:
        """Note a request that the server refused, with a reply of so many bytes, before anyone could read it."""
        seen = SeenRequest(_choose_id(""))
        self._counting.count(seen, OTHER, status, 0.0)
        if self._log is not None:
            self._log.write(Finished(seen, OTHER, status, time.time(), 0.0, length, client))


def note_routes(app: Flask) -> None:
    """Note the route of each request before anything is done for it."""

    @app.before_request
    def note() -> None:
        if request.url_rule is not None:
            current_seen().route = request.url_rule.rule


def _choose_id(given: str) -> str:
    """Keep the id that a request came with if it is well-formed, so that a proxy's log and ours name it alike."""
    return given if _ID.fullmatch(given) else os.urandom(16).hex()
