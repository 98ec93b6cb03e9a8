"""The terms of sentences, each by its number: what stands between white space is analysed once."""

import secrets
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from service.english.tokens import analyse, extract_terms, is_piecemeal
from service.index.vocabulary import FirstNumbers, Vocabulary

_MOST = 1 << 18  # pieces of text kept: some 50 MB
_ENDS = '.,;:!?)"'
_LONGEST = 40  # characters of a piece that is kept


class NewTerms(NamedTuple):
    """Terms that were met for the first time, in the order of their numbers, the first of which is `before`.

    `numbering` tells in which numbering: there is another in each process, and after words were let go.
    """

    numbering: str
    before: int
    terms: tuple[str, ...]


class CountedWords(dict[str, tuple[int, ...]]):
    """Maps what stands between white space to the numbers of its terms, which are numbered as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._begin()

    def _begin(self) -> None:
        self.clear()
        self._numbers = FirstNumbers()
        self._numbering, self._told = secrets.token_hex(8), 0

    def __missing__(self, piece: str) -> tuple[int, ...]:
        word = piece.rstrip(_ENDS)
        if word.isascii() and word.isalpha():  # as most are, so that it is the only word there
            numbers = self[word] if len(word) < len(piece) else self._analyse(word)
        else:
            numbers = tuple(map(self._numbers.__getitem__, extract_terms(piece)))
        if len(piece) <= _LONGEST:
            self[piece] = numbers
        return numbers

    def read(self, text: str) -> Iterator[int]:
        """Return the numbers of a text's terms in order; stop words have none."""
        if is_piecemeal(text):
            return chain.from_iterable(map(self.__getitem__, text.split()))
        return map(self._numbers.__getitem__, extract_terms(text))

    def sort(self, tokens: np.ndarray) -> tuple[Vocabulary, np.ndarray]:
        """Return the vocabulary of all that was read, and the tokens by their numbers there: int32."""
        vocabulary, order = self._numbers.sort()
        return vocabulary, order[tokens]

    def tell(self) -> NewTerms:
        """Return the terms that are new since the last time. What was kept is let go if it is too much."""
        told = NewTerms(self._numbering, self._told, tuple(islice(self._numbers, self._told, None)))
        self._told = len(self._numbers)
        if len(self) > _MOST:
            self._begin()
        return told

    def _analyse(self, word: str) -> tuple[int, ...]:
        _, term, stop = analyse(word)
        return () if stop else (self._numbers[term],)
