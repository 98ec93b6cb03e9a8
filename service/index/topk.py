"""Find the best few texts for a query without scoring all of them, and miss none.

MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", Information Processing &
Management 31(6), 1995), a term at a time over whole arrays. Terms are taken in the order of the most that
each can add. Once the k-th best score so far exceeds what all remaining terms can add together, no text that
holds only those can enter, and they are merely looked up for the candidates already found; candidates that
can no longer enter are dropped after every term.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

SLACK = 1e-9  # relative; sums in another order may differ by rounding, and no tie may be lost to that


@dataclass(frozen=True)
class TermList:
    """One query term's postings: ascending `numbers`, and what each can add at most.

    `bounds` gives that for an array of positions (or a slice); `upper` is never below any of them.
    """

    numbers: np.ndarray
    bounds: Callable[[np.ndarray | slice], np.ndarray]
    upper: float


@dataclass(frozen=True)
class Candidates:
    """Texts that may be among the best: numbers, summed bounds so far, and where each stands in each list
    looked at.

    `found` maps a list's place to positions in that list, -1 where the list does not hold the text.
    """

    numbers: np.ndarray
    bounds: np.ndarray
    found: dict[int, np.ndarray]

    def take(self, chosen: np.ndarray) -> "Candidates":
        """Keep the chosen ones (a mask, or places)."""
        return Candidates(
            self.numbers[chosen],
            self.bounds[chosen],
            {n: positions[chosen] for n, positions in self.found.items()},
        )

    def look_up(self, place: int, postings: TermList) -> "Candidates":
        """Add what a further list holds of these texts."""
        positions = locate(postings.numbers, self.numbers)
        held = np.flatnonzero(positions >= 0)
        bounds = self.bounds.copy()
        bounds[held] += postings.bounds(positions[held])
        return Candidates(self.numbers, bounds, {**self.found, place: positions})


# Scores candidates exactly: gives the numbers of what is scored (ascending, distinct) and their scores.
Evaluate = Callable[[Candidates], tuple[np.ndarray, np.ndarray]]


def find_best(
    lists: Sequence[TermList],
    limit: int,
    evaluate: Evaluate,
    within: tuple[np.ndarray, np.ndarray] | None = None,
) -> np.ndarray:
    """Give the numbers (ascending) of the `limit` best that `evaluate` scores, and of all that tie with the
    last.

    `within` are the starts and ends of the ranges of numbers to stay in, ascending and apart.
    """
    return _Search(sorted(lists, key=lambda postings: -postings.upper), limit, evaluate).run(within)


class _Search:
    """The state of one search: the best found so far, and the floor below which nothing matters any more."""

    def __init__(self, lists: Sequence[TermList], limit: int, evaluate: Evaluate) -> None:
        self.lists = lists
        self.limit = limit
        self.evaluate = evaluate
        self.rest = [sum(postings.upper for postings in lists[place:]) for place in range(len(lists) + 1)]
        self.floor = 0.0
        self.numbers = np.zeros(0, dtype=np.int32)
        self.scores = np.zeros(0)

    def run(self, within: tuple[np.ndarray, np.ndarray] | None) -> np.ndarray:
        for place in range(len(self.lists)):
            if self.rest[place] < self.floor:
                break
            self._keep(*self.evaluate(self._complete(self._begin(place, within), place)))
        return self.numbers

    def _begin(self, place: int, within: tuple[np.ndarray, np.ndarray] | None) -> Candidates:
        """Begin with a list's own postings. What holds an earlier list's term too was found there."""
        postings = self.lists[place]
        if within is None:
            positions = np.arange(len(postings.numbers))
            bounds = postings.bounds(slice(None))
        else:
            positions = ranges(*(np.searchsorted(postings.numbers, ends) for ends in within))
            bounds = postings.bounds(positions)
        likely = np.flatnonzero(bounds >= self.floor - self.rest[place + 1])
        positions = positions[likely]
        return Candidates(postings.numbers[positions], bounds[likely], {place: positions})

    def _complete(self, candidates: Candidates, place: int) -> Candidates:
        """Look up the later lists, dropping on the way what cannot enter."""
        for later in range(place + 1, len(self.lists)):
            candidates = candidates.look_up(later, self.lists[later])
            if later == place + 1:
                self._raise_floor(candidates, later + 1)
            candidates = self._drop(candidates, later + 1)
        self._raise_floor(candidates, len(self.lists))
        return self._drop(candidates, len(self.lists))

    def _drop(self, candidates: Candidates, later: int) -> Candidates:
        if not self.floor:
            return candidates
        return candidates.take(np.flatnonzero(candidates.bounds >= self.floor - self.rest[later]))

    def _raise_floor(self, candidates: Candidates, later: int) -> None:
        """Score the most promising candidates: the k-th best of them is a floor for all others."""
        count = 2 * self.limit
        if len(candidates.numbers) <= 2 * count:
            return
        sample = candidates.take(np.sort(np.argpartition(-candidates.bounds, count)[:count]))
        for place in range(later, len(self.lists)):
            sample = sample.look_up(place, self.lists[place])
        self._set_floor(self.evaluate(sample)[1])

    def _set_floor(self, scores: np.ndarray) -> None:
        if len(scores) >= self.limit:
            last = float(np.partition(scores, len(scores) - self.limit)[len(scores) - self.limit])
            self.floor = max(self.floor, last * (1 - SLACK))

    def _keep(self, numbers: np.ndarray, scores: np.ndarray) -> None:
        """Join newly scored texts with the best so far; one scored twice keeps its higher, full score."""
        joined = np.concatenate((self.numbers, numbers))
        order = np.argsort(joined, kind="stable")
        joined, scores = joined[order], np.concatenate((self.scores, scores))[order]
        if len(joined):
            first = np.flatnonzero(np.concatenate(([True], joined[1:] != joined[:-1])))
            joined, scores = joined[first], np.maximum.reduceat(scores, first)
        self._set_floor(scores)
        best = np.flatnonzero(scores >= self.floor)
        self.numbers, self.scores = joined[best], scores[best]


def locate(numbers: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Find each wanted number's position in ascending `numbers`, -1 where it is not there."""
    if not len(numbers):
        return np.full(len(wanted), -1)
    positions = np.searchsorted(numbers, wanted)
    np.minimum(positions, len(numbers) - 1, out=positions)
    positions[numbers[positions] != wanted] = -1
    return positions


def ranges(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """List all integers of the half-open ranges, one range after the other."""
    lengths = ends - starts
    total = int(lengths.sum())
    shifts = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return np.arange(total) + shifts
