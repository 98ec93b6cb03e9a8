"""Turn a request's history into what was said: the cited words are read from our own copy of the documents."""

from service.engine.live import Snapshot
from service.query.turns import Excerpt, Exchange
from service.wire.replies import Offsets
from service.wire.requests import Ask, Cited

MAX_EXCERPTS = 5  # of one earlier question: the answer comes first
MAX_EXCERPT = 800  # characters
BEFORE = 400  # characters before an excerpt, in which a pronoun that opens it may find its name


def recall(ask: Ask, snapshot: Snapshot) -> list[Exchange]:
    """Read the earlier questions and what they cited. A citation that the collection now lacks is dropped."""
    return [
        Exchange(
            turn.question, tuple(e for c in turn.citations[:MAX_EXCERPTS] if (e := _read(c, ask.offsets, snapshot)))
        )
        for turn in ask.history
    ]


def _read(cited: Cited, offsets: Offsets, snapshot: Snapshot) -> Excerpt | None:
    number = snapshot.numbers.get(cited.document)
    if number is None:
        return None
    text = snapshot.documents[number].text
    start, end = _to_code_point(text, cited.start, offsets), _to_code_point(text, cited.end, offsets)
    if start is None or end is None or end > len(text):
        return None
    return Excerpt(text[start : min(end, start + MAX_EXCERPT)], text[max(0, start - BEFORE) : start])


def _to_code_point(text: str, offset: int, offsets: Offsets) -> int | None:
    """Turn an offset in the request's unit into code points; None where it is inside a character or past the end."""
    if offsets == "codepoint" or text.isascii():
        return offset
    units = text[:offset].encode("utf-16-le", "surrogatepass")  # no more code points than units
    if len(units) < 2 * offset:
        return None
    try:
        return len(units[: 2 * offset].decode("utf-16-le"))
    except UnicodeDecodeError:
        return None
