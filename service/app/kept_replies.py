"""Cache the replies of /ask, and repeat them as long as nothing they depend on has changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from werkzeug.http import parse_etags
from werkzeug.wrappers import Response

from service.app.seen import REFUSAL, SHOWN, seen_in
from service.app.serving import SNAPSHOT
from service.engine.engine import Engine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE, METHODS = "/ask", ("GET", "HEAD", "POST")
MAX_REQUEST = 16 << 10  # bytes; replies to longer requests, of which each has its own, are not cached
OVERHEAD = 1500  # bytes that an entry takes besides its body and its request
# Everything in a request besides its body that a reply can depend on; links in some formats contain the host.
_READ = (
    *("REQUEST_METHOD", "QUERY_STRING", "CONTENT_TYPE", "HTTP_CONTENT_ENCODING", "HTTP_HOST", "wsgi.url_scheme"),
    *("SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "HTTP_ORIGIN", "HTTP_ACCEPT"),
    SHOWN,
)


@dataclass(frozen=True)
class KeptReply:
    """A complete response."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    tag: str | None  # the ETag without its quotation marks
    outcomes: tuple[str, ...] = ()  # of its answers, as the log shows them
    silent: tuple[tuple[str, str], ...] = ()  # questions that were not answered, with the reasons


class RepeatedReplies:
    """WSGI middleware that repeats replies which the application has given before.

    The key is the snapshot and every part of the request that the application reads, so checks passed the first time
    still hold. Only replies with status 200 are kept, and none at all if questions are to be logged. If-None-Match is
    also handled here, because the ETag is known only from the complete reply. "Cache-Control: no-store" in a request
    bypasses the cache.
    """

    def __init__(self, app: "WSGIApplication", engine: Engine) -> None:
        self._app = app
        self._engine = engine

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        ours = environ.get("PATH_INFO") == ROUTE and environ["REQUEST_METHOD"] in METHODS
        snapshot = self._engine.snapshot if ours else None
        if snapshot is None or "HTTP_TRANSFER_ENCODING" in environ or REFUSAL in environ:
            return self._app(environ, start_response)
        environ[SNAPSHOT] = snapshot
        size = environ.get("CONTENT_LENGTH") or "0"
        fresh = "no-store" in environ.get("HTTP_CACHE_CONTROL", "") or not self._engine.memory.limit
        idle = fresh and "HTTP_IF_NONE_MATCH" not in environ
        if idle or not size.isdecimal() or int(size) > MAX_REQUEST:
            return self._app(environ, start_response)
        kept = self._find(environ, snapshot.id, environ["wsgi.input"].read(int(size)) if size != "0" else b"")
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and kept.tag and parse_etags(asked).contains_weak(kept.tag):
            return _say_unchanged(kept, start_response)
        start_response(kept.status, kept.headers.copy())
        return (kept.body,)

    def _find(self, environ: "WSGIEnvironment", index: str, body: bytes) -> KeptReply:
        memory, logged = self._engine.memory, self._engine.logs_questions
        key = ("reply", index, body, *map(environ.get, _READ))
        kept = None if logged else memory.get(key)
        seen = seen_in(environ)
        if kept is not None:
            seen.route, seen.kept, seen.outcomes, seen.silent = ROUTE, True, [*kept.outcomes], [*kept.silent]
        else:
            kept = self._compose(environ, body)
            asked = sum(len(part) for part in key if part)
            if kept.status == "200 OK" and not logged and asked <= MAX_REQUEST:
                memory.put(key, kept, len(kept.body) + asked + OVERHEAD)
        return kept

    def _compose(self, environ: "WSGIEnvironment", body: bytes) -> KeptReply:
        unconditional = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        response = Response.from_app(self._app, unconditional | {"wsgi.input": BytesIO(body)}, buffered=True)
        headers = response.headers.to_wsgi_list()
        seen, tag = seen_in(environ), response.get_etag()[0]
        return KeptReply(response.status, headers, response.get_data(), tag, (*seen.outcomes,), (*seen.silent,))


def _say_unchanged(kept: KeptReply, start_response: "StartResponse") -> Iterable[bytes]:
    about_body = ("content-type", "content-length")
    start_response("304 NOT MODIFIED", [pair for pair in kept.headers if pair[0].lower() not in about_body])
    return ()
