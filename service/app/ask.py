"""/ask: a question in, an answer in the documents' own words out."""

import hashlib
import json
import logging
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, request

from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.app.health import index_to_json
from service.app.serving import TURN, Serving, current_serving, current_snapshot
from service.engine.live import Snapshot
from service.engine.lookup import find_numbers
from service.engine.recall import recall
from service.query.follow_up import follow
from service.wire.formats.formats import project
from service.wire.replies import answer_to_json
from service.wire.requests import Ask, read_ask_json, read_ask_query

log = logging.getLogger("quoth")

blueprint = Blueprint("ask", __name__)
ANSWERER = Answerer(load_model())


@blueprint.post("/ask")
def ask_by_json() -> Response:
    response = _compose(read_ask_json())
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/ask")
def ask_by_link() -> Response:
    ask = read_ask_query()
    response = _compose(ask)
    response.set_etag(tag_of(ask, current_snapshot(), current_serving()))
    response.headers["Cache-Control"] = "private, no-cache"  # kept by the browser, asked about each time
    return response


def _compose(ask: Ask) -> Response:
    """Answer as JSON, or in the format asked for, whose links must be whole: it is read away from the service."""
    serving, snapshot = current_serving(), current_snapshot()
    if ask.as_ == "json":
        return jsonify(reply_to(ask))
    address = serving.public_url or request.host_url.rstrip("/")
    reply = compose_reply(ask, snapshot, replace(serving, public_url=address))
    projection = project(reply, ask.as_, partial(sentences_between, snapshot))
    return Response(projection.body.encode(), content_type=projection.content_type)


def sentences_between(snapshot: Snapshot, name: str, start: int, end: int) -> list[str]:
    """Give the sentences of a document that stand in [start, end), cut where they reach beyond it."""
    number = snapshot.numbers[name]
    text, cut = snapshot.documents[number].text, snapshot.index.corpus.segmentation(number)
    within = (s for s in cut.sentences if s.start < end and s.end > start)
    return [text[max(s.start, start) : min(s.end, end)] for s in within]


def reply_to(ask: Ask) -> dict[str, Any]:
    """Answer a checked request from the snapshot in service. Raises a 404 problem for an unknown document."""
    return compose_reply(ask, current_snapshot(), current_serving())


def compose_reply(ask: Ask, snapshot: Snapshot, serving: Serving) -> dict[str, Any]:
    """Answer a checked request: the JSON of /ask. Raises a 404 problem for an unknown document."""
    documents = find_numbers(snapshot, ask.documents) if ask.documents else None
    if serving.log_questions:
        log.info("Asked: %s", json.dumps(ask.question))
    threshold = {} if serving.threshold is None else {"threshold": serving.threshold}
    with TURN:
        question = follow(ask.question, recall(ask, snapshot))
        answer = ANSWERER.answer(question, snapshot.index, ask.limit, documents, **threshold)
        return answer_to_json(answer, index_to_json(snapshot), ask.offsets, serving.public_url)


def tag_of(ask: Ask, snapshot: Snapshot, serving: Serving) -> str:
    """Name a reply by everything that shapes it: the index, the settings and the request."""
    shaping = [snapshot.id, serving.threshold, serving.public_url, asdict(ask)]
    return hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:32]
