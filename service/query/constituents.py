"""The noun phrases of a question, each with its preposition and kind: what a fragment may replace."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from service.english.calendar import MONTHS, PARTS_OF_DAY, PLAIN_WORDS_TOO, RECURRING, TIME_UNITS, WEEKDAYS
from service.english.common_verbs import VERBS, is_participle
from service.english.forms import base_form, is_plural
from service.english.numbers_and_units import NUMBER_WORDS
from service.english.titles_and_names import PARTIES, PERSONS
from service.english.word_classes import (
    BE,
    DETERMINERS,
    DO,
    HAVE,
    HELPERS,
    MODALS,
    PREPOSITIONS,
    QUANTIFIERS,
    QUESTION_WORDS,
)
from service.query.analysed_text import AnalysedText

PhraseKind = Literal["date", "number", "person", "name", "noun"]
_OPENERS = DETERMINERS | QUANTIFIERS
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_DATES = (MONTHS - PLAIN_WORDS_TOO) | WEEKDAYS | PARTS_OF_DAY | TIME_UNITS | RECURRING


class Phrase(NamedTuple):
    """A noun phrase, tokens [first, last), determiner included. `preposition` is the word before it, "" for none."""

    first: int
    last: int
    preposition: str
    determiner: str
    kind: PhraseKind
    plural: bool
    head: str  # the term of its last word


def find_phrases(text: AnalysedText) -> list[Phrase]:
    """List the noun phrases of a question, or of a fragment, in order."""
    return [_read_phrase(text, first, last) for first, last in _find_runs(text)]


def _read_phrase(text: AnalysedText, first: int, last: int) -> Phrase:
    start = first
    while start and text.word(start - 1) in _OPENERS:
        start -= 1
    determiner = text.word(start) if start < first else ""
    preposition = text.word(start - 1) if text.word(start - 1) in PREPOSITIONS else ""
    head = text.tokens[last - 1]
    return Phrase(start, last, preposition, determiner, _find_kind(text, first, last), is_plural(head.word), head.term)


def _find_kind(text: AnalysedText, first: int, last: int) -> PhraseKind:
    words = [token.word for token in text.tokens[first:last]]
    if is_date(words[-1]) or any(_YEAR.fullmatch(word) for word in words):
        return "date"
    if any(name.first < last and first < name.last and not name.weak for name in text.names):
        return "name"
    if is_person(words[-1]):
        return "person"
    return "number" if any(word[0].isdigit() or word in NUMBER_WORDS for word in words) else "noun"


def is_date(word: str) -> bool:
    """Tell a word of the calendar, in the singular or plural: "Saturdays", "weekends", "summer"."""
    return word in _DATES or word.removesuffix("s") in _DATES


def is_person(word: str) -> bool:
    """Tell a noun for a person or a party to a rule: "adults", "the chair"."""
    return not PERSONS.isdisjoint((word, base_form(word), word.removesuffix("s"))) or word in PARTIES


def _find_runs(text: AnalysedText) -> Iterator[tuple[int, int]]:
    """Find runs of content words that neither a verb nor a mark interrupts, as [first, last)."""
    verbs = find_verbs(text)
    yield from (run for run in _cut(text) for run in _split(run, verbs))


def _cut(text: AnalysedText) -> Iterator[tuple[int, int]]:
    """Cut a text into runs of content words; a focus ends its run, as the verb follows it."""
    tokens, focus = text.tokens, text.classification.focus
    ends = {focus[-1].end} if focus else set()
    first = None
    for place, token in enumerate(tokens):
        if first is not None and (token.stop or tokens[place - 1].end in ends or _is_parted(text, place)):
            yield first, place
            first = None
        if first is None and not token.stop:
            first = place
    if first is not None:
        yield first, len(tokens)


def _is_parted(text: AnalysedText, place: int) -> bool:
    """Tell whether a mark stands between a token and the one before it."""
    return any(mark in text.text[text.tokens[place - 1].end : text.tokens[place].start] for mark in ",;:.?!()")


def _split(run: tuple[int, int], verbs: frozenset[int]) -> Iterator[tuple[int, int]]:
    for is_verb, places in groupby(range(*run), key=verbs.__contains__):
        if not is_verb:
            listed = list(places)
            yield listed[0], listed[-1] + 1


def find_verbs(text: AnalysedText) -> frozenset[int]:
    """Find the places of the main verb: after the subject of an inverted question, or straight after "who"."""
    tokens = text.tokens
    asking = next((i for i, token in enumerate(tokens) if token.word in QUESTION_WORDS), None)
    helper = next((i for i, token in enumerate(tokens) if token.word in HELPERS), None)
    if helper is None:
        return frozenset() if asking is None else _after_focus(text, asking)
    if helper and asking is None:
        return frozenset()
    runs = [run for run in _cut(text) if run[0] > helper]
    named = {place for name in text.names for place in range(name.first, name.last) if not name.weak}
    if tokens[helper].word in BE | HAVE:
        return _find_participle(text, runs, helper)
    return _find_base_verb(text, runs, named)


def _after_focus(text: AnalysedText, asking: int) -> frozenset[int]:
    """Find the verb of "who teaches the course", "which firm built the bridge"."""
    focus = len(text.classification.focus)
    place = asking + 1 + focus
    return frozenset([place] if place < len(text.tokens) and not text.tokens[place].stop else [])


def _find_participle(text: AnalysedText, runs: list[tuple[int, int]], helper: int) -> frozenset[int]:
    for first, last in runs:
        places = [place for place in range(first, last) if is_participle(text.word(place))]
        subject = first == helper + 1 or text.word(first - 1) in _OPENERS
        late = [place for place in places if place > first or not subject or last - first == 1]
        if late:
            return frozenset(late[-1:])
    return frozenset()


def _find_base_verb(text: AnalysedText, runs: list[tuple[int, int]], named: set[int]) -> frozenset[int]:
    for number, (first, last) in enumerate(runs):
        known = [place for place in range(first, last) if text.word(place) in VERBS and place not in named]
        known = [place for place in known if place > first or (number and text.word(first - 1) not in _OPENERS)]
        if known:
            return frozenset(known[-1:])
        closed = number + 1 == len(runs) or text.word(last) in DETERMINERS
        if not number and last - first > 1 and closed and last - 1 not in named:
            return frozenset([last - 1])
    pronoun = [first for first, _ in runs[:1] if text.word(first - 1) not in _OPENERS | DO | MODALS | PREPOSITIONS]
    return frozenset(pronoun)
