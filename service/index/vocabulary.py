"""The terms of a collection in order, numbered; looked up by binary search, so that they can stay on disk."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

_ENCODING = ("utf-8", "surrogatepass")


class Vocabulary(Sequence[str]):
    """Distinct terms in the order of their UTF-8 bytes; a term's number is its place in that order.

    `blob` holds the terms' bytes one after the other (uint8), `offsets` where each begins (int64, one more
    than terms).
    """

    def __init__(self, blob: np.ndarray, offsets: np.ndarray) -> None:
        self.blob = blob
        self.offsets = offsets
        self._bytes = blob.data

    @classmethod
    def of(cls, terms: Iterable[str]) -> "Vocabulary":
        """Build a vocabulary of these terms, in any order, each at least once."""
        encoded = sorted({term.encode(*_ENCODING) for term in terms})
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(term) for term in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number):  # type: ignore[no-untyped-def]  # no slices
        return self._at(number).decode(*_ENCODING)

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self.find(term) is not None

    def find(self, term: str) -> int | None:
        """Give the term's number, or None where the collection does not hold it."""
        wanted = term.encode(*_ENCODING)
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._at(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self._at(low) == wanted else None

    def _at(self, number: int) -> bytes:
        return bytes(self._bytes[self.offsets[number] : self.offsets[number + 1]])
