"""The page to ask on, and a conversation answered there for browsers without scripts."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from service.app.ask import compose_reply, reply_to
from service.app.serving import current_serving, current_snapshot
from service.app.words import count, words_for_scripts
from service.documents.dates import written_date
from service.engine.example_questions import make_examples
from service.engine.live import Snapshot
from service.engine.lookup import find_numbers
from service.memory import ENTRY
from service.wire.requests import MAX_HISTORY, Ask, Cited, Turn, read_page_query

blueprint = Blueprint("chat", __name__)
_EXAMPLES_BYTES = ENTRY + 1000

# The page's modules, named in its head: the browser fetches them at once, not one import after another.
MODULES = (
    "announce.js",
    "answer.js",
    "api.js",
    "links.js",
    "source.js",
    "storage.js",
    "thread.js",
    "wording.js",
)


@blueprint.get("/")
def home() -> Response:
    """Answer every `q`, each following on those before it: `/?q=Who is it?&q=And when?`."""
    questions, scope = read_page_query()
    snapshot = current_snapshot()
    if scope:
        find_numbers(snapshot, scope)
    page = render_template(
        "chat.html",
        replies=converse(questions, scope),
        index=snapshot.id,
        scope=scope,
        scope_name=", ".join(_name(snapshot, name) for name in scope),
        loaded=describe(snapshot),
        examples=() if scope else examples(snapshot, current_serving().threshold),
        feedback=current_serving().feedback is not None,
        wording=words_for_scripts(),
        modules=MODULES,
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def converse(questions: list[str], documents: tuple[str, ...]) -> list[dict[str, Any]]:
    """Answer questions in order, each with those before it as its history."""
    replies: list[dict[str, Any]] = []
    turns: list[Turn] = []
    for question in questions:
        reply = reply_to(Ask(question, tuple(turns[-MAX_HISTORY:]), documents=documents))
        cited = tuple(Cited(c["document"]["id"], c["start"], c["end"]) for c in reply["citations"])
        turns.append(Turn(question, cited))
        replies.append(reply)
    return replies


@blueprint.app_template_filter()
def question_url(question: str) -> str:
    """Link to the page that asks this question."""
    return "/?" + urlencode({"q": question})


@blueprint.app_template_filter()
def full_address(url: str) -> str:
    """Give the whole address of a link of ours, for paper."""
    return url if current_serving().public_url else request.host_url.rstrip("/") + url


def describe(snapshot: Snapshot) -> str:
    """Say what is loaded: "5 documents, 113 sentences, one dated 13 May 2020."."""
    parts = [count(len(snapshot.documents), "document"), count(snapshot.sentences, "sentence")]
    dates = sorted(document.published for document in snapshot.documents if document.published)
    if dates:
        dated = "" if len(dates) == len(snapshot.documents) else "one " if len(dates) == 1 else f"{len(dates):,} "
        until = f" to {written_date(dates[-1])}" if dates[0] != dates[-1] else ""
        parts.append(f"{dated}dated {written_date(dates[0])}{until}")
    return ", ".join(parts) + "."


def examples(snapshot: Snapshot, threshold: float | None) -> tuple[str, ...]:
    """Make example questions of a snapshot, once for its index and the threshold."""
    key = ("examples", snapshot.id, threshold)
    return snapshot.index.memory.get_or_make(key, lambda: _make_examples(snapshot), _EXAMPLES_BYTES)


def _make_examples(snapshot: Snapshot) -> tuple[str, ...]:
    serving = replace(current_serving(), log_questions=False)  # nobody has asked these

    def find(question: str) -> tuple[str, int, int] | None:
        first = next(iter(compose_reply(Ask(question), snapshot, serving)["citations"]), None)
        return (first["document"]["id"], first["start"], first["end"]) if first else None

    return make_examples(snapshot.index.corpus, find)


def _name(snapshot: Snapshot, name: str) -> str:
    number = snapshot.numbers.get(name)
    return (snapshot.documents[number].title if number is not None else None) or name
