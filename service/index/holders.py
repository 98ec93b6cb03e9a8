"""Find the texts that hold every one of some terms, without scores."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Held(NamedTuple):
    """The numbers of texts that hold something, ascending. If not `complete`, more texts after these hold it."""

    numbers: np.ndarray
    complete: bool = True


TextPlace = tuple[int, int]  # the number of a document, and the position of a sentence or paragraph in it
FIRST: TextPlace = (0, 0)


def hold_all(runs: Sequence[np.ndarray], size: int) -> np.ndarray:
    """Return the ascending numbers (int32), below `size`, that stand in every ascending run; all of them if there is no run.

    The shortest run is looked up in the others, so that the work is that of the rarest term.
    """
    if not runs:
        return np.arange(size, dtype=np.int32)
    held, *others = sorted(runs, key=len)
    for other in others:
        places = other.searchsorted(held)
        held = held[other.take(places, mode="clip") == held] if len(other) else held[:0]
    return held


def keep_within(numbers: np.ndarray, ranges: tuple[np.ndarray, np.ndarray] | None) -> np.ndarray:
    """Keep the ascending numbers that are in one of the half-open ranges, which are apart and in order; None keeps all."""
    if ranges is None:
        return numbers
    starts, ends = ranges
    if not len(starts):
        return numbers[:0]
    last = starts.searchsorted(numbers, side="right") - 1
    kept: np.ndarray = numbers[(last >= 0) & (numbers < ends[last])]
    return kept


def keep_from(numbers: np.ndarray, firsts: np.ndarray, start: TextPlace) -> np.ndarray:
    """Keep the ascending numbers from a place on; `firsts` are the first numbers of the documents, then the number of all."""
    kept: np.ndarray = numbers if start == FIRST else numbers[numbers.searchsorted(firsts[start[0]] + start[1]) :]
    return kept


def count_owners(numbers: np.ndarray, firsts: np.ndarray) -> dict[int, int]:
    """Count the numbers of each owner; `firsts` are the first numbers of the owners, then the number of all."""
    owners, counts = np.unique(firsts.searchsorted(numbers, side="right") - 1, return_counts=True)
    return dict(zip(owners.tolist(), counts.tolist(), strict=True))
