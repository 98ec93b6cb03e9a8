"""The weight of each term of a question: its idf, smoothed by how common the word is in English.

In a small collection, a word like "use" may occur in no sentence, and by idf alone it would be the rarest of all. The counts
are therefore those of the collection plus `PRIOR_SENTENCES` notional sentences, in which words are as frequent as in the texts
that the weights were fitted on (a Bayesian prior on document frequency). In a large collection the prior has no effect.
"""

import math
from collections.abc import Mapping

import numpy as np

from service.index.interface import Index
from service.query.question import Question

PRIOR_SENTENCES = 2000
KIN, UNRELATED = (
    0.8,
    0.2,
)  # what a word of the same meaning would weigh beside the term; the cosine from which any counts


def weigh_terms(question: Question, index: Index, common: Mapping[str, float]) -> np.ndarray:
    """Weigh the terms of a question: an array [terms]. `common` maps common terms to the share of sentences with them."""
    terms, size = question.terms, len(index.corpus)
    weighed = zip(terms, index.idfs(terms), strict=True)
    return np.array([_weigh(idf, size, common.get(term, 0.0)) * question.weights[term] for term, idf in weighed])


def query_weights(question: Question, index: Index, weights: np.ndarray) -> dict[str, float]:
    """Convert the weights of a question's terms to query weights, which the index multiplies by its own idf."""
    terms = question.terms
    return {term: weight / idf for term, weight, idf in zip(terms, weights.tolist(), index.idfs(terms), strict=True)}


def kin_weights(question: Question, index: Index, weights: np.ndarray) -> dict[str, float]:
    """Return the query weights of the words of the collection that are most like a question's terms in meaning.

    Names and numbers have no kin, and a word that is like several terms counts for the one it is most like.
    """
    common = {
        term: weight
        for term, weight in zip(question.terms, weights.tolist(), strict=True)
        if term not in question.names and term not in question.numbers
    }
    worth: dict[str, float] = {}
    for weight, found in zip(common.values(), index.kin(common), strict=True):
        for kin, cosine, idf in found:
            if kin not in question.terms:
                share = KIN * (cosine - UNRELATED) / (1 - UNRELATED)
                worth[kin] = max(worth.get(kin, 0.0), share * weight / idf)
    return worth


def _weigh(idf: float, size: int, common: float) -> float:
    holding = (size + 1) / math.exp(idf) - 0.5  # the index's idf is log((size + 1) / (holding + 0.5))
    expected = common * PRIOR_SENTENCES
    return math.log((size + PRIOR_SENTENCES + 1) / (max(holding, 0.0) + expected + 0.5))
