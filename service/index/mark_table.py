"""The marks of long runs, in one table that compiled code can read: see places.py, which has them for numpy."""

from collections.abc import Callable
from itertools import count

import numpy as np

from service.index.places import DENSE, Marks

# Returns the run of a term's number: the sentences that hold it, and their paragraphs.
ReadRun = Callable[[int], tuple[np.ndarray, np.ndarray]]


class MarkTable:
    """Marks of the longest runs, in rows that are filled when a run is first asked for.

    Safe to use from many threads without a lock: two that ask for the same run at once both fill a row for it.
    """

    def __init__(self, sentences: int, paragraphs: int, runs: int, space: int) -> None:
        """Make a table for collections of this size, of at most `runs` rows or `space` bytes."""
        self._sentences, self._paragraphs = sentences, paragraphs
        self.widths = -(-sentences // 64), -(-paragraphs // 64)
        size = 12 * sum(self.widths)
        self._rows = max(0, min(runs, space // max(size, 1)))
        self.nbytes = size * self._rows
        self.words, self.paragraph_words = (np.zeros((self._rows, width), np.uint64) for width in self.widths)
        self.before, self.paragraph_before = (np.zeros((self._rows, width), np.int32) for width in self.widths)
        self._row_of: dict[int, int] = {}
        self._free = count()

    def row_of(self, term: int, postings: int, read: ReadRun) -> int:
        """Return the row of a term that so many sentences hold; -1 if it has none, as its run is short or all are taken."""
        row = self._row_of.get(term, -1)
        if row >= 0 or postings * DENSE < self._sentences or len(self._row_of) >= self._rows:
            return row
        row = next(self._free)
        if row >= self._rows:
            return -1
        sentences, paragraphs = read(term)
        self.words[row], self.before[row] = Marks(sentences, self._sentences).columns
        self.paragraph_words[row], self.paragraph_before[row] = Marks(paragraphs, self._paragraphs).columns
        self._row_of[term] = row  # from now on, others read it
        return row
