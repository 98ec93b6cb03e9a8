"""Serve several collections side by side, each with an application of its own below /c/<name>/; / lists them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from service.app import collection_list, signing_in, status
from service.app.access_tokens import AccessTokens
from service.app.app import (
    MAX_BODY_BYTES,
    OPEN_TO_ALL,
    Shared,
    create_app,
    guard_routes,
    make_flask,
    surround,
)
from service.app.crew import Crew
from service.app.metrics import JoinedMetrics, Metrics
from service.app.observing import RequestLog
from service.app.serving import Serving
from service.app.shedding import MAX_WAIT, QUEUE, make_lanes
from service.engine.engine import Engine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BELOW = "/c/"


def prefix_of(name: str, public_url: str = "") -> str:
    """Return what the links of a collection begin with."""
    return f"{public_url}{BELOW}{name}"


@dataclass(frozen=True)
class Mounts:
    """WSGI application that hands a request on to the collection that its path names, or to the list of all."""

    root: Flask
    collections: Mapping[str, "WSGIApplication"]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        name, slash, rest = path.removeprefix(BELOW).partition("/")
        app = self.collections.get(name) if slash and path.startswith(BELOW) else None
        if app is None:
            return self.root(environ, start_response)
        moved = {"SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + prefix_of(name), "PATH_INFO": f"/{rest}"}
        return app(environ | moved, start_response)


def mount(
    engines: Mapping[str, Engine],
    *,
    public_url: str = "",
    hosts: Sequence[str] = (),
    tokens: AccessTokens = OPEN_TO_ALL,
    log: RequestLog | None = None,
    feedback_file: Path | None = None,
    threads: int = 4,
    queue: int = QUEUE,
    max_wait: float = MAX_WAIT,
    crew: Crew | None = None,
    **options: Any,
) -> Mounts:
    """Create the application that serves engines by the names of their collections, each with `prefix_of` as its address.

    The arguments, `options` among them, are those of `create_app`; each collection has a feedback file of its own, with its
    name before the suffix.
    """
    lanes = make_lanes(threads, queue, max_wait)
    both: dict[str, Any] = {"hosts": hosts, "tokens": tokens, "log": log, "crew": crew}
    apps: dict[str, Flask] = {}
    for name, engine in engines.items():
        file = feedback_file and feedback_file.with_suffix(f".{name}{feedback_file.suffix}")
        apps[name] = create_app(engine, among=Shared(lanes, name), feedback_file=file, **both, **options)
    named = {name: app.extensions["quoth"].metrics for name, app in apps.items()}
    metrics = JoinedMetrics(named, Metrics(next(iter(engines.values())), lanes, crew, "/"))
    return Mounts(
        _create_list(engines, Serving(None, metrics, public_url, lanes=lanes, tokens=tokens), hosts, log), apps
    )


def _create_list(
    engines: Mapping[str, Engine], serving: Serving, hosts: Sequence[str], log: RequestLog | None
) -> Flask:
    app = make_flask(MAX_BODY_BYTES)
    app.extensions[collection_list.ENGINES] = engines
    guard_routes(app, hosts, ())
    for blueprint in (collection_list.blueprint, status.process, signing_in.blueprint):
        app.register_blueprint(blueprint)
    return surround(app, serving, log)
