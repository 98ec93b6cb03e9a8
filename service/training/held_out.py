"""Judge the procedure by collections that it has not seen: all is fitted on the other ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from service.answer.ranking.linear import Linear, sigmoid
from service.answer.ranking.model import MARGINS
from service.evaluate.figures import Figures, measure
from service.evaluate.outcomes import Outcome
from service.training.confidence import ThresholdChoice, choose_threshold, describe_tops, estimate, fit_confidence
from service.training.examples import Example
from service.training.ranking_fit import fit_scores, rank_held_out

SHOWN = ("top1", "top3", "hit", "abstained", "joint", "auc", "ece")


@dataclass(frozen=True)
class Fitted:
    """What is fitted: the ranking, the confidence and the threshold."""

    ranking: Linear
    confidence: Linear
    choice: ThresholdChoice


def fit_all(examples: Sequence[Example], columns: np.ndarray) -> Fitted:
    """Fit the ranking, and on what it does in articles not seen, the confidence and the threshold."""
    described = np.append(columns, np.ones(len(MARGINS), dtype=bool))
    tops = rank_held_out(examples, columns)
    return Fitted(fit_scores(examples, columns), fit_confidence(tops, described), choose_threshold(tops, described))


@dataclass(frozen=True)
class HeldOut:
    """The figures of a collection that nothing was fitted on.

    `shape` is the calibration error that would be left if the share of questions with a right first passage were known:
    what is wrong with the confidence itself, rather than with how many questions have no answer there.
    """

    figures: Figures
    shape: float | None

    def __str__(self) -> str:
        named = [(name, getattr(self.figures, name)) for name in SHOWN]
        return "  ".join(f"{name} {_show(value)}" for name, value in [*named, ("shape", self.shape)])


def _show(figure: float | None) -> str:
    return "   nan" if figure is None else f"{figure:.4f}"


def leave_one_out(
    examples: Mapping[str, Sequence[Example]], judges: Mapping[str, Sequence[Example]], columns: np.ndarray
) -> tuple[dict[str, HeldOut], dict[str, HeldOut], Fitted]:
    """Judge each collection by what is fitted on the others, and the judges by what is fitted on all; return that, too."""
    found: dict[str, HeldOut] = {}
    for name, own in examples.items():
        others = [example for other, them in examples.items() if other != name for example in them]
        if others:
            found[name] = judge_collection(own, fit_all(others, columns))
    fitted = fit_all([example for them in examples.values() for example in them], columns)
    return found, {name: judge_collection(own, fitted) for name, own in judges.items()}, fitted


def judge_collection(examples: Sequence[Example], fitted: Fitted) -> HeldOut:
    """Judge the questions of a whole collection as they were asked: nothing made of them counts."""
    asked = [example for example in examples if example.as_asked]
    tops = describe_tops([example for example in asked if len(example.features)], fitted.ranking)
    chances = iter(estimate(fitted.confidence, tops).tolist())
    outcomes = [_judge(example, fitted, next(chances) if len(example.features) else 0.0) for example in asked]
    return HeldOut(measure(outcomes), measure(_at_own_share(outcomes)).ece)


def _judge(example: Example, fitted: Fitted, chance: float) -> Outcome:
    """Judge the ranking of a question's candidates; `chance` is the confidence in the best."""
    order = np.argsort(-fitted.ranking(example.features), kind="stable")
    top1, top3 = bool(example.relevant[order[:1]].any()), bool(example.relevant[order[:3]].any())
    spoken = chance >= fitted.choice.threshold
    return Outcome(example.question, spoken, chance, top1, top3, hit=top1 and spoken)


def _at_own_share(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Move all confidences by the log-odds that make their mean the share that is right."""
    chances = np.clip([outcome.confidence for outcome in outcomes], 1e-6, 1 - 1e-6)
    odds, share = np.log(chances / (1 - chances)), np.mean([outcome.top1 for outcome in outcomes])
    low, high = -20.0, 20.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if sigmoid(odds + middle).mean() > share else (middle, high)
    return [
        Outcome(o.question, o.answered, chance, o.top1, o.top3, o.hit)
        for o, chance in zip(outcomes, sigmoid(odds + low).tolist(), strict=True)
    ]


def mean_of(found: Mapping[str, HeldOut]) -> str:
    """Give the mean of each figure over the collections that have it."""
    means = []
    for name in SHOWN:
        values = [value for one in found.values() if (value := getattr(one.figures, name)) is not None]
        means.append(f"{name} {_show(float(np.mean(values)) if values else None)}")
    shapes = [one.shape for one in found.values() if one.shape is not None]
    return "  ".join([*means, f"shape {_show(float(np.mean(shapes)) if shapes else None)}"])
