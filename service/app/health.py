"""/healthz: the process is alive. /readyz: the documents are loaded."""

from typing import Any

from flask import Blueprint

from service.app.serving import current_snapshot
from service.engine.live import Snapshot

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[dict[str, Any], dict[str, str]]:
    return {"status": "ok"}, {"Cache-Control": "no-store"}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, Any], dict[str, str]]:
    return {"status": "ready", "index": index_to_json(current_snapshot())}, {"Cache-Control": "no-store"}


def index_to_json(snapshot: Snapshot) -> dict[str, Any]:
    """Shape the `index` field of a reply: what it was answered from."""
    return {"id": snapshot.id, "documents": len(snapshot.documents), "sentences": snapshot.sentences}
