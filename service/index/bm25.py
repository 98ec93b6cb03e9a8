"""BM25 as rank_bm25 has it, its quirks met here, and fed with counts where a collection is large."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Okapi


class PositiveBM25(BM25Okapi):
    """Okapi BM25 in which a matching term always counts for something.

    rank_bm25 gives a term found in exactly half the texts an idf of 0 and lifts one found in more than half
    to a quarter of the average idf, so that it outweighs rarer ones. Here idf is log(1 + (N - n + 0.5) / (n +
    0.5)), as Lucene has it: falling with n, never zero or less. An empty corpus, where rank_bm25 divides by
    zero, is not to be handed to it.
    """

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        for term, count in nd.items():
            self.idf[term] = inverse_frequency(count, self.corpus_size)


class CountedBM25(PositiveBM25):
    """The same, fed with counts instead of texts: what one term adds to a text that holds it so often and is
    so long.

    rank_bm25 keeps a dictionary a text, 0.8 GB for a million sentences, though only few pairs of (term's
    count, text's length) differ. Each pair is entered here as one text, so that the formula that weighs it is
    rank_bm25's own.
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
        """Give each pair's weight before idf, a float64 array."""
        return self.get_scores([self._TERM]) if self.corpus_size else np.zeros(0)


def inverse_frequency(count: int, size: int) -> float:
    """Give the idf of a term that `count` of `size` texts hold."""
    return math.log(1 + (size - count + 0.5) / (count + 0.5))
