"""Linear models, and the logistic function."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


def sigmoid(values: np.ndarray) -> np.ndarray:
    """Map log-odds, an array of any shape, to probabilities. They are clipped to [-40, 40] so that nothing overflows."""
    return 1 / (1 + np.exp(-np.minimum(np.maximum(values, -40), 40)))


@dataclass(frozen=True)
class Linear:
    """A linear model of standardized inputs: ((inputs - mean) / spread) @ weights + bias."""

    mean: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    bias: float = 0.0

    @cached_property
    def _slopes(self) -> tuple[np.ndarray, float]:
        """The same line for inputs that are not standardized: slopes [features] and intercept."""
        slopes = self.weights / self.spread
        return slopes, self.bias - float(self.mean @ slopes)

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
        slopes, begin = self._slopes
        return inputs @ slopes + begin
