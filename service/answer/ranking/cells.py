"""The cells of a table's row, each with its column's head, where a row is read below its head: "| Car | £18.00 | £31.50 |"."""

from bisect import bisect_right

from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.evidence import Evidence
from service.answer.ranking.known import once
from service.english.entities import TypedSpan

_FEWEST = 2  # columns of a table


@once
def columns(sentence: AnalysedSentence) -> list[int | None]:
    """Return the column of each token of a row and of the head above it, counted from 0; None for other tokens.

    An empty list if the sentence is no row below a head with as many cells.
    """
    text, lead = sentence.text, sentence.lead
    own = text[lead:].rstrip()
    head = text[:lead].rstrip()
    if not own.startswith("|") or not head.endswith("|"):
        return []
    bars = [lead + n for n, sign in enumerate(own) if sign == "|"]
    above = [n for n, sign in enumerate(head) if sign == "|"][-len(bars) :]
    if len(bars) <= _FEWEST or len(above) != len(bars):
        return []
    return [_column(bars if t.start >= lead else above, t.start) for t in sentence.tokens]


def _column(bars: list[int], start: int) -> int | None:
    place = bisect_right(bars, start) - 1
    return place if 0 <= place < len(bars) - 1 else None


def is_in_column(e: Evidence, number: int, span: TypedSpan) -> bool | None:
    """Tell whether a span of a row stands below the head that the question names best; None if it names none."""
    sentence = e.candidates[number].analysis
    found = columns(sentence)
    own = found[span.first] if found else None
    if own is None:
        return None
    worth: dict[int, float] = {}
    for term, places in enumerate(e.where[number]):
        for column in {found[place] for place in places if sentence.tokens[place].start < sentence.lead}:
            if column is not None:
                worth[column] = worth.get(column, 0.0) + float(e.weights[term] * e.held[number, term])
    return worth.get(own) == max(worth.values()) if worth else None
