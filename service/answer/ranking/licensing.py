"""Which span of a sentence is licensed as the answer: of the type asked for, and of the noun, role or event asked about.

A number must count the noun that is asked for, a name hold the role or do the act, a date or sum stand with the words asked
about. A span that evidently belongs to something else is `another`'s: "62 houses" if barns are asked for. Where the grammar
does not tell, a span is `unknown`.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import numpy as np

from service.answer.ranking import clauses
from service.answer.ranking.analysis import AnalysedSentence, Places
from service.answer.ranking.cells import is_in_column
from service.answer.ranking.contrasts import has_other_subject, is_contrasted, is_of_other, is_other_act
from service.answer.ranking.demands import Demands, demands
from service.answer.ranking.evidence import Evidence, held_rows, weight_list, worth_where
from service.answer.ranking.known import once
from service.answer.ranking.persons import is_held_otherwise, is_reversed, judge_act, judge_role
from service.english.calendar import TIME_UNITS
from service.english.entities import TypedSpan
from service.english.place_names import COUNTRIES, PLACE_WORDS
from service.english.question_words import DIMENSIONS
from service.english.titles_and_names import PERSONS
from service.english.word_classes import ARTICLES, COPULAS, POINTS_BACK, PREPOSITIONS

Standing = Literal["licensed", "unknown", "another"]
NEARNESS, BOUNDARY = 6.0, 4.0  # tokens: where the support of a word falls to 1/e, and what a clause boundary counts for
BEFORE_ALL, BEFORE_OTHERS = (
    0.5,
    0.01,
)  # what a word before the first span counts: for those of its part, for those after a ";"
KIN = 0.5  # how close a related word must be to count as the term
LITTLE = 0.12  # share of the question's weight that may be missing
# Shares of that weight that show that another thing is meant: of the only word missing, of names, of what the document lacks.
DECISIVE, NAMED, LACKED = 1 / 3, 0.2, 0.4
FEW, NEARLY, ALMOST = 4, 0.7, 0.5  # candidates judged: of most coverage, that of what is around it discounted
_ORDER = ("licensed", "unknown", "another")
_PEOPLE = frozenset({"peopl", "person", "individu"})


class Licence(NamedTuple):
    """A span with its standing, and how much of the question stands near it."""

    span: TypedSpan
    standing: Standing
    support: float


def best_licence(e: Evidence, number: int) -> Licence | None:
    """Return the span of a candidate that has the best standing, of equals the best supported; None if none is of the type."""
    found = licences(e, number)
    return min(found, key=lambda one: (_ORDER.index(one.standing), -one.support, one.span.first), default=None)


def licences(e: Evidence, number: int) -> list[Licence]:
    """Judge every span of a candidate that is of a type asked for."""
    asked, key = demands(e), ("licences", number)
    if asked is None:
        return []
    if key not in e.known:
        e.known[key] = list(_judge(e, number, asked))
    found: list[Licence] = e.known[key]
    return found


def _judge(e: Evidence, number: int, asked: Demands) -> Iterator[Licence]:
    lacking = _lacking(e, number, asked)
    spans = _spans(e, number, asked)
    opening = min((span.first for span in spans), default=0)
    for span in spans:
        yield Licence(span, _standing(e, number, asked, span, lacking), _support(e, number, asked, span, opening))


def _standing(e: Evidence, number: int, asked: Demands, span: TypedSpan, lacking: float) -> Standing:
    sentence, where = e.candidates[number].analysis, e.where[number]
    if (
        _is_other_vote(sentence, e, span)
        or _is_rate_of_another(sentence, e, span)
        or _is_other_dimension(sentence, e, span)
        or is_of_other(e, number, span)
    ):
        return "another"
    below = is_in_column(e, number, span)
    if below is not None:
        return "licensed" if below and lacking <= LITTLE else "another"
    if asked.role is not None:
        return judge_role(e, number, asked, span)
    if asked.act is not None:
        found = judge_act(sentence, _places(e, number, asked.act), asked.agent, span, asked.after)
        if found == "licensed":
            return "licensed" if lacking <= LITTLE else "another"
        return found
    if has_other_subject(e, number):
        return "another"
    if asked.counted:
        if is_other_act(e, number, span):
            return "another"
        if _counts_other_head(e, number, asked, span):
            return "another"
        found = _judge_count(sentence, [where[n] for n in asked.counted if e.held[number, n] >= KIN], e, span)
        if found == "another":
            return found
        if found == "unknown" or lacking > LITTLE:
            return "unknown" if lacking <= LITTLE else "another"
        return "licensed"
    if lacking > LITTLE:
        return "another"
    return "licensed" if _fits_kind(e, number, asked, span) else "unknown"


def _fits_kind(e: Evidence, number: int, asked: Demands, span: TypedSpan) -> bool:
    """Tell whether a span with all that is asked about beside it has the form of an answer.

    A name must go with the noun asked for ("the river Avon"), a place follow a preposition, a measure be in the unit.
    """
    sentence = e.candidates[number].analysis
    if e.question.kind == "where":
        named_after = clauses.word_at(sentence, span.first - 1) in ARTICLES
        return span.located or (named_after and clauses.word_at(sentence, span.first - 2) in PREPOSITIONS - {"of"})
    if asked.named:
        places = [place for term in asked.named for place in sentence.positions.get(term, ())]
        if not places and span.type == "place" and e.question.answer_type == "place":
            return span.located
        return any(_goes_with(sentence, place, span) for place in places)
    if asked.unit:
        return any(
            sentence.tokens[n].term in asked.unit for n in range(span.first, min(span.last + 1, len(sentence.tokens)))
        )
    return e.question.answer_type not in ("person", "name")


def _goes_with(sentence: AnalysedSentence, place: int, span: TypedSpan) -> bool:
    """Tell whether a noun is in a name, beside it, or linked to it by a copula or "of"."""
    if span.first - 1 <= place <= span.last:
        return True
    low, high = (span.last, place) if place >= span.last else (place + 1, span.first)
    words = clauses.leading_words(sentence, low, high)
    if place < span.first and "," in clauses.gap_before(sentence, place + 1) and set(words) <= ARTICLES:
        return True
    linked = any(word in COPULAS or word in ("called", "named", "of") for word in words)
    return linked and len(words) <= 4 and clauses.breaks(sentence)[span.first] == clauses.breaks(sentence)[place]


def _places(e: Evidence, number: int, term: int) -> Places:
    return e.where[number][term] if held_rows(e)[number][term] >= KIN else ()


# Spans ----------------------------------------------------------------------------------------------------------------


def _spans(e: Evidence, number: int, asked: Demands) -> list[TypedSpan]:
    """Return the spans of the most wanted types that the sentence has, those of the question's own words left out."""
    words, analysis = e.question.words, e.candidates[number].analysis
    located, persons = e.question.answer_type == "place", e.question.answer_type == "person"
    for types in asked.types:
        found = [
            span
            for span, terms in analysis.worded_spans
            if (span.type in types or (located and span.located) or (persons and _comes_from(analysis, span)))
            and not (terms <= words and terms)
            and not _is_label(analysis, span)
        ]
        if found:
            return found
    return []


