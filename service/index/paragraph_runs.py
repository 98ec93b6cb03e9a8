"""The postings of a term among paragraphs, made of those among sentences."""

from typing import NamedTuple

import numpy as np

from service.index.compiled import Compiled
from service.index.postings import unpack


class ParagraphRun(NamedTuple):
    """The paragraphs that hold a term: ascending `numbers` (int32).

    The sentence postings of the i-th are [first[i], first[i + 1]) of the term's own; `least` is the least of their codes.
    """

    numbers: np.ndarray
    first: np.ndarray
    least: np.ndarray

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self.first.nbytes + self.least.nbytes


def read_paragraph_run(data: Compiled, run: slice) -> ParagraphRun:
    """Group a term's run of sentence postings, which is not empty, by paragraph."""
    numbers, codes = data.sentences.numbers[run], data.sentences.codes[run]
    first = unpack(data.paragraphs.starts, run).nonzero()[0].astype(np.int32)
    after = np.append(first, np.int32(len(numbers)))
    if len(first) == len(numbers):
        return ParagraphRun(data.paragraph_of.take(numbers), after, codes)
    return ParagraphRun(data.paragraph_of.take(numbers.take(first)), after, np.minimum.reduceat(codes, first))


def paragraph_numbers(data: Compiled) -> np.ndarray:
    """Return the paragraph of each posting among paragraphs, for all terms: int32 [postings]."""
    return data.paragraph_of.take(data.sentences.numbers[all_starts(data)])


def all_starts(data: Compiled) -> np.ndarray:
    """Return whether another paragraph begins at each sentence posting: boolean [postings]."""
    return unpack(data.paragraphs.starts, slice(0, len(data.sentences.codes)))
