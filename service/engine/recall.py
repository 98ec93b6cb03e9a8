"""Recall the earlier turns of a conversation, reading the text they cited from our own copy of the documents."""

from collections.abc import Callable, Iterable

from service.documents.document import Document
from service.engine.live import Snapshot
from service.query.turns import Excerpt, Exchange, Provenance
from service.wire.fields import Offsets
from service.wire.offsets import Utf16Offsets
from service.wire.problems import Problem, show
from service.wire.replies import Reply
from service.wire.requests import MAX_HISTORY, Ask, Cited, CitedDocument, Turn

MAX_EXCERPTS = 5  # per earlier question; the answer comes first
MAX_EXCERPT = 800  # characters
BEFORE = 400  # characters before an excerpt, where a pronoun at its start may find its antecedent

Utf16 = Callable[[Document], Utf16Offsets]


def recall(ask: Ask, snapshot: Snapshot, utf16: Utf16) -> list[Exchange]:
    """Read the earlier questions and the text they cited. Citations that no longer fit a document are dropped."""
    exchanges = []
    for turn in ask.history:
        read = (_read(cited, ask.offsets, snapshot, utf16) for cited in turn.citations[:MAX_EXCERPTS])
        exchanges.append(Exchange(turn.question, tuple(excerpt for excerpt in read if excerpt)))
    return exchanges


def _read(cited: Cited, offsets: Offsets, snapshot: Snapshot, utf16: Utf16) -> Excerpt | None:
    number = snapshot.numbers.get(cited.document.id)
    if number is None:
        return None
    document = snapshot.documents[number]
    start, end = (_to_code_points(document, offset, offsets, utf16) for offset in (cited.start, cited.end))
    if start is None or end is None or end > len(document.text):
        return None
    text = document.text
    return Excerpt(
        text[start : min(end, start + MAX_EXCERPT)],
        text[max(0, start - BEFORE) : start],
        Provenance(document.id, start, end),
    )


def _to_code_points(document: Document, offset: int, offsets: Offsets, utf16: Utf16) -> int | None:
    """Convert an offset from the request into code points; None if it falls inside a character or past the end."""
    return offset if offsets == "codepoint" else utf16(document).to_code_points(offset)


def as_turns(replies: Iterable[Reply]) -> tuple[Turn, ...]:
    """Turn earlier replies into the history of a request. Raises Problem for anything else, or too many of them."""
    turns = []
    for n, reply in enumerate([replies] if isinstance(replies, Reply) else replies):
        if not isinstance(reply, Reply):
            raise Problem(400, f"history[{n}] is {show(reply)}; expected a reply of an engine.")
        cited = (Cited(CitedDocument(c.document.id), c.start, c.end) for c in reply.citations)
        turns.append(Turn(reply.question, tuple(cited)))
    if len(turns) > MAX_HISTORY:
        raise Problem(400, f"history has {len(turns)} replies; expected at most {MAX_HISTORY}.")
    return tuple(turns)