def _is_label(sentence: AnalysedSentence, span: TypedSpan) -> bool:
    """Tell whether a capitalised word only labels what follows its colon: "Present: Ann Lee"."""
    named = span.type in ("person", "organization", "place", "name")
    end = sentence.tokens[span.last - 1].end
    return named and span.last < len(sentence.tokens) and sentence.text[end : end + 1] == ":"


def _comes_from(sentence: AnalysedSentence, span: TypedSpan) -> bool:
    """Tell whether a name taken for a place's for its "from" may be a person's: "bought from Ann Lee"."""
    words = {token.word for token in sentence.tokens[span.first : span.last]}
    return (
        span.type == "place"
        and clauses.word_at(sentence, span.first - 1) == "from"
        and not words & (PLACE_WORDS | COUNTRIES)
    )


def _support(e: Evidence, number: int, asked: Demands, span: TypedSpan, opening: int) -> float:
    """Return the share of the question's weight near a span. What a number counts is judged apart.

    What stands before the first span of the type, at `opening`, is as likely to be about the others, and counts alike.
    """
    sentence = e.candidates[number].analysis
    numbers, total = clauses.breaks(sentence), 0.0
    shared = BEFORE_ALL if clauses.is_in_one_part(sentence, opening, span.first) else BEFORE_OTHERS
    for term, places, worth in worth_where(e)[number]:
        if term not in asked.counted:
            own = max([_fade(numbers, place, span) for place in places if place > opening], default=0.0)
            total += worth * (
                max(own, shared) if shared == BEFORE_ALL and places[0] <= opening else own or BEFORE_OTHERS
            )
    return total * (0.7 if span.weak else 1.0)


