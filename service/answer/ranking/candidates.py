"""The candidates of a question: searched, analysed and ranked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from service.answer.ranking.capitals import restore_capitals
from service.answer.ranking.evidence import Candidate, Evidence, gather_evidence
from service.answer.ranking.features import compute_features
from service.answer.ranking.model import Model
from service.answer.ranking.nearness import add_neighbours, find_cited, measure_leaning, raise_odds
from service.answer.ranking.term_weights import query_weights, weigh_terms
from service.index.embedded import Hit, Index
from service.query.question import Question

CANDIDATES, SURE = 30, 10  # sentences taken from the search: at most, and regardless of their scores
LEAST = 0.35  # share of the best score that the others need


@dataclass(frozen=True)
class Ranked:
    """The ranked candidates of a question, with the probability that the best one answers.

    `order` lists candidate numbers, best first; `scores` is indexed by candidate number.
    """

    evidence: Evidence
    order: Sequence[int]  # candidate numbers, best first
    scores: np.ndarray
    confidence: float

    @property
    def speaks(self) -> bool:
        """Whether the best candidate may answer at all: boilerplate never does."""
        return self.candidates[0].sentence.kind != "boilerplate"

    @property
    def candidates(self) -> list[Candidate]:
        return [self.evidence.candidates[number] for number in self.order]


def find_candidates(
    question: Question, index: Index, weights: np.ndarray, documents: Collection[int] | None = None
) -> list[Hit]:
    """Search for the sentences that may answer, best first; `weights` [terms] are those of the question's terms.

    After the first `SURE`, hits that score less than `LEAST` of the best one are dropped, as they hardly ever answer.
    """
    hits = index.search(query_weights(question, index, weights), CANDIDATES, documents)
    return [hit for n, hit in enumerate(hits) if n < SURE or hit.score >= LEAST * hits[0].score]


def rank_candidates(
    question: Question, index: Index, model: Model, documents: Collection[int] | None = None
) -> Ranked | None:
    """Search, analyse and rank the candidates; None if no sentence holds a term of the question.

    Boilerplate is ranked last whatever its score.
    """
    weights = weigh_terms(question, index, model.common)
    hits = find_candidates(question, index, weights, documents)
    if not hits:
        return None
    question = restore_capitals(question, index, hits)
    cited = find_cited(question, index)
    evidence = gather_evidence(question, index, add_neighbours(hits, cited, index, documents), weights)
    features = compute_features(evidence)
    lean = measure_leaning(evidence, cited)
    scores = model.score(features) + lean.score
    boilerplate = np.array([c.sentence.kind == "boilerplate" for c in evidence.candidates])
    order = np.lexsort((-scores, boilerplate))
    if boilerplate.all():
        return Ranked(evidence, order.tolist(), scores, 0.0)
    kept = ~boilerplate
    best = int(order[0])
    confidence = model.estimate(features[kept], scores[kept], evidence.alike(best)[kept], len(index.corpus))
    return Ranked(evidence, order.tolist(), scores, raise_odds(confidence, float(lean.odds[best])))
