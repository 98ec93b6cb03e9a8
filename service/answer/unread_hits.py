"""Hits that were not read before the ranking: which of them hold the best sentence's words, and may agree with it."""

import numpy as np

from service.answer.ranking.candidates import Ranked
from service.answer.ranking.evidence import FEWEST, gather_evidence
from service.answer.ranking.features import compute_features
from service.answer.ranking.model import Model
from service.index.interface import Index

BEARING = 0.5  # share of the best sentence's content words in one that may say the same, or the same but for a figure


def share_of_best(ranked: Ranked, index: Index) -> np.ndarray:
    """Return the share of the best sentence's content words that each unread hit holds: float64 [unread].

    It is 0 where the best sentence has too few of them to tell.
    """
    known = ranked.evidence.known
    if share_of_best not in known:
        terms = sorted(ranked.candidates[0].analysis.content)
        numbers = np.array([hit.number for hit in ranked.unread], dtype=np.int64)
        tells = len(terms) >= FEWEST and len(numbers) > 0
        held = index.holds_within(terms, numbers, numbers + 1) if tells else np.zeros((1, len(numbers)))
        known[share_of_best] = held.mean(axis=0)
    found: np.ndarray = known[share_of_best]
    return found


def rank_bearing(ranked: Ranked, index: Index, model: Model) -> Ranked | None:
    """Read the unread hits of other documents that may bear on the best sentence, and rank them behind it, if there are any."""
    best, evidence = ranked.candidates[0], ranked.evidence
    shares = share_of_best(ranked, index).tolist()
    likely = [hit for hit, share in zip(ranked.unread, shares, strict=True) if share >= BEARING]
    read = {candidate.hit.number for candidate in evidence.candidates}
    hits = [hit for hit in likely if hit.number not in read and index.corpus.locate(hit.number)[0] != best.document]
    if not hits:
        return None
    wanted = {hit.number for hit in hits}
    evidence = gather_evidence(evidence.question, index, [best.hit, *hits], evidence.idf)
    scores = model.score(compute_features(evidence))
    others = [n for n, candidate in enumerate(evidence.candidates) if candidate.hit.number in wanted]
    return Ranked(evidence, [0, *sorted(others, key=lambda n: -scores[n])], scores, ranked.confidence)
