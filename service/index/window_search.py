"""Search with compiled code: what it reads and writes, and its results; see maxscore.py, which is compiled."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from service.index.compiled import Compiled
from service.index.mark_table import MarkTable, ReadRun
from service.index.maxscore import LONGEST
from service.index.places import AHEAD, DENSE
from service.index.posting_lists import PLACES, VALUES
from service.index.term_runs import QueryTerm
from service.memory import ENTRY, Memory

_UNSET = (0,) * (PLACES - 5)  # of a row of places, what the search itself fills in


class Program(Protocol):
    """`maxscore.search_flat`, compiled or not; `fix` and `place` turn arrays into what it takes for them."""

    def fix(self, values: np.ndarray) -> Any: ...

    def place(self, values: "array[Any]") -> Any: ...

    def __call__(self, *given: Any) -> None: ...


class _Window(NamedTuple):
    """The sums of a window (see maxscore.py), which a search takes and leaves empty, as places."""

    kept: tuple["array[Any]", ...]
    places: tuple[Any, ...]


class WindowSearch:
    """Searches compiled postings with a program. Safe to use from many threads, as each search has a window of its own."""

    def __init__(
        self, data: Compiled, impacts: tuple[np.ndarray, np.ndarray], program: Program, memory: Memory, serial: int
    ) -> None:
        """`impacts` are those of codes among sentences and among paragraphs; marks are kept in `memory`."""
        self._data, self._program, self._memory, self._serial = data, program, memory, serial
        self._first = first_sentences(data)
        own, lent = (pad(table) for table in impacts)
        self._kept, self._masks = (own, lent), (len(own) - 1, len(lent) - 1)
        sentences, paragraphs, fix = data.sentences, data.paragraphs, program.fix
        self._fixed = (
            *(fix(sentences.numbers), fix(sentences.codes), fix(own)),
            *(fix(paragraphs.starts), fix(paragraphs.codes), fix(lent)),
            *(fix(data.paragraph_of), fix(self._first)),
        )
        longest = int(np.diff(self._first).max(initial=0))
        self._size = max(LONGEST, longest) + 128  # as it begins at a multiple of 64
        self._windows: list[_Window] = []  # those that no search is using

    def search(
        self,
        query: Sequence[QueryTerm],
        limit: int,
        within: tuple[np.ndarray, np.ndarray] | None,
        support: float,
        read: ReadRun,
    ) -> tuple[list[int], list[float], list[float], list[float]]:
        """Return the numbers, scores and both parts of the scores of the best sentences; see Searcher.search.

        `within` are the ranges to search (None: everything), each of whole paragraphs. `read` reads the run of a term.
        """
        table, place = self._table(), self._program.place
        places, values, postings = array("q"), array("d"), 0
        for number, sentences, paragraphs, own_most, lent_most, own, lent in query:
            length = sentences.stop - sentences.start
            row = table.marks.row_of(number, length, read)
            places.extend((sentences.start, sentences.stop, paragraphs.start, paragraphs.stop - 1, row, *_UNSET))
            values.extend((own, lent, own_most, lent_most, 0.0))
            postings += length
        values.extend((0.0,) * VALUES)
        limit = min(limit, postings)
        ranges = array("q", (0, self._data.sentences.size))
        if within is not None:
            ranges = array("q", np.stack(within, axis=1).astype(np.int64).tobytes())
        numbers, scores = array("q", bytes(8 * limit + 8)), array("d", bytes(24 * limit + 8))
        window = self._take_window()
        sizes = array("q", (*self._masks, *table.marks.widths, len(query), limit, len(ranges) // 2))
        given = place(places), place(values), support, place(numbers), place(scores), place(ranges), place(sizes)
        self._program(*self._fixed, *table.fixed, *window.places, *given)
        self._windows.append(window)
        found = numbers[limit]
        return numbers[:found].tolist(), *(scores[n * limit : n * limit + found].tolist() for n in range(3))  # type: ignore[return-value]

    def prepare(self, check: Callable[[int], object], read: ReadRun) -> None:
        """Mark the longest runs, each checked before, as far as memory allows.

        Otherwise a run is marked when it is first searched.
        """
        lengths = np.diff(self._data.sentences.offsets)
        for number in (-lengths).argsort(kind="stable").tolist():
            check(number)
            if self._table().marks.row_of(number, int(lengths[number]), read) < 0:
                return

    def _table(self) -> "_Table":
        key = ("mark table", self._serial)
        return self._memory.get_or_make(key, self._make_table, lambda made: made.marks.nbytes + ENTRY)

    def _make_table(self) -> "_Table":
        postings, fix = self._data.sentences, self._program.fix
        long = int((np.diff(postings.offsets) * DENSE >= postings.size).sum())
        marks = MarkTable(postings.size, self._data.paragraphs.size, long, self._memory.limit // AHEAD)
        columns = fix(marks.words), fix(marks.before), fix(marks.paragraph_words), fix(marks.paragraph_before)
        return _Table(marks, columns)

    def _take_window(self) -> _Window:
        try:
            return self._windows.pop()
        except IndexError:
            size, place = self._size, self._program.place
            sums = array("d", bytes(8 * size)), array("d", bytes(8 * size)), array("Q", bytes(8 * (size // 64 + 2)))
            return _Window(sums, tuple(place(each) for each in sums))


class _Table(NamedTuple):
    """Marks, and what the program takes for them."""

    marks: MarkTable
    fixed: tuple[Any, ...]


def first_sentences(data: Compiled) -> np.ndarray:
    """Return the number of the first sentence of each paragraph, and that after the last: int32 [paragraphs + 1]."""
    held = np.bincount(data.paragraph_of, minlength=data.paragraphs.size)
    first = np.zeros(data.paragraphs.size + 1, np.int32)
    held.cumsum(out=first[1:])
    return first


def pad(table: np.ndarray) -> np.ndarray:
    """Lengthen a table to a power of two, so that a code that is masked stays inside: float64."""
    padded = np.zeros(1 << max(len(table) - 1, 0).bit_length())
    padded[: len(table)] = table
    return padded
