"""Features of the question, for the confidence: what is asked for, and what it insists on.

Most are the same for every candidate, so that they rank nothing: a sentence as good answers more often when a date is asked
for than when a reason is.
"""

from collections.abc import Callable

import numpy as np

from service.answer.ranking.evidence import Evidence
from service.answer.ranking.known import once
from service.answer.ranking.relative import rows_of
from service.english.word_classes import EXTREMES
from service.query.classification import AMOUNTS
from service.query.question import Question

_SORTS: dict[str, Callable[[Question], bool]] = {
    "asks_for_person": lambda q: q.kind == "who" or q.answer_type == "person",
    "asks_for_date": lambda q: q.answer_type == "date",
    "asks_for_place": lambda q: q.kind == "where" or q.answer_type == "place",
    "asks_for_amount": lambda q: q.answer_type in AMOUNTS,
    "asks_what": lambda q: bool(q.tokens) and q.tokens[0].word in ("what", "which"),
    "asks_why": lambda q: q.kind == "why",
    "asks_how": lambda q: q.kind == "how",
    "asks_whether": lambda q: q.kind == "yes_no",
    "asks_for_no_type": lambda q: q.answer_type is None,
    "asks_what_is_not": lambda q: q.negated,
}


@once
def _sorts(e: Evidence) -> np.ndarray:
    """Return of what sorts the question is, 1 or 0, the same for every candidate: [_SORTS x candidates]."""
    found = np.empty((len(_SORTS), len(e.candidates)))
    found.T[:] = [does(e.question) for does in _SORTS.values()]
    return found


ASKED = rows_of(tuple(_SORTS), _sorts)


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
