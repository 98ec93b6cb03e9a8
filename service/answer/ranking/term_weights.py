"""How much each term of a question weighs: its idf, with what English at large says of common words.

In a small collection a word like "use" may stand in no sentence, and idf alone would take it for the rarest of all. So the
counts are those of the collection and of a notional one beside it, in which words are as frequent as in the texts that the weights
were fitted on (a Bayesian prior on document frequency). In a large collection the prior fades.
"""

import math
from collections.abc import Mapping

import numpy as np

from service.index.embedded import Index
from service.query.question import Question

PRIOR_SENTENCES = 2000


def weigh_terms(question: Question, index: Index, common: Mapping[str, float]) -> np.ndarray:
    """Weigh a question's terms: an array [terms]. `common` gives the share of sentences that hold a common term."""
    return np.array([_weigh(term, index, common) * question.weights[term] for term in question.terms])


def query_weights(question: Question, index: Index, weights: np.ndarray) -> dict[str, float]:
    """Turn the weights of a question's terms into those of a search, where the index multiplies by its own idf."""
    return {term: weight / index.idf(term) for term, weight in zip(question.terms, weights.tolist(), strict=True)}


def _weigh(term: str, index: Index, common: Mapping[str, float]) -> float:
    size = len(index.corpus)
    holding = (size + 1) / math.exp(index.idf(term)) - 0.5  # the index's idf is log((size + 1) / (holding + 0.5))
    expected = common.get(term, 0.0) * PRIOR_SENTENCES
    return math.log((size + PRIOR_SENTENCES + 1) / (max(holding, 0.0) + expected + 0.5))
