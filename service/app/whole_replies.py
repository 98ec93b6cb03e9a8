"""Know when a WSGI application's reply is at its end: at once if it is whole, when it is read or closed if it is streamed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AtEnd = Callable[[str, int], None]


def call_to_end(
    app: "WSGIApplication",
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
    at_end: AtEnd,
    headers: Sequence[tuple[str, str]] = (),
) -> Iterable[bytes]:
    """Call an application, adding `headers` to its reply, and call `at_end` once with the status and the length in bytes.

    A reply is whole if its length is known beforehand; that of a streamed one is what was read of it. A server that closes a
    reply twice, or an application that raises, still makes one call.
    """
    reply = _Reply(start_response, at_end, headers)
    try:
        parts = app(environ, reply.start)
    except BaseException:
        reply.end()
        raise
    if reply.streamed:
        closing = getattr(parts, "close", None)
        return ClosingIterator(reply.pass_on(parts), [closing, reply.end] if closing else [reply.end])
    reply.end()
    return parts


class _Reply:
    """What is known of a reply while it is made."""

    def __init__(self, start_response: "StartResponse", at_end: AtEnd, headers: Sequence[tuple[str, str]]) -> None:
        self._start_response, self._at_end, self._headers = start_response, at_end, headers
        self._status, self._length, self._ended = "500", 0, False
        self.streamed = False

    def start(self, line: str, given: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
        sizes = [value for name, value in given if name.lower() == "content-length"]
        self._status, self._length = line[:3], int(sizes[0]) if sizes else 0
        self.streamed = not sizes and self._status == "200"
        return self._start_response(line, [*given, *self._headers], *error)

    def pass_on(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        try:
            for part in parts:
                self._length += len(part)
                yield part
        finally:
            self.end()

    def end(self) -> None:
        if not self._ended:
            self._ended = True
            self._at_end(self._status, self._length)
