"""Know when a WSGI application's reply is at its end: at once if it is whole, when it is closed if it is streamed."""

from collections.abc import Callable, Iterable, Sequence
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

    A reply is whole if its length is known beforehand; that of a streamed one is given as 0. A server that closes a reply
    twice, or an application that raises, still makes one call.
    """
    status, length, streamed, ended = "500", 0, False, False

    def start(line: str, given: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
        nonlocal status, length, streamed
        sizes = [value for name, value in given if name.lower() == "content-length"]
        status, length = line[:3], int(sizes[0]) if sizes else 0
        streamed = not sizes and status == "200"
        return start_response(line, [*given, *headers], *error)

    def end() -> None:
        nonlocal ended
        if not ended:
            ended = True
            at_end(status, length)

    try:
        reply = app(environ, start)
    except BaseException:
        end()
        raise
    if streamed:
        return ClosingIterator(reply, end)
    end()
    return reply
