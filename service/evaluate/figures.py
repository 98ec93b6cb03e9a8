"""Compute figures from outcomes: shares, the area under the ROC curve, calibration, risk against coverage."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from typing import Any

from service.evaluate.outcomes import Outcome

BINS = 10


@dataclass(frozen=True)
class Figures:
    """The figures of a run. Shares are from 0 to 1, rounded to four places; None means that nothing could be measured.

    Over the answerable questions, top1 and top3 are the share in which the first passage ranked, or one of the first three,
    holds a right answer, spoken or not; hit is the share answered, and rightly. Over the unanswerable, abstained is the
    share left unanswered. joint is the share that is right over all questions. auc is the chance that an answerable
    question has a higher confidence than an unanswerable one, ece the expected calibration error of "the top-ranked
    passage answers", median_ms the median time of a question in milliseconds.
    """

    questions: int
    top1: float
    top3: float
    hit: float
    abstained: float | None
    joint: float
    auc: float | None
    broken_quotes: int
    median_ms: float | None
    ece: float | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def measure(outcomes: Sequence[Outcome], calibrated: bool = True) -> Figures:
    """Compute the figures of outcomes, without the calibration error unless their confidences are probabilities."""
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.question.answerable]
    seconds = sorted(outcome.seconds for outcome in outcomes if outcome.seconds is not None)
    abstained = sum(not outcome.answered for outcome in unanswerable)
    area = auc([o.confidence for o in answerable], [o.confidence for o in unanswerable])
    error = calibration_error(calibrate(outcomes)) if calibrated else None
    return Figures(
        questions=len(outcomes),
        top1=_share(sum(o.top1 for o in answerable), len(answerable)),
        top3=_share(sum(o.top3 for o in answerable), len(answerable)),
        hit=_share(sum(o.hit for o in answerable), len(answerable)),
        abstained=_share(abstained, len(unanswerable)) if unanswerable else None,
        joint=_share(sum(o.hit for o in answerable) + abstained, len(outcomes)),
        auc=None if area is None else round(area, 4),
        broken_quotes=sum(o.broken for o in outcomes),
        median_ms=round(seconds[len(seconds) // 2] * 1e3, 2) if seconds else None,
        ece=None if error is None else round(error, 4),
    )


def _share(count: int, total: int) -> float:
    return round(count / max(1, total), 4)


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Compute the area under the ROC curve: the share of pairs in which the positive is higher, ties counting half.

    Returns None if either is empty. It is Mann and Whitney's U over the number of pairs.
    """
    if not positive or not negative:
        return None
    ordered = sorted(negative)
    wins = sum((bisect_left(ordered, value) + bisect_right(ordered, value)) / 2 for value in positive)
    return wins / (len(positive) * len(negative))


@dataclass(frozen=True)
class Bin:
    """Questions of similar confidence: how many, their mean confidence, the share whose top passage answers."""

    count: int
    confidence: float
    right: float


def calibrate(outcomes: Sequence[Outcome], bins: int = BINS) -> list[Bin]:
    """Divide the outcomes, in order of confidence, into at most `bins` of equal size (to within one).

    The label is "the top-ranked passage answers", false for an unanswerable question. Outcomes with the very same
    confidence share the mean of their labels, so that the order of the file never matters.
    """
    pairs: list[tuple[float, float]] = []
    for confidence, tied in groupby(sorted(outcomes, key=_confidence), key=_confidence):
        labels = [answers_on_top(outcome) for outcome in tied]
        pairs += [(confidence, sum(labels) / len(labels))] * len(labels)
    edges = [len(pairs) * n // bins for n in range(bins + 1)]
    parts = [pairs[start:end] for start, end in pairwise(edges) if end > start]
    return [Bin(len(part), sum(c for c, _ in part) / len(part), sum(r for _, r in part) / len(part)) for part in parts]


def _confidence(outcome: Outcome) -> float:
    return outcome.confidence


def answers_on_top(outcome: Outcome) -> bool:
    """Tell whether the passage ranked first answers the question."""
    return outcome.question.answerable and outcome.top1


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Compute the expected calibration error: the mean of |confidence - share right|, bins weighted by their size.

    Returns None without bins. With bins of equal mass it is the adaptive form of Nguyen and O'Connor (2015).
    """
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / total if total else None


@dataclass(frozen=True)
class OperatingPoint:
    """What a threshold leads to: the share answered, the share of those that are wrong, and the share right in all.

    A `threshold` of None is never to answer. Being rightly silent counts towards `joint`.
    """

    threshold: float | None
    coverage: float
    risk: float
    joint: float


def operate(outcomes: Sequence[Outcome]) -> list[OperatingPoint]:
    """List every threshold that makes a difference, from never answering down to always answering.

    An answer is right if the top-ranked passage answers.
    """
    total = len(outcomes)
    silent = sum(not outcome.question.answerable for outcome in outcomes)  # rightly, so far
    spoken = right = 0
    points = [OperatingPoint(None, 0.0, 0.0, silent / total)] if total else []
    for threshold, tied in groupby(sorted(outcomes, key=_confidence, reverse=True), key=_confidence):
        for outcome in tied:
            spoken += 1
            right += answers_on_top(outcome)
            silent -= not outcome.question.answerable
        points.append(OperatingPoint(threshold, spoken / total, 1 - right / spoken, (right + silent) / total))
    return points


def best_in_hindsight(outcomes: Sequence[Outcome]) -> OperatingPoint:
    """Find the threshold with the highest joint, the higher of equal ones. It cannot be known beforehand."""
    return max(operate(outcomes), key=lambda point: point.joint)


def by_kind(outcomes: Sequence[Outcome], kind_of: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    """Group outcomes by kind of question, larger groups first, then by name."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(kind_of(outcome), []).append(outcome)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))
