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
    status,
    verifying,
)
from service.app.access_tokens import AccessTokens, Guard
from service.app.crew import Crew
from service.app.kept_replies import RepeatedReplies
from service.app.metrics import Metrics
from service.app.observing import Observer, RequestLog, note_routes
from service.app.origins import open_to
from service.app.problem_replies import handle_problems
from service.app.security import secure
from service.app.serving import Serving
from service.app.shedding import MAX_WAIT, QUEUE, Shedding, make_lanes
from service.engine.engine import Engine
from service.resources import find_resource

MAX_BODY_BYTES = 1 << 20  # several times the longest history that /ask accepts

OPEN_TO_ALL = AccessTokens(())
ROUTES = (chat, reading, asking, searching, verifying, embedding, oembed, feedback, status, openapi, signing_in)


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
    crew: Crew | None = None,
) -> Flask:
    """Create the application that serves an engine. Until the documents are read, routes that need them answer 503.

    `hosts` are the host names accepted besides the loopback ones, `max_body_bytes` the largest request body read,
    `feedback_file` the question file that readers' verdicts are appended to (None: feedback is off), `origins` the other
    sites that may read the service and frame it, written as browsers send them (https://news.example), `reload_token`
    the bearer token for POST /reload ("": the route is off), `threads`, `queue` and `max_wait` what service.app.shedding
    lets work and wait, `tokens` those that let in (none: whoever reaches the service may ask), `log` where a line
    is written for each request (None: nowhere). With `originals`, readers may fetch the files themselves. `crew` is what
    several processes that serve the application know of each other (None: there is one).
    """
    app = _make_flask(max_body_bytes)
    lanes = make_lanes(threads, queue, max_wait)
    serving = Serving(
        engine, Metrics(engine, lanes, crew), feedback_file, tuple(origins), reload_token, lanes, tokens, originals
    )
    app.extensions["quoth"] = serving
    note_routes(app)
    handle_problems(app)
    secure(app, hosts)
    open_to(app, origins)
    for routes in ROUTES:
        app.register_blueprint(routes.blueprint)
    _surround(app, serving, log)
    return app


def _make_flask(max_body_bytes: int) -> Flask:
    web = find_resource("web")
    app = Flask("service", static_folder=web / "static", static_url_path="/static", template_folder=web / "templates")
    app.json = _Json(app)
    app.config["MAX_CONTENT_LENGTH"] = max_body_bytes
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.merge_slashes = False  # "//" is a different path, not a redirect
    return app


def _surround(app: Flask, serving: Serving, log: RequestLog | None) -> None:
    """Put the middleware around the routes: what comes last here sees a request first."""
    inner = Shedding(app.wsgi_app, serving.lanes)
    kept = RepeatedReplies(inner, serving.engine)
    guarded = Guard(kept, serving.tokens)
    app.wsgi_app = Observer(guarded, serving.metrics, log)  # type: ignore[method-assign]


class _Json(DefaultJSONProvider):
    """JSON with fields in the order given and non-ASCII text unescaped."""

    sort_keys = False
    ensure_ascii = False
    compact = True
    mimetype = "application/json"
