"""Fit linear models: a listwise ranking and a logistic regression, both by Newton's method.

Both losses are convex, so the same data always give the same weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.answer.ranking.linear import sigmoid

TOLERANCE = 1e-9  # on the loss: a step that gains less is the last
SETTLED = 1e-7  # on the weights: a step that changes none by more is the last


@dataclass(frozen=True)
class Scale:
    """Mean and standard deviation of each feature in the data fitted on: [features]."""

    mean: np.ndarray
    spread: np.ndarray

    def __call__(self, features: np.ndarray) -> np.ndarray:
        return (features - self.mean) / self.spread


def measure_scale(features: np.ndarray) -> Scale:
    """Measure the scale of features [rows x features]. A constant feature has a spread of 1."""
    spread = features.std(axis=0)
    return Scale(features.mean(axis=0), np.where(spread < 1e-9, 1.0, spread))


def fit_ranking(
    lists: Sequence[np.ndarray],
    relevant: Sequence[np.ndarray],
    importance: np.ndarray | None = None,
    penalty: float = 2e-3,
    steps: int = 12,
) -> np.ndarray:
    """Fit weights with which softmax(features @ weights) over each list is high for its relevant rows.

    The loss is ListNet's top-one cross-entropy (Cao et al., 2007) with an L2 penalty. `lists` are arrays
    [candidates x features], already scaled; `relevant` are boolean [candidates], each with at least one true.
    `importance` is the weight of each list: [lists] (default: all the same). Returns [features].
    """
    rows = np.vstack(lists)
    starts = np.cumsum([0] + [len(one) for one in lists[:-1]])
    sizes = np.array([len(one) for one in lists])
    shares = np.ones(len(lists)) if importance is None else importance
    shares = shares / shares.sum()
    each = np.repeat(shares, sizes)  # of every row
    target = np.concatenate([mask / mask.sum() for mask in relevant])
    weights, step = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    best = np.inf
    for _ in range(steps):
        trial = weights + step
        logs = rows @ trial
        logs -= np.repeat(np.maximum.reduceat(logs, starts), sizes)
        logs -= np.repeat(np.log(np.add.reduceat(np.exp(logs), starts)), sizes)
        loss = float(-((each * target) @ logs) + penalty * trial @ trial)
        if loss > best:  # Newton overshot: go half as far
            step = step / 2
            continue
        gain, weights, best, share = best - loss, trial, loss, np.exp(logs)
        if gain < TOLERANCE:
            break
        means = np.add.reduceat(rows * share[:, None], starts)
        gradient = rows.T @ (each * (share - target)) + 2 * penalty * weights
        curvature = (rows * (each * share)[:, None]).T @ rows - (means * shares[:, None]).T @ means
        curvature[np.diag_indices_from(curvature)] += 2 * penalty
        step = -np.linalg.solve(curvature, gradient)
    return weights


def fit_logistic(
    rows: np.ndarray, labels: np.ndarray, importance: np.ndarray, penalty: float = 1e-2, steps: int = 15
) -> tuple[np.ndarray, float]:
    """Fit P(label) = 1 / (1 + exp(-(rows @ weights + bias))) with an L2 penalty on the weights.

    `rows` are [rows x features], `labels` 0 or 1 and `importance` the weight of each row: [rows]. Returns weights
    [features] and the bias.
    """
    padded = np.hstack([rows, np.ones((len(rows), 1))])
    total = importance.sum()
    ridge = np.full(padded.shape[1], 2 * penalty)
    ridge[-1] = 0.0
    weights = np.zeros(padded.shape[1])
    for _ in range(steps):
        chance = sigmoid(padded @ weights)
        gradient = padded.T @ (importance * (chance - labels)) / total + ridge * weights
        curvature = (padded * (importance * chance * (1 - chance))[:, None]).T @ padded / total
        curvature[np.diag_indices_from(curvature)] += ridge + 1e-9
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < SETTLED:
            break
    return weights[:-1], float(weights[-1])
