"""Fit the ranking, and rank each question by one that has not seen its article."""

from collections.abc import Sequence

import numpy as np

from service.answer.ranking.linear import Linear
from service.training.confidence import Top, describe_tops, spread_out
from service.training.examples import SLICES, Example
from service.training.learning import fit_ranking, measure_scale

FOLDS = 4
EACH = 4  # the ranking is fitted on one in so many questions of small collections, as they repeat the others


def fit_scores(examples: Sequence[Example], columns: np.ndarray) -> Linear:
    """Fit the ranking on the questions whose answer is among the candidates. Columns left out get the weight 0."""
    kept = []
    for number, example in enumerate(examples):
        if example.relevant.any() and (SLICES not in example.folder or number % EACH == 0):
            kept.append((example.features[:, columns], example.relevant, example.count))
    scale = measure_scale(np.vstack([rows for rows, _, _ in kept]))
    lists, relevant = [scale(rows) for rows, _, _ in kept], [right for _, right, _ in kept]
    weights = fit_ranking(lists, relevant, np.array([count for *_, count in kept]), steps=30)
    return spread_out(scale, weights, columns)


def rank_held_out(examples: Sequence[Example], columns: np.ndarray) -> list[Top]:
    """Describe every question's best candidate, ranked by weights that were not fitted on its article."""
    fold = _assign_folds(examples)
    tops: list[Top] = []
    for number in range(FOLDS):
        ranking = fit_scores([e for e in examples if fold[e.place] != number], columns)
        tops += describe_tops([e for e in examples if fold[e.place] == number], ranking)
    return tops


def _assign_folds(examples: Sequence[Example]) -> dict[tuple[str, str], int]:
    """Assign every article to a fold; what was made of its questions goes with it."""
    articles = sorted({example.place for example in examples})
    return {article: number % FOLDS for number, article in enumerate(articles)}
