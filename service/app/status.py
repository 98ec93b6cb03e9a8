"""/healthz: is the process running? /readyz: are the documents loaded? /metrics: figures; /reload: reread changed files."""

import hmac

from flask import Blueprint, Response, request

from service.app.metrics import CONTENT_TYPE, Metrics
from service.app.serving import (
    NO_STORE,
    current_engine,
    current_serving,
    current_snapshot,
    json_response,
    make_response,
    not_ready,
)
from service.engine.live import Snapshot
from service.engine.lookup import describe_index
from service.wire.listings import Health, IndexDamage, Ready
from service.wire.problems import Problem

blueprint = Blueprint("status", __name__)
process = Blueprint("process", __name__)  # what there is one of, however many collections


@process.get("/healthz")
def health() -> Response:
    return json_response(Health("ok"))


@blueprint.get("/readyz")
def ready() -> Response:
    return _say_ready(current_snapshot())


@process.get("/metrics")
def metrics() -> Response:
    return make_response(current_serving().metrics.write(), CONTENT_TYPE, NO_STORE)


@blueprint.post("/reload")
def reload() -> Response:
    """Refresh the documents, and reply with what is served afterwards."""
    _check_token(current_serving().reload_token)
    snapshot = current_engine().refresh()
    if snapshot is None:
        raise not_ready(current_engine())
    return _say_ready(snapshot)


def _say_ready(snapshot: Snapshot) -> Response:
    metrics = current_serving().metrics
    assert isinstance(metrics, Metrics), "What lists collections has a reply of its own."
    failure, damage = metrics.find_trouble()
    found = IndexDamage(damage.found, damage.mended) if damage else None
    return json_response(Ready("ready", describe_index(snapshot), found, failure))


def _check_token(expected: str) -> None:
    """Check the bearer token (RFC 6750), in constant time. Raises a 404 or 401 problem."""
    if not expected:
        raise Problem(404, "This route is off; QUOTH_RELOAD_TOKEN is not set.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), expected.encode()):
        raise Problem(
            401,
            'The Authorization header holds no right token; expected "Bearer" and the one in QUOTH_RELOAD_TOKEN.',
            {"WWW-Authenticate": 'Bearer realm="reload"'},
        )
