"""POST /reload: look for changed files now. There only where a token is set."""

import hmac

from flask import Blueprint, request

from service.app.health import index_to_json
from service.app.problems import Problem
from service.app.serving import Reload, current_serving

blueprint = Blueprint("reload", __name__)


@blueprint.post("/reload")
def reload() -> tuple[dict[str, object], dict[str, str]]:
    """Refresh the documents, and say what is served then. Files are looked at before the reply is given."""
    snapshot = _permitted().refresh()
    if snapshot is None:
        raise Problem(503, "The documents are still being read. Ask again in a moment.", {"Retry-After": "2"})
    return {"status": "ready", "index": index_to_json(snapshot)}, {"Cache-Control": "no-store"}


def _permitted() -> Reload:
    """Check the bearer token (RFC 6750), in a time that does not tell how much of it was right."""
    reload = current_serving().reload
    if reload is None:
        raise Problem(404, 'There is nothing at "/reload"; QUOTH_RELOAD_TOKEN is not set.')
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), reload.token.encode()):
        raise Problem(
            401,
            'The Authorization header holds no right token; expected "Bearer" and the one in QUOTH_RELOAD_TOKEN.',
            {"WWW-Authenticate": 'Bearer realm="reload"'},
        )
    return reload
