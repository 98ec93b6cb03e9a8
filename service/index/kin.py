"""Find the terms of a collection whose meaning is like that of a given one, by their vectors."""

from collections.abc import Iterable

import numpy as np

from service.english.word_vectors import read_table, unit_vectors

MOST, LEAST = 8, 0.3  # kin of a term, and their cosine: among unrelated words, one in a hundred pairs has more
_TERM_BYTES = 72  # a string with its place in the list: sys.getsizeof
Kin = tuple[tuple[str, float], ...]


class KinFinder:
    """The terms of one collection that have a vector. Immutable."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        rows = read_table().rows
        self._terms = [term for term in vocabulary if term in rows]
        self._vectors = unit_vectors([rows[term] for term in self._terms])

    @property
    def nbytes(self) -> int:
        """The bytes that it takes: some 500 a term, 20 MB for a collection that has the whole vocabulary."""
        return int(self._vectors.nbytes) + _TERM_BYTES * len(self._terms)

    def find(self, term: str) -> Kin:
        """Return the terms most like one, each with its cosine, closest first; none for a term without a vector."""
        row = read_table().rows.get(term)
        if row is None or not self._terms:
            return ()
        # Rounded, so that no order hangs on the last bits, which differ from processor to processor.
        cosines = (self._vectors @ unit_vectors([row])[0]).round(4)
        near = np.flatnonzero(cosines >= LEAST)
        order = near[np.lexsort((near, -cosines[near]))][: MOST + 1].tolist()
        found = ((self._terms[place], round(float(cosines[place]), 4)) for place in order)
        return tuple(pair for pair in found if pair[0] != term)[:MOST]
