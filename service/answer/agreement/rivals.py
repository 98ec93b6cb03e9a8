"""Sentences of other documents that answer the same question with another figure, date or name.

Unlike `claims.differs`, which compares whole sentences, this asks what each says to the question: both must hold the same
of its words, nothing may set what they tell of apart (another year, place, part or unit), and what is asked for must clash.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

from service.answer.agreement.amounts import Amount, Day, read_amounts, read_days
from service.answer.agreement.claims import HELD, is_negative, is_partial, name_terms, qualifiers
from service.answer.ranking.analysis import AnalysedSentence, Places
from service.answer.ranking.evidence import Evidence, held_rows, weight_list
from service.answer.ranking.known import once
from service.answer.ranking.licensing import best_licence
from service.english.calendar import PERIODS, WEEKDAYS
from service.english.entities import TypedSpan, is_number
from service.english.numbers_and_units import CURRENCY_SIGNS
from service.english.related_words import kinship
from service.english.reservations import EACH, PARTIAL, PASSING, PLAIN_VERBS, RATES, UNREAL
from service.english.tokens import stem
from service.english.verbs_of_saying import SPEECH
from service.english.word_classes import DETERMINERS, PREPOSITIONS, word_set
from service.query.asking_words import is_light

Figure = TypeVar("Figure", Amount, Day)

LONGEST = 60  # words of a sentence: longer ones tell of too much to compare
SHARED = 0.5  # share of the question's weight that both sentences hold
# What one alone does or one place holds. Of anything else, two names may both be right: "who spoke?"
_SINGULAR = frozenset(
    stem(word)
    for word in word_set(
        """
        design found build write lead head chair captain manage coach command direct own invent discover compose paint win
        won succeed replace born die headquartered buried edit conduct preside host
        """
    )
)
_PLAIN = frozenset(map(stem, PLAIN_VERBS))
_NAMES, _DATES = ("person", "organization", "place", "name"), ("date", "year")
_FIGURES = (*_DATES, "money", "percent", "measure", "duration")


def is_rival(e: Evidence, best: int, number: int) -> bool:
    """Return whether a candidate of another document answers the question otherwise than the best one does."""
    if e.candidates[best].document == e.candidates[number].document or not _hold_the_same(e, best, number):
        return False
    own, its = asked_span(e, best), asked_span(e, number)
    one, other = e.candidates[best].analysis, e.candidates[number].analysis
    if own is None or its is None or max(len(one.tokens), len(other.tokens)) > LONGEST:
        return False
    return (
        _clash(e, one, own, other, its)
        and _reservations(e, one, own) == _reservations(e, other, its)
        and not _is_set_apart(e, best, own, number, its)
    )


def asked_span(e: Evidence, number: int) -> TypedSpan | None:
    """Return the span of a candidate that answers. Where no type is asked for ("the turnout?"), its only figure."""
    if e.question.answer_type is not None or e.question.kind not in ("what", "definition"):
        licence = best_licence(e, number)
        return licence.span if licence else None  # whether it belongs to the question is judged here
    sentence = e.candidates[number].analysis
    figures: list[Amount | Day] = [*read_amounts(sentence), *read_days(sentence)]
    own = [s for s in sentence.spans if s.type in _FIGURES and any(s.first == f.first for f in figures)]
    return max(own, key=lambda s: s.last) if len(figures) == 1 and own else None


# What is asked for ----------------------------------------------------------------------------------------------------


def _clash(e: Evidence, one: AnalysedSentence, own: TypedSpan, other: AnalysedSentence, its: TypedSpan) -> bool:
    if own.type in _DATES and its.type in _DATES:
        day, another = _within(read_days(one), own), _within(read_days(other), its)
        return bool(day and another and day.differences(another))
    if own.type in _NAMES and its.type in _NAMES:
        return _names_clash(e, one, own, other, its)
    amount, rival = _within(read_amounts(one), own), _within(read_amounts(other), its)
    return bool(
        amount
        and rival
        and amount.kind == rival.kind
        and not amount.agrees(rival)
        and _currency(one, amount) == _currency(other, rival)
    )


def _within(figures: Iterable[Figure], span: TypedSpan) -> Figure | None:
    return next((f for f in figures if f.first < span.last and span.first < f.last), None)


def _currency(sentence: AnalysedSentence, amount: Amount) -> str:
    start = sentence.tokens[amount.first].start
    before = sentence.text[start - 1 : start]
    after = sentence.tokens[amount.last].term if amount.last < len(sentence.tokens) else ""
    return before if before in CURRENCY_SIGNS else after if amount.kind == "money" else ""


def _names_clash(e: Evidence, one: AnalysedSentence, own: TypedSpan, other: AnalysedSentence, its: TypedSpan) -> bool:
    """Two names clash where there can be one only, and neither sentence holds a part of the other's."""
    if e.question.plural or not (e.question.role or _SINGULAR.intersection(e.question.terms)):
        return False
    names, others = _terms_of(one, own), _terms_of(other, its)
    return bool(names and others) and names.isdisjoint(other.content) and others.isdisjoint(one.content)


