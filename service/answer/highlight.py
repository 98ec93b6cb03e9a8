"""The shortest span of a quote that answers: a name, a date, a number, a phone number or an address."""

import re

from service.answer.answer import TextSpan
from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.evidence import Evidence
from service.answer.ranking.licensing import best_licence
from service.english.calendar import MONTHS, WEEKDAYS
from service.english.entities import TypedSpan, is_number
from service.english.numbers_and_units import ORDINALS

_PHONE = re.compile(r"\+?\d[\d().\-\u2011\u00a0 ]{5,}\d(?:\s*(?:ext\.?|poste|x)\s*\d+)?")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+|https?://[^\s<>]+|www\.[^\s<>]+")
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b)")


def find_highlight(e: Evidence, number: int) -> TextSpan | None:
    """Return the span of a candidate that answers, in the document's offsets, or None."""
    sentence = e.candidates[number].analysis
    if e.question.kind == "contact":
        return _find_contact(e.question.text, sentence)
    if e.question.kind == "who_said":
        return None
    licence = best_licence(e, number)
    return locate(sentence, licence.span) if licence and licence.standing == "licensed" else None


def locate(sentence: AnalysedSentence, span: TypedSpan) -> TextSpan:
    """Return where a span stands in the document: a date with all its parts, an amount with its sign."""
    first, last = _widen(sentence, span)
    start, end = sentence.tokens[first].start, sentence.tokens[last - 1].end
    if span.type == "percent" and (sign := _PERCENT.match(sentence.text, end)):
        end = sign.end()
    if span.type == "money" and start and sentence.text[start - 1] in "$£€¥":
        start -= 1
    return TextSpan(sentence.start + start, sentence.start + end)


def _find_contact(question: str, sentence: AnalysedSentence) -> TextSpan | None:
    wanted = _ADDRESS if re.search(r"mail|site|url|web", question, re.IGNORECASE) else _PHONE
    match = wanted.search(sentence.text)
    return TextSpan(sentence.start + match.start(), sentence.start + match.end()) if match else None


def _widen(sentence: AnalysedSentence, span: TypedSpan) -> tuple[int, int]:
    """Widen a date to all of its adjacent parts, day, month, year, weekday, and a number to its range: "40 to 50"."""
    first, last = span.first, span.last
    if span.type in ("date", "year"):
        while first > 0 and _is_date_part(sentence, first - 1) and _is_open(sentence, first):
            first -= 1
        while last < len(sentence.tokens) and _is_date_part(sentence, last) and _is_open(sentence, last):
            last += 1
        first, last = _widen_weekday(sentence, first, last)
    first = _widen_range(sentence, first)
    onward = last < len(sentence.tokens) and sentence.text[sentence.tokens[last - 1].end : sentence.tokens[last].start]
    return first, last + 1 if onward in ("-", "\u2013") and is_number(sentence.tokens[last]) else last


def _widen_weekday(sentence: AnalysedSentence, first: int, last: int) -> tuple[int, int]:
    """Widen a weekday to "the last Friday in November"."""
    words = [token.word for token in sentence.tokens]
    if words[first] in WEEKDAYS and first and words[first - 1] in ORDINALS | {"last"}:
        first -= 2 if first >= 2 and words[first - 2] == "the" else 1
        if last + 1 < len(words) and words[last] in ("in", "of") and words[last + 1] in MONTHS:
            last += 2
    return first, last


def _widen_range(sentence: AnalysedSentence, first: int) -> int:
    """Return where the range begins that ends in the number at `first`: "between 40 and 50", "40 to 50", "40-50"."""
    tokens = sentence.tokens
    if first >= 3 and tokens[first - 1].word == "and" and tokens[first - 3].word == "between":
        return first - 2 if is_number(tokens[first - 2]) else first
    if first >= 2 and tokens[first - 1].word in ("to", "or") and is_number(tokens[first - 2]):
        return first - 2
    joined = first >= 1 and sentence.text[tokens[first - 1].end : tokens[first].start] in ("-", "\u2013")
    return first - 1 if joined and is_number(tokens[first - 1]) else first


def _is_open(sentence: AnalysedSentence, place: int) -> bool:
    """Tell whether a date may go on across the gap before a token: no cell, no line, no sentence ends there."""
    gap = sentence.text[sentence.tokens[place - 1].end : sentence.tokens[place].start]
    return not any(sign in gap for sign in "|\n\t;:()")


def _is_date_part(sentence: AnalysedSentence, place: int) -> bool:
    word = sentence.tokens[place].word
    capital = sentence.text[sentence.tokens[place].start].isupper()
    return (
        ((word in MONTHS or word in WEEKDAYS) and capital)
        or bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?|1\d{3}|20\d\d", word))
        or word in ("bc", "ad", "century")
    )
