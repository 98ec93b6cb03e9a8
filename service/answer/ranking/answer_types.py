"""Features of the answer type: whether a span of that type is there, beyond the question's own words, and how near."""

import math
import re
from collections.abc import Sequence

import numpy as np

from service.answer.ranking.analysis import AnalysedSentence, Places
from service.answer.ranking.evidence import Candidate, Evidence, worth_where
from service.answer.ranking.known import once
from service.answer.ranking.rule_answers import rule_found, rule_missing
from service.english.entities import SpanType, TypedSpan
from service.english.label_words import labels_for
from service.english.tokens import Token
from service.english.verbs_of_saying import SPEECH, SPEECH_ASKED
from service.english.word_classes import COPULAS
from service.query.classification import AnswerType

WANTED: dict[AnswerType, frozenset[SpanType]] = {
    "person": frozenset({"person", "name", "organization"}),
    "name": frozenset({"person", "name", "organization", "place"}),
    "place": frozenset({"place"}),
    "date": frozenset({"date", "year", "time"}),
    "number": frozenset({"number", "percent", "money", "measure", "duration"}),
    "money": frozenset({"money", "number"}),
    "percent": frozenset({"percent"}),
    "duration": frozenset({"duration", "number"}),
    "measure": frozenset({"measure", "number"}),
    "ordinal": frozenset({"ordinal"}),
    "contact": frozenset({"number"}),
}
NEARNESS = 8.0  # tokens at which the support of a match has fallen to 1/e
_FADED = [math.exp(-distance / NEARNESS) for distance in range(300)]  # further away, it is negligible

_DEFINING = COPULAS | {"means", "refers"}


@once
def wanted_spans(e: Evidence) -> list[list[TypedSpan]]:
    """Return each candidate's spans of the type asked for that add something to the question's words."""
    wanted = WANTED.get(e.question.answer_type, frozenset()) if e.question.answer_type else frozenset()
    if e.question.role:  # a minister is a person
        wanted = wanted - {"organization"}
    if e.question.kind == "where":
        wanted = frozenset()
    located = e.question.answer_type == "place" or e.question.kind == "where"
    if not wanted and not located:
        return [[] for _ in e.candidates]
    words = e.question.words
    found = [
        [
            span
            for span, terms in c.analysis.worded_spans
            if (span.type in wanted or (located and span.located)) and not terms <= words
        ]
        for c in e.candidates
    ]
    if e.question.answer_type == "date" and any("hour" in labels_for(term) for term in e.question.terms):
        return [spans or _times(c.analysis) for spans, c in zip(found, e.candidates, strict=True)]
    return found


def _times(sentence: AnalysedSentence) -> list[TypedSpan]:
    """Return the numbers of a sentence, which are times of day if it says when something opens."""
    return [span for span in sentence.spans if span.type == "number"]


@once
def type_found(e: Evidence) -> np.ndarray:
    if not e.question.answer_type:
        return rule_found(e)
    return np.array([bool(spans) for spans in wanted_spans(e)], dtype=float)


@once
def type_missing(e: Evidence) -> np.ndarray:
    return (1 - type_found(e)) if e.question.answer_type else rule_missing(e)


def number_missing(e: Evidence) -> np.ndarray:
    """A number is asked for, and there is none."""
    return type_missing(e) * (
        e.question.answer_type in ("number", "money", "percent", "duration", "measure", "contact")
    )


def date_missing(e: Evidence) -> np.ndarray:
    return type_missing(e) * (e.question.answer_type == "date")


def place_missing(e: Evidence) -> np.ndarray:
    return type_missing(e) * (e.question.answer_type == "place")


def name_missing(e: Evidence) -> np.ndarray:
    return type_missing(e) * (e.question.answer_type in ("person", "name"))


def several_found(e: Evidence) -> np.ndarray:
    """Several are asked for ("which countries"), and there are several."""
    if not (e.question.plural and e.question.answer_type in ("name", "place", "person")):
        return np.zeros(len(e.candidates))
    return np.array([len(spans) > 1 for spans in wanted_spans(e)], dtype=float)


@once
def support(e: Evidence) -> np.ndarray:
    """The share of the question's weight near the best span of the wanted type."""
    best = [max((_span_support(e, n, span) for span in spans), default=0.0) for n, spans in enumerate(wanted_spans(e))]
    return np.array(best)


def _span_support(e: Evidence, number: int, span: TypedSpan) -> float:
    total, first, last = 0.0, span.first, span.last
    for _, places, worth in worth_where(e)[number]:
        away = min([first - place if place < first else place - last + 1 for place in places])
        total += worth * (_FADED[max(away, 0)] if away < len(_FADED) else 0.0)
    return total * (0.7 if span.weak else 1.0)


def _distance(place: int, span: TypedSpan) -> int:
    if span.first <= place < span.last:
        return 0
    return span.first - place if place < span.first else place - span.last + 1


def number_of_focus(e: Evidence) -> np.ndarray:
    """For "how many X": a number directly before X."""
    if e.question.kind != "number":
        return np.zeros(len(e.candidates))
    focus = [t for t, term in enumerate(e.question.terms) if term in e.question.focus]
    return np.array(
        [_has_counted(c.analysis, [w[t] for t in focus]) for c, w in zip(e.candidates, e.where, strict=True)],
        dtype=float,
    )


def _has_counted(sentence: AnalysedSentence, where: list[Places]) -> bool:
    if not any(where):
        return False
    return any(0 <= place - end <= 3 for places in where for place in places for end in sentence.number_ends)


