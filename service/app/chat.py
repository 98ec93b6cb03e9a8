"""/: the chat page, with conversations answered on the server for browsers without scripts."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode, urljoin

from flask import Blueprint, Response, render_template, request, url_for

from service.app.languages import current_language, say, write_date
from service.app.seen import note_reply
from service.app.serving import current_engine, current_serving, current_snapshot, page_response
from service.app.words import anyway_link, count, words_for_scripts
from service.documents.naming import name_document
from service.engine.live import Snapshot
from service.engine.lookup import find_numbers
from service.index.corpus import DateRange
from service.memory import ENTRY
from service.wire.links import read_conversation

blueprint = Blueprint("chat", __name__)

_LOADED_BYTES = ENTRY + 200

# The page's modules, listed in its head so that the browser fetches them in parallel.
MODULES = (
    "announce.js",
    "answer.js",
    "api.js",
    "links.js",
    "storage.js",
    "thread.js",
    "wording.js",
)


@blueprint.get("/")
def home() -> Response:
    """Answer every `q`, reading each in the light of the ones before it: `/?q=Who is it?&q=And when?`."""
    questions, scope, least = read_conversation(request.query_string)
    engine, snapshot = current_engine(), current_snapshot()
    find_numbers(snapshot, scope)  # refuses unknown documents
    replies = engine.converse(questions, scope, snapshot, least)
    if replies:
        note_reply(replies[-1])
    page = render_template(
        "chat.html",
        replies=replies,
        anyway=[anyway_link(url_for("chat.home"), questions[:n], scope) for n in range(1, len(questions) + 1)],
        index=snapshot.id,
        scope=scope,
        scope_name=", ".join(_name(snapshot, name) for name in scope),
        loaded=engine.memory.get_or_make(
            ("loaded", snapshot.id, current_language()), lambda: describe(snapshot), _LOADED_BYTES
        ),
        examples=() if scope else engine.examples(snapshot),
        feedback=current_serving().feedback is not None,
        wording=words_for_scripts(),
        modules=MODULES,
    )
    return page_response(page)


@blueprint.app_template_filter()
def question_url(question: str) -> str:
    """Link to the chat page with this question answered."""
    return f"{url_for('chat.home')}?{urlencode({'q': question})}"


@blueprint.app_template_filter()
def full_address(url: str) -> str:
    """Make a link of the service absolute, for print."""
    return urljoin(request.host_url, url)


@blueprint.app_context_processor
def for_print() -> dict[str, Callable[[], str]]:
    """Let every page say on paper where it comes from, and when it was made."""

    def printed() -> str:
        query = f"?{request.query_string.decode('utf-8', 'replace')}" if request.query_string else ""
        today = write_date(datetime.now(UTC).date().isoformat())
        return f"Quoth, {today}, {request.base_url}{query}"

    return {"printed": printed}


def describe(snapshot: Snapshot) -> str:
    """Describe what is loaded: "5 documents, 113 sentences, one dated 13 May 2020."."""
    parts = [count(len(snapshot.documents), "document"), count(snapshot.sentences, "sentence")]
    dates = snapshot.index.corpus.dates()
    if dates.dated:
        parts.append(_describe_dates(dates, dates.dated == len(snapshot.documents)))
    return say("{0}.", say(", ").join(parts))


def _describe_dates(dates: DateRange, all_dated: bool) -> str:
    first, last = write_date(dates.first), write_date(dates.last)
    if dates.dated == 1 and not all_dated:
        return say("one dated {0}", first)
    spread = say("dated {0} to {1}", first, last) if first != last else say("dated {0}", first)
    return spread if all_dated else say("{0} of them {1}", f"{dates.dated:,}", spread)


def _name(snapshot: Snapshot, name: str) -> str:
    number = snapshot.numbers.get(name)
    return name_document(snapshot.documents[number]) if number is not None else name
