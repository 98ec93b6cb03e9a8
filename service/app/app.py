"""Create the WSGI application that serves an engine over HTTP."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from service.app import (
    asking,
    chat,
    embedding,
    feedback,
    oembed,
    openapi,
    reading,
    searching,
    signing_in,
    silences,
    status,
    verifying,
    well_known,
)
from service.app.access_tokens import AccessTokens, Guard
from service.app.crew import Crew
from service.app.kept_replies import RepeatedReplies
from service.app.languages import speak
from service.app.metrics import Metrics
from service.app.observing import Observer, RequestLog, note_routes
from service.app.origins import open_to
from service.app.problem_replies import handle_problems
from service.app.security import secure
from service.app.serving import Serving
from service.app.shedding import MAX_WAIT, QUEUE, Shedding, make_lanes
from service.app.silences import SilenceKeeper
from service.engine.engine import Engine
from service.resources import find_resource

MAX_BODY_BYTES = 1 << 20  # several times the longest history that /ask accepts

OPEN_TO_ALL = AccessTokens(())
ROUTES = (
    chat,
    reading,
    asking,
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
    silences_file: Path | None = None,
    language: str | None = None,
    crew: Crew | None = None,
) -> Flask:
    """Create the application that serves an engine. Until the documents are read, routes that need them answer 503.

    `hosts` are the host names accepted besides the loopback ones, `max_body_bytes` the largest request body read,
    `feedback_file` the question file that readers' verdicts are appended to (None: feedback is off), `origins` the other
    sites that may read the service and frame it, written as browsers send them (https://news.example), `reload_token`
    the bearer token for POST /reload ("": the route is off), `threads`, `queue` and `max_wait` what service.app.shedding
    lets work and wait, `tokens` those that let in (none: whoever reaches the service may ask), `log` where a line
    is written for each request (None: nowhere). With `originals`, readers may fetch the files themselves. `silences_file`
    is the question file that questions without an answer are appended to (None: they are kept nowhere), `language` that of pages for
    readers who have not chosen one (None: what the browser asks for). `crew` is what several processes that serve the
    application know of each other (None: there is one).
    """
    app = _make_flask(max_body_bytes, language)
    lanes = make_lanes(threads, queue, max_wait)
    given = feedback_file, tuple(origins), reload_token, lanes, tokens, originals, silences_file
    serving = Serving(engine, Metrics(engine, lanes, crew), *given)
    app.extensions["quoth"] = serving
    secure(app, hosts)
    open_to(app, origins)
    _surround(app, serving, log)
    return app


def _make_flask(max_body_bytes: int, language: str | None) -> Flask:
    web = find_resource("web")
    app = Flask("service", static_folder=web / "static", static_url_path="/static", template_folder=web / "templates")
    app.json = _Json(app)
    app.config["MAX_CONTENT_LENGTH"] = max_body_bytes
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.merge_slashes = False  # "//" is a different path, not a redirect
    note_routes(app)
    speak(app, language)
    handle_problems(app)
    return app


def _surround(app: Flask, serving: Serving, log: RequestLog | None) -> None:
    """Add the routes, and the middleware around them: what comes last here sees a request first."""
    for routes in ROUTES:
        app.register_blueprint(routes.blueprint)
    inner = Shedding(app.wsgi_app, serving.lanes)
    kept = RepeatedReplies(inner, serving.engine)
    noted = SilenceKeeper(kept, serving.silences) if serving.silences else kept
    guarded = Guard(noted, serving.tokens)
    app.wsgi_app = Observer(guarded, serving.metrics, log)  # type: ignore[method-assign]


class _Json(DefaultJSONProvider):
    """JSON with fields in the order given and non-ASCII text unescaped."""

    sort_keys = False
    ensure_ascii = False
    compact = True
    mimetype = "application/json"
