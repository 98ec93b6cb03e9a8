"""The terms of a collection, in order and numbered; looked up in their bytes, so that they can stay on disk."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

_ENCODING = ("utf-8", "surrogatepass")
_STEP = 128  # every so many terms, one is decoded in advance


class Vocabulary(Sequence[str]):
    """Distinct terms in the order of their UTF-8 bytes; the number of a term is its position.

    `blob` (uint8) holds the bytes of the terms with a line feed before and after each, which no term contains; `offsets`
    (int64 [terms + 1]) are where each begins.
    """

    def __init__(self, blob: np.ndarray, offsets: np.ndarray) -> None:
        self.blob = blob
        self.offsets = offsets
        self._bytes = blob.data
        self._signposts = [self._at(number) for number in range(0, len(self), _STEP)]

    @classmethod
    def of(cls, terms: Iterable[str]) -> "Vocabulary":
        """Build a vocabulary of terms in any order, possibly repeated."""
        ordered = sorted(set(terms))  # by code point, which is also the order of the bytes
        blob = np.frombuffer("\n".join(["", *ordered, ""]).encode(*_ENCODING), dtype=np.uint8)
        return cls(blob, (blob == ord("\n")).nonzero()[0] + 1)

    def spliced(self, kept: np.ndarray, more: Iterable[str]) -> "Vocabulary":
        """Build a vocabulary of the terms marked in `kept` (boolean [terms]) and of `more`, by moving bytes.

        `more` should be few, and none of them may be among the kept.
        """
        ends = kept.cumsum()
        lengths = np.diff(self.offsets)
        added = sorted({term.encode(*_ENCODING) for term in more})
        ranks = [self._rank(term) for term in added]
        places = [int(ends[rank - 1]) if rank else 0 for rank in ranks]
        offsets = np.ones(int(kept.sum()) + len(added) + 1, dtype=np.int64)
        offsets[1:] += np.insert(lengths[kept], places, [len(term) + 1 for term in added]).cumsum()
        blob = self.blob[1:][kept.repeat(lengths)]
        before = np.append(0, lengths[kept].cumsum())[places]
        pieces = [b"\n"]
        for term, start, end in zip(added, np.append(0, before)[:-1], before, strict=True):
            pieces += [blob[start:end].tobytes(), term + b"\n"]
        pieces.append(blob[before[-1] if added else 0 :].tobytes())
        return Vocabulary(np.frombuffer(b"".join(pieces), dtype=np.uint8), offsets)

    def __reduce__(self) -> tuple[type["Vocabulary"], tuple[np.ndarray, np.ndarray]]:
        return Vocabulary, (self.blob, self.offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number):  # type: ignore[no-untyped-def]  # no slices
        return self._at(number).decode(*_ENCODING)

    def __iter__(self) -> Iterator[str]:
        return iter(self.text.split("\n")[1:-1])

    @property
    def text(self) -> str:
        """All terms in order, with a line feed before and after each."""
        return self.blob.tobytes().decode(*_ENCODING)

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self.find(term) is not None

    def find(self, term: str) -> int | None:
        """Return the number of a term, or None if there is no such term."""
        wanted = term.encode(*_ENCODING)
        first = (bisect_right(self._signposts, wanted) - 1) * _STEP
        if first < 0:
            return None
        last = min(first + _STEP, len(self))
        block = bytes(self._bytes[int(self.offsets[first]) - 1 : int(self.offsets[last])])
        place = block.find(b"\n%b\n" % wanted)
        return None if place < 0 else first + block.count(b"\n", 0, place)

    def number(self, term: str) -> int:
        """Return the number of a term. Raises KeyError if there is no such term."""
        found = self.find(term)
        if found is None:
            raise KeyError(term)
        return found

    def _rank(self, wanted: bytes) -> int:
        """Return the number of terms before an encoded one."""
        return bisect_left(range(len(self)), wanted, key=self._at)

    def _at(self, number: int) -> bytes:
        return bytes(self._bytes[self.offsets[number] : self.offsets[number + 1] - 1])


class FirstNumbers(dict[str, int]):
    """Numbers terms in the order in which they first come, until all are known and can be sorted."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number

    def number(self, terms: Sequence[str]) -> np.ndarray:
        """Return the numbers of terms: int32."""
        return np.fromiter(map(self.__getitem__, terms), dtype=np.int32, count=len(terms))

    def sort(self) -> tuple[Vocabulary, np.ndarray]:
        """Return the vocabulary of all terms so far, and the number that each of their numbers has there: int32."""
        vocabulary = Vocabulary.of(self)
        order = np.empty(len(self), dtype=np.int32)
        order[[self[term] for term in vocabulary]] = np.arange(len(self), dtype=np.int32)
        return vocabulary, order
