"""Values of the candidates relative to the best one's."""

from collections.abc import Callable

import numpy as np

from service.answer.ranking.evidence import Evidence

Feature = Callable[[Evidence], np.ndarray]


def share_of_best(values: np.ndarray) -> np.ndarray:
    """Return values [candidates] as shares of the greatest; zeros if none is greater than 0."""
    best = values.max(initial=0.0)
    return values / best if best > 0 else np.zeros(len(values))


class BehindBest:
    """The feature of how far each candidate is behind the best one by another feature, named `of`."""

    def __init__(self, feature: Feature) -> None:
        self._feature, self.of = feature, feature.__name__
        self.__name__ = f"{self.of}_behind_best"

    def __call__(self, e: Evidence) -> np.ndarray:
        values = self._feature(e)
        return values - values.max()
