"""The terms of readings of several processes, each of which numbers them in its own way, under one vocabulary."""

from dataclasses import replace

import numpy as np

from service.index.news import FileReading
from service.index.strings import look_up
from service.index.vocabulary import FirstNumbers


class SharedTerms:
    """Numbers the terms of all readings as they come, until all are known and can be sorted."""

    def __init__(self) -> None:
        self._first = FirstNumbers()
        # For each numbering of a process, the number here of each of its numbers.
        self._numbers: dict[str, np.ndarray] = {}

    def take(self, reading: FileReading) -> FileReading:
        """Return a reading with its tokens by the numbers here; those of a process come in order."""
        if reading.terms is None:
            return reading
        numbering, before, terms = reading.terms
        known = self._numbers.get(numbering, np.zeros(0, dtype=np.int32))
        assert len(known) == before
        self._numbers[numbering] = numbers = np.append(known, self._first.number(terms))
        return _with_tokens(reading, numbers)

    def sort(self, readings: list[FileReading]) -> None:
        """Put all readings that were taken under one vocabulary."""
        vocabulary, order = self._first.sort()
        for place, reading in enumerate(readings):
            if reading.terms is not None:
                segment = replace(reading.segment, vocabulary=vocabulary)
                readings[place] = _with_tokens(replace(reading, segment=segment, terms=None), order)


def _with_tokens(reading: FileReading, numbers: np.ndarray) -> FileReading:
    """Return a reading with other numbers for its tokens."""
    tokens = replace(reading.segment.tokens, values=look_up(numbers, reading.segment.tokens.values))
    return replace(reading, segment=replace(reading.segment, tokens=tokens))
