"""The shortlist: which hits are worth reading.

A hit is described by what the index alone tells: its score, and which of the question's terms stand in the sentence and around
it. A linear model of that finds the few among which the answer is, if it is among the hits at all; only they are analysed. It is
fitted so that the softmax of its scores is the probability of each hit to be the one that answers (`training/shortlist_fit.py`).
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from service.answer.ranking.linear import Linear
from service.index.interface import Hit, Index
from service.index.looking_around import AROUND
from service.query.question import Question

LEAST, MOST = 4, 6  # hits that are read
SURE = 0.98  # how probable it must be that the answer is among the hits read, if it is among the hits at all
_ABOVE = slice(AROUND.index("title"), AROUND.index("document"))
_FARTHEST = 10  # sentences into a paragraph
_KINDS = ("term", "name", "number", "focus")
SIGNS = (
    "sentence_score", "paragraph_score", "score", "score_a_weight", "rank", "meant",
    "place_in_paragraph", "opens_paragraph", "heading",
    "covered", "covered_behind_best", "terms_held", "rarest_held", "heaviest_missing", "singled_out",
    "name_missing", "number_missing", "focus_missing",
    "missing_around", "name_missing_around", "number_missing_around", "focus_missing_around",
    "missing_in_document", "name_missing_in_document",
    "filled_before", "filled_after", "filled_by_paragraph", "filled_from_above", "covered_with_above",
)  # fmt: skip


def choose_hits(question: Question, index: Index, hits: Sequence[Hit], idf: np.ndarray, model: Linear) -> list[Hit]:
    """Choose the hits to read, in their order: those that the model scores best, as few as may be."""
    if len(hits) <= LEAST:
        return list(hits)
    scores = model(describe_hits(question, index, hits, idf))
    best = (-scores).argsort(kind="stable")
    count = count_needed(scores[best])
    return [hits[place] for place in sorted(best[:count].tolist())]


def count_needed(scores: np.ndarray) -> int:
    """Return how many hits are to be read of some whose scores [hits] descend."""
    odds = np.exp(scores - scores[0])
    held = odds.cumsum()
    return min(max(1 + int((held < SURE * held[-1]).sum()), LEAST), MOST)


def describe_hits(question: Question, index: Index, hits: Sequence[Hit], idf: np.ndarray) -> np.ndarray:
    """Describe hits, best first, by the index alone: [hits x SIGNS]. `idf` [terms] weighs the question's terms."""
    numbers = np.array([hit.number for hit in hits])
    near = index.corpus.surroundings(numbers.tolist())
    starts = np.concatenate((numbers, near.ranges[:, :, 0].ravel()))
    ends = np.concatenate((numbers + 1, near.ranges[:, :, 1].ravel()))
    found = index.holds_within(question.terms, starts, ends).astype(float)
    held = found[:, : len(hits)].T
    before, after, paragraph, *above, document = (
        found[:, len(hits) :].reshape(len(idf), len(hits), -1).transpose(2, 1, 0)
    )
    above = np.maximum.reduce(above)
    around = np.maximum.reduce([held, paragraph, above])
    weights = idf / (idf.sum() or 1.0)
    kinds = weights * _kinds_of(question)
    signs = [
        *_tell_scores(hits, idf),
        np.minimum(near.place, _FARTHEST) / _FARTHEST,
        near.place == 0,
        near.heading,
        *_tell_terms(held, weights, near.ranges[:, -1, 0]),
        *((1 - held) @ kinds[1:].T).T,
        *((1 - around) @ kinds.T).T,
        *((1 - np.maximum(held, document)) @ kinds[:2].T).T,
        *[np.maximum(other - held, 0) @ weights for other in (before, after, paragraph, above)],
        np.maximum(held, above) @ weights,
    ]
    return np.ascontiguousarray(np.array(signs, dtype=float).T)


def _kinds_of(question: Question) -> np.ndarray:
    """Return which of the question's terms are of each kind: [_KINDS x terms]."""
    of_kind = (question.terms, question.names, question.numbers, question.focus)
    return np.array([[term in kind for term in question.terms] for kind in of_kind], dtype=float)


def _tell_scores(hits: Sequence[Hit], idf: np.ndarray) -> list[np.ndarray]:
    flat = np.fromiter(chain.from_iterable(hits), dtype=float, count=len(hits) * len(Hit._fields))
    _, score, sentence, paragraph = flat.reshape(len(hits), -1).T
    parts = [part / (part.max() or 1.0) for part in (sentence, paragraph, score)]
    return [*parts, score / max(float(idf.sum()), 1e-9), 1 / (1 + np.arange(len(hits))), score == 0]


def _tell_terms(held: np.ndarray, weights: np.ndarray, documents: np.ndarray) -> list[np.ndarray]:
    """Tell which terms are held by the sentences themselves; `documents` [hits] tells hits of one document from others."""
    covered = held @ weights
    together = (documents[:, None] == documents).astype(float)
    alone = np.log((together.sum(axis=1)[:, None] + 1) / (together @ held + 0.5))
    return [
        covered,
        covered - covered.max(),
        held.sum(axis=1) / len(weights),
        held[:, int(weights.argmax())],
        (weights * (1 - held)).max(axis=1),
        (held * alone) @ weights,
    ]
