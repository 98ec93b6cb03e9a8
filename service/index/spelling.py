"""Find the term that a misspelt one was meant to be."""

from collections.abc import Sequence

import numpy as np

_POPCOUNT = np.array([bin(number).count("1") for number in range(1 << 16)], dtype=np.uint8)


def edits_allowed(length: int) -> int:
    """Give how many edits a term of this length may be away: none below 4 letters, one below 8, else two."""
    return 0 if length < 4 else 1 if length < 8 else 2


class Speller:
    """The terms of a vocabulary, laid out so that all can be compared with one at once.

    `frequencies` tells how many sentences hold each term.
    """

    def __init__(self, terms: Sequence[str], frequencies: np.ndarray) -> None:
        self._terms = terms
        self._frequencies = frequencies
        listed = list(terms)
        self._letters = _code_points("".join(listed))
        self._lengths = np.array([len(term) for term in listed], dtype=np.int32)
        self._starts = np.cumsum(self._lengths, dtype=np.int64) - self._lengths
        marks = np.uint64(1) << (self._letters & 63).astype(np.uint64)
        self._signatures = np.bitwise_or.reduceat(marks, self._starts) if listed else np.zeros(0, dtype=np.uint64)

    def closest(self, term: str) -> str | None:
        """Give the term nearest to a word's, or None where none is near enough or two are equally so.

        Nearness is the number of edits (a letter left out, added, changed, or two neighbours exchanged: the
        optimal string alignment of Damerau 1964). Among equally near ones the same first letter is preferred,
        then the term that more sentences hold. Terms with digits are never taken for another, nor another for
        them.
        """
        if not term.isalpha():
            return None
        for edits in range(1, edits_allowed(len(term)) + 1):
            near = self._alike(term, edits)
            reached = near[self._distances(term, near) <= edits]
            ranked = sorted(filter(None, (self._rank(term, number) for number in reached.tolist())))
            if ranked:
                return None if len(ranked) > 1 and ranked[0][:2] == ranked[1][:2] else ranked[0][2]
        return None

    def _rank(self, term: str, number: int) -> tuple[bool, int, str] | None:
        found = self._terms[number]
        return (found[0] != term[0], -int(self._frequencies[number]), found) if found.isalpha() else None

    def _alike(self, term: str, allowed: int) -> np.ndarray:
        """Number the terms that few enough edits could reach, by length and by which letters they hold.

        One edit changes at most two letters' presence.
        """
        signature = np.bitwise_or.reduce(np.uint64(1) << (_code_points(term) & 63).astype(np.uint64))
        near = np.flatnonzero(np.abs(self._lengths - len(term)) <= allowed)
        return near[_count_bits(self._signatures[near] ^ signature) <= 2 * allowed]

    def _distances(self, term: str, numbers: np.ndarray) -> np.ndarray:
        """Count the edits between the term and each of these: the usual table, filled for all of them at
        once.
        """
        if not len(numbers):
            return np.zeros(0, dtype=np.int16)
        lengths = self._lengths[numbers]
        width = int(lengths.max())
        columns = np.minimum(np.arange(width), lengths[:, None] - 1)
        others = self._letters[self._starts[numbers][:, None] + columns].T
        word = _code_points(term)
        rows = [np.repeat(np.arange(width + 1, dtype=np.int16)[:, None], len(numbers), axis=1)]
        for i in range(1, len(word) + 1):
            row = np.empty_like(rows[0])
            row[0] = i
            for j in range(1, width + 1):
                row[j] = np.minimum(rows[-1][j], row[j - 1]) + 1
                np.minimum(row[j], rows[-1][j - 1] + (others[j - 1] != word[i - 1]), out=row[j])
                if i > 1 and j > 1:
                    exchanged = (others[j - 1] == word[i - 2]) & (others[j - 2] == word[i - 1])
                    row[j] = np.where(exchanged, np.minimum(row[j], rows[-2][j - 2] + 1), row[j])
            rows.append(row)
        return rows[-1][lengths, np.arange(len(numbers))]


def _count_bits(values: np.ndarray) -> np.ndarray:
    """Count the bits set in each uint64."""
    if hasattr(np, "bitwise_count"):  # from numpy 2.0
        counted: np.ndarray = np.bitwise_count(values)
        return counted
    return _POPCOUNT[values.view(np.uint16)].reshape(-1, 4).sum(axis=1)


def _code_points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
