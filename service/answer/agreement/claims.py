"""Compare what two sentences claim: the same wording, the same claim, or the same except for one figure or name."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.answer.agreement.amounts import Amount, Day, read_amounts, read_days
from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.known import once
from service.english.calendar import PERIODS
from service.english.entities import is_number
from service.english.numbers_and_units import ORDINALS
from service.english.related_words import families, kinship
from service.english.reservations import PARTIAL
from service.english.tokens import Token
from service.english.word_classes import DENIALS, PREPOSITIONS, is_negation
from service.index.interface import Index

FEWEST_RUNS = 4  # runs of four words that the shorter sentence must have
SAME_WORDING = 0.6  # share of the shorter sentence's runs
QUOTED = 10  # shared runs that show a quotation in both, regardless of what surrounds it
SAME_CLAIM = 0.6  # share of the answer's weight that the other sentence must hold
SAME_FIGURE_CLAIM, TELLING = 0.5, 100.0  # that share if both give a number too high for coincidence
ALIKE, BOTH_ALIKE = 0.6, 0.8  # share of the weight apart from the differing figure: of one, of both
HELD = 0.6  # how close a related word must be to count as the term
_LONGEST = 80  # words: longer sentences would match anything
_QUALIFYING = ORDINALS | frozenset("last next previous former final new north south east west average total".split())
# Relations that hold for one name only, so that another name is a contradiction.
_ONE_OF_A_KIND = frozenset(
    "design found build construct write lead head own chair discov invent direct compos paint establish".split()
)
_ONE_PLACE = frozenset("born die base locat headquart buri".split())


def same_wording(one: AnalysedSentence, other: AnalysedSentence) -> int:
    """Count the runs of four folded words that two sentences share; the first is the answer.

    Returns 0 unless they make up most of the shorter sentence and no figure clashes, or are as many as a quotation in both
    would have.
    """
    own, others = _runs_of_answer(one), other.list_runs()
    fewer, shared = min(len(own), len(others)), len(own & others)
    most = fewer >= FEWEST_RUNS and shared >= SAME_WORDING * fewer
    same = most or (
        len(one.tokens) == len(other.tokens) and [t.word for t in one.tokens] == [t.word for t in other.tokens]
    )
    return shared if shared >= QUOTED or (same and not _figures_clash(one, other)) else 0


@once
def _runs_of_answer(sentence: AnalysedSentence) -> set[tuple[str, ...]]:
    """Return the runs of a sentence that many others are compared with."""
    return sentence.list_runs()


def _figures_clash(one: AnalysedSentence, other: AnalysedSentence) -> bool:
    """Return whether each sentence has a number of a kind, or a date, that the other gives otherwise."""
    own, others = read_amounts(one), read_amounts(other)
    more = [a for a in own if not any(a.agrees(b) for b in others)]
    novel = [b for b in others if not any(b.agrees(a) for a in own)]
    days, its = read_days(one), read_days(other)
    dated = bool(days and its) and all(a.differences(b) for a in days for b in its)
    return dated or any(a.kind == b.kind for a in more for b in novel)


def same_claim(one: AnalysedSentence, other: AnalysedSentence, index: Index) -> float:
    """Return the share of the first sentence's weight (idf) that the other holds; 0 if it does not make the same claim.

    It does if it holds all names and figures of the first sentence, and most of its weight.
    """
    if max(len(one.tokens), len(other.tokens)) > _LONGEST or is_negative(one) != is_negative(other):
        return 0.0
    names = name_terms(one)
    if not all(_held(term, other) for term in names) or not _figures_held(one, other):
        return 0.0
    figures = _figure_terms(one)
    matched = [term for term in one.content if term in figures or _held(term, other)]
    rest = [term for term in matched if term not in names]
    share = _weight(matched, index) / _weight(one.content, index)
    least = SAME_FIGURE_CLAIM if any(a.value >= TELLING for a in read_amounts(one)) else SAME_CLAIM
    return share if len(matched) >= 4 and len(rest) >= 2 and share >= least else 0.0


@dataclass(frozen=True)
class Content:
    """The content words of a sentence weighed by idf: the `total`, and in `needed` those that are no part of a name or figure."""

    total: float
    needed: Sequence[tuple[float, frozenset[str]]]  # (weight, marks) of each term, heaviest first


def weigh_content(sentence: AnalysedSentence, index: Index) -> Content:
    """Weigh the content words of a sentence for `could_agree`."""
    marks = _marks_by_term(sentence)
    weights = index.idfs(marks)
    needed = [(weight, any_of) for weight, any_of in zip(weights, marks.values(), strict=True) if any_of]
    return Content(sum(weights), sorted(needed, key=lambda item: -item[0]))


@once
def _marks_by_term(sentence: AnalysedSentence) -> dict[str, frozenset[str]]:
    """Return the marks of each content word of a sentence; none for what is part of a name or figure."""
    tokens = [token for token in sentence.tokens if not token.stop]
    free = {token.term for token in tokens if sentence.text[token.start].isupper() or is_number(token)}
    return {token.term: frozenset() if token.term in free else _marks_of(token.term) for token in tokens}


def _marks_of(term: str) -> frozenset[str]:
    """Return the marks of which a sentence has at least one if it holds a term or a closely related word."""
    return frozenset((term, *(key for key, closeness in families(term) if closeness >= HELD)))


def could_agree(content: Content, other: AnalysedSentence) -> bool:
    """Return whether another sentence could make the same claim, or one that differs in a figure or name: a cheap bound.

    What it holds of the claim's weight, plus everything that may be a figure or a name, must reach the lowest threshold.
    """
    spare = content.total * (1 - min(SAME_FIGURE_CLAIM, SAME_CLAIM, ALIKE)) + 1e-9
    for weight, any_of in content.needed:
        if not other.holds_any(any_of):
            spare -= weight
            if spare < 0:
                return False
    return True


def differs(one: AnalysedSentence, other: AnalysedSentence, index: Index) -> bool:
    """Return whether two sentences make the same claim except for one number, date or name.

    Conservative: everything else that they name and count must agree, neither may qualify its subject further, and the
    figures that differ must count the same thing.
    """
    if max(len(one.tokens), len(other.tokens)) > _LONGEST or is_negative(one) != is_negative(other):
        return False
    if qualifiers(one) != qualifiers(other) or is_partial(one) != is_partial(other):
        return False
    return _number_differs(one, other, index) or _date_differs(one, other, index) or _name_differs(one, other, index)


# Differences ----------------------------------------------------------------------------------------------------------


def _number_differs(one: AnalysedSentence, other: AnalysedSentence, index: Index) -> bool:
    if not _same_names(one, other) or not _days_agree(one, other):
        return False
    own, others = read_amounts(one), read_amounts(other)
    new = [a for a in own if not any(a.agrees(b) and a.kind == b.kind for b in others)]
    novel = [b for b in others if not any(b.agrees(a) and a.kind == b.kind for a in own)]
    if len(new) != 1 or len(novel) != 1 or new[0].kind != novel[0].kind:
        return False
    if not _counts_the_same(one, new[0], other, novel[0]):
        return False
    return _rest_alike(one, other, index, _places(new[0]), _places(novel[0]))


def _places(span: "Amount") -> set[int]:
    return set(range(span.first, span.last))


def _counts_the_same(one: AnalysedSentence, a: Amount, other: AnalysedSentence, b: Amount) -> bool:
    if a.kind not in ("number", "percent", "money"):
        return True
    if a.kind == "number":
        own, others = _next_term(one, a.last), _next_term(other, b.last)
        return own is not None and others is not None and kinship(own, others) >= 0.6
    return True


def _next_term(sentence: AnalysedSentence, place: int) -> str | None:
    """Return the term that a number counts: the first content word after it, with at most one stop word between."""
    for token in sentence.tokens[place : place + 2]:
        if not token.stop:
            return token.term
    return None


def _date_differs(one: AnalysedSentence, other: AnalysedSentence, index: Index) -> bool:
    own, others = read_days(one), read_days(other)
    if len(own) != 1 or len(others) != 1 or not _same_names(one, other) or not _amounts_agree(one, other):
        return False
    a, b = own[0], others[0]
    if len(a.differences(b)) != 1 or a.parts().keys() != b.parts().keys():
        return False
    dated, other_dated = set(range(a.first, a.last)), set(range(b.first, b.last))
    rest = {t.term for n, t in enumerate(one.tokens) if not t.stop and n not in dated}
    return len(rest) >= 4 and _rest_alike(one, other, index, dated, other_dated, both=0.75)


def _name_differs(one: AnalysedSentence, other: AnalysedSentence, index: Index) -> bool:
    """Compare names in relations that hold for one name only: "designed by Smith", "born in London"."""
    own, others = _unique_name(one), _unique_name(other)
    if not own or not others or own[0] != others[0]:
        return False
    names, other_names = _terms_at(one, own[1]), _terms_at(other, others[1])
    if names & other_names or names & other.content or other_names & one.content:
        return False
    if not _amounts_agree(one, other) or not _days_agree(one, other):
        return False
    if name_terms(one) - names != name_terms(other) - other_names:
        return False
    return _rest_alike(one, other, index, own[1], others[1], both=0.85)


def _unique_name(sentence: AnalysedSentence) -> tuple[str, set[int]] | None:
    """Find the name after "designed by" or "born in": its relation to the verb, and its token positions."""
    for span in sentence.spans:
        if span.type not in ("person", "organization", "place", "name") or span.first < 2:
            continue
        verb, link = sentence.tokens[span.first - 2], sentence.tokens[span.first - 1].word
        if (link == "by" and verb.term in _ONE_OF_A_KIND) or (link in ("in", "at") and verb.term in _ONE_PLACE):
            return f"{verb.term} {link}", set(range(span.first, span.last))
    return None


def _rest_alike(
    one: AnalysedSentence,
    other: AnalysedSentence,
    index: Index,
    figure: set[int],
    other_figure: set[int],
    both: float = BOTH_ALIKE,
) -> bool:
    """Return whether two sentences say the same apart from one figure each, at the given token positions."""
    own, others = _rest(one, figure), _rest(other, other_figure)
    lack = [token for token in own if not _held(token.term, other)]
    more = [token for token in others if not _held(token.term, one)]
    if len(own) - len(lack) < 3 or _restricts(one, lack) or _restricts(other, more):
        return False
    total, other_total = _weight({t.term for t in own}, index), _weight({t.term for t in others}, index)
    held = 1 - _weight({t.term for t in lack}, index) / total
    other_held = 1 - _weight({t.term for t in more}, index) / other_total
    return min(held, other_held) >= (both if lack and more else ALIKE)


def _rest(sentence: AnalysedSentence, figure: set[int]) -> list[Token]:
    return [t for place, t in enumerate(sentence.tokens) if not t.stop and place not in figure]


def _restricts(sentence: AnalysedSentence, tokens: Iterable[Token]) -> bool:
    """Return whether one of the words that the other sentence lacks narrows what the sentence is about."""
    starts = {token.start for token in tokens}
    for place, token in enumerate(sentence.tokens):
        if token.start in starts and any(t.word in PREPOSITIONS for t in sentence.tokens[max(0, place - 2) : place]):
            return True
    return False


# What sentences hold --------------------------------------------------------------------------------------------------


def _held(term: str, sentence: AnalysedSentence) -> bool:
    return sentence.match(term)[0] >= HELD


def _weight(terms: Iterable[str], index: Index) -> float:
    return math.fsum(index.idfs(set(terms))) or 1.0


@once
def is_negative(sentence: AnalysedSentence) -> bool:
    """Return whether anything in a sentence is negated or denied."""
    return any(is_negation(t.word) or t.word in DENIALS for t in sentence.tokens)


@once
def is_partial(sentence: AnalysedSentence) -> bool:
    """Return whether a sentence speaks of a part of something, or of more of it: "of those", "another"."""
    return any(token.word in PARTIAL for token in sentence.tokens)


@once
def qualifiers(sentence: AnalysedSentence) -> set[str]:
    """Return the words that tell one year, game or member from the next: "last", "second", "this year"."""
    words = [token.word for token in sentence.tokens]
    timed = {f"{word} {unit}" for word, unit in pairwise(words) if word in ("this", "that", "each") and unit in PERIODS}
    return timed | (set(words) & _QUALIFYING)


@once
def _figure_terms(sentence: AnalysedSentence) -> set[str]:
    figures: list[Amount | Day] = [*read_amounts(sentence), *read_days(sentence)]
    return {t.term for figure in figures for t in sentence.tokens[figure.first : figure.last]}


@once
def name_terms(sentence: AnalysedSentence) -> set[str]:
    """Return the terms of what is certainly a name."""
    spans = [s for s in sentence.spans if s.type in ("person", "organization", "place", "name") and not s.weak]
    return {t.term for s in spans for t in sentence.tokens[s.first : s.last] if not t.stop}


def _terms_at(sentence: AnalysedSentence, places: set[int]) -> set[str]:
    return {sentence.tokens[place].term for place in places if not sentence.tokens[place].stop}


def _same_names(one: AnalysedSentence, other: AnalysedSentence) -> bool:
    """Return whether each sentence holds all names of the other."""
    return all(_held(t, other) for t in name_terms(one)) and all(_held(t, one) for t in name_terms(other))


def _figures_held(one: AnalysedSentence, other: AnalysedSentence) -> bool:
    """Return whether every figure of the first sentence agrees with one of the other."""
    others, days = read_amounts(other), read_days(other)
    amounts = all(any(a.agrees(b) for b in others) for a in read_amounts(one))
    return amounts and all(any(not a.differences(b) for b in days) for a in read_days(one))


def _amounts_agree(one: AnalysedSentence, other: AnalysedSentence) -> bool:
    own, others = read_amounts(one), read_amounts(other)
    return len(own) == len(others) and all(any(a.agrees(b) for b in others) for a in own)


def _days_agree(one: AnalysedSentence, other: AnalysedSentence) -> bool:
    own, others = read_days(one), read_days(other)
    return len(own) == len(others) and all(any(not a.differences(b) for b in others) for a in own)
