"""What every view serves from: the engine, the snapshot of the request, and what few settings concern the web alone."""

from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, g, request

from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.wire.encoding import to_json
from service.wire.problems import Problem

SNAPSHOT = "quoth.snapshot"  # where a request's environment names the one that it is answered from
NO_STORE = "no-store"
REVALIDATE = "private, no-cache"  # kept by the browser, and asked about each time


@dataclass(frozen=True)
class Serving:
    """The engine, and what concerns the web alone."""

    engine: Engine
    feedback: Path | None = None  # the question file that readers' verdicts are added to; None: there is no such route
    origins: tuple[str, ...] = ()  # other sites that may read and frame the service
    reload_token: str = ""  # what POST /reload wants; "": there is no such route


def current_serving() -> Serving:
    """Give what the application at work was created with."""
    serving: Serving = current_app.extensions["quoth"]
    return serving


def current_engine() -> Engine:
    """Give the engine of the application at work."""
    return current_serving().engine


def current_snapshot() -> Snapshot:
    """Give the snapshot that this request began with. Raises a 503 problem while there is none."""
    if "snapshot" not in g:
        snapshot = request.environ.get(SNAPSHOT) or current_engine().snapshot
        if snapshot is None:
            raise Problem(503, "The documents are still being read. Ask again in a moment.", {"Retry-After": "2"})
        g.snapshot = snapshot
    held: Snapshot = g.snapshot
    return held


def own_address() -> str:
    """Give the address of this service as its client sees it, without a slash at its end."""
    return current_engine().public_url or request.host_url.rstrip("/")


def json_response(value: object, caching: str = NO_STORE) -> Response:
    """Answer with a shape as JSON."""
    return _respond(to_json(value), "application/json", caching)


def page_response(page: str) -> Response:
    """Answer with a rendered page."""
    return _respond(page, "text/html; charset=utf-8", REVALIDATE)


def _respond(body: str | bytes, content_type: str, caching: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = caching
    return response
