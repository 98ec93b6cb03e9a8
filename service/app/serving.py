"""State and helpers that all routes share: the engine, the request's snapshot, and responses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flask import Response, current_app, g, request

from service.app.access_tokens import AccessTokens
from service.app.metrics import Metrics
from service.app.shedding import Lane
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.wire.encoding import to_json
from service.wire.problems import Problem

SNAPSHOT = "quoth.snapshot"  # key in the WSGI environment of the snapshot to answer from
NO_STORE = "no-store"
REVALIDATE = "private, no-cache"  # browsers keep the reply, but ask each time whether it has changed


@dataclass(frozen=True)
class Serving:
    """The engine, and the settings that concern only the web."""

    engine: Engine
    metrics: Metrics
    feedback: Path | None = None  # the file that readers' verdicts are appended to; None: the route is off
    origins: tuple[str, ...] = ()  # other sites that may read and frame the service
    reload_token: str = ""  # the bearer token for POST /reload; "": the route is off
    lanes: Mapping[str, Lane] = field(default_factory=dict)  # what is at work and waits
    tokens: AccessTokens = field(
        default_factory=lambda: AccessTokens(())
    )  # those that let in; none: the service is open
    originals: bool = False  # whether readers may fetch the files themselves


def current_serving() -> Serving:
    """Return the state that the current application was created with."""
    serving: Serving = current_app.extensions["quoth"]
    return serving


def current_engine() -> Engine:
    """Return the engine of the current application."""
    return current_serving().engine


def current_snapshot() -> Snapshot:
    """Return the snapshot that this request is answered from. Raises a 503 problem while there is none."""
    if "snapshot" not in g:
        snapshot = request.environ.get(SNAPSHOT) or current_engine().snapshot
        if snapshot is None:
            raise not_ready()
        g.snapshot = snapshot
    held: Snapshot = g.snapshot
    return held


def not_ready() -> Problem:
    """Make the problem for requests that arrive before the first snapshot."""
    return Problem(503, "The documents are still being read. Ask again in a moment.", {"Retry-After": "2"})


def public_address() -> str:
    """Return the URL at which the world sees what is served, without a trailing slash; "" if that is not known."""
    address = current_engine().public_url
    return "" if address.startswith("/") else address


def own_address() -> str:
    """Return the URL at which the client sees what is served, without a trailing slash."""
    return public_address() or request.root_url.rstrip("/")


def is_own_origin(origin: str) -> bool:
    """Tell whether an Origin header names this service itself, at the address of the request or the public one."""
    public = urlsplit(public_address())
    return origin == request.host_url.rstrip("/") or bool(origin and origin == f"{public.scheme}://{public.netloc}")


def json_response(value: object, caching: str = NO_STORE) -> Response:
    """Make a JSON response from a shape."""
    return make_response(to_json(value), "application/json", caching)


def page_response(page: str) -> Response:
    """Make a response from a rendered page."""
    return make_response(page, "text/html; charset=utf-8", REVALIDATE)


def make_response(body: str | bytes | Iterator[bytes], content_type: str, caching: str) -> Response:
    """Make a response with `caching` as its Cache-Control."""
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = caching
    return response
