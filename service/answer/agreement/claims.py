"""Compare what two sentences claim: in the same words, with the same names and figures, or with another one."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from service.answer.agreement.amounts import Amount, Day, read_amounts, read_days
from service.answer.ranking.analysis import View
from service.english.calendar import PERIODS
from service.english.entities import is_number
from service.english.numbers_and_units import ORDINALS
from service.english.related_words import families, kinship
from service.english.tokens import Token
from service.english.word_classes import DENIALS, PREPOSITIONS, is_negation
from service.index.embedded import Index

FEWEST_RUNS = 4  # of four words, in the shorter sentence
SAME_WORDING = 0.6  # of the shorter's runs
QUOTED = 10  # runs that a quotation in both has, at least, whatever is said around it
SAME_CLAIM = 0.6  # of the answer's weight, held by the other sentence
SAME_FIGURE_CLAIM, TELLING = 0.5, 100.0  # the same where they share a number so high that chance is unlikely
ALIKE, BOTH_ALIKE = 0.6, 0.8  # of the weight beside a figure that differs: at least, and where both have more to say
HELD = 0.6  # how close a kin word must be to stand for a term
_LONGEST = 80  # words: a longer sentence holds anything
_QUALIFYING = ORDINALS | frozenset("last next previous former final new north south east west average total".split())
# Of these a thing has one, so that another name contradicts.
_ONE_OF_A_KIND = frozenset(
    "design found build construct write lead head own chair discov invent direct compos paint establish".split()
)
_ONE_PLACE = frozenset("born die base locat headquart buri".split())


_kept = lru_cache(maxsize=2048)  # by view: an answer is compared with every candidate


def same_wording(one: View, other: View) -> int:
    """Count the runs of four words, folded, that two sentences share.

    0 where these are neither most of the shorter sentence nor as many as a quotation that stands in both.
    """
    fewer, shared = min(len(one.runs), len(other.runs)), len(one.runs & other.runs)
    most = fewer >= FEWEST_RUNS and shared >= SAME_WORDING * fewer
    same = most or (
        len(one.tokens) == len(other.tokens) and [t.word for t in one.tokens] == [t.word for t in other.tokens]
    )
    return shared if same or shared >= QUOTED else 0


def same_claim(one: View, other: View, index: Index) -> float:
    """Give the share of the first sentence's weight (idf) that the other holds; 0 where it does not make its claim.

    It makes it where it holds all its names and figures, and most of its weight.
    """
    if max(len(one.tokens), len(other.tokens)) > _LONGEST or _negated(one) != _negated(other):
        return 0.0
    names = _name_terms(one)
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
    """What a sentence holds, weighed by idf: `total` of it all; `needed` without what may be of a figure or a name."""

    total: float
    needed: Sequence[tuple[float, frozenset[str]]]  # weight and marks of each term, heaviest first


def weigh_content(view: View, index: Index) -> Content:
    """Weigh what a sentence holds, for `could_agree`."""
    tokens = [token for token in view.tokens if not token.stop]
    free = {token.term for token in tokens if view.text[token.start].isupper() or is_number(token)}
    weights = {token.term: index.idf(token.term) for token in tokens}
    needed = [(weight, _marks_of(term)) for term, weight in weights.items() if term not in free]
    return Content(sum(weights.values()), sorted(needed, key=lambda item: -item[0]))


def _marks_of(term: str) -> frozenset[str]:
    """Give the marks by which a sentence shows that it holds a term, itself or near kin."""
    return frozenset((term, *(key for key, closeness in families(term) if closeness >= HELD)))


def could_agree(content: Content, other: View) -> bool:
    """Say whether another sentence could make a claim, or the same but for a figure or name: a bound that costs little.

    Of the claim's weight, what the other holds, and all that may be a figure or a name, must reach the least share.
    """
    spare = content.total * (1 - min(SAME_FIGURE_CLAIM, SAME_CLAIM, ALIKE)) + 1e-9
    marks = other.marks
    for weight, any_of in content.needed:
        if marks.isdisjoint(any_of):
            spare -= weight
            if spare < 0:
                return False
    return True


def differs(one: View, other: View, index: Index) -> bool:
    """Say whether two sentences make one claim but for a number, a date or a name.

    Sure only: all else that they name and count must be the same, neither may restrict what it speaks of further, and
    the differing figure must count the same thing.
    """
    if max(len(one.tokens), len(other.tokens)) > _LONGEST or _negated(one) != _negated(other):
        return False
    if _qualifiers(one) != _qualifiers(other):
        return False
    return _number_differs(one, other, index) or _date_differs(one, other, index) or _name_differs(one, other, index)


# Differences ----------------------------------------------------------------------------------------------------------


def _number_differs(one: View, other: View, index: Index) -> bool:
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


def _counts_the_same(one: View, a: Amount, other: View, b: Amount) -> bool:
    if a.kind not in ("number", "percent", "money"):
        return True
    if a.kind == "number":
        own, others = _next_term(one, a.last), _next_term(other, b.last)
        return own is not None and others is not None and kinship(own, others) >= 0.6
    return True


def _next_term(view: View, place: int) -> str | None:
    """Give the content word that a number counts: the first after it, where no more than one small word is between."""
    for token in view.tokens[place : place + 2]:
        if not token.stop:
            return token.term
    return None


def _date_differs(one: View, other: View, index: Index) -> bool:
    own, others = read_days(one), read_days(other)
    if len(own) != 1 or len(others) != 1 or not _same_names(one, other) or not _amounts_agree(one, other):
        return False
    a, b = own[0], others[0]
    if len(a.differences(b)) != 1 or a.parts().keys() != b.parts().keys():
        return False
    dated, other_dated = set(range(a.first, a.last)), set(range(b.first, b.last))
    rest = {t.term for n, t in enumerate(one.tokens) if not t.stop and n not in dated}
    return len(rest) >= 4 and _rest_alike(one, other, index, dated, other_dated, both=0.75)


def _name_differs(one: View, other: View, index: Index) -> bool:
    """Compare names of which a thing has one: "designed by Smith", "born in London"."""
    own, others = _unique_name(one), _unique_name(other)
    if not own or not others or own[0] != others[0]:
        return False
    names, other_names = _terms_at(one, own[1]), _terms_at(other, others[1])
    if names & other_names or names & other.content or other_names & one.content:
        return False
    if not _amounts_agree(one, other) or not _days_agree(one, other):
        return False
    if _name_terms(one) - names != _name_terms(other) - other_names:
        return False
    return _rest_alike(one, other, index, own[1], others[1], both=0.85)


def _unique_name(view: View) -> tuple[str, set[int]] | None:
    """Find the name after "designed by" or "born in": what it is to the verb, and its places."""
    for span in view.spans:
        if span.type not in ("person", "organization", "place", "name") or span.first < 2:
            continue
        verb, link = view.tokens[span.first - 2], view.tokens[span.first - 1].word
        if (link == "by" and verb.term in _ONE_OF_A_KIND) or (link in ("in", "at") and verb.term in _ONE_PLACE):
            return f"{verb.term} {link}", set(range(span.first, span.last))
    return None


def _rest_alike(
    one: View, other: View, index: Index, figure: set[int], other_figure: set[int], both: float = BOTH_ALIKE
) -> bool:
    """Say whether two sentences say the same beside a figure of each, at the given places of their tokens."""
    own, others = _rest(one, figure), _rest(other, other_figure)
    lack = [token for token in own if not _held(token.term, other)]
    more = [token for token in others if not _held(token.term, one)]
    if len(own) - len(lack) < 3 or _restricts(one, lack) or _restricts(other, more):
        return False
    total, other_total = _weight({t.term for t in own}, index), _weight({t.term for t in others}, index)
    held = 1 - _weight({t.term for t in lack}, index) / total
    other_held = 1 - _weight({t.term for t in more}, index) / other_total
    return min(held, other_held) >= (both if lack and more else ALIKE)


def _rest(view: View, figure: set[int]) -> list[Token]:
    return [t for place, t in enumerate(view.tokens) if not t.stop and place not in figure]


def _restricts(view: View, tokens: Iterable[Token]) -> bool:
    """Say whether one of the words, which the other sentence lacks, narrows what its sentence speaks of."""
    starts = {token.start for token in tokens}
    for place, token in enumerate(view.tokens):
        if token.start in starts and any(t.word in PREPOSITIONS for t in view.tokens[max(0, place - 2) : place]):
            return True
    return False


# What sentences hold --------------------------------------------------------------------------------------------------


def _held(term: str, view: View) -> bool:
    return view.match(term)[0] >= HELD


def _weight(terms: Iterable[str], index: Index) -> float:
    return math.fsum(index.idf(term) for term in set(terms)) or 1.0


@_kept
def _negated(view: View) -> bool:
    return any(is_negation(t.word) or t.word in DENIALS for t in view.tokens)


@_kept
def _qualifiers(view: View) -> set[str]:
    """List what tells one year, game or member from the next: "last", "second", "this year"."""
    words = [token.word for token in view.tokens]
    timed = {f"{word} {unit}" for word, unit in pairwise(words) if word in ("this", "that", "each") and unit in PERIODS}
    return timed | (set(words) & _QUALIFYING)


@_kept
def _figure_terms(view: View) -> set[str]:
    figures: list[Amount | Day] = [*read_amounts(view), *read_days(view)]
    return {t.term for figure in figures for t in view.tokens[figure.first : figure.last]}


@_kept
def _name_terms(view: View) -> set[str]:
    spans = [s for s in view.spans if s.type in ("person", "organization", "place", "name") and not s.weak]
    return {t.term for s in spans for t in view.tokens[s.first : s.last] if not t.stop}


def _terms_at(view: View, places: set[int]) -> set[str]:
    return {view.tokens[place].term for place in places if not view.tokens[place].stop}


def _same_names(one: View, other: View) -> bool:
    """Say whether neither names what the other does not."""
    return all(_held(t, other) for t in _name_terms(one)) and all(_held(t, one) for t in _name_terms(other))


def _figures_held(one: View, other: View) -> bool:
    """Say whether the other sentence tells every figure of the first, or the same of it."""
    others, days = read_amounts(other), read_days(other)
    amounts = all(any(a.agrees(b) for b in others) for a in read_amounts(one))
    return amounts and all(any(not a.differences(b) for b in days) for a in read_days(one))


def _amounts_agree(one: View, other: View) -> bool:
    own, others = read_amounts(one), read_amounts(other)
    return len(own) == len(others) and all(any(a.agrees(b) for b in others) for a in own)


def _days_agree(one: View, other: View) -> bool:
    own, others = read_days(one), read_days(other)
    return len(own) == len(others) and all(any(not a.differences(b) for b in others) for a in own)
