"""The frequencies of common words, those that have a vector: stored together, and kept by every service.

Most terms of most questions are among them, and so are all that are like these in meaning.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from service.english.word_vectors import read_table
from service.index.cluster.paragraph_hits import Frequency
from service.index.kin import KinFinder

NOWHERE = Frequency(0, 0)
_PLACE_BYTES = 110  # of a term in the dictionary: sys.getsizeof, and the number


class CommonTerms:
    """The terms of a collection that have a vector, in how many sentences and paragraphs each is, and their kin. Immutable."""

    def __init__(self, terms: Sequence[str], held: Sequence[int], around: Sequence[int]) -> None:
        self.kin = KinFinder(terms)
        self._places = {term: place for place, term in enumerate(terms)}
        self._counts = np.array([held, around], dtype=np.int64)

    @property
    def nbytes(self) -> int:
        return self.kin.nbytes + self._counts.nbytes + _PLACE_BYTES * len(self._places)

    def find(self, term: str) -> Frequency | None:
        """Return in how many sentences and paragraphs a term is, None for one without a vector."""
        place = self._places.get(term)
        if place is not None:
            return Frequency(*self._counts[:, place].tolist())
        return NOWHERE if term in read_table().rows else None


def choose_common(
    terms: Sequence[str], held: Mapping[str, int], around: Mapping[str, int]
) -> dict[str, list[str] | list[int]]:
    """Choose from the terms of a collection what `CommonTerms` is made of."""
    rows = read_table().rows
    chosen = [term for term in terms if term in rows]
    return {"terms": chosen, "held": [held[term] for term in chosen], "around": [around[term] for term in chosen]}
