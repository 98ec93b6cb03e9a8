"""One score and one confidence for each candidate, from the features and the weights in `weights.json`.

Both models are linear, so that a weight says what a feature counts for. `service.answer.fit` makes the file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from service.answer.features import NAMES
from service.answer.learning import sigmoid

WEIGHTS_FILE = Path(__file__).parent / "weights.json"
MARGINS = ("score", "lead", "log_share", "entropy")  # what the confidence reads beside the features


@dataclass(frozen=True)
class Linear:
    """A linear model of standardized inputs: ((inputs - mean) / spread) @ weights + bias."""

    mean: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    bias: float = 0.0

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
        return ((inputs - self.mean) / self.spread) @ self.weights + self.bias


@dataclass(frozen=True)
class Model:
    """The fitted weights: `ranking` scores candidates, `confidence` says how likely the first of them answers.

    `threshold` is the confidence that cross-validation found best to be silent below.
    """

    ranking: Linear
    confidence: Linear
    threshold: float
    common: Mapping[str, float]  # terms common in English: the share of sentences that hold each

    def score(self, features: np.ndarray) -> np.ndarray:
        """Score candidates: [candidates x features] -> [candidates], higher is better."""
        return self.ranking(features)

    def estimate(self, features: np.ndarray, scores: np.ndarray, same: np.ndarray) -> float:
        """Estimate the probability that the best-scored candidate answers; `same` as in `describe_top`."""
        chance = float(sigmoid(self.confidence(describe_top(features, scores, same))))
        return chance * NO_NUMBER if features[int(np.argmax(scores)), _NUMBER_MISSING] else chance


def describe_top(features: np.ndarray, scores: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Describe the best candidate for the confidence: its features, then the `MARGINS`.

    `same` [candidates] says which candidates say the same as it: those are no rivals, and count towards its share.
    """
    best = int(np.argmax(scores))
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    own = float(shares[same].sum())
    lead = scores[best] - scores[~same].max() if not same.all() else 5.0
    rivals = shares[~same]
    entropy = -float(rivals @ np.log(rivals + 1e-12)) - own * np.log(own)
    return np.concatenate([features[best], [scores[best], min(lead, 5.0), np.log(own), entropy]])


NO_NUMBER = 0.5  # on the confidence where a number is asked for and the sentence holds none: one in six such is right
_NUMBER_MISSING = NAMES.index("number_missing")
CANDIDATES = 30  # sentences that the index hands to the ranking


@lru_cache(maxsize=1)
def load_model(path: Path = WEIGHTS_FILE) -> Model:
    """Read the weights. Raises ValueError where they are not of this code's features."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        _read_linear(fields["ranking"], NAMES, path),
        _read_linear(fields["confidence"], NAMES + MARGINS, path),
        float(fields["threshold"]),
        fields["common_terms"],
    )


def _read_linear(fields: Mapping[str, Any], names: Sequence[str], path: Path) -> Linear:
    if tuple(fields["features"]) != tuple(names):
        raise ValueError(f"{path.name} holds the weights of other features; run 'python -m service.answer.fit' again.")
    table = np.array([list(fields["features"][name]) for name in names])
    return Linear(table[:, 0], table[:, 1], table[:, 2], float(fields["bias"]))


def write_model(model: Model, path: Path, about: Mapping[str, Any]) -> None:
    """Write the weights, a feature a line: [mean, spread, weight]."""
    lines = ["{", f'"about": {json.dumps(about)},', f'"threshold": {round(model.threshold, 4)},']
    for number, (key, linear, names) in enumerate(
        (("ranking", model.ranking, NAMES), ("confidence", model.confidence, NAMES + MARGINS))
    ):
        rows = [
            f"  {json.dumps(name)}: [{mean:.6g}, {spread:.6g}, {weight:.6g}]"
            for name, mean, spread, weight in zip(names, linear.mean, linear.spread, linear.weights, strict=True)
        ]
        lines.append(
            f'"{key}": {{"bias": {linear.bias:.6g}, "features": {{\n'
            + ",\n".join(rows)
            + "\n}}"
            + ("," if not number else "")
        )
    lines[-1] += ","
    words = [f"{json.dumps(term)}: {rate:.5f}" for term, rate in sorted(model.common.items())]
    lines.append(
        '"common_terms": {\n' + ",\n".join("  " + ", ".join(words[n : n + 6]) for n in range(0, len(words), 6)) + "\n}"
    )
    path.write_text("\n".join([*lines, "}", ""]), encoding="utf-8")
