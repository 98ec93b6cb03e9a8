"""/ask/batch: many questions in, a line each out; one that cannot be asked does not stop the rest."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, request

from service.app.ask import compose_reply
from service.app.bodies import read_json_object
from service.app.problems import Problem, problem_to_json, show
from service.app.serving import Serving, current_serving, current_snapshot
from service.engine.live import Snapshot
from service.wire.checks import check_list, read_fields, refuse
from service.wire.requests import read_ask
from service.wire.tables import row_of, write_csv

MAX_QUESTIONS = 100
CSV = "text/csv"
JSON_LINES = ("application/jsonl", "application/x-ndjson")  # neither is registered; both are in use

blueprint = Blueprint("batch", __name__)


@blueprint.post("/ask/batch")
def ask_batch() -> Response:
    kind = _choose_kind()
    questions = read_fields(read_json_object(), CHECKS, {"questions": _QUESTIONS}, pointers=True)["questions"]
    snapshot, serving = current_snapshot(), current_serving()
    replies = ((question, reply_or_problem(question, snapshot, serving)) for question in questions)
    if kind == CSV:
        body = write_csv(row_of(_text_of(question), reply) for question, reply in replies)
    else:
        body = "".join(current_app.json.dumps(reply) + "\n" for _, reply in replies)
    response = Response(body, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def reply_or_problem(question: object, snapshot: Snapshot, serving: Serving) -> dict[str, Any]:
    """Answer one question of a batch, its text or the fields of /ask: the JSON of /ask, or that of the problem."""
    try:
        fields = {"question": question} if isinstance(question, str) else question
        if not isinstance(fields, dict):
            raise Problem(400, f"The question is {show(question)}; expected {_ROW}.")
        return compose_reply(read_ask(fields), snapshot, serving)
    except Problem as problem:
        return problem_to_json(problem)


def _choose_kind() -> str:
    if not request.accept_mimetypes:  # RFC 9110, section 12.5.1: without the header, anything is acceptable
        return JSON_LINES[0]
    kind = request.accept_mimetypes.best_match([*JSON_LINES, CSV])
    if kind is None:
        accepted = show(request.headers.get("Accept", ""))
        raise Problem(406, f"Accept is {accepted}; expected {', '.join(JSON_LINES)} or {CSV}.")
    return kind


def _check_questions(value: object, path: tuple[str | int, ...]) -> list[Any]:
    questions = check_list(value, path, MAX_QUESTIONS, "questions")
    if not questions:
        refuse(path, value, _QUESTIONS)
    return questions


def _text_of(question: object) -> str:
    text = question.get("question") if isinstance(question, Mapping) else question
    return text if isinstance(text, str) else json.dumps(question)


_ROW = "a question's text or an object with the fields of /ask"
_QUESTIONS = f"1 to {MAX_QUESTIONS} questions"
CHECKS = {"questions": _check_questions}
