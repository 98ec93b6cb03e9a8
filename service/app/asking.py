"""/ask and /ask/batch: answer questions in the documents' own words."""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from service.app.accepting import choose_type
from service.app.bodies import read_json_object
from service.app.languages import asked_language, tell_sentence
from service.app.problem_replies import log_unexpected
from service.app.seen import SeenRequest, current_seen, note_reply
from service.app.serving import (
    NO_STORE,
    REVALIDATE,
    current_engine,
    current_snapshot,
    json_response,
    make_response,
    own_address,
)
from service.engine.batch import reply_or_problem
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.engine.lookup import sentences_between
from service.wire.checks import read_model
from service.wire.encoding import to_fields, to_json
from service.wire.formats.formats import write_format
from service.wire.links import read_ask_link, read_format
from service.wire.problems import Problem, describe_problem, show
from service.wire.replies import Reply, with_notice
from service.wire.requests import Ask, Batch, Format, check_format, read_ask
from service.wire.tables import row_of, write_csv

CSV = "text/csv"
JSON_LINES = ("application/jsonl", "application/x-ndjson")  # neither is registered with IANA, but both are in use
# Seconds between the questions of a batch: a lock that is taken again at once never passes to those who wait for it.
PAUSE = 0.0005

blueprint = Blueprint("ask", __name__)


@blueprint.post("/ask")
def ask_by_json() -> Response:
    ask = read_ask(read_json_object())
    format = read_format(request.query_string)
    check_format(format, ask)
    return _answer(ask, format, NO_STORE)


@blueprint.get("/ask")
def ask_by_link() -> Response:
    link = read_ask_link(request.query_string)
    response = _answer(link.ask, link.format, REVALIDATE)
    engine = current_engine()
    shaping = [current_snapshot().id, engine.threshold, engine.public_url, asked_language(), to_fields(link)]
    response.set_etag(hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:32])
    return response


def _answer(ask: Ask, format: Format, caching: str) -> Response:
    engine, snapshot = current_engine(), current_snapshot()
    address = None if format == "json" else own_address()  # read elsewhere, so links must be absolute
    reply = engine.ask(ask, snapshot=snapshot, address=address)
    note_reply(reply)
    if asked_language():
        reply = with_notice(reply, tell_sentence(reply.notice))
    if format == "json":
        return json_response(reply, caching)
    body, content_type = write_format(reply, format, partial(sentences_between, snapshot))
    return make_response(body, content_type, caching)


@blueprint.post("/ask/batch")
def ask_batch() -> Response:
    kind = _choose_kind()
    questions = read_model(Batch, read_json_object()).questions
    lines = _answer_each(questions, kind, current_engine(), current_snapshot(), current_seen())
    response = make_response(lines, f"{kind}; charset=utf-8", NO_STORE)
    response.vary.add("Accept")
    return response


def _answer_each(
    questions: Iterable[Any], kind: str, engine: Engine, snapshot: Snapshot, seen: SeenRequest
) -> Iterator[bytes]:
    """Yield a line for each question as soon as it is answered, so that nobody waits for the last of them."""
    if kind == CSV:
        yield write_csv(()).encode()
    for question in questions:
        try:
            reply = reply_or_problem(question, engine, snapshot)
        except Exception as error:  # the status is sent already, and the other questions are to be answered
            reply = describe_problem(log_unexpected(error, f"POST /ask/batch, request {seen.id}"))
        if isinstance(reply, Reply):
            note_reply(reply, seen)
        yield write_csv([row_of(_text_of(question), reply)], header=False).encode() if kind == CSV else to_json(reply)
        time.sleep(PAUSE)


def _choose_kind() -> str:
    kind = choose_type([*JSON_LINES, CSV])
    if kind is None:
        accepted = show(request.headers.get("Accept", ""))
        raise Problem(406, f"Accept is {accepted}; expected {', '.join(JSON_LINES)} or {CSV}.")
    return kind


def _text_of(question: Any) -> str:
    text = question.get("question") if isinstance(question, Mapping) else question
    return text if isinstance(text, str) else json.dumps(question)
