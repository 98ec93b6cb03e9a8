"""Which spans of a sentence belong to a thing of the same noun with another qualifier, to another subject or another act.

"The small boat" is none of what is said of the large one, "the meeting opened in the school" does not open the school, and
"38 were arrested, and 12 ships were turned back" arrests no ships.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from service.answer.ranking import clauses
from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.evidence import Evidence
from service.answer.ranking.known import once
from service.english.antonyms import opposites
from service.english.entities import TypedSpan
from service.english.forms import is_past_form
from service.english.rival_qualifiers import rivals
from service.english.word_classes import BE, DETERMINERS, HELPERS, MID_ADVERBS, PREPOSITIONS

KIN = 0.5  # how close a related word must be to count as the term
SAME_ACT = 0.8  # how close another word must be to be the same act
_NEAR = 2  # words before a noun that may be its qualifiers
_SPEAKING = frozenset({"there"})


class Act(NamedTuple):
    """What is said to be done, as the number of a term: "how many ships were *arrested*"."""

    term: int
    passive: bool


@once
def number_of(e: Evidence) -> dict[str, int]:
    """Return the number of each term of the question."""
    return {term: n for n, term in reversed(list(enumerate(e.question.terms)))}


@once
def qualified(e: Evidence) -> list[tuple[int, int]]:
    """Return the question's pairs of neighbouring content words, as numbers of terms: qualifier and noun, or two names."""
    tokens, numbers = e.question.tokens, number_of(e)
    return [
        (numbers[one.term], numbers[other.term])
        for one, other in pairwise(tokens)
        if one.term in numbers
        and other.term in numbers
        and not (one.stop or other.stop)
        and _touch(e, one.end, other.start)
    ]


def _touch(e: Evidence, end: int, start: int) -> bool:
    return not e.question.text[end:start].strip(" -'’")


def is_contrasted(e: Evidence, number: int, lacking: frozenset[int]) -> bool:
    """Tell whether a sentence qualifies the noun asked about otherwise. `lacking` are the terms that it does without."""
    for one, other in qualified(e):
        if one in lacking and other not in lacking and _is_replaced(e, number, one, other, before=True):
            return True
        if other in lacking and one not in lacking and _is_replaced(e, number, other, one, before=False):
            return True
    return False


def _is_replaced(e: Evidence, number: int, qualifier: int, noun: int, before: bool) -> bool:
    """Tell whether every place of a noun has a rival of the qualifier beside it."""
    sentence, places = e.candidates[number].analysis, e.where[number][noun]
    return bool(places) and all(_has_rival(e, sentence, qualifier, place, before) for place in places)


def _has_rival(e: Evidence, sentence: AnalysedSentence, qualifier: int, place: int, before: bool) -> bool:
    term = e.question.terms[qualifier]
    named = term in e.question.names
    if not before:
        beside = place + 1
        return (
            named
            and _touches(sentence, beside)
            and clauses.is_capital(sentence, beside)
            and _is_new(e, sentence, beside)
        )
    others = rivals(term) | opposites(term)
    for beside in range(place - 1, max(-1, place - 1 - _NEAR), -1):
        if not _touches(sentence, beside + 1) or sentence.tokens[beside].stop:
            return False
        if sentence.tokens[beside].term in others:
            return True
        if named and beside and clauses.is_capital(sentence, beside) and _is_new(e, sentence, beside):
            return True
    return False


def _touches(sentence: AnalysedSentence, place: int) -> bool:
    return 0 < place < len(sentence.tokens) and not clauses.gap_before(sentence, place).strip(" -")


def _is_new(e: Evidence, sentence: AnalysedSentence, place: int) -> bool:
    token = sentence.tokens[place]
    return not token.stop and token.term not in e.question.words


def is_of_other(e: Evidence, number: int, span: TypedSpan) -> bool:
    """Tell whether the clause of a span has the noun with another qualifier, and another clause has it with the question's."""
    sentence, where = e.candidates[number].analysis, e.where[number]
    numbers = clauses.breaks(sentence)
    for one, other in qualified(e):
        together = [place for place in where[other] if any(place - 3 <= q < place for q in where[one])]
        together += [place - 1 for place in together]
        own = numbers[span.first]
        if not together or any(numbers[place] == own for place in together):
            continue
        lone = any(numbers[p] == own and _has_rival(e, sentence, one, p, before=True) for p in where[other])
        if lone or any(numbers[p] == own and _has_rival(e, sentence, other, p, before=False) for p in where[one]):
            return True
    return False


# Subjects -------------------------------------------------------------------------------------------------------------


