"""/ask: a question in, an answer in the documents' own words out."""

import hashlib
import json
import logging
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, request

from service.answer.answering import answer_question
from service.app.health import index_to_json
from service.app.history import recall
from service.app.lookup import find_numbers
from service.app.replies import Reply, reply_once, to_response
from service.app.requests import Ask, read_ask_json, read_ask_query
from service.app.serving import Serving, current_serving, current_snapshot
from service.conversation.follow import follow
from service.live import Snapshot
from service.projections.projections import project
from service.reply import answer_to_json

log = logging.getLogger("quoth")

blueprint = Blueprint("ask", __name__)


@blueprint.post("/ask")
def ask_by_json() -> Response:
    response = to_response(reply_once(lambda: _compose(read_ask_json())))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/ask")
def ask_by_link() -> Response:
    reply = reply_once(lambda: _compose(read_ask_query()))
    known = request.if_none_match.contains_weak(reply.tag)
    response = Response(status=304) if known else to_response(reply)
    response.set_etag(reply.tag)
    response.headers["Cache-Control"] = "private, no-cache"  # kept by the browser, asked about each time
    return response


def _compose(ask: Ask) -> Reply:
    """Answer as JSON, or in the format asked for, whose links must be whole: it is read away from the service."""
    serving, snapshot = current_serving(), current_snapshot()
    tag = tag_of(ask, snapshot, serving)
    if ask.as_ == "json":
        return Reply(jsonify(reply_to(ask)).get_data(), tag)
    address = serving.public_url or request.host_url.rstrip("/")
    reply = compose_reply(ask, snapshot, replace(serving, public_url=address))
    projection = project(reply, ask.as_, partial(sentences_between, snapshot))
    return Reply(projection.body.encode(), tag, projection.content_type)


def sentences_between(snapshot: Snapshot, name: str, start: int, end: int) -> list[str]:
    """Give the sentences of a document that stand in [start, end), cut where they reach beyond it."""
    number = snapshot.numbers[name]
    text, cut = snapshot.documents[number].text, snapshot.index.corpus.cut(number)
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
    answer = answer_question(
        follow(ask.question, recall(ask, snapshot)), snapshot.index, ask.limit, documents, **threshold
    )
    return answer_to_json(answer, index_to_json(snapshot), ask.offsets, serving.public_url)


def tag_of(ask: Ask, snapshot: Snapshot, serving: Serving) -> str:
    """Name a reply by everything that shapes it: the index, the settings and the request."""
    shaping = [snapshot.id, serving.threshold, serving.public_url, asdict(ask)]
    return hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:32]
