"""The documents to search: runs of document numbers, so that a folder costs the same however many documents it holds."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np


class Scope(Collection[int]):
    """Document numbers in ascending order, held as half-open runs that neither overlap nor touch."""

    def __init__(self, runs: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(runs):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(end, self.ends[-1])
            elif start < end:
                self.starts.append(start)
                self.ends.append(end)

    def __len__(self) -> int:
        return sum(self.ends) - sum(self.starts)

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(map(range, self.starts, self.ends))

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        run = bisect_right(self.starts, number) - 1
        return run >= 0 and number < self.ends[run]


def find_run(ids: Sequence[str], folder: str) -> tuple[int, int]:
    """Find the run of the documents below a folder, which ends in a slash, in ids that are in order by code point."""
    after = folder[:-1] + chr(ord("/") + 1)
    return bisect_left(ids, folder), bisect_left(ids, after)


def bounds_of(documents: Collection[int] | None, firsts: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Return where the runs of some documents begin and end, in what `firsts` [documents + 1] counts; None for all."""
    if documents is None:
        return None
    if isinstance(documents, Scope):
        return firsts[documents.starts], firsts[documents.ends]
    numbers = np.unique(np.fromiter(documents, dtype=np.int64))
    starts, ends = firsts[numbers], firsts[numbers + 1]
    apart = np.flatnonzero(starts[1:] != ends[:-1])
    return starts[np.concatenate(([0], apart + 1))], ends[np.append(apart, len(ends) - 1)]
