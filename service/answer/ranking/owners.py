"""Whether what a role is asked to be of ("the president *of China*") is what its holder in a sentence has it of."""

from collections.abc import Sequence
from itertools import pairwise

from service.answer.ranking import clauses
from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.evidence import Evidence
from service.answer.ranking.known import once
from service.english.entities import TypedSpan
from service.english.word_classes import DETERMINERS, PREPOSITIONS

KIN = 0.5
_OF = PREPOSITIONS - {"by", "with", "after", "before", "during"}
_ITS = frozenset({"its", "their", "our", "own"})
_CHOOSING = frozenset("elected appointed named chose made hired has had have".split())
_JOINTS = " -'’\"“”"  # what may stand between the words of an owner
_BEFORE, _AFTER, _FRONT = 5, 5, 5  # words between an owner and the role that is its


def owns(e: Evidence, number: int, owner: Sequence[int], role: int, span: TypedSpan) -> bool:
    """Tell whether the owner stands where it owns the role, if the sentence has it. `owner` are numbers of terms."""
    sentence, where = e.candidates[number].analysis, e.where[number]
    if _has_rival(e, number, owner):
        return False
    if "as" in clauses.leading_words(sentence, role - 3, role):
        return True  # "signed on as producers"
    for term in complement(e):
        places = where[term] if term in owner else []
        if places and not any(_is_owner(sentence, place, role, span) for place in places):
            return False
    return True


@once
def complement(e: Evidence) -> tuple[int, ...]:
    """Return what the question says directly before and after the role: "the *Danish* minister", "the chair *of the club*"."""
    tokens, question = e.question.tokens, e.question
    role = next((n for n, token in enumerate(tokens) if token.term in question.role), None)
    if role is None:
        return ()
    first, last = role, role + 1
    while first and not tokens[first - 1].stop:
        first -= 1
    if last < len(tokens) and tokens[last].word in _OF:
        last += 1
        while last < len(tokens) and (not tokens[last].stop or tokens[last].word in DETERMINERS):
            last += 1
    terms = {token.term for token in tokens[first:last]}
    return tuple(n for n, term in enumerate(question.terms) if term in terms)


def _has_rival(e: Evidence, number: int, owner: Sequence[int]) -> bool:
    """Tell whether the owner's noun has another qualifier than the question's: "parish council" for the county's."""
    sentence, where = e.candidates[number].analysis, e.where[number]
    return any(
        e.held[number, one] < KIN
        and not e.document[number, one]
        and bool(where[other])
        and all(_is_qualified(e, sentence, place) for place in where[other])
        for one, other in pairwise(owner)
    )


def _is_qualified(e: Evidence, sentence: AnalysedSentence, place: int) -> bool:
    if not place or clauses.gap_before(sentence, place).strip(" -"):
        return False
    token = sentence.tokens[place - 1]
    return not token.stop and token.term not in e.question.words


def _is_owner(sentence: AnalysedSentence, place: int, role: int, span: TypedSpan) -> bool:
    """Tell whether a word at `place` owns the role of a name, by where it stands."""
    first, last = min(role, span.first), max(role + 1, span.last)
    if sentence.tokens[place].start < sentence.lead or first <= place < last:
        return True
    if clauses.word_at(sentence, place - 2) == "here":
        return True  # "here in Peru"
    if place < first:
        return (
            _leads_to(sentence, place, first)
            or _is_fronted(sentence, place, first)
            or bool(_ITS.intersection(clauses.leading_words(sentence, role - 3, role)))
            or bool(_CHOOSING.intersection(clauses.leading_words(sentence, place + 1, first)))
        )
    return _follows(sentence, last, place)


def _leads_to(sentence: AnalysedSentence, place: int, first: int) -> bool:
    """ "Peru's finance minister", "the Danish minister", "Dale council chair"."""
    if first - place > _BEFORE:
        return False
    between = range(place + 1, first)
    touching = all(not clauses.gap_before(sentence, n).strip(_JOINTS) for n in range(place + 1, first + 1))
    return touching and not any(sentence.tokens[n].stop for n in between)


def _is_fronted(sentence: AnalysedSentence, place: int, first: int) -> bool:
    """ "In Peru, President Lee", "At the club, ..."."""
    return (
        place <= _FRONT
        and clauses.word_at(sentence, 0) in _OF
        and any("," in clauses.gap_before(sentence, n) for n in range(place + 1, first + 1))
    )


def _follows(sentence: AnalysedSentence, last: int, place: int) -> bool:
    """ "President Lee of Peru", "the chair, Ann Lee, of the council"."""
    if place - last > _AFTER or clauses.word_at(sentence, last) not in _OF:
        return False
    inner = clauses.leading_words(sentence, last + 1, place)
    plain = all(not clauses.gap_before(sentence, n).strip(_JOINTS) for n in range(last + 1, place + 1))
    return plain and not any(
        word in PREPOSITIONS - {"of"} or (word in DETERMINERS and n) for n, word in enumerate(inner)
    )