def name_of_focus(e: Evidence) -> np.ndarray:
    """For "which X": a name that contains X or is next to it ("Humboldt University", "the band Gryphon")."""
    if not e.question.focus or e.question.answer_type in ("date", "number", "percent"):
        return np.zeros(len(e.candidates))
    return np.array([_has_named_focus(e, c) for c in e.candidates], dtype=float)


def _has_named_focus(e: Evidence, candidate: Candidate) -> bool:
    places = [place for term in e.question.focus for place in candidate.analysis.positions.get(term, ())]
    return any(
        span.type in ("person", "name", "organization", "place")
        and any(_distance(place, span) <= 1 for place in places)
        and not terms <= e.question.words
        for span, terms in (candidate.analysis.worded_spans if places else ())
    )


def reason_given(e: Evidence) -> np.ndarray:
    if e.question.kind != "why":
        return np.zeros(len(e.candidates))
    return np.array([c.analysis.gives_reason for c in e.candidates], dtype=float)


def reason_missing(e: Evidence) -> np.ndarray:
    return (e.question.kind == "why") * (1 - reason_given(e))


def means_given(e: Evidence) -> np.ndarray:
    if e.question.kind != "how":
        return np.zeros(len(e.candidates))
    return np.array([c.analysis.gives_means for c in e.candidates], dtype=float)


@once
def role_named(e: Evidence) -> np.ndarray:
    """For "who is the minister": a new name next to the role ("Minister X", "X, the minister", "the minister, X")."""
    roles = [t for t, term in enumerate(e.question.terms) if term in e.question.role]
    if not roles:
        return np.zeros(len(e.candidates))
    return np.array([_has_named_role(e, n, c, roles) for n, c in enumerate(e.candidates)], dtype=float)


def role_unnamed(e: Evidence) -> np.ndarray:
    """A role is asked for, and the sentence mentions it with no name next to it."""
    roles = [t for t, term in enumerate(e.question.terms) if term in e.question.role]
    return (1 - role_named(e)) * e.exact[:, roles].max(axis=1) if roles else np.zeros(len(e.candidates))


def role_named_fully(e: Evidence) -> np.ndarray:
    """The role with a name, in a sentence that holds all names of the question ("of Canada", "the Chinese")."""
    places = [t for t, term in enumerate(e.question.terms) if term in e.question.names]
    return role_named(e) * (e.held[:, places] > 0.5).all(axis=1) if places else np.zeros(len(e.candidates))


def _has_named_role(e: Evidence, number: int, candidate: Candidate, roles: list[int]) -> bool:
    tokens, text = candidate.analysis.tokens, candidate.analysis.text
    places = [place for t in roles if e.held[number, t] == 1.0 for place in e.where[number][t]]
    for span in wanted_spans(e)[number]:
        if span.type == "organization":
            continue
        for place in places:
            if span.weak and not _is_subject(tokens, span):
                continue
            if span.first - 1 <= place < span.last:
                return True
            low, high = (span.last - 1, place) if place >= span.last else (place, span.first)
            between = text[tokens[low].end : tokens[high].start]
            if (
                high - low <= 6
                and ("," in between or re.search(r"\b(?:is|was|as)\b", between))
                and not re.search(r"[.;:!?]", between)
            ):
                return True
    return False


def _is_subject(tokens: Sequence[Token], span: TypedSpan) -> bool:
    """Return whether a word that may be a name only for opening its sentence is what the sentence speaks of: "Smith was"."""
    return span.last < len(tokens) and tokens[span.last].word in _DEFINING


def speaker_named(e: Evidence) -> np.ndarray:
    """For "what did X say": X next to a verb of saying."""
    if e.question.kind != "said_what":
        return np.zeros(len(e.candidates))
    return np.array([_has_speaking_name(e, n, c) for n, c in enumerate(e.candidates)], dtype=float)


def _has_speaking_name(e: Evidence, number: int, candidate: Candidate) -> bool:
    spoken = candidate.analysis.speech_verbs
    named = [t for t, term in enumerate(e.question.terms) if term in e.question.names]
    return any(abs(place - word) <= 4 for t in named[:1] for place in e.where[number][t] for word in spoken)


def defines(e: Evidence) -> np.ndarray:
    """A definition is asked for and given: "X is the ...", "X, the ...,"."""
    if e.question.kind not in ("definition", "what", "who") or not e.question.terms:
        return np.zeros(len(e.candidates))
    return np.array([_has_definition(e, n, c) for n, c in enumerate(e.candidates)])


def _has_definition(e: Evidence, number: int, candidate: Candidate) -> float:
    tokens, text = candidate.analysis.tokens, candidate.analysis.text
    for place in e.where[number][-1][:4]:
        if place + 1 >= len(tokens):
            continue
        following = tokens[place + 1]
        if following.word in _DEFINING:
            return 1.0
        gap = text[tokens[place].end : following.start]
        if e.question.kind == "definition" and "," in gap:
            return 0.7
    return 0.0


def reports_speech(e: Evidence) -> np.ndarray:
    """A statement is asked for, and the sentence reports one."""
    asked = e.question.kind in ("said_what", "who_said") or any(
        token.word in SPEECH or token.word in SPEECH_ASKED for token in e.question.tokens
    )
    if not asked:
        return np.zeros(len(e.candidates))
    return np.array([c.analysis.reports_speech for c in e.candidates], dtype=float)


def quotation_for_saying(e: Evidence) -> np.ndarray:
    """A statement is asked for, and the sentence quotes one."""
    if e.question.kind not in ("said_what", "who_said"):
        return np.zeros(len(e.candidates))
    return np.array([c.sentence.quotation is not None for c in e.candidates], dtype=float)
