"""Create the WSGI application that serves a snapshot over HTTP."""

from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from service.app import ask, batch, chat, documents, embed, feedback, health, oembed, openapi, pages
from service.app import reload as reloading
from service.app import verifying as verify
from service.app.kept_replies import RepeatedReplies
from service.app.origins import open_to
from service.app.problems import handle_problems
from service.app.security import secure
from service.app.serving import Reload, Serving
from service.engine.live import Snapshot
from service.memory import Memory
from service.resources import find_resource

MAX_BODY_BYTES = 1 << 20  # a history of 10 answers with every citation that they can have fits many times


ROUTES = (chat, pages, ask, batch, verify, documents, embed, oembed, feedback, health, openapi, reloading)


def create_app(
    snapshot: Callable[[], Snapshot | None],
    *,
    hosts: Sequence[str] = (),
    threshold: float | None = None,
    public_url: str = "",
    max_body_bytes: int = MAX_BODY_BYTES,
    log_questions: bool = False,
    cache_bytes: int = 0,
    reload: Reload | None = None,
    feedback_file: Path | None = None,
    origins: Sequence[str] = (),
) -> Flask:
    """Create the application. `snapshot` gives the one in service, or None while it is being built.

    `hosts` are the names answered to beside the loopback's, `threshold` the confidence below which the
    service is silent (None: the answer stage's own), `public_url` what links begin with ("": they are relative
    to the root), `max_body_bytes` the largest request body read, `feedback_file` the question file that readers'
    verdicts are added to (None: they are not asked for), `cache_bytes` what replies are kept in to be given
    again, `reload` what POST /reload does (None: there is no such route), `origins` the other sites that may read
    and frame it, spelt as a browser spells them: https://news.example.
    """
    web = find_resource("web")
    app = Flask("service", static_folder=web / "static", static_url_path="/static", template_folder=web / "templates")
    app.json = _Json(app)
    app.config["MAX_CONTENT_LENGTH"] = max_body_bytes
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.merge_slashes = False  # "//" is another path, not a redirect
    app.extensions["quoth"] = serving = Serving(
        *(snapshot, threshold, public_url.rstrip("/"), log_questions, feedback_file, tuple(origins)),
        replies=Memory(cache_bytes),
        reload=reload,
    )
    handle_problems(app)
    secure(app, hosts)
    open_to(app, origins)
    for routes in ROUTES:
        app.register_blueprint(routes.blueprint)
    app.wsgi_app = RepeatedReplies(app.wsgi_app, serving)  # type: ignore[method-assign]
    return app


class _Json(DefaultJSONProvider):
    """JSON with its fields in the order of the contract, and text as it is written rather than escaped."""

    sort_keys = False
    ensure_ascii = False
    compact = True
    mimetype = "application/json"
