"""The model: the shortlist of hits, a score for each candidate and a confidence in the best one, from weights.json.

All parts are linear, so that each weight shows what its feature counts for. `service.training.fit` writes the file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from service.answer.ranking.features import NAMES
from service.answer.ranking.linear import Linear, sigmoid
from service.answer.ranking.shortlist import SIGNS

WEIGHTS_FILE = Path(__file__).parent / "weights.json"
# What the confidence reads besides the features: how far the best candidate is ahead of those that say something else.
MARGINS = ("score", "lead", "log_share", "entropy", "rivals_hold_more", "rivals_hold_as_much")
MOST_RIVALS = 5  # counted


@dataclass(frozen=True)
class Model:
    """The fitted weights: `shortlist` chooses which hits are read, `ranking` scores candidates, `confidence` gives the
    probability that the best one answers.

    `threshold` is the confidence below which silence is best, chosen on collections that were left out.
    """

    shortlist: Linear
    ranking: Linear
    confidence: Linear
    threshold: float
    common: Mapping[str, float]  # common English terms -> the share of sentences that hold them

    def score(self, features: np.ndarray) -> np.ndarray:
        """Score candidates: [candidates x features] -> [candidates], the higher the better."""
        return self.ranking(features)

    def estimate(self, features: np.ndarray, scores: np.ndarray, same: np.ndarray) -> float:
        """Estimate the probability that the best-scored candidate answers. `same` as in `describe_top`."""
        described = describe_top(features, scores, same)
        return float(sigmoid(np.array(self.confidence(described)))) * discount(described)


def describe_top(features: np.ndarray, scores: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Describe the best candidate for the confidence: an array of its features, then the `MARGINS`.

    `same` (boolean [candidates]) marks the candidates that say the same: they are no rivals, and add to its share of the
    softmax. Neither are candidates that lack what is asked for (a date, a name for the role), unless the best one lacks it too.
    """
    best = int(scores.argmax())
    lacking: np.ndarray = (features[:, _TYPE_MISSING] > 0) | (features[:, _ROLE_UNNAMED] > 0)
    serious = ~lacking | lacking[best]
    others = ~same
    shares = np.where(serious, np.exp(scores - scores[best]), 0.0)
    shares /= shares.sum()
    own = float(shares[same].sum())
    rivals = serious & others
    behind = scores[rivals]
    lead = scores[best] - behind.max() if len(behind) else 5.0
    entropy = -float(shares[rivals] @ np.log(shares[rivals] + 1e-12)) - own * np.log(own)
    margins = [scores[best], min(lead, 5.0), np.log(own), entropy]
    return np.concatenate([features[best], margins, _compare_coverage(features[:, _COVERAGE], best, others)])


def _compare_coverage(held: np.ndarray, best: int, others: np.ndarray) -> list[float]:
    """Compare what the candidates hold of the question: how much more the others do, and how many as much, as a share of 5."""
    if not others.any():
        return [-1.0, 0.0]
    ahead = held[others] - held[best]
    return [float(ahead.max()), min(int((ahead > -1e-6).sum()), MOST_RIVALS) / MOST_RIVALS]


def discount(described: np.ndarray) -> float:
    """Return the factor on the confidence in a candidate, described by `describe_top`, that lacks the span asked for."""
    factor = NO_NUMBER if described[_NUMBER_MISSING] else 1.0
    return factor * (OF_ANOTHER if described[_NEAR_MISS] else 1.0)


_TYPE_MISSING, _ROLE_UNNAMED = NAMES.index("type_missing"), NAMES.index("role_unnamed")
NO_NUMBER = 0.5  # factor on the confidence if a number is asked for and there is none: one in six such answers is right
_NUMBER_MISSING = NAMES.index("number_missing")
OF_ANOTHER = 0.25  # factor on the confidence if the number, date or name there belongs to something else
_NEAR_MISS = NAMES.index("near_miss")
_COVERAGE = NAMES.index("kin_coverage")


def load_model(path: Path = WEIGHTS_FILE) -> Model:
    """Read a model from a file. Raises ValueError if it is not JSON, or its features are not those of this code."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path.name} is not JSON at line {error.lineno}: {error.msg}.") from None
    return Model(
        _read_linear(fields["shortlist"], SIGNS, path),
        _read_linear(fields["ranking"], NAMES, path),
        _read_linear(fields["confidence"], NAMES + MARGINS, path),
        float(fields["threshold"]),
        fields["common_terms"],
    )


UNFITTED = (0.0, 1.0, 0.0)  # mean, spread and weight of a feature that the file does not know yet


def _read_linear(fields: Mapping[str, Any], names: Sequence[str], path: Path) -> Linear:
    if not set(fields["features"]) <= set(names):
        raise ValueError(
            f"{path.name} holds the weights of other features; run 'python -m service.training.fit' again."
        )
    table = np.array([fields["features"].get(name, UNFITTED)[:3] for name in names])
    return Linear(table[:, 0], table[:, 1], table[:, 2], float(fields["bias"]))


def write_model(model: Model, path: Path, about: Mapping[str, Any]) -> None:
    """Write a model, one feature a line: [mean, spread, weight]."""
    words = [f"{json.dumps(term)}: {rate:.5f}" for term, rate in sorted(model.common.items())]
    lines = [
        "{",
        f'"about": {json.dumps(about)},',
        f'"threshold": {round(model.threshold, 4)},',
        _write_linear("shortlist", model.shortlist, SIGNS) + ",",
        _write_linear("ranking", model.ranking, NAMES) + ",",
        _write_linear("confidence", model.confidence, NAMES + MARGINS) + ",",
        '"common_terms": {',
        ",\n".join("  " + ", ".join(words[n : n + 6]) for n in range(0, len(words), 6)) + "\n}",
        "}",
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def _write_linear(part: str, model: Linear, names: Sequence[str]) -> str:
    table = zip(names, model.mean, model.spread, model.weights, strict=True)
    rows = [f"  {json.dumps(name)}: [{', '.join(f'{value:.6g}' for value in row)}]" for name, *row in table]
    return f'{json.dumps(part)}: {{"bias": {model.bias:.6g}, "features": {{\n' + ",\n".join(rows) + "\n}}"
