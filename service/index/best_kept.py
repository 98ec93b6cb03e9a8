"""The best sentences found so far, in a heap whose top is the worst of them: see maxscore.py, which uses it."""

from typing import NamedTuple

import numpy as np

SLACK = 1e-9  # relative; sums in another order may round differently, and ties must not be lost


class Best(NamedTuple):
    """Up to `limit` sentences.

    `numbers` (int64 [limit + 1]) are theirs, and how many there are. `scores` (float64 [3 * limit + 1]) are their scores, then the
    sentences' own parts, then those of their paragraphs, and at the end the floor: what a score must reach.
    """

    limit: int
    numbers: np.ndarray
    scores: np.ndarray


def floor_of(best: Best) -> float:
    """Return what a score must reach."""
    return best.scores[3 * best.limit]


def is_full(best: Best) -> bool:
    """Return whether there are as many as can be kept."""
    return best.numbers[best.limit] == best.limit


def keep(best: Best, number: int, own: float, lent: float, score: float) -> None:
    """Keep a sentence if it is among the best. Sentences come in the order of their numbers, so that it loses a tie."""
    count = best.numbers[best.limit]
    if count < best.limit:
        best.numbers[best.limit] = count + 1
        place = rise(best, count, number, score)
    elif score > best.scores[0]:
        place = sink(best, count, number, score)
    else:
        return
    fill(best, place, number, own, lent, score)
    if is_full(best):
        best.scores[3 * best.limit] = max(floor_of(best), best.scores[0] * (1 - SLACK))


def is_worse(best: Best, place: int, number: int, score: float) -> bool:
    """Return whether what is kept at a place is worse than a sentence."""
    return best.scores[place] < score or (best.scores[place] == score and best.numbers[place] > number)


def rise(best: Best, place: int, number: int, score: float) -> int:
    """Make a place for a sentence above all that are better, beginning at a free one."""
    while place > 0:
        above = (place - 1) >> 1
        if is_worse(best, above, number, score):
            break
        copy(best, above, place)
        place = above
    return place


def sink(best: Best, count: int, number: int, score: float) -> int:
    """Make a place for a sentence below all that are worse, beginning at the top."""
    place = 0
    while 2 * place + 1 < count:
        below = 2 * place + 1
        if below + 1 < count and is_worse(best, below + 1, best.numbers[below], best.scores[below]):
            below += 1
        if not is_worse(best, below, number, score):
            break
        copy(best, below, place)
        place = below
    return place


def copy(best: Best, source: int, target: int) -> None:
    """Copy what is kept at a place to another."""
    own, lent = best.scores[best.limit + source], best.scores[2 * best.limit + source]
    fill(best, target, best.numbers[source], own, lent, best.scores[source])


def fill(best: Best, place: int, number: int, own: float, lent: float, score: float) -> None:
    """Put a sentence in a place."""
    best.numbers[place] = number
    best.scores[place] = score
    best.scores[best.limit + place] = own
    best.scores[2 * best.limit + place] = lent


def sort_best(best: Best) -> None:
    """Put the best first, ties in the order of their numbers."""
    for last in range(best.numbers[best.limit] - 1, 0, -1):
        number, score = best.numbers[last], best.scores[last]
        own, lent = best.scores[best.limit + last], best.scores[2 * best.limit + last]
        copy(best, 0, last)
        fill(best, sink(best, last, number, score), number, own, lent, score)
