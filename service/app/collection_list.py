"""/ where several collections are served: a list of them, as a page or JSON; /readyz: are they loaded?"""

from collections.abc import Iterator, Mapping

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from service.app.access_tokens import find_tokens
from service.app.metrics import JoinedMetrics, Trouble
from service.app.problem_replies import prefers_page
from service.app.serving import REVALIDATE, current_serving, json_response, page_response
from service.app.words import thousands
from service.engine.engine import Engine
from service.engine.lookup import describe_index
from service.wire.listings import (
    CollectionList,
    CollectionState,
    IndexDamage,
    ListedCollection,
    LoadState,
    ReadyCollections,
)
from service.wire.problems import Problem, show

ENGINES = "quoth_engines"  # the extension of the application that holds the engines by the names of their collections

blueprint = Blueprint("collections", __name__)
blueprint.add_app_template_filter(thousands, "thousands")


@blueprint.get("/")
def home() -> Response:
    """List the collections that the request's tokens open."""
    if prefers_page():
        listed = [*_list(request.script_root)]
        stale = {one.name for one in listed if one.status == "ready" and _find_trouble(one.name).failure}
        response = page_response(render_template("collections.html", collections=listed, stale=stale))
    else:
        response = json_response(CollectionList((*_list(current_serving().public_url),)), REVALIDATE)
    response.vary.add("Accept")
    return response


@blueprint.get("/c/<name>")
def add_slash(name: str) -> BaseResponse:
    """Lead on to the first page of a collection."""
    if name not in _opened():
        raise Problem(404, f"There is no collection {show(name)}; / lists those that there are.")
    query = request.query_string.decode("ascii", "replace")
    return redirect(f"{request.path}/{'?' if query else ''}{query}", 308)


@blueprint.get("/readyz")
def ready() -> Response:
    """Say how each collection is, once none is being loaded any more; one that cannot be served is named."""
    states = [_describe(name, engine) for name, engine in _opened().items()]
    loading = [state.name for state in states if state.status == "loading"]
    if loading:
        detail = f"The documents of {', '.join(loading)} are still being read. Ask again in a moment."
        raise Problem(503, detail, {"Retry-After": "2"})
    if all(state.status == "failed" for state in states):
        raise Problem(503, "The documents could not be read; the service's log says why.", {"Retry-After": "60"})
    return json_response(ReadyCollections("ready", tuple(states)))


def _opened() -> Mapping[str, Engine]:
    """Give the engines of the collections that the request's tokens open."""
    engines: Mapping[str, Engine] = current_app.extensions[ENGINES]
    if not current_serving().tokens:
        return engines
    tokens = find_tokens(request.environ, current_serving().tokens)
    return {name: engine for name, engine in engines.items() if any(token.opens(name) for token in tokens)}


def _list(prefix: str) -> Iterator[ListedCollection]:
    for name, engine in _opened().items():
        snapshot = engine.snapshot
        documents = len(snapshot.documents) if snapshot else None
        yield ListedCollection(name, f"{prefix}/c/{name}/", _status_of(engine), documents)


def _describe(name: str, engine: Engine) -> CollectionState:
    snapshot = engine.snapshot
    failure, damage = _find_trouble(name)
    found = IndexDamage(damage.found, damage.mended) if damage else None
    index = describe_index(snapshot) if snapshot else None
    return CollectionState(name, _status_of(engine), index, found, failure)


def _find_trouble(name: str) -> Trouble:
    metrics = current_serving().metrics
    assert isinstance(metrics, JoinedMetrics)
    return metrics.named[name].find_trouble()


def _status_of(engine: Engine) -> LoadState:
    if engine.snapshot is not None:
        return "ready"
    return "loading" if engine.refreshes.failure is None else "failed"
