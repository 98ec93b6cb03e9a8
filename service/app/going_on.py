"""/next: what to go on with after an answer, which the page asks for once the answer is shown."""

import time

from flask import Blueprint, Response

from service.app.bodies import read_json_object
from service.app.serving import NO_STORE, current_engine, current_serving, current_snapshot, json_response
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.engine.lookup import find_numbers
from service.engine.next_steps import find_names, suggest_questions
from service.engine.recall import recall
from service.memory import ENTRY
from service.wire.checks import read_model
from service.wire.encoding import to_json
from service.wire.problems import Problem
from service.wire.replies import Reply
from service.wire.requests import Ask, GoingOn
from service.wire.search_shapes import NextSteps, SearchQuery

PAUSE = 0.0005  # seconds between questions, so that others' are answered in between
STEPS_BYTES = 2_000

blueprint = Blueprint("next", __name__)


@blueprint.post("/next")
def suggest() -> Response:
    asked = read_model(GoingOn, read_json_object())
    engine, snapshot = current_engine(), current_snapshot()
    find_numbers(snapshot, asked.documents)  # refuses unknown documents
    if any(lane.waiting for lane in current_serving().lanes.values()):
        return json_response(NextSteps((), ()), NO_STORE)  # those who wait for an answer come first
    sent = to_json(asked)
    size = ENTRY + len(sent) + STEPS_BYTES
    steps = engine.memory.get_or_make(("next", snapshot.id, sent), lambda: _find_steps(asked, engine, snapshot), size)
    return json_response(steps, NO_STORE)


def _find_steps(asked: GoingOn, engine: Engine, snapshot: Snapshot) -> NextSteps:
    def make_ask(question: str) -> Ask:
        return Ask(question, asked.history, documents=asked.documents, offsets=asked.offsets)

    def answer(question: str) -> Reply:
        time.sleep(PAUSE)
        return engine.answer_unlogged(make_ask(question), snapshot)

    def count(name: str) -> int:
        query = SearchQuery(f'"{name}"', documents=asked.documents, limit=1)
        try:
            return engine.search(query, snapshot=snapshot).total.hits
        except Problem:  # a name that cannot be searched for leads nowhere
            return 0

    exchanges = recall(make_ask(asked.history[-1].question), snapshot, engine.utf16_of)
    names = find_names(snapshot, exchanges[-1], count)
    return NextSteps(suggest_questions(snapshot, exchanges, engine.examples(snapshot), answer), names)
