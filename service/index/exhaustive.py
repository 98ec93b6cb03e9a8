"""Score every text that holds a term: the fastest way for few postings, and for many terms.

A text's sum is made up in the order of the query's terms, as in every other way of scoring, so that equal texts have equal
scores. Where the postings are few for the size of the collection they are sorted by text; otherwise each text has its sum.
"""

from collections.abc import Sequence

import numpy as np

from service.index.postings import Postings

DENSE = 8  # texts for each posting up to which a sum for every text is faster than sorting the postings


def sum_by_text(numbers: np.ndarray, scores: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Add up the scores of each text: returns ascending numbers, and their sums.

    `numbers` (int32) are the texts that the postings belong to, all below `size`; `scores` are above 0.
    """
    if size <= DENSE * len(numbers):
        sums = np.bincount(numbers, weights=scores)
        held = (sums > 0).nonzero()[0]
        return held, sums[held]
    # One key for both: sorting numbers alone is many times faster than finding the order that sorts them.
    width = len(numbers).bit_length()
    keys = numbers.astype(np.int64)
    keys <<= width
    keys |= np.arange(len(numbers))
    keys.sort()
    order = keys & ((1 << width) - 1)
    keys >>= width
    first = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    place = first.cumsum()
    place -= 1
    return keys[first], np.bincount(place, weights=scores.take(order))


def sum_for(wanted: np.ndarray, numbers: np.ndarray, scores: np.ndarray, size: int) -> np.ndarray:
    """Return the sum of the scores of each text wanted; all of them are among `numbers`. See `sum_by_text`."""
    if size <= DENSE * len(numbers):
        return np.bincount(numbers, weights=scores).take(wanted)
    held, sums = sum_by_text(numbers, scores, size)
    return sums.take(held.searchsorted(wanted))


def pick_best(scores: np.ndarray, limit: int) -> np.ndarray:
    """Return the positions of the `limit` highest scores, the highest first, equal ones in their order."""
    if len(scores) > 4 * limit:  # or else sorting all takes no longer
        last = len(scores) - limit
        likely = (scores >= np.partition(scores, last)[last]).nonzero()[0]
        return likely[(-scores[likely]).argsort(kind="stable")[:limit]]
    return (-scores).argsort(kind="stable")[:limit]


def weigh_codes(postings: Postings, own: np.ndarray, runs: Sequence[slice], weights: Sequence[float]) -> np.ndarray:
    """Return the scores of the postings in some runs: the impacts `own` of their codes, times the weight of each run."""
    scores = own.take(np.concatenate([postings.codes[run] for run in runs]))
    scores *= np.repeat(weights, [run.stop - run.start for run in runs])
    return scores
