"""The candidates of a question: searched, analysed and ranked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from service.answer.ranking.capitals import restore_capitals
from service.answer.ranking.evidence import Candidate, Evidence, gather_evidence
from service.answer.ranking.features import NAMES, compute_features
from service.answer.ranking.label_search import find_labelled
from service.answer.ranking.model import Model
from service.answer.ranking.nearness import add_neighbours, find_cited, measure_leaning, raise_odds
from service.answer.ranking.shortlist import choose_hits
from service.answer.ranking.term_weights import kin_weights, query_weights, weigh_terms
from service.index.interface import Hit, Index
from service.index.near_duplicates import without_copies
from service.query.asking_words import HEAVY
from service.query.question import Question

CANDIDATES, SURE = 30, 10  # sentences taken from the search: at most, and regardless of their scores
FURTHER = 150  # where copies of a document take the places of others
TOP = 3  # hits: if one holds all the terms that tell, words of like meaning are not searched for
MEANT = 15  # sentences taken from the search for words of like meaning
_NOTHING_NEW, _TYPE_MISSING = NAMES.index("says_nothing_new"), NAMES.index("type_missing")
# What each place below a question takes from a score: where nothing else tells, the first sentence answers.
LATER, _PLACES = 0.3, 5
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
    speaks: bool = True  # whether the best candidate may answer at all
    unread: Sequence[Hit] = ()  # hits that are not among the candidates

    @property
    def candidates(self) -> list[Candidate]:
        return [self.evidence.candidates[number] for number in self.order]


def find_candidates(
    question: Question, index: Index, weights: np.ndarray, documents: Collection[int] | None = None
) -> list[Hit]:
    """Search for the sentences that may answer, best first; `weights` [terms] are those of the question's terms.

    After the first `SURE`, hits that score less than `LEAST` of the best one are dropped, as they hardly ever answer. Those
    that only words of like meaning add come last, with a score of 0: the score counts the question's own words.
    """
    query = query_weights(question, index, weights)
    hits = _search(query, index, documents)
    kept = [hit for n, hit in enumerate(hits) if n < SURE or hit.score >= LEAST * hits[0].score]
    if _hold_all(kept[:TOP], question, index):
        return kept
    extended = query | kin_weights(question, index, weights)
    if len(extended) == len(query):
        return kept
    found = {hit.number for hit in kept}
    meant = index.search(extended, MEANT, documents)
    return kept + [Hit(hit.number, 0.0, 0.0, 0.0) for hit in meant if hit.number not in found]


def _search(query: dict[str, float], index: Index, documents: Collection[int] | None) -> list[Hit]:
    """Search for the best sentences, and further for what copies of one document would leave no place for."""
    hits = index.search(query, CANDIDATES, documents)
    kept = without_copies(hits, index)
    if len(kept) < len(hits):
        kept = without_copies(index.search(query, FURTHER, documents), index)
    return kept[:CANDIDATES]


def _hold_all(hits: Sequence[Hit], question: Question, index: Index) -> bool:
    """Return whether one of the sentences holds every term of the question that tells: what words like them add is worse."""
    numbers = np.array([hit.number for hit in hits])
    telling = [term for term in question.terms if question.weights[term] >= HEAVY]
    return bool(len(numbers) and index.holds_within(telling, numbers, numbers + 1).all(axis=0).any())


def may_answer(candidate: Candidate) -> bool:
    """Return whether a candidate may be an answer: boilerplate never is, nor a question with text below it."""
    if candidate.sentence.kind == "boilerplate" or candidate.role.asked:
        return False
    return candidate.role.last or not candidate.analysis.asks


def places_below(evidence: Evidence, index: Index) -> np.ndarray:
    """Return how many sentences that answer the same question of a document stand before each candidate, up to five."""
    found = np.zeros(len(evidence.candidates))
    for number, candidate in enumerate(evidence.candidates):
        question = candidate.sentence.question
        if question is not None:
            sentences = index.corpus.segmentation(candidate.document).sentences[question + 1 : candidate.position]
            found[number] = min(sum(s.question == question for s in sentences), _PLACES)
    return found


def find_rankable(evidence: Evidence, features: np.ndarray) -> np.ndarray:
    """Return which candidates may be ranked first: boolean [candidates]. `features` are theirs [candidates x features].

    A heading that says nothing new, or has nothing of the type asked for, may not.
    """
    may = np.array([may_answer(candidate) for candidate in evidence.candidates])
    heads = np.array([candidate.role.heads for candidate in evidence.candidates])
    empty = (features[:, _NOTHING_NEW] > 0) | (features[:, _TYPE_MISSING] > 0)
    rankable: np.ndarray = may & ~(heads & empty)
    return rankable


def rank_candidates(
    question: Question, index: Index, model: Model, documents: Collection[int] | None = None
) -> Ranked | None:
    """Search, analyse and rank the candidates; None if no sentence holds a term of the question.

    What cannot answer is ranked last whatever its score.
    """
    weights = weigh_terms(question, index, model.common)
    found = find_candidates(question, index, weights, documents)
    hits = choose_hits(question, index, found, weights, model.shortlist)
    unread = [hit for hit in found if hit not in hits] if len(hits) < len(found) else []
    hits += find_labelled(question, index, hits, documents)
    if not hits:
        return None
    question = restore_capitals(question, index, hits)
    cited = find_cited(question, index)
    evidence = gather_evidence(question, index, add_neighbours(hits, cited, index, documents), weights)
    features = compute_features(evidence)
    lean = measure_leaning(evidence, cited)
    scores = model.score(features) + lean.score - LATER * places_below(evidence, index)
    kept = find_rankable(evidence, features)
    order = np.lexsort((-scores, ~kept))
    if not kept.any():
        return Ranked(evidence, order.tolist(), scores, 0.0, speaks=False, unread=unread)
    best = int(order[0])
    confidence = model.estimate(features[kept], scores[kept], evidence.alike(best)[kept])
    odds = float(lean.odds[best])
    return Ranked(evidence, order.tolist(), scores, raise_odds(confidence, odds), unread=unread)
