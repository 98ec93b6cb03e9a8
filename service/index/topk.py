"""Find exactly the best few texts for a query without scoring all of them.

MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", Information Processing & Management 31(6), 1995),
term at a time over whole arrays. Terms are processed in the order of their maximum contribution. Once the k-th best score
exceeds what all remaining terms can add together, texts that hold only those terms cannot enter, and the terms are only looked
up for the candidates found so far. After every term, candidates that can no longer enter are dropped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from service.index.places import Found

SLACK = 1e-9  # relative; sums in another order may round differently, and ties must not be lost
FEW = 4096  # lists with at most so many postings together are joined at once

# Scores exactly: (numbers, bounds) of candidates -> (numbers, scores) of texts.
Evaluate = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
Ranges = tuple[np.ndarray, np.ndarray]  # starts and ends, ascending and disjoint


@dataclass(frozen=True, slots=True)
class TermList:
    """The postings of one query term: ascending `numbers`, never empty, and the most that each can add to a score.

    `bounds` returns the latter for an array of positions, or for all (None); `upper` is not less than any of them. `find`
    looks up ascending numbers; see `places.Found`.
    """

    numbers: np.ndarray
    bounds: Callable[[np.ndarray | None], np.ndarray]
    upper: float
    find: Callable[[np.ndarray], Found]

    def add_to(self, scores: np.ndarray, wanted: np.ndarray) -> None:
        """Add the bounds of this list to the scores of the texts wanted."""
        held, positions = self.find(wanted)
        scores[held] += self.bounds(positions)

    def within(self, ranges_of: Ranges | None) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers and bounds of the texts in these ranges, or of all (None)."""
        if ranges_of is None:
            return self.numbers, self.bounds(None)
        kind = self.numbers.dtype  # or numpy would convert all numbers
        positions = ranges(*(self.numbers.searchsorted(ends.astype(kind, copy=False)) for ends in ranges_of))
        return self.numbers[positions], self.bounds(positions)


def find_best(lists: Sequence[TermList], limit: int, evaluate: Evaluate, within: Ranges | None = None) -> np.ndarray:
    """Return the ascending numbers of the `limit` texts that `evaluate` scores best, and of all that tie with the last.

    `within` are the ranges of numbers to search (default: all).
    """
    search = _Search(sorted(lists, key=lambda postings: -postings.upper), limit, evaluate, within)
    search.run()
    return search.numbers


class _Search:
    """The state of one search: the best texts so far, and the floor below which texts no longer matter."""

    def __init__(self, lists: Sequence[TermList], limit: int, evaluate: Evaluate, within: Ranges | None) -> None:
        self.lists = lists
        self.limit = limit
        self.evaluate = evaluate
        self.within = within
        self.rest = [sum(postings.upper for postings in lists[place:]) for place in range(len(lists) + 1)]
        self.floor = 0.0
        self.numbers = np.zeros(0, dtype=np.int32)
        self.scores = np.zeros(0)

    def run(self) -> None:
        place = self._count_few()
        numbers, bounds = self._join(self.lists[:place])
        self._finish(numbers, bounds, place, informed=place > 1)
        while place < len(self.lists) and self.rest[place] >= self.floor:
            # Texts that also hold the term of an earlier list were found there, with their full score.
            numbers, bounds = self.lists[place].within(self.within)
            place += 1
            self._finish(numbers, bounds, place, informed=False)

    def _count_few(self) -> int:
        """Return the number of leading lists, at least one, that are short enough to join."""
        place, total = 1, len(self.lists[0].numbers)
        while place < len(self.lists) and total + len(self.lists[place].numbers) <= FEW:
            total += len(self.lists[place].numbers)
            place += 1
        return place

    def _join(self, lists: Sequence[TermList]) -> tuple[np.ndarray, np.ndarray]:
        found = [postings.within(self.within) for postings in lists]
        if len(found) == 1:
            return found[0]
        return sum_by_number(np.concatenate([n for n, _ in found]), np.concatenate([b for _, b in found]))

    def _finish(self, numbers: np.ndarray, bounds: np.ndarray, place: int, informed: bool) -> None:
        """Look up the lists from `place` on, dropping candidates that cannot enter, and keep the best.

        `informed`: the bounds are sums over several terms, so that the best candidates give a useful floor before anything
        is looked up.
        """
        for later in range(place, len(self.lists)):
            if informed:
                self._raise_floor(numbers, bounds, later)
            informed = later == place and not informed
            likely = (bounds >= self.floor - self.rest[later]).nonzero()[0]
            numbers, bounds = numbers[likely], bounds[likely]
            self.lists[later].add_to(bounds, numbers)
        self._raise_floor(numbers, bounds, len(self.lists))
        likely = (bounds >= self.floor).nonzero()[0]
        self._keep(*self.evaluate(numbers[likely], bounds[likely]))

    def _raise_floor(self, numbers: np.ndarray, bounds: np.ndarray, place: int) -> None:
        """Score the most promising candidates: the k-th best of them is a floor for all others."""
        count = 2 * self.limit
        if len(numbers) <= 2 * count:
            return
        best = bounds.argpartition(len(bounds) - count)[-count:]
        best.sort()
        numbers, bounds = numbers[best], bounds[best]
        for postings in self.lists[place:]:
            postings.add_to(bounds, numbers)
        self._set_floor(self.evaluate(numbers, bounds)[1])

    def _set_floor(self, scores: np.ndarray) -> None:
        if len(scores) >= self.limit:
            last = len(scores) - self.limit
            self.floor = max(self.floor, float(np.partition(scores, last)[last]) * (1 - SLACK))

    def _keep(self, numbers: np.ndarray, scores: np.ndarray) -> None:
        """Merge newly scored texts with the best so far; one scored twice keeps its higher, full score."""
        if len(self.numbers):
            numbers, scores = np.concatenate((self.numbers, numbers)), np.concatenate((self.scores, scores))
            order = np.lexsort((-scores, numbers))
            numbers, scores = numbers[order], scores[order]
            first = run_starts(numbers)
            numbers, scores = numbers[first], scores[first]
        self._set_floor(scores)
        best = (scores >= self.floor).nonzero()[0]
        self.numbers, self.scores = numbers[best], scores[best]


def run_starts(values: np.ndarray) -> np.ndarray:
    """Return the positions where runs of equal values begin."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    changes = np.empty(len(values), dtype=bool)
    changes[0] = True
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return changes.nonzero()[0]


def sum_by_number(numbers: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum the scores of equal numbers; returns ascending numbers and their sums."""
    if not len(numbers):
        return numbers, scores
    order = numbers.argsort(kind="stable")
    numbers = numbers[order]
    first = run_starts(numbers)
    return numbers[first], np.add.reduceat(scores[order], first)


def ranges(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return all integers of half-open ranges, one range after the other."""
    lengths = ends - starts
    before = lengths.cumsum()
    total = int(before[-1]) if len(before) else 0
    return np.arange(total) + (starts - before + lengths).repeat(lengths)
