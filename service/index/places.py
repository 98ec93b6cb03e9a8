"""Find the places of numbers in ascending runs of postings; in long runs, by counting bits."""

from collections.abc import Callable

import numpy as np

from service.memory import ENTRY, Memory, new_serial

MANY = 2048  # numbers looked up at once from which marking a run pays off
DENSE = 64  # a run with at least one number in so many: its marks take less than twice its own space
AHEAD = 4  # marks made in advance take at most one part in so many of the memory

Found = tuple[np.ndarray, np.ndarray]  # positions of the numbers that are in the run, and their places there

_ONE = np.uint64(1)
_POPCOUNT = np.unpackbits(np.arange(1 << 16, dtype=np.uint16).view(np.uint8).reshape(-1, 2), axis=1).sum(1, np.uint8)


def find_places(run: np.ndarray, wanted: np.ndarray) -> Found:
    """Find ascending numbers in an ascending run that is not empty."""
    places = run.searchsorted(wanted)
    held = (run.take(places, mode="clip") == wanted).nonzero()[0]
    return held, places[held]


class Marks:
    """The numbers of a run as bits, with the count of bits set before every word of 64: rank in constant time.

    Jacobson, "Space-efficient static trees and graphs", FOCS 1989. A binary search in a long run takes some twenty steps,
    most of them with a cache miss.
    """

    def __init__(self, run: np.ndarray, size: int) -> None:
        """Mark the numbers of a run, all of which are below `size`."""
        bits = np.zeros(-(-size // 64) * 64, dtype=bool)
        bits[run] = True
        self._words = np.packbits(bits, bitorder="little").view("<u8").astype(np.uint64)
        counts = count_bits(self._words)
        self._before = (counts.cumsum(dtype=np.int64) - counts).astype(np.int32)

    @property
    def nbytes(self) -> int:
        return self._words.nbytes + self._before.nbytes

    @property
    def columns(self) -> tuple[np.ndarray, np.ndarray]:
        """The words of 64 bits (uint64), and how many bits are set before each (int32)."""
        return self._words, self._before

    def find(self, wanted: np.ndarray) -> Found:
        """Find numbers in the run; see `find_places`."""
        place = wanted >> 6
        words = self._words.take(place)
        bits = _ONE << (wanted & 63).astype(np.uint64)
        held = (words & bits).astype(bool).nonzero()[0]  # many times faster than on integers
        below = count_bits(words[held] & (bits[held] - _ONE))
        return held, self._before.take(place[held]) + below


class Finder:
    """Finds numbers in the runs of one set of postings; marks of long runs are kept in `memory`."""

    def __init__(self, size: int, memory: Memory) -> None:
        self._size = size
        self._memory = memory
        self._serial = new_serial()

    def find(self, number: int, run: np.ndarray, wanted: np.ndarray) -> Found:
        """Find ascending numbers in a run; `number` is the term's."""
        if len(run) * DENSE < self._size:
            return find_places(run, wanted)
        marks: Marks | None = self._memory.get(("marks", self._serial, number))
        if marks is None:
            if len(wanted) < MANY:
                return find_places(run, wanted)
            marks = self._mark(number, run)
        return marks.find(wanted)

    def prepare(self, lengths: np.ndarray, read: Callable[[int], np.ndarray]) -> None:
        """Mark the longest runs in advance, as far as memory allows.

        `lengths` are those of the runs of all terms, `read` returns the run of a term's number.
        """
        space = self._memory.limit // AHEAD
        for number in (-lengths).argsort(kind="stable").tolist():
            if lengths[number] * DENSE < self._size or space <= 0:
                return
            space -= self._mark(number, read(number)).nbytes

    def _mark(self, number: int, run: np.ndarray) -> Marks:
        marks = Marks(run, self._size)
        self._memory.put(("marks", self._serial, number), marks, marks.nbytes + ENTRY)
        return marks


def count_bits(values: np.ndarray) -> np.ndarray:
    """Count the bits set in each uint64."""
    if hasattr(np, "bitwise_count"):  # from numpy 2.0
        counted: np.ndarray = np.bitwise_count(values)
        return counted
    return _POPCOUNT[values.view(np.uint16)].reshape(-1, 4).sum(axis=1)
