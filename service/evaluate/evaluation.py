"""Ask every question of a system, compare it with plain rank-bm25, and gather figures and misses."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from service.evaluate.figures import Figures, OperatingPoint, best_in_hindsight, by_kind, measure
from service.evaluate.judging import JudgedReply
from service.evaluate.misses import REASONS, Miss, Ranking, explain
from service.evaluate.outcomes import Outcome, judge_reply
from service.evaluate.question_file import LabelledQuestion
from service.query.question import read_question

System = Callable[[str], JudgedReply]  # answers a question
Spread = Callable[
    [Callable[[Any], Any], Sequence[Any]], Iterable[Any]
]  # applies a function to all items, as `map` does


@dataclass(frozen=True)
class Run:
    """The outcomes of asking one system every question, in the file's order, and their figures."""

    outcomes: tuple[Outcome, ...]
    figures: Figures
    best: OperatingPoint  # with the threshold that would have done best, known in hindsight only


@dataclass(frozen=True)
class KindFigures:
    """The figures of one kind of question, and those of plain rank-bm25 if it was asked too."""

    name: str
    answerable: int
    figures: Figures
    baseline: Figures | None


@dataclass(frozen=True)
class Evaluation:
    """The service's run, that of plain rank-bm25, and the reason of every miss.

    `kinds_read`: the kinds were read from the wording of the questions, because the file does not tell them apart.
    """

    service: Run
    baseline: Run | None
    kinds: tuple[KindFigures, ...]
    kinds_read: bool
    misses: tuple[Miss, ...]


def ask_all(
    questions: Sequence[LabelledQuestion],
    system: System,
    texts: Mapping[str, str],
    calibrated: bool = True,
    clock: Callable[[], float] = time.perf_counter,
    spread: Spread = map,
) -> Run:
    """Ask each question, and judge the replies in order.

    `texts` are the documents' canonical texts by id. `calibrated`: the confidences are meant as probabilities. `spread` may
    have several processes ask.
    """

    def ask(question: LabelledQuestion) -> tuple[JudgedReply, float]:
        begun = clock()
        reply = system(question.text)
        return reply, clock() - begun

    answered = zip(questions, spread(ask, questions), strict=True)
    return gather([judge_reply(question, reply, texts, seconds) for question, (reply, seconds) in answered], calibrated)


def gather(outcomes: Sequence[Outcome], calibrated: bool = True) -> Run:
    """Compute the figures of outcomes."""
    return Run(tuple(outcomes), measure(outcomes, calibrated), best_in_hindsight(outcomes))


def compare(
    service: Run, baseline: Run | None, ranking: Ranking, texts: Mapping[str, str], spread: Spread = map
) -> Evaluation:
    """Compare a run with the baseline's, by kind of question, and find the reason of every miss, which `spread` may share out."""
    read = len({outcome.question.kind for outcome in service.outcomes if outcome.question.answerable}) < 2
    kind_of = _kind_read if read else _kind_given
    groups = by_kind(service.outcomes, kind_of)
    plain = by_kind(baseline.outcomes, kind_of) if baseline else {}
    kinds = tuple(
        KindFigures(
            name,
            sum(outcome.question.answerable for outcome in group),
            measure(group),
            measure(plain[name], calibrated=False) if plain else None,
        )
        for name, group in groups.items()
    )
    missed = [outcome for outcome in service.outcomes if not outcome.right]
    misses: list[Miss] = [*spread(partial(explain, ranking=ranking, texts=texts), missed)]
    misses.sort(key=lambda miss: REASONS.index(miss.reason))  # stable: in the file's order within a reason
    named = any(outcome.question.kind_given for outcome in service.outcomes if outcome.question.answerable)
    return Evaluation(service, baseline, kinds, read or not named, tuple(misses))


def _kind_given(outcome: Outcome) -> str:
    return outcome.question.kind


def _kind_read(outcome: Outcome) -> str:
    return read_question(outcome.question.text).kind


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation as JSON-ready fields: figures, those of the baseline, kinds and misses."""
    baseline = evaluation.baseline
    return {
        "figures": evaluation.service.figures.to_json(),
        "best_threshold_in_hindsight": _operating_to_json(evaluation.service.best),
        "rank_bm25": {
            "figures": baseline.figures.to_json(),
            "best_threshold_in_hindsight": _operating_to_json(baseline.best),
        }
        if baseline
        else None,
        "kinds": {
            kind.name: kind.figures.to_json() | {"rank_bm25": kind.baseline.to_json() if kind.baseline else None}
            for kind in evaluation.kinds
        },
        "misses": [_miss_to_json(miss) for miss in evaluation.misses],
    }


def _operating_to_json(point: OperatingPoint) -> dict[str, Any]:
    return {
        "threshold": point.threshold,
        "coverage": round(point.coverage, 4),
        "risk": round(point.risk, 4),
        "joint": round(point.joint, 4),
    }


def _miss_to_json(miss: Miss) -> dict[str, Any]:
    outcome = miss.outcome
    return {
        "line": outcome.question.line,
        "question": outcome.question.text,
        "kind": outcome.question.kind,
        "reason": miss.reason,
        "place": miss.place,
        "answered": outcome.answered,
        "confidence": outcome.confidence,
        "document": outcome.document or None,
        "quote": outcome.quote or None,
    }
