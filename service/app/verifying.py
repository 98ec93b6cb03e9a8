"""/verify: a quote in, whether the documents have it out."""

from typing import Any

from flask import Blueprint, Response, jsonify

from service.app.health import index_to_json
from service.app.serving import current_serving, current_snapshot
from service.engine.live import Snapshot
from service.engine.lookup import find_document
from service.verify.quotations_in_text import find_quoted
from service.verify.verifier import Verifier
from service.wire.replies import convert, verdict_to_json
from service.wire.verify_requests import Verify, read_verify_json

MAX_QUOTATIONS = 200  # of one text

blueprint = Blueprint("verify", __name__)


@blueprint.post("/verify")
def verify() -> Response:
    response = jsonify(compose_verdicts(read_verify_json(), current_snapshot(), current_serving().public_url))
    response.headers["Cache-Control"] = "no-store"
    return response


def compose_verdicts(asked: Verify, snapshot: Snapshot, public_url: str = "") -> dict[str, Any]:
    """Judge a checked request: the JSON of /verify. Raises a 404 problem for an unknown document."""
    about = {"offsets": asked.offsets, "index": index_to_json(snapshot)}

    def judge(quote: str, document: str | None) -> dict[str, Any]:
        within = None if document is None else [_number_of(snapshot, document)]
        verdict = Verifier(snapshot.index).verify(quote, within)
        return verdict_to_json(verdict, snapshot.index.corpus, asked.offsets, public_url)

    if asked.quote is not None:
        return judge(asked.quote, asked.document) | about
    if asked.text is None:
        return {"results": [judge(row.quote, row.document or asked.document) for row in asked.quotes]} | about
    text, found = asked.text, find_quoted(asked.text)
    results = [
        {"start": convert(text, quoted.start, asked.offsets), "end": convert(text, quoted.end, asked.offsets)}
        | judge(quoted.quote, asked.document)
        for quoted in found[:MAX_QUOTATIONS]
    ]
    return {"results": results, "truncated": len(found) > MAX_QUOTATIONS} | about


def _number_of(snapshot: Snapshot, name: str) -> int:
    return snapshot.numbers[find_document(snapshot, name).id]
