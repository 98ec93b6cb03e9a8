"""A term of the collection, as searching needs it: its runs of postings, and how much it tells."""

from typing import NamedTuple

import numpy as np

from service.index.bm25 import inverse_frequency
from service.index.compiled import Compiled
from service.index.postings import Postings


class Term(NamedTuple):
    """A term of the collection: its number, and its run of postings and idf among sentences and among paragraphs.

    `own_most` and `lent_most` are the highest impacts of these postings.
    """

    number: int
    sentences: slice
    paragraphs: slice
    own_most: float
    lent_most: float
    idf: float
    paragraph_idf: float


class QueryTerm(NamedTuple):
    """A term of a query, as in `Term`, with its weight times idf among sentences and among paragraphs."""

    number: int
    sentences: slice
    paragraphs: slice
    own_most: float
    lent_most: float
    sentence: float
    paragraph: float


def read_term(data: Compiled, own: np.ndarray, lent: np.ndarray, number: int) -> Term | None:
    """Read the term of a number; None if no sentence holds it. `own` and `lent` are the impacts of codes (see postings.py)."""
    sentences, paragraphs = run_of(data.sentences, number), run_of(data.paragraphs, number)
    if sentences.start == sentences.stop:
        return None
    return Term(
        number,
        sentences,
        paragraphs,
        float(own[data.sentences.best[number]]),
        float(lent[data.paragraphs.best[number]]),
        inverse_frequency(sentences.stop - sentences.start, data.sentences.size),
        inverse_frequency(paragraphs.stop - paragraphs.start, data.paragraphs.size),
    )


def run_of(postings: Postings, term: int) -> slice:
    """Return where the postings of a term stand, which is given by its number."""
    return slice(int(postings.offsets[term]), int(postings.offsets[term + 1]))
