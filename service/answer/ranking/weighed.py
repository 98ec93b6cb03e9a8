"""How much of the question's weight each candidate and its surroundings hold, and how much they lack."""

import numpy as np

from service.answer.ranking.evidence import Evidence, around
from service.answer.ranking.known import once

ALL, OF_NAMES, OF_NUMBERS, COMMON = range(4)  # the terms that are weighed: all, names, numbers, neither
_WEIGHED = ("exact", "held", "related", "missing", "missing_around", "missing_in_document", "with_above")
_FILLED = ("before", "after", "paragraph", "above")  # what these add to the sentence


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
def weighed(e: Evidence) -> dict[str, np.ndarray]:
    """Sum the weights of the terms that are held or missing: for each way to hold them, an array [4 x candidates], of which
    the rows are `ALL`, `OF_NAMES`, `OF_NUMBERS` and `COMMON`. All are products of one matrix, which is quicker.
    """
    held, near = e.held, around(e)
    matrices = np.array(
        [
            *(e.exact, held, held - e.exact, 1 - held, 1 - near, 1 - np.maximum(e.document, held)),
            np.maximum.reduce([held, e.above, e.topic]),
            *(e.before, e.after, e.paragraph, e.above),
        ]
    )
    filled = matrices[len(_WEIGHED) :]
    np.maximum(filled - held, 0, out=filled)
    kinds = e.weights * np.array([np.ones(len(e.weights)), names(e), _numbers(e), common_words(e)])
    sums = (matrices.reshape(-1, len(e.weights)) @ kinds.T).reshape(len(matrices), -1, len(kinds))
    return dict(zip(_WEIGHED + _FILLED, sums.transpose(0, 2, 1), strict=True))
