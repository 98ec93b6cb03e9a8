"""The page to ask on, and a conversation answered there for browsers without scripts."""

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from service.app.serving import current_engine, current_serving, current_snapshot, own_address, page_response
from service.app.words import count, words_for_scripts
from service.documents.dates import written_date
from service.engine.live import Snapshot
from service.engine.lookup import find_numbers
from service.wire.links import read_conversation

blueprint = Blueprint("chat", __name__)

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
    questions, scope = read_conversation(request.query_string)
    engine, snapshot = current_engine(), current_snapshot()
    if scope:
        find_numbers(snapshot, scope)
    page = render_template(
        "chat.html",
        replies=engine.converse(questions, scope, snapshot),
        index=snapshot.id,
        scope=scope,
        scope_name=", ".join(_name(snapshot, name) for name in scope),
        loaded=describe(snapshot),
        examples=() if scope else engine.examples(snapshot),
        feedback=current_serving().feedback is not None,
        wording=words_for_scripts(),
        modules=MODULES,
    )
    return page_response(page)


@blueprint.app_template_filter()
def question_url(question: str) -> str:
    """Link to the page that asks this question."""
    return "/?" + urlencode({"q": question})


@blueprint.app_template_filter()
def full_address(url: str) -> str:
    """Give the whole address of a link of ours, for paper."""
    return url if current_engine().public_url else own_address() + url


def describe(snapshot: Snapshot) -> str:
    """Say what is loaded: "5 documents, 113 sentences, one dated 13 May 2020."."""
    parts = [count(len(snapshot.documents), "document"), count(snapshot.sentences, "sentence")]
    dates = sorted(document.published for document in snapshot.documents if document.published)
    if dates:
        dated = "" if len(dates) == len(snapshot.documents) else "one " if len(dates) == 1 else f"{len(dates):,} "
        until = f" to {written_date(dates[-1])}" if dates[0] != dates[-1] else ""
        parts.append(f"{dated}dated {written_date(dates[0])}{until}")
    return ", ".join(parts) + "."


def _name(snapshot: Snapshot, name: str) -> str:
    number = snapshot.numbers.get(name)
    return (snapshot.documents[number].title if number is not None else None) or name
