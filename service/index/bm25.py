"""BM25 with the formula of rank_bm25: its quirks corrected, and fed with counts instead of texts."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Okapi


class PositiveBM25(BM25Okapi):
    """Okapi BM25 in which a matching term always scores above 0.

    rank_bm25 gives a term that half of the texts hold an idf of 0, and raises that of more frequent ones to a quarter of the
    average, so that they outweigh rarer terms. Here, idf is log(1 + (N - n + 0.5) / (n + 0.5)) as in Lucene, which decreases
    with n and is always positive. The corpus must not be empty: rank_bm25 would divide by zero.
    """

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        for term, count in nd.items():
            self.idf[term] = inverse_frequency(count, self.corpus_size)


class CountedBM25(PositiveBM25):
    """The same for counts instead of texts: the score of one term in a text, given its count and the text's length.

    rank_bm25 keeps a dictionary a text, 0.8 GB for a million sentences, though there are few distinct pairs of (count of
    the term, length of the text). Here, each pair is entered as one text, so that rank_bm25's own formula weighs it.
    """

    _TERM = "term"

    def __init__(
        self, counts: Sequence[int], lengths: Sequence[int], average_length: float, k1: float, b: float
    ) -> None:
        self.k1, self.b = k1, b
        self.corpus_size = len(counts)
        self.avgdl = average_length
        self.doc_freqs = [{self._TERM: count} for count in counts]
        self.doc_len = list(lengths)
        self.idf = {self._TERM: 1.0}

    def impacts(self) -> np.ndarray:
        """Return the weight of each pair before idf: float64 [pairs]."""
        return self.get_scores([self._TERM]) if self.corpus_size else np.zeros(0)


def inverse_frequency(count: int, size: int) -> float:
    """Return the idf of a term that `count` of `size` texts hold."""
    return math.log(1 + (size - count + 0.5) / (count + 0.5))
