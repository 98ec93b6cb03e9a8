"""The shortest span of a quote that answers: the name, the date, the number; or none."""

import re

from service.answer.answer import Span
from service.answer.ranking.analysis import View
from service.answer.ranking.answer_types import best_span
from service.answer.ranking.evidence import Evidence
from service.english.calendar import MONTHS, WEEKDAYS
from service.english.entities import TypedSpan

_PHONE = re.compile(r"\+?\d[\d().\-\u2011\u00a0 ]{5,}\d(?:\s*(?:ext\.?|poste|x)\s*\d+)?")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s<>]+|www\.[^\s<>]+")
_BEFORE_DATE = frozenset("early mid late".split())


def find_highlight(e: Evidence, number: int) -> Span | None:
    """Find the answering span in a candidate, in the document's offsets."""
    view = e.candidates[number].view
    if e.question.kind == "contact":
        return _find_contact(e.question.text, view)
    if e.question.kind in ("who_said", "definition"):
        return None
    span = best_span(e, number)
    if span is None:
        return None
    first, last = _widen(view, span)
    start, end = view.tokens[first].start, view.tokens[last - 1].end
    if span.type == "percent" and view.text[end : end + 1] == "%":
        end += 1
    if span.type == "money" and start and view.text[start - 1] in "$£€¥":
        start -= 1
    return Span(view.start + start, view.start + end)


def _find_contact(question: str, view: View) -> Span | None:
    wanted = _ADDRESS if re.search(r"mail|site|url|web", question, re.IGNORECASE) else _PHONE
    match = wanted.search(view.text)
    return Span(view.start + match.start(), view.start + match.end()) if match else None


def _widen(view: View, span: TypedSpan) -> tuple[int, int]:
    """Take in the rest of a date: its day, month and year where they stand together."""
    first, last = span.first, span.last
    if span.type in ("date", "year"):
        while first > 0 and _is_date_part(view, first - 1):
            first -= 1
        while last < len(view.tokens) and _is_date_part(view, last):
            last += 1
    return first, last


def _is_date_part(view: View, place: int) -> bool:
    word = view.tokens[place].word
    capital = view.text[view.tokens[place].start].isupper()
    return (
        ((word in MONTHS or word in WEEKDAYS) and capital)
        or bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?|1\d{3}|20\d\d", word))
        or word in ("bc", "ad", "century")
    )
