"""How much of the question's weight each candidate and its surroundings hold, and how much they lack."""

import numpy as np

from service.answer.ranking.evidence import Evidence, around
from service.answer.ranking.known import once
from service.answer.ranking.relative import RowOf

KINDS = 4
ALL, OF_NAMES, OF_NUMBERS, COMMON = range(KINDS)  # the terms that are weighed: all, names, numbers, neither
# What is weighed: what the sentence holds, or lacks; with what stands above it; and what its surroundings add to it.
EXACT, HELD, RELATED, MISSING, MISSING_AROUND, MISSING_IN_DOCUMENT, WITH_ABOVE = range(7)
BEFORE, AFTER, PARAGRAPH, ABOVE = range(7, 11)


@once
def names(e: Evidence) -> np.ndarray:
    """Return which of the question's terms are names: an array [terms] of 0 and 1."""
    return np.array([term in e.question.names for term in e.question.terms], dtype=float)


@once
def common_words(e: Evidence) -> np.ndarray:
    """Return which terms are neither names nor numbers."""
    return 1 - np.maximum(names(e), _numbers(e))


@once
def _numbers(e: Evidence) -> np.ndarray:
    return np.array([term in e.question.numbers for term in e.question.terms], dtype=float)


@once
def weighed(e: Evidence) -> np.ndarray:
    """Sum the weights of the terms that are held or missing: [11 ways to hold them x KINDS x candidates].

    All are products of one matrix, which is quicker.
    """
    held, near = e.held, around(e)
    ways = np.empty((ABOVE + 1, *held.shape))
    ways[EXACT], ways[HELD] = e.exact, held
    np.subtract(held, e.exact, out=ways[RELATED])
    np.maximum(e.document, held, out=ways[MISSING_IN_DOCUMENT])
    ways[MISSING], ways[MISSING_AROUND] = held, near
    lacking = ways[MISSING : MISSING_IN_DOCUMENT + 1]
    np.subtract(1, lacking, out=lacking)
    ways[WITH_ABOVE] = np.maximum(np.maximum(held, e.above), e.topic)
    ways[BEFORE], ways[AFTER], ways[PARAGRAPH], ways[ABOVE] = e.before, e.after, e.paragraph, e.above
    filled = ways[BEFORE:]
    np.subtract(filled, held, out=filled)
    np.maximum(filled, 0, out=filled)
    kinds = e.weights * np.array([np.ones(len(e.weights)), names(e), _numbers(e), common_words(e)])
    sums = (ways.reshape(-1, len(e.weights)) @ kinds.T).reshape(len(ways), -1, KINDS)
    return sums.transpose(0, 2, 1)


@once
def weighed_rows(e: Evidence) -> np.ndarray:
    """Return the same sums as rows: [11 * KINDS x candidates]; see `weigh`."""
    return weighed(e).reshape((ABOVE + 1) * KINDS, -1)


def weigh(name: str, way: int, kind: int = ALL) -> RowOf:
    """Make the feature `name` of one way to hold the terms of a kind."""
    return RowOf(name, weighed_rows, way * KINDS + kind)