def _fade(numbers: list[int], place: int, span: TypedSpan) -> float:
    if span.first <= place < span.last:
        return 0.0
    away = span.first - place if place < span.first else place - span.last + 1
    if place < span.first and numbers[place] != numbers[span.first]:
        away += 3  # what belongs to an amount or a date rather follows it in another clause than precedes it
    crossed = abs(numbers[place] - numbers[span.first if place < span.first else span.last - 1])
    return math.exp(-(away + BOUNDARY * crossed) / NEARNESS)


def _is_rate_of_another(sentence: AnalysedSentence, e: Evidence, span: TypedSpan) -> bool:
    """Tell whether an amount is for another unit of time than the question's: "£20 a day" for a week."""
    if clauses.word_at(sentence, span.last) not in ("a", "per", "an", "each") or span.last + 1 >= len(sentence.tokens):
        return False
    unit = sentence.tokens[span.last + 1]
    units = {token.term for token in e.question.tokens if token.word in TIME_UNITS}
    return bool(units) and unit.word in TIME_UNITS and unit.term not in units


def _is_other_vote(sentence: AnalysedSentence, e: Evidence, span: TypedSpan) -> bool:
    """Tell whether another number than this one is directly before the "against" that is asked about."""
    if not _asks_who_is_against(e):
        return False
    against = [s for s in sentence.spans if s.type == "number" and clauses.word_at(sentence, s.last) == "against"]
    return bool(against) and span not in against


@once
def _asks_who_is_against(e: Evidence) -> bool:
    return any(token.word == "against" for token in e.question.tokens)


def _is_other_dimension(sentence: AnalysedSentence, e: Evidence, span: TypedSpan) -> bool:
    """Tell whether a measure says of itself that it is another than the one asked for: "31 metres high" for how wide."""
    said = clauses.word_at(sentence, span.last)
    if span.type != "measure" or said not in DIMENSIONS:
        return False
    asked = [token.word for token in e.question.tokens if token.word in DIMENSIONS]
    return bool(asked) and said not in asked


# What is missing ------------------------------------------------------------------------------------------------------


def _lacking(e: Evidence, number: int, asked: Demands) -> float:
    """Return the share of the question's weight that is demanded, and neither in the sentence nor where it may stand before."""
    return _weigh(e, _missing(e, number, asked.needed))


def _missing(e: Evidence, number: int, terms: Iterable[int]) -> list[int]:
    held = held_rows(e)[number]
    return [n for n in terms if held[n] < KIN and not _is_carried(e, number, n)]


def _weigh(e: Evidence, terms: Iterable[int]) -> float:
    weights = weight_list(e)
    return sum([weights[n] for n in terms], 0.0)


def _is_carried(e: Evidence, number: int, term: int) -> bool:
    """Tell whether a term that the sentence lacks holds for it: from its heading, or from what its pronoun refers to."""
    if e.above[number, term] or (e.paragraph[number, term] and e.candidates[number].analysis.label):
        return True
    tokens = e.candidates[number].analysis.tokens
    if any(token.word in POINTS_BACK for token in tokens[:2]) and e.before[number, term]:
        return True  # "They", "If they"
    named = e.question.terms[term] in e.question.names
    return named and bool(e.document[number, term]) and not _names_another(e, number)


def _names_another(e: Evidence, number: int) -> bool:
    """Tell whether a sentence names something that the question does not."""
    return any(
        span.type in ("person", "name", "organization") and not terms <= e.question.words
        for span, terms in e.candidates[number].analysis.worded_spans
    )


# Numbers --------------------------------------------------------------------------------------------------------------


def _judge_count(sentence: AnalysedSentence, asked: list[Places], e: Evidence, span: TypedSpan) -> Standing:
    """Judge what a number counts. `asked` are the places of the words of the noun asked for."""
    several = e.question.plural and clauses.word_at(sentence, span.first) not in ("one", "1")
    places = {place for found in asked for place in found if not several or _may_be_plural(sentence, place)}
    counted = clauses.counted(sentence, span)
    if places and clauses.word_at(sentence, span.last) == "against" and _asks_who_is_against(e):
        return "licensed"
    if places.intersection(counted) or (e.question.focus[-1] in _PEOPLE and _counts_persons(sentence, counted)):
        return "unknown" if clauses.is_whole(sentence, span) else "licensed"
    single = clauses.word_at(sentence, span.first) in ("one", "1")
    if single and not any(place in places for place in counted) and e.question.plural:
        return "another" if counted else "unknown"
    if any(clauses.is_plural(sentence.tokens[place].word) for place in counted):
        return "another"
    before = clauses.counted_before(sentence, span)
    if before is not None and before in places:
        return "licensed" if clauses.is_elliptical(sentence, span) else "unknown"
    of_people = e.question.focus[-1] in _PEOPLE and clauses.word_at(sentence, span.first - 1) == "of"
    if before is None or of_people:  # "a crowd of 300"
        return "licensed" if e.question.focus[-1] in _PEOPLE else "unknown"
    return "unknown" if places else "another"


