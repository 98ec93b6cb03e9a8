"""Features of the question, for the confidence: what is asked for, and what it insists on.

Most are the same for every candidate, so that they rank nothing: a sentence as good answers more often when a date is asked
for than when a reason is.
"""

from collections.abc import Callable

import numpy as np

from service.answer.ranking.evidence import Evidence
from service.answer.ranking.relative import Feature
from service.english.word_classes import EXTREMES
from service.query.classification import AMOUNTS
from service.query.question import Question


def _asks(name: str, does: Callable[[Question], bool]) -> Feature:
    """Make the feature `name`: 1 for every candidate if the question is of a sort."""

    def feature(e: Evidence) -> np.ndarray:
        return np.zeros(len(e.candidates)) + does(e.question)

    feature.__name__ = name
    return feature


ASKED = (
    _asks("asks_for_person", lambda q: q.kind == "who" or q.answer_type == "person"),
    _asks("asks_for_date", lambda q: q.answer_type == "date"),
    _asks("asks_for_place", lambda q: q.kind == "where" or q.answer_type == "place"),
    _asks("asks_for_amount", lambda q: q.answer_type in AMOUNTS),
    _asks("asks_what", lambda q: bool(q.tokens) and q.tokens[0].word in ("what", "which")),
    _asks("asks_why", lambda q: q.kind == "why"),
    _asks("asks_how", lambda q: q.kind == "how"),
    _asks("asks_whether", lambda q: q.kind == "yes_no"),
    _asks("asks_for_no_type", lambda q: q.answer_type is None),
    _asks("asks_what_is_not", lambda q: q.negated),
)


def denial_missing(e: Evidence) -> np.ndarray:
    """The question is negated, and the sentence is not."""
    if not e.question.negated:
        return np.zeros(len(e.candidates))
    return np.array([not c.analysis.negations for c in e.candidates], dtype=float)


def extreme_missing(e: Evidence) -> np.ndarray:
    """The question insists on a word such as "first" or "only", which the sentence lacks."""
    asked = [token.term for token in e.question.tokens if token.word in EXTREMES]
    if not asked:
        return np.zeros(len(e.candidates))
    return np.array([any(term not in c.analysis.positions for term in asked) for c in e.candidates], dtype=float)
