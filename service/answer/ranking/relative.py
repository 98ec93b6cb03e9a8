"""Features that are made of others: how far each candidate is behind the best one; rows of a table that is made whole."""

from collections.abc import Callable, Sequence

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


class RowOf:
    """The feature that is a row of a table [rows x candidates], which is quicker to make than each of its rows."""

    def __init__(self, name: str, table: Feature, row: int) -> None:
        self.__name__, self.table, self.row = name, table, row

    def __call__(self, e: Evidence) -> np.ndarray:
        found: np.ndarray = self.table(e)[self.row]
        return found


def rows_of(names: Sequence[str], table: Feature) -> tuple[RowOf, ...]:
    """Make a feature of each of the first rows of a table."""
    return tuple(RowOf(name, table, row) for row, name in enumerate(names))
