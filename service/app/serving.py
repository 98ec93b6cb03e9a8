"""State and helpers that all routes share: the engine, the request's snapshot, and responses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flask import Response, current_app, g, request

from service.app.access_tokens import AccessTokens
from service.app.metrics import JoinedMetrics, Metrics
from service.app.shedding import Lane
from service.engine.adding import Adding
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.engine.lookup import check_length
from service.wire.encoding import to_json
from service.wire.problems import Problem

SNAPSHOT = "quoth.snapshot"  # key in the WSGI environment of the snapshot to answer from
NO_STORE = "no-store"
REVALIDATE = "private, no-cache"  # browsers keep the reply, but ask each time whether it has changed


@dataclass(frozen=True)
class Serving:
    """The engine, and the settings that concern only the web.

    The page that lists several collections has no engine. `public_url` is the prefix of links that are read elsewhere;
    `collection` the name of the one that is served, if there are several.
    """

    engine: Engine | None
    metrics: Metrics | JoinedMetrics
    public_url: str = ""
    collection: str = ""
    feedback: Path | None = None  # the file that readers' verdicts are appended to; None: the route is off
    origins: tuple[str, ...] = ()  # other sites that may read and frame the service
    reload_token: str = ""  # the bearer token for POST /reload; "": the route is off
    lanes: Mapping[str, Lane] = field(default_factory=dict)  # what is at work and waits
    tokens: AccessTokens = field(
        default_factory=lambda: AccessTokens(())
    )  # those that let in; none: the service is open
    originals: bool = False  # whether readers may fetch the files themselves
    page_pictures: bool = True  # whether the pages of PDFs are shown as images
    silences: Path | None = None  # the file that unanswered questions are appended to; None: they are not kept
    adding: Adding | None = None  # what changes the files; None: they are not changed over HTTP
    writers: AccessTokens = field(default_factory=lambda: AccessTokens(()))  # the tokens that let change them


def current_serving() -> Serving:
    """Return the state that the current application was created with."""
    serving: Serving = current_app.extensions["quoth"]
    return serving


def current_engine() -> Engine:
    """Return the engine of the current application."""
    engine = current_serving().engine
    assert engine is not None, "What lists collections answers nothing from them."
    return engine


def current_snapshot() -> Snapshot:
    """Return the snapshot that this request is answered from. Raises a 503 problem while there is none.

    Raises DamagedIndexError if it was cut short on disk.
    """
    if "snapshot" not in g:
        snapshot = request.environ.get(SNAPSHOT) or current_engine().snapshot
        if snapshot is None:
            raise not_ready(current_engine())
        g.asked_of = snapshot
        g.snapshot = check_length(snapshot)
    held: Snapshot = g.snapshot
    return held


def not_ready(engine: Engine) -> Problem:
    """Make the problem for requests that arrive before the first snapshot."""
    if engine.refreshes.failure is not None:
        return Problem(503, "The documents could not be read; the service's log says why.", {"Retry-After": "60"})
    return Problem(503, "The documents are still being read. Ask again in a moment.", {"Retry-After": "2"})


def public_address() -> str:
    """Return the URL at which the world sees what is served, without a trailing slash; "" if that is not known."""
    address = current_serving().public_url
    return "" if address.startswith("/") else address


def own_address() -> str:
    """Return the URL at which the client sees what is served, without a trailing slash."""
    return public_address() or request.root_url.rstrip("/")


def name_place() -> dict[str, object]:
    """Give pages the collection that they are of, and the address of the first page of the whole service."""
    serving = current_serving()
    below = f"/c/{serving.collection}" if serving.collection else ""
    root = request.script_root.removesuffix(below) + "/"
    return {"collection": serving.collection, "lists_collections": serving.engine is None, "service_root": root}


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