@once
def subject_and_verb(e: Evidence) -> tuple[int, int] | None:
    """Return the subject and the verb of "when did the *school open*", as numbers of terms, None if it is not so plain."""
    tokens = e.question.tokens
    if e.question.kind != "when" or len(tokens) < 4 or tokens[0].word != "when" or tokens[1].word not in HELPERS:
        return None
    inner = [token for token in tokens[2:] if token.word not in DETERMINERS and token.word not in MID_ADVERBS]
    if len(inner) < 2 or any(token.stop for token in inner):
        return None
    numbers = number_of(e)
    subject, verb = numbers.get(inner[-2].term), numbers.get(inner[-1].term)
    return None if subject is None or verb is None else (subject, verb)


def has_other_subject(e: Evidence, number: int) -> bool:
    """Tell whether something else did in a sentence what the question's subject is asked about."""
    asked = subject_and_verb(e)
    if asked is None:
        return False
    sentence, (subjects, verbs) = e.candidates[number].analysis, (e.where[number][n] for n in asked)
    if not subjects or not verbs or min(subjects) < max(verbs):
        return False
    governed = all(_is_governed(sentence, place) for place in subjects)
    return governed and all(_has_own_subject(e, sentence, verb) for verb in verbs)


def _is_governed(sentence: AnalysedSentence, place: int) -> bool:
    """Tell whether a noun follows a preposition, with determiners and qualifiers between: "in the old school"."""
    for before in range(place - 1, max(-1, place - 4), -1):
        word = clauses.word_at(sentence, before)
        if word in PREPOSITIONS:
            return word != "by"
        if clauses.gap_before(sentence, before + 1).strip(" -") or word in HELPERS:
            return False
    return False


def _has_own_subject(e: Evidence, sentence: AnalysedSentence, verb: int) -> bool:
    place = verb - 1
    while place >= 0 and clauses.word_at(sentence, place) in HELPERS | MID_ADVERBS:
        place -= 1
    if place < 0 or clauses.gap_before(sentence, place + 1).strip():
        return False
    return _is_new(e, sentence, place) and not is_past_form(sentence.tokens[place].word)


# Acts -----------------------------------------------------------------------------------------------------------------


@once
def act_on_counted(e: Evidence) -> Act | None:
    """Return the act that those whom "how many" counts do, or that is done to them."""
    question = e.question
    if question.kind != "number" or not question.focus:
        return None
    tokens = question.tokens
    head = next((n for n, token in enumerate(tokens) if token.term == question.focus[-1]), len(tokens))
    passive = False
    for token in tokens[head + 1 :]:
        if token.word in HELPERS or token.word in MID_ADVERBS:
            passive = passive or token.word in BE
            continue
        number = number_of(e).get(token.term)
        verbal = number is not None and token.term not in question.names and is_past_form(token.word) and passive
        return Act(number, True) if verbal and number is not None else None
    return None


def is_other_act(e: Evidence, number: int, span: TypedSpan) -> bool:
    """Tell whether what a number counts did, or had done to it, something else than what is asked about."""
    act, sentence = act_on_counted(e), e.candidates[number].analysis
    if act is None:
        return False
    places = [place for place in e.where[number][act.term] if sentence.tokens[place].start >= sentence.lead]
    if not places:
        return e.held[number, act.term] < KIN and _only_exists(sentence)
    if e.held[number, act.term] < SAME_ACT and not any(_is_undergone(sentence, place) for place in places):
        return True
    numbers = clauses.breaks(sentence)
    own = numbers[span.first]
    elsewhere = all(numbers[place] != own for place in places)
    return elsewhere and any(_has_finite_verb(sentence, own))


def _only_exists(sentence: AnalysedSentence) -> bool:
    """Tell whether a sentence says that something is there."""
    return clauses.word_at(sentence, 0) in _SPEAKING and clauses.word_at(sentence, 1) in BE


def _is_undergone(sentence: AnalysedSentence, place: int) -> bool:
    """Tell whether an act may be done to what stands before it: "the 38 held", "were held", "taken into custody"."""
    return clauses.is_passive(sentence, place) or is_past_form(sentence.tokens[place].word)


def _has_finite_verb(sentence: AnalysedSentence, clause: int) -> Iterator[bool]:
    """Yield whether each token of a clause is a helper, followed by a participle, which is its verb."""
    numbers = clauses.breaks(sentence)
    for place, own in enumerate(numbers[:-1]):
        if own == clause == numbers[place + 1]:
            yield clauses.word_at(sentence, place) in BE and is_past_form(clauses.word_at(sentence, place + 1))
