"""Find the terms of a collection whose meaning is like that of a given one, by their vectors."""

from collections.abc import Iterable
from itertools import compress
from typing import NamedTuple

import numpy as np

from service.english.word_vectors import read_table, unit_vectors

MOST, LEAST = 8, 0.3  # kin of a term, and their cosine: among unrelated words, one in a hundred pairs has more
_TERM_BYTES = 112  # a string and a number with their places in lists: sys.getsizeof


class Kin(NamedTuple):
    """A term that is like another in meaning: its number in the vocabulary, and the cosine of their vectors."""

    term: str
    number: int
    cosine: float


class KinFinder:
    """The terms of one collection that have a vector. Immutable."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        rows = read_table().rows
        terms = list(vocabulary)
        known = list(map(rows.__contains__, terms))
        self._terms, self._numbers = list(compress(terms, known)), np.flatnonzero(known).tolist()
        # [DIMENSIONS x terms]: a product from this side takes half as long.
        self._vectors = np.ascontiguousarray(unit_vectors([rows[term] for term in self._terms]).T)

    @property
    def nbytes(self) -> int:
        """The bytes that it takes: some 500 a term, 20 MB for a collection that has the whole vocabulary."""
        return int(self._vectors.nbytes) + _TERM_BYTES * len(self._terms)

    def find(self, term: str) -> tuple[Kin, ...]:
        """Return the terms most like one, closest first; none for a term without a vector."""
        row = read_table().rows.get(term)
        if row is None or not self._terms:
            return ()
        # Rounded, so that no order hangs on the last bits, which differ from processor to processor.
        cosines = (unit_vectors([row])[0] @ self._vectors).round(4)
        near = np.flatnonzero(cosines >= LEAST)
        order = near[np.lexsort((near, -cosines[near]))][: MOST + 1].tolist()
        found = (Kin(self._terms[place], self._numbers[place], round(float(cosines[place]), 4)) for place in order)
        return tuple(one for one in found if one.term != term)[:MOST]