def _terms_of(sentence: AnalysedSentence, span: TypedSpan) -> set[str]:
    return {token.term for token in sentence.tokens[span.first : span.last] if not token.stop}


# What both hold of the question ---------------------------------------------------------------------------------------


def _hold_the_same(e: Evidence, best: int, number: int) -> bool:
    shared = 0.0
    held = held_rows(e)
    for term, weight, own, its in zip(e.question.terms, weight_list(e), held[best], held[number], strict=True):
        if (own >= HELD) != (its >= HELD) and not (is_light(term) or term in _PLAIN or _is_measured(e, term)):
            return False
        shared += weight if own >= HELD and its >= HELD else 0.0
    return shared >= SHARED


def _is_measured(e: Evidence, term: str) -> bool:
    """Return whether a term only says what is measured, which the figure tells by itself: "how *much*", "how many *people*"."""
    return term in e.question.focus and e.question.answer_type in ("money", "percent", "duration", "measure", "date")


# What sets them apart -------------------------------------------------------------------------------------------------


Reservations = tuple[bool, bool, bool, frozenset[str], frozenset[str]]


def _reservations(e: Evidence, sentence: AnalysedSentence, span: TypedSpan) -> Reservations:
    """Return what both sentences must have alike: denied, unreal, partial; the rates; which of several it is."""
    negative, unreal, partial, rates, which = _read_reservations(sentence)
    asked = e.question.words
    return negative, unreal, partial and span.type not in _NAMES and not PARTIAL & asked, rates, which - asked


@once
def _read_reservations(sentence: AnalysedSentence) -> Reservations:
    words = [token.word for token in sentence.tokens]
    rates = {following for word, following in pairwise(words) if word in EACH and following in PERIODS}
    which = qualifiers(sentence) - {"total", "average"}
    return (
        is_negative(sentence),
        not UNREAL.isdisjoint(words),
        is_partial(sentence),
        frozenset(rates | RATES.intersection(words)),
        frozenset(which),
    )


def _is_set_apart(e: Evidence, best: int, own: TypedSpan, number: int, its: TypedSpan) -> bool:
    """Return whether the sentences tell of different things: of another day, place, part, or sort."""
    one, other = e.candidates[best].analysis, e.candidates[number].analysis
    return (
        _days_set_apart(one, own, other, its)
        or _figures_set_apart(one, own, other, its)
        or _names_set_apart(e, one, own, other, its)
        or _phrases_set_apart(e, best, own, number, its)
        or _sorts_set_apart(e, best, own, number, its)
    )


def _days_set_apart(one: AnalysedSentence, own: TypedSpan, other: AnalysedSentence, its: TypedSpan) -> bool:
    weekdays, others = (WEEKDAYS.intersection(t.word for t in s.tokens) for s in (one, other))
    if weekdays and others and weekdays != others:
        return True
    days, its_days = _besides(read_days(one), own), _besides(read_days(other), its)
    if any(day.differences(another) for day in days for another in its_days):
        return True
    return {day.year for day in days if day.year} != {day.year for day in its_days if day.year}


def _besides(figures: Iterable[Figure], span: TypedSpan) -> list[Figure]:
    return [f for f in figures if not (f.first < span.last and span.first < f.last)]


def _figures_set_apart(one: AnalysedSentence, own: TypedSpan, other: AnalysedSentence, its: TypedSpan) -> bool:
    """Return whether each gives a further figure that the other lacks: they may be of different parts."""
    figures, others = _besides(read_amounts(one), own), _besides(read_amounts(other), its)
    more = [a for a in figures if not any(a.agrees(b) for b in others)]
    return bool(more) and any(not any(b.agrees(a) for a in figures) for b in others)


def _names_set_apart(
    e: Evidence, one: AnalysedSentence, own: TypedSpan, other: AnalysedSentence, its: TypedSpan
) -> bool:
    """Return whether each names something that the other does not, or one of them speaks of a name: "Amélie won two".

    The question's names and those of who is speaking do not count.
    """
    known = e.question.words | _terms_of(one, own) | _terms_of(other, its)
    names = name_terms(one) - _speakers(one) - known - other.content
    others = name_terms(other) - _speakers(other) - known - one.content
    subjects = (_subject(one) - _speakers(one) - other.content) | (_subject(other) - _speakers(other) - one.content)
    return (bool(names) and bool(others)) or bool(subjects - known)


@once
def _subject(sentence: AnalysedSentence) -> set[str]:
    """Return the terms of a name that opens the sentence."""
    return {term for s in sentence.spans if s.type in _NAMES and s.first == 0 for term in _terms_of(sentence, s)}


