"""Fit the confidence, and choose the threshold below which silence is best."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from service.answer.ranking.linear import Linear, sigmoid
from service.answer.ranking.model import describe_top, discount
from service.training.examples import Example, collection_of
from service.training.learning import Scale, fit_logistic, measure_scale

Sort = Literal["answerable", "absent", "trap"]

PENALTY = 0.03  # on the confidence's weights
BALANCED: dict[Sort, float] = {"answerable": 0.6, "absent": 0.2, "trap": 0.2}  # what each sort counts in its weights
PRIOR: dict[Sort, float] = {"answerable": 0.75, "absent": 0.1875, "trap": 0.0625}  # and in its calibration
NATURAL, TRAP = 3.0, 1.0  # what a question counts where the threshold is chosen
TOLERANCE = 0.002  # of the share that is right
THRESHOLDS = np.linspace(0.1, 0.8, 71)  # tried
PARTS = 4  # of one collection, each judged by the others
CLIPPED = 5.0  # standard deviations: further out, a value of a collection unlike those fitted on says no more


@dataclass(frozen=True)
class Top:
    """A question's best candidate as the confidence sees it, and whether it answers.

    `sort` tells a question that the documents answer, one about what they do not mention, and one that misleads.
    """

    folder: str
    described: np.ndarray
    right: bool
    sort: Sort

    @property
    def collection(self) -> str:
        return collection_of(self.folder)

    @property
    def answerable(self) -> bool:
        return self.sort == "answerable"


def describe_tops(examples: Sequence[Example], ranking: Linear) -> list[Top]:
    """Describe the best candidate of each question that has one, as the confidence sees it."""
    tops = []
    for example in examples:
        if len(example.features):
            scores = ranking(example.features)
            best = int(np.argmax(scores))
            described = describe_top(example.features, scores, example.alike[best])
            tops.append(Top(example.folder, described, bool(example.relevant[best]), _sort(example)))
    return tops


def _sort(example: Example) -> Sort:
    return "answerable" if example.answerable else "absent" if example.absent else "trap"


def weigh(tops: Sequence[Top], shares: dict[Sort, float]) -> np.ndarray:
    """Weigh tops so that every collection counts the same, and within each the sorts count as their shares: [tops]."""
    counts = Counter((top.collection, top.sort) for top in tops)
    return np.array([shares[top.sort] / counts[top.collection, top.sort] for top in tops])


def fit_confidence(tops: Sequence[Top], columns: np.ndarray) -> Linear:
    """Fit P(the best candidate answers): the weights on balanced sorts, then intercept and slope on the stated prior.

    Intercept and slope (Platt, 1999) are fitted on chances that come from the other collections, so that the confidence is as
    sure as it may be in a collection that it has not seen. A single collection is divided into parts instead.
    """
    model = _fit_weights(tops, columns)
    return _calibrate(model, tops, _estimate_apart(tops, lambda others: _fit_weights(others, columns)))


def _fit_weights(tops: Sequence[Top], columns: np.ndarray) -> Linear:
    rows, right = np.array([top.described for top in tops])[:, columns], _right(tops)
    scale = measure_scale(rows)
    scaled = np.clip(scale(rows), -CLIPPED, CLIPPED)
    weights, bias = fit_logistic(scaled, right, weigh(tops, BALANCED), penalty=PENALTY)
    return replace(spread_out(scale, weights, columns), bias=bias)


def spread_out(scale: Scale, weights: np.ndarray, columns: np.ndarray) -> Linear:
    """Make a linear model of all features from one of those in `columns`; the others get the weight 0."""
    mean, spread, every = np.zeros(len(columns)), np.ones(len(columns)), np.zeros(len(columns))
    mean[columns], spread[columns], every[columns] = scale.mean, scale.spread, weights
    return Linear(mean, spread, every)


def _calibrate(model: Linear, tops: Sequence[Top], odds: np.ndarray) -> Linear:
    slope, bias = fit_logistic(odds[:, None], _right(tops), weigh(tops, PRIOR), penalty=0.0)
    return replace(model, weights=model.weights * slope[0], bias=model.bias * float(slope[0]) + bias)


def _right(tops: Sequence[Top]) -> np.ndarray:
    return np.array([top.right for top in tops], dtype=float)


def _estimate_apart(tops: Sequence[Top], fit: Callable[[Sequence[Top]], Linear]) -> np.ndarray:
    """Estimate the log-odds of each top by a model fitted on the other collections, or on the other parts: [tops]."""
    collections = sorted({top.collection for top in tops})
    part = np.array([collections.index(top.collection) for top in tops])
    if len(collections) == 1:
        part = np.arange(len(tops)) % PARTS
    odds = np.zeros(len(tops))
    for one in np.unique(part):
        model = fit([top for top, other in zip(tops, part, strict=True) if other != one])
        odds[part == one] = model(
            np.array([top.described for top, other in zip(tops, part, strict=True) if other == one])
        )
    return odds


def estimate(model: Linear, tops: Sequence[Top]) -> np.ndarray:
    """Estimate the probability that each top answers: [tops]."""
    return _discounted(model(np.array([top.described for top in tops])), tops)


def _discounted(odds: np.ndarray, tops: Sequence[Top]) -> np.ndarray:
    chances = sigmoid(odds)
    return np.array([chance * discount(top.described) for chance, top in zip(chances, tops, strict=True)])


@dataclass(frozen=True)
class ThresholdChoice:
    """A threshold, and the shares that are right at it, in the mean of the collections: of all, weighed, and of each sort.

    A share is nan if there is no such question.
    """

    threshold: float
    weighed: float
    answerable: float  # the best candidate answers, and is spoken
    absent: float  # silent where the documents do not mention what is asked for
    traps: float  # silent where a question was written to mislead

    def __str__(self) -> str:
        return (
            f"threshold {self.threshold:.2f}  weighed {self.weighed:.4f}  answered rightly {self.answerable:.4f}"
            f"  silent where nothing is mentioned {self.absent:.4f}, at traps {self.traps:.4f}"
        )


def choose_threshold(tops: Sequence[Top], columns: np.ndarray) -> ThresholdChoice:
    """Choose the threshold with the largest weighed share right, spoken or silent.

    Each top is judged by a confidence fitted on the other collections. A question that is answered, and one about what the
    documents do not mention, count as `NATURAL`, one that misleads as `TRAP`: people who ask do not set traps. Collections
    count equally. Of the thresholds within `TOLERANCE` of the best it is the lowest: people would rather see the passage.
    """
    chances = _discounted(_estimate_apart(tops, lambda others: fit_confidence(others, columns)), tops)
    share = sum(PRIOR.values()) - PRIOR["answerable"]
    silent = share / (NATURAL + TRAP)
    importance = weigh(tops, {"answerable": PRIOR["answerable"], "absent": NATURAL * silent, "trap": TRAP * silent})
    right, answerable = _right(tops) > 0, np.array([top.answerable for top in tops])
    good = np.array([np.where(chances >= threshold, right, ~answerable) for threshold in THRESHOLDS])
    weighed = good @ importance / importance.sum()
    chosen = int(np.argmax(weighed >= weighed.max() - TOLERANCE))
    sorts: tuple[Sort, ...] = ("answerable", "absent", "trap")
    shares = [_mean(good[chosen][np.array([top.sort == sort for top in tops])]) for sort in sorts]
    return ThresholdChoice(float(THRESHOLDS[chosen]), float(weighed[chosen]), *shares)


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")
