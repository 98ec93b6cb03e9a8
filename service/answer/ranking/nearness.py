"""What the conversation says for a candidate: a follow-up is mostly answered near what the turn before it cited.

The weights below were set on dialogues of our own, not fitted: the questions that the ranking is fitted on have no history.
They are in units of the ranking's score, and of the confidence's log-odds.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from service.answer.ranking.evidence import Candidate, Evidence
from service.answer.ranking.known import once
from service.index.interface import Hit, Index
from service.query.asking_words import HEAVY
from service.query.question import Question

REACH = 3  # sentences on each side of a cited one that become candidates
SAME_DOCUMENT, FADE = 0.4, 10  # the nearness of the rest of the document, and where it is reached, in sentences
NEAR, NEAR_ODDS = 1.0, 1.5  # for a candidate beside what was cited
CONTRAST = 3.0  # against one that holds what the question replaced, and not what it put there
OWN = 2.0  # against one that lacks all words of the follow-up itself
REPEATED = 4.0  # against what was cited, where something else is asked for
NEXT, ECHO = 2.0, 3.0  # for what follows it then, and for one that begins as the question does: "After that"
AGAIN = 1.0  # for what was cited, where the question has no words of its own: "Why?", "By whom?"
FAR = 1000  # the distance of another document
_AROUND_THAT = re.compile(r"\b(?:before|after) that\b", re.IGNORECASE)

Cited = tuple[int, int, int]  # a document's number, and the positions [first, last) of the sentences cited from it


def find_cited(question: Question, index: Index) -> list[Cited]:
    """Find the sentences that the earlier turns cited. Places outside the collection are left out."""
    return list(_iterate_cited(question, index)) if question.nearby else []


def _iterate_cited(question: Question, index: Index) -> Iterator[Cited]:
    ids = index.corpus.ids
    for place in question.nearby:
        number = bisect_left(ids, place.document)
        if number < len(ids) and ids[number] == place.document:
            sentences = index.corpus.segmentation(number).sentences
            first = bisect_right(sentences, place.start, key=lambda sentence: sentence.end)
            last = bisect_left(sentences, place.end, key=lambda sentence: sentence.start)
            yield number, first, max(last, first + 1)


def add_neighbours(
    hits: Sequence[Hit], cited: Sequence[Cited], index: Index, documents: Collection[int] | None
) -> list[Hit]:
    """Add the sentences around the cited ones: they may answer a follow-up without a word of it."""
    found = {hit.number: hit for hit in hits}
    for document, first, last in cited:
        if documents is None or document in documents:
            base, count = index.corpus.first(document), len(index.corpus.segmentation(document).sentences)
            for position in range(max(0, first - REACH), min(count, last + REACH)):
                found.setdefault(base + position, Hit(base + position, 0.0, 0.0, 0.0))
    return list(found.values())


class Leaning(NamedTuple):
    """What the conversation adds to each candidate's score and to its log-odds: arrays [candidates]."""

    score: np.ndarray
    odds: np.ndarray


def measure_leaning(e: Evidence, cited: Sequence[Cited]) -> Leaning:
    """Measure what the earlier turns say for and against each candidate; zeros for a question that stands alone."""
    if not e.question.leans:
        nothing = np.zeros(len(e.candidates))
        return Leaning(nothing, nothing)
    distances = np.array([min((_distance(c, place) for place in cited), default=FAR) for c in e.candidates])
    near = _nearness(distances)
    other = _other_asked_for(e, distances) - CONTRAST * _contrast(e) - OWN * _own_missing(e)
    return Leaning(NEAR * near + other, NEAR_ODDS * near + other)


def _distance(candidate: Candidate, cited: Cited) -> int:
    """Count the sentences from the cited ones to a candidate: 0 for one of them, `FAR` in another document."""
    document, first, last = cited
    if candidate.document != document:
        return FAR
    return max(first - candidate.position, candidate.position - last + 1, 0)


def _nearness(distances: np.ndarray) -> np.ndarray:
    """Map distances to values from 1, cited, to 0, in another document."""
    fading = np.maximum(SAME_DOCUMENT, 1 - distances * (1 - SAME_DOCUMENT) / FADE)
    return np.where(distances == FAR, 0.0, fading)


def _other_asked_for(e: Evidence, distances: np.ndarray) -> np.ndarray:
    """Weigh against what was cited, and for what follows it, if the question asks for something else.

    "By whom?" asks about the same event, which what was cited may tell in full.
    """
    if not e.question.beyond:
        return AGAIN * (distances == 0) * (set(e.question.terms) <= set(e.question.carried))
    return NEXT * np.isin(distances, (1, 2)) - REPEATED * (distances == 0) + ECHO * _echo(e)


def _echo(e: Evidence) -> np.ndarray:
    """Mark the candidates that take up "after that" or "before that" from the question as it was asked."""
    found = _AROUND_THAT.search(e.question.asked or "")
    phrase = found.group().lower().split() if found else None
    return np.array([phrase == [token.word for token in c.analysis.tokens[:2]] for c in e.candidates], dtype=float)


def _contrast(e: Evidence) -> np.ndarray:
    """Mark the candidates about what the question replaced, by how much of what it put there they lack."""
    if not e.question.replaced:
        return np.zeros(len(e.candidates))
    return np.array([bool(e.question.replaced & c.analysis.content) for c in e.candidates]) * _own_missing(e)


@once
def _own(e: Evidence) -> np.ndarray:
    """Mark the terms of the follow-up itself that tell, not ask: boolean [terms]."""
    carried, weights = frozenset(e.question.carried), e.question.weights
    return np.array([term not in carried and weights[term] >= HEAVY for term in e.question.terms], dtype=bool)


@once
def _own_missing(e: Evidence) -> np.ndarray:
    """The share, by weight, of the question's own telling terms that a candidate and what stands above it lack."""
    own = _own(e) * e.weights
    total = float(own.sum())
    return (1 - np.maximum(e.held, e.above)) @ own / total if total else np.zeros(len(e.candidates))


def raise_odds(chance: float, amount: float) -> float:
    """Raise the log-odds of a probability by an amount."""
    if not amount:
        return chance
    odds = chance / max(1 - chance, 1e-9) * math.exp(amount)
    return odds / (1 + odds)
