"""The terms of sentences, each by its number: what stands between white space is analysed once."""

from collections.abc import Iterator
from itertools import chain, compress

import numpy as np

from service.english.tokens import analyse, extract_terms, is_piecemeal
from service.index.strings import look_up
from service.index.vocabulary import Vocabulary

_MOST = 1 << 18  # pieces of text kept: some 50 MB
_ENDS = '.,;:!?)"'
_LONGEST = 40  # characters of a piece that is kept


class CountedWords(dict[str, tuple[int, ...]]):
    """Maps what stands between white space to the numbers of its terms, which are numbered as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}

    def __missing__(self, piece: str) -> tuple[int, ...]:
        word = piece.rstrip(_ENDS)
        if word.isascii() and word.isalpha():  # as most are, so that it is the only word there
            numbers = self[word] if len(word) < len(piece) else self._analyse(word)
        else:
            numbers = tuple(map(self._number, extract_terms(piece)))
        if len(piece) <= _LONGEST:
            self[piece] = numbers
        return numbers

    def read(self, text: str) -> Iterator[int]:
        """Return the numbers of a text's terms in order; stop words have none."""
        if is_piecemeal(text):
            return chain.from_iterable(map(self.__getitem__, text.split()))
        return map(self._number, extract_terms(text))

    def sort(self, tokens: np.ndarray) -> tuple[Vocabulary, np.ndarray]:
        """Return the vocabulary of tokens that were read, and the tokens by their numbers there: int32.

        What was kept is let go if it is too much, so that no number from before may be used after it.
        """
        used = np.zeros(len(self._numbers), dtype=bool)
        used[tokens] = True
        terms = list(compress(self._numbers, used.tolist()))
        vocabulary = Vocabulary.of(terms)
        order = np.zeros(len(used), dtype=np.int32)
        order[[self._numbers[term] for term in vocabulary]] = np.arange(len(vocabulary), dtype=np.int32)
        if len(self) > _MOST:
            self.clear()
            self._numbers.clear()
        return vocabulary, look_up(order, tokens)

    def _analyse(self, word: str) -> tuple[int, ...]:
        _, term, stop = analyse(word)
        return () if stop else (self._number(term),)

    def _number(self, term: str) -> int:
        return self._numbers.setdefault(term, len(self._numbers))
