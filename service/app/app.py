"""Create the WSGI application that serves an engine over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Blueprint, Flask
from flask.json.provider import DefaultJSONProvider

from service.app import (
    asking,
    changing_documents,
    chat,
    embedding,
    feedback,
    going_on,
    oembed,
    openapi,
    page_views,
    reading,
    searching,
    signing_in,
    silences,
    status,
    verifying,
    well_known,
)
from service.app.access_tokens import AccessTokens, Guard
from service.app.cookies import ReadableCookies
from service.app.crew import Crew
from service.app.kept_replies import RepeatedReplies
from service.app.languages import speak
from service.app.metrics import Metrics
from service.app.observing import Observer, RequestLog, note_routes
from service.app.origins import open_to
from service.app.problem_replies import handle_problems
from service.app.security import secure
from service.app.serving import Serving, name_place
from service.app.shedding import MAX_WAIT, QUEUE, Lane, Shedding, make_lanes
from service.app.silences import SilenceKeeper
from service.app.static_files import PageFlask
from service.engine.adding import Adding, FolderLimits
from service.engine.engine import Engine
from service.resources import find_resource

MAX_BODY_BYTES = 1 << 20  # several times the longest history that /ask accepts

OPEN_TO_ALL = AccessTokens(())
ROUTES = (
    chat,
    reading,
    page_views,
    changing_documents,
    asking,
    going_on,
    searching,
    verifying,
    embedding,
    oembed,
    feedback,
    silences,
    status,
    openapi,
    signing_in,
    well_known,
)


@dataclass(frozen=True)
class Shared:
    """What the applications of several collections have in common, and the name of one of them."""

    lanes: dict[str, Lane]
    collection: str = ""


@dataclass(frozen=True)
class Writing:
    """Who may add, replace and remove documents, and how many the folder may hold."""

    tokens: AccessTokens
    limits: FolderLimits = field(default_factory=FolderLimits)


def create_app(
    engine: Engine,
    *,
    hosts: Sequence[str] = (),
    max_body_bytes: int = MAX_BODY_BYTES,
    feedback_file: Path | None = None,
    origins: Sequence[str] = (),
    reload_token: str = "",
    threads: int = 4,
    queue: int = QUEUE,
    max_wait: float = MAX_WAIT,
    tokens: AccessTokens = OPEN_TO_ALL,
    log: RequestLog | None = None,
    originals: bool = False,
    page_pictures: bool = True,
    silences_file: Path | None = None,
    language: str | None = None,
    crew: Crew | None = None,
    among: Shared | None = None,
    writing: Writing | None = None,
) -> Flask:
    """Create the application that serves an engine. Until the documents are read, routes that need them answer 503.

    `hosts` are the host names accepted besides the loopback ones, `max_body_bytes` the largest request body read,
    `feedback_file` the question file for readers' verdicts (None: feedback is off), `origins` the other sites that may read
    and frame the service (https://news.example), `reload_token` the bearer token for POST /reload ("": the route is off),
    `threads`, `queue` and `max_wait` what service.app.shedding lets work and wait, `tokens` those that let in (none: all may
    ask), `log` where a line is written for each request, `originals` whether readers may fetch files, `page_pictures` see
    the pages of PDFs, `silences_file` the file of unanswered questions (None: none is kept), `language` that of pages (None:
    what the browser asks for), `crew` what processes of one service know of each other, `among` what several collections
    share, and `writing` who may change the files (None: there are none of these).
    """
    app = make_flask(max_body_bytes, language)
    shared = among or Shared(make_lanes(threads, queue, max_wait, writing is not None))
    name, metrics = shared.collection, Metrics(engine, shared.lanes, crew, shared.collection)
    given = feedback_file, tuple(origins), reload_token, shared.lanes, tokens, originals, page_pictures, silences_file
    serving = Serving(engine, metrics, engine.public_url, name, *given)
    guard_routes(app, hosts, origins)
    _add_routes(app, [] if name else [status.process])
    return surround(app, _allow_writing(serving, writing), log)


def _add_routes(app: Flask, others: Sequence[Blueprint]) -> None:
    for blueprint in [*(routes.blueprint for routes in ROUTES), *others]:
        app.register_blueprint(blueprint)


def _allow_writing(serving: Serving, writing: Writing | None) -> Serving:
    if writing is None or serving.engine is None:
        return serving
    return replace(serving, adding=Adding(serving.engine, writing.limits), writers=writing.tokens)


def guard_routes(app: Flask, hosts: Sequence[str], origins: Sequence[str]) -> None:
    """Have problems answered, hosts checked and headers added, whatever route is asked for."""
    note_routes(app)
    handle_problems(app)
    secure(app, hosts)
    open_to(app, origins)


def make_flask(max_body_bytes: int, language: str | None = None) -> Flask:
    """Make an application with the pages' templates and static files, in the reader's language, and no route."""
    web = find_resource("web")
    app = PageFlask(
        "service", static_folder=web / "static", static_url_path="/static", template_folder=web / "templates"
    )
    app.json = _Json(app)
    app.context_processor(name_place)
    app.config["MAX_CONTENT_LENGTH"] = max_body_bytes
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.merge_slashes = False  # "//" is a different path, not a redirect
    speak(app, language)
    return app


def surround(app: Flask, serving: Serving, log: RequestLog | None) -> Flask:
    """Give an application its state, and put the middleware around the routes: what comes last here sees a request first."""
    app.extensions["quoth"] = serving
    inner = Shedding(app.wsgi_app, serving.lanes)
    kept = inner if serving.engine is None else RepeatedReplies(inner, serving.engine)
    opening = serving.tokens + serving.writers if serving.tokens else serving.tokens
    noted = SilenceKeeper(kept, serving.silences) if serving.silences else kept
    guarded = Guard(noted, opening, serving.collection)
    readable = ReadableCookies(guarded)
    app.wsgi_app = Observer(readable, serving.metrics, log, serving.collection)  # type: ignore[method-assign]
    return app


def observer_of(app: Flask) -> Observer:
    """Return what sees every request to an application."""
    observer = app.wsgi_app
    assert isinstance(observer, Observer), "Nothing may be put around what sees all requests."
    return observer


class _Json(DefaultJSONProvider):
    """JSON with fields in the order given and non-ASCII text unescaped."""

    sort_keys = False
    ensure_ascii = False
    compact = True
    mimetype = "application/json"