def _counts_other_head(e: Evidence, number: int, asked: Demands, span: TypedSpan) -> bool:
    """Tell whether a number counts another noun, of which only a qualifier is asked for: "300 Canadian passport holders"."""
    sentence, where = e.candidates[number].analysis, e.where[number]
    *qualifiers, head = asked.counted
    counted = clauses.counted(sentence, span)
    if not counted or not clauses.is_plural(sentence.tokens[counted[-1]].word) or e.question.focus[-1] in _PEOPLE:
        return False
    return any(p in counted for n in qualifiers for p in where[n]) and not any(p in counted for p in where[head])


def _may_be_plural(sentence: AnalysedSentence, place: int) -> bool:
    word = sentence.tokens[place].word
    return clauses.is_plural(word) or not word.endswith(("ed", "ing"))


def _counts_persons(sentence: AnalysedSentence, counted: range) -> bool:
    words = [sentence.tokens[place].term for place in counted]
    return any(word in _PERSON_TERMS or word.endswith(("er", "or", "ist", "ant", "ee")) for word in words[-1:])


_PERSON_TERMS = frozenset(PERSONS) | _PEOPLE


# Features -------------------------------------------------------------------------------------------------------------


@once
def _best(e: Evidence) -> list[Licence | None]:
    """Return the best licence of each of the `FEW` likeliest candidates; the one ranked best is hardly ever another."""
    found: list[Licence | None] = [None] * len(e.candidates)
    if demands(e) is not None:
        beside = np.maximum(NEARLY * np.maximum(e.above, e.before), ALMOST * e.paragraph)
        nearly = np.maximum(e.held, beside) @ e.weights
        for number in (-nearly).argsort(kind="stable")[:FEW].tolist():
            found[number] = best_licence(e, number)
    return found


def _stands(e: Evidence, standing: Standing) -> np.ndarray:
    return np.array([one is not None and one.standing == standing for one in _best(e)], dtype=float)


def span_licensed(e: Evidence) -> np.ndarray:
    """A span of the type asked for, which belongs to what is asked about."""
    return _stands(e, "licensed")


@once
def span_of_another(e: Evidence) -> np.ndarray:
    """No span of the type asked for belongs to what is asked about, as far as the grammar tells."""
    return _stands(e, "another")


def near_miss(e: Evidence) -> np.ndarray:
    """The spans evidently belong to something else: a word that much depends on is missing, or the roles are reversed."""
    asked = demands(e)
    found = span_of_another(e)
    if asked is None:
        return found
    return np.array(
        [bool(other) and _is_near_miss(e, number, asked) for number, other in enumerate(found)], dtype=float
    )


def _is_near_miss(e: Evidence, number: int, asked: Demands) -> bool:
    if asked.role is not None and is_held_otherwise(e, number, asked):
        return True
    if asked.act is not None and is_reversed(e, number, asked, _places(e, number, asked.act)):
        return True
    if _is_evident(e, number):
        return True
    missing = _missing(e, number, (*asked.needed, *asked.counted))
    named = [n for n in missing if e.question.terms[n] in e.question.names]
    if _weigh(e, named) > NAMED and _names_another(e, number):
        return True
    if len(missing) == 1 and _weigh(e, missing) > DECISIVE:
        return True
    return _weigh(e, [n for n in missing if not e.document[number, n]]) > LACKED


def _is_evident(e: Evidence, number: int) -> bool:
    """Tell whether the sentence says itself that it speaks of another thing, subject or act."""
    lacking = frozenset(_missing(e, number, range(len(e.question.terms))))
    if is_contrasted(e, number, lacking) or has_other_subject(e, number):
        return True
    asked = demands(e)
    return any(
        is_other_act(e, number, one.span)
        or is_of_other(e, number, one.span)
        or (asked is not None and bool(asked.counted) and _counts_other_head(e, number, asked, one.span))
        for one in licences(e, number)
    )