@once
def _speakers(sentence: AnalysedSentence) -> set[str]:
    """Return the terms of names beside a verb of saying."""
    spoken = [place for place, token in enumerate(sentence.tokens) if token.word in SPEECH or token.word == "according"]
    spans = [s for s in sentence.spans if s.type in _NAMES]
    return {
        term for s in spans for term in _terms_of(sentence, s) if any(s.first - 3 <= p <= s.last + 2 for p in spoken)
    }


def _phrases_set_apart(e: Evidence, best: int, own: TypedSpan, number: int, its: TypedSpan) -> bool:
    """Return whether a phrase with a preposition tells which one is meant: "the clinic in Moss", "£8 for adults"."""
    one, other = e.candidates[best].analysis, e.candidates[number].analysis
    new, others = list(_new_phrases(e, one, own, other)), list(_new_phrases(e, other, its, one))
    if {word for word, _ in new if word in PASSING} & {word for word, _ in others if word in PASSING}:
        return True
    telling, its_telling = ([place for word, place in found if word not in PASSING] for found in (new, others))
    return (bool(telling) and bool(its_telling)) or any(
        _follows_term(e, n, place, span)
        for n, places, span in ((best, telling, own), (number, its_telling, its))
        for place in places
    )


def _new_phrases(
    e: Evidence, sentence: AnalysedSentence, span: TypedSpan, other: AnalysedSentence
) -> Iterator[tuple[str, int]]:
    """Yield the preposition and the place of each phrase that neither the question nor the other sentence has."""
    for place, token in enumerate(sentence.tokens):
        if token.word not in PREPOSITIONS or (place and sentence.tokens[place - 1].word == "according"):
            continue
        phrase = list(_phrase_after(sentence, place))
        if not phrase or span.first <= phrase[0] < span.last:
            continue
        terms = {sentence.tokens[n].term for n in phrase}
        weekdays = all(sentence.tokens[n].word in WEEKDAYS for n in phrase)
        if terms and not weekdays and not any(t in e.question.words or other.match(t)[0] >= HELD for t in terms):
            yield token.word, place


def _phrase_after(sentence: AnalysedSentence, place: int) -> Iterator[int]:
    """Yield the places of up to three words after a preposition, up to the next mark or function word."""
    for n in range(place + 1, min(place + 5, len(sentence.tokens))):
        between = sentence.text[sentence.tokens[n - 1].end : sentence.tokens[n].start]
        token = sentence.tokens[n]
        if between.strip() not in ("", "-", "’", "'") or (token.stop and token.word not in DETERMINERS):
            return
        if not token.stop:
            yield n


def _follows_term(e: Evidence, number: int, place: int, span: TypedSpan) -> bool:
    """Return whether a place follows one of the question's words, or the figure: "the clinic in", "£8 for".

    "80 litres of" only says what is measured, and "the longest tunnel in" how far the superlative goes.
    """
    tokens = e.candidates[number].analysis.tokens
    if span.last == place:
        return tokens[place].word != "of"
    superlative = any(t.word.endswith("est") or t.word in ("most", "only") for t in tokens[max(0, place - 4) : place])
    return not superlative and any(place - 1 in places for places in e.where[number])


def _sorts_set_apart(e: Evidence, best: int, own: TypedSpan, number: int, its: TypedSpan) -> bool:
    """Return whether one of the question's nouns has another word before it: "the finance", "the building committee"."""
    one, other = e.candidates[best].analysis, e.candidates[number].analysis
    nouns = _nouns(e)
    for term, places, others in zip(e.question.terms, e.where[best], e.where[number], strict=True):
        sort, another = _word_before(e, one, places, own), _word_before(e, other, others, its)
        if sort and another and kinship(sort, another) < HELD:
            return True
        if (sort or another) and not (sort and another) and term in nouns:
            return True
    return False


def _nouns(e: Evidence) -> set[str]:
    """Return the question's terms that are surely nouns: what is asked for, and what follows an article or the like."""
    following = {token.term for before, token in pairwise(e.question.tokens) if before.word in DETERMINERS}
    return following.union(e.question.focus)


def _word_before(e: Evidence, sentence: AnalysedSentence, places: Places, span: TypedSpan) -> str | None:
    """Return the term before the first of some places, if it adds to the question: no figure, no stop word."""
    place = places[0] - 1 if places else -1
    if place < 0 or span.first <= place < span.last:
        return None
    token = sentence.tokens[place]
    between = sentence.text[token.end : sentence.tokens[place + 1].start]
    plain = not token.stop and token.word.isalpha() and not token.word.endswith(("ly", "est")) and between == " "
    known = token.term in e.question.words or token.word in SPEECH or is_number(token)
    return token.term if plain and not known else None
