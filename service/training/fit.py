"""Fit the weights: python -m service.training.fit --data DIR [--data DIR ...] [--count NAME=N] [--out FILE] [--groups]

A DIR holds `documents/` and `questions.jsonl`, each question with the `document` it asks about and `answers` as spans; an
empty list means that the documents do not answer. Every figure printed is over questions whose document was held out. The
same data give the same file.
"""

import argparse
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from service.answer.ranking.features import FEATURES, NAMES
from service.answer.ranking.model import (
    MARGINS,
    WEIGHTS_FILE,
    Linear,
    Model,
    Sized,
    describe_top,
    measure_size,
    sigmoid,
    write_model,
)
from service.documents.errors import CollectionError
from service.evaluate.baseline import PlainBM25
from service.evaluate.figures import Figures, measure
from service.evaluate.outcomes import Outcome, judge_reply
from service.evaluate.question_file import QuestionsError
from service.training.examples import (
    DOCUMENTS,
    QUESTIONS,
    SLICES,
    Data,
    Example,
    Report,
    count_common_terms,
    read_data,
    read_examples,
)
from service.training.learning import Scale, fit_logistic, fit_ranking, measure_scale

FOLDS = 8
KEPT = 15  # candidates of each question that the ranking is fitted on, besides the right ones
TOLERANCE = 0.01  # of the share that is right
PENALTY = 0.01  # on the confidence's weights
EACH = 4  # the ranking is fitted on one in so many questions of small collections, as they repeat the others
MISLEADING = 0.5  # what a question written to mislead counts in the confidence's fit
NATURAL, TRAP = 3.0, 1.0  # what a question counts where the threshold is chosen
THRESHOLDS = np.linspace(0.2, 0.8, 61)  # tried


@dataclass(frozen=True)
class Top:
    """A question's best candidate as the confidence sees it, and whether it answers."""

    folder: str
    described: np.ndarray
    right: bool
    answerable: bool
    size: int  # of the collection, in sentences
    absent: bool = False  # what is asked for was cut out: a natural silence, not a trap
    count: float = 1.0  # how often it counts


def fit_scores(examples: Sequence[Example], columns: np.ndarray) -> Linear:
    """Fit the ranking on the questions whose answer is among the candidates. Columns left out get the weight 0."""
    kept = []
    for number, example in enumerate(examples):
        if example.relevant.any() and (SLICES not in example.folder or number % EACH == 0):
            keep = example.relevant.copy()
            keep[:KEPT] = True
            kept.append((example.features[keep][:, columns], example.relevant[keep], example.count))
    scale = measure_scale(np.vstack([rows for rows, _, _ in kept]))
    lists, relevant = [scale(rows) for rows, _, _ in kept], [right for _, right, _ in kept]
    weights = fit_ranking(lists, relevant, np.array([count for *_, count in kept]), steps=30)
    return _spread_out(scale, weights, columns)


def _spread_out(scale: Scale, weights: np.ndarray, columns: np.ndarray) -> Linear:
    mean, spread, every = np.zeros(len(columns)), np.ones(len(columns)), np.zeros(len(columns))
    mean[columns], spread[columns], every[columns] = scale.mean, scale.spread, weights
    return Linear(mean, spread, every)


def describe_tops(examples: Sequence[Example], ranking: Linear, judged: set[str]) -> list[Top]:
    """Describe the best candidate of each question in the `judged` folders, as the confidence sees it."""
    tops = []
    for example in examples:
        if example.folder in judged:
            scores = ranking(example.features)
            best = int(np.argmax(scores))
            described = describe_top(example.features, scores, example.alike[best])
            right = bool(example.relevant[best])
            sort = (right, example.answerable, example.size, example.absent, example.count)
            tops.append(Top(example.folder, described, *sort))
    return tops


def fit_confidence(tops: Sequence[Top], columns: np.ndarray) -> Sized:
    """Fit P(the best candidate answers). Every folder has the same weight, and its small collections half of that.

    Questions written to mislead count half, as most folders never meet one. A folder that is to count N times in the ranking
    counts the root of N here, where few questions count as much as many already.
    """
    rows = np.array([top.described for top in tops])[:, columns]
    right = np.array([top.right for top in tops], dtype=float)
    sizes = np.array([[measure_size(top.size)] for top in tops])
    counts = Counter(top.folder for top in tops)
    scale = measure_scale(rows)
    scaled = scale(rows)
    importance = np.array([_weigh(top) * (0.5 if SLICES in top.folder else 1.0) / counts[top.folder] for top in tops])
    weights, bias = fit_logistic(np.hstack([scaled, sizes * scaled, sizes]), right, importance, penalty=PENALTY)
    own, growth, drift = np.split(weights, [len(scale.mean), 2 * len(scale.mean)])
    middle = replace(_spread_out(scale, own, columns), bias=bias)
    return Sized(middle, _spread_out(scale, growth, columns).weights, float(drift[0]))


def _weigh(top: Top) -> float:
    return math.sqrt(top.count) * (1.0 if top.answerable or top.absent else MISLEADING)


def estimate(model: Sized, tops: Sequence[Top]) -> np.ndarray:
    """Estimate the probability that each top answers: [tops]."""
    return sigmoid(np.array([model(top.described, top.size) for top in tops]))


@dataclass(frozen=True)
class FitFigures:
    """The figures of held-out questions, and the threshold that `joint` is at.

    Without unanswerable questions no confidence is fitted, and all but top1 and top3 mean nothing.
    """

    figures: Figures
    threshold: float | None

    def __str__(self) -> str:
        own = self.figures
        joint, at = (own.joint, self.threshold) if self.threshold is not None else (None, None)
        return (
            f"top1 {own.top1:.4f}  top3 {own.top3:.4f}  AUC {_show(own.auc)}  joint {_show(joint)} (at {_show(at, 2)})"
            f"  calibration error {_show(own.ece)}"
        )


def _show(figure: float | None, places: int = 4) -> str:
    return "nan" if figure is None else f"{figure:.{places}f}"


def cross_validate(examples: Sequence[Example], columns: np.ndarray) -> tuple[dict[str, FitFigures], list[Top]]:
    """Rank and judge every question by models not fitted on its article. Returns figures by folder, and all the tops."""
    fold = _assign_folds(examples)
    judged = {e.folder for e in examples if not e.answerable}
    parts = []
    for number in range(FOLDS):
        ranking = fit_scores([e for e in examples if fold[e.article] != number], columns)
        ours = [e for e in examples if fold[e.article] == number]
        parts.append((ours, ranking, describe_tops(ours, ranking, judged)))
    described = np.append(columns, np.ones(len(MARGINS), dtype=bool))
    others = [[top for n, p in enumerate(parts) if n != number for top in p[2]] for number in range(FOLDS)]
    models = [fit_confidence(tops, described) for tops in others]
    outcomes: dict[str, list[Outcome]] = {example.folder: [] for example in examples}
    for model, (ours, ranking, tops) in zip(models, parts, strict=True):
        described_ones = (number for number, example in enumerate(ours) if example.folder in judged)
        chances = dict(zip(described_ones, estimate(model, tops).tolist(), strict=True))
        for number, example in enumerate(ours):
            outcomes[example.folder].append(_judge(example, ranking, chances.get(number, 0.0)))
    figures = {folder: _measure(found, folder in judged) for folder, found in outcomes.items()}
    return figures, [top for _, _, part in parts for top in part]


def _assign_folds(examples: Sequence[Example]) -> dict[str, int]:
    """Assign every article to a fold; small collections go with the article that they are named by."""
    articles = sorted({e.article for e in examples})
    return {article: number % FOLDS for number, article in enumerate(articles)}


def _judge(example: Example, ranking: Linear, chance: float) -> Outcome:
    """Judge the ranking of a question's candidates; `chance` is the confidence in the best."""
    order = np.argsort(-ranking(example.features), kind="stable")
    top1, top3 = bool(example.relevant[order[0]]), bool(example.relevant[order[:3]].any())
    return Outcome(example.question, answered=False, confidence=chance, top1=top1, top3=top3, hit=False)


def _measure(outcomes: Sequence[Outcome], judged: bool) -> FitFigures:
    """Measure outcomes as spoken from the threshold on that does best. `judged`: their confidence was fitted."""
    if not judged:
        return FitFigures(measure(outcomes, calibrated=False), None)
    chances = np.array([outcome.confidence for outcome in outcomes])
    right = np.array([outcome.top1 for outcome in outcomes])
    answerable = np.array([outcome.question.answerable for outcome in outcomes])
    threshold = float(THRESHOLDS[int(np.argmax(_try_thresholds(chances, right, answerable)))])
    spoken = [
        replace(o, answered=o.confidence >= threshold, hit=o.top1 and o.confidence >= threshold) for o in outcomes
    ]
    return FitFigures(measure(spoken), threshold)


def _try_thresholds(chances: np.ndarray, right: np.ndarray, answerable: np.ndarray) -> np.ndarray:
    """Give the share that is right, spoken or silent, at each of `THRESHOLDS`. All arrays are [questions]."""
    return np.array([((chances >= t) & right).mean() + ((chances < t) & ~answerable).mean() for t in THRESHOLDS])


@dataclass(frozen=True)
class ThresholdChoice:
    """A threshold, and the shares that are right at it, in the mean of the folders: of all, weighed, and of each sort.

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
    """Choose the threshold with the largest weighed share right, spoken or silent, over held-out tops.

    A question that is answered, and one about what the documents do not mention, count as `NATURAL`, one written to mislead
    as `TRAP`: people who ask do not set traps. Folders count equally. Of the thresholds within `TOLERANCE` of the best it is
    the lowest: people would rather see the passage.
    """
    if not tops:
        return ThresholdChoice(0.5, *[float("nan")] * 4)
    chances = estimate_held_out(tops, columns)
    folders = sorted({top.folder for top in tops})
    weighed = np.mean([_weigh_thresholds(*_part_of(tops, chances, folder)) for folder in folders], axis=0)
    chosen = int(np.argmax(weighed >= weighed.max() - TOLERANCE))
    threshold = float(THRESHOLDS[chosen])
    good = [
        (top, top.right if chance >= threshold else not top.answerable)
        for top, chance in zip(tops, chances, strict=True)
    ]
    shares = (
        [right for top, right in good if (top.answerable, top.absent) == sort]
        for sort in ((True, False), (False, True), (False, False))
    )
    return ThresholdChoice(
        threshold, float(weighed[chosen]), *(float(np.mean(s)) if s else float("nan") for s in shares)
    )


def estimate_held_out(tops: Sequence[Top], columns: np.ndarray) -> np.ndarray:
    """Estimate the probability that each top answers, by models that were not fitted on it: [tops]."""
    chances = np.zeros(len(tops))
    for part in range(FOLDS):
        model = fit_confidence([top for n, top in enumerate(tops) if n % FOLDS != part], columns)
        chances[part::FOLDS] = estimate(model, tops[part::FOLDS])
    return chances


def _part_of(tops: Sequence[Top], chances: np.ndarray, folder: str) -> tuple[Sequence[Top], np.ndarray]:
    mine = [n for n, top in enumerate(tops) if top.folder == folder]
    return [tops[n] for n in mine], chances[mine]


def _weigh_thresholds(tops: Sequence[Top], chances: np.ndarray) -> np.ndarray:
    """Give the weighed share of one folder's questions that is right, spoken or silent, at each of `THRESHOLDS`."""
    weights = np.array([NATURAL if top.answerable or top.absent else TRAP for top in tops])
    right, answerable = np.array([top.right for top in tops]), np.array([top.answerable for top in tops])
    good = np.array([np.where(chances >= t, right, ~answerable) for t in THRESHOLDS])
    shares: np.ndarray = good @ weights / weights.sum()
    return shares


def print_groups(examples: Sequence[Example], data: Sequence[Data], report: Report) -> None:
    """Print what each group of features is worth: plain rank-bm25, all features, and all but each group."""
    for one in data:
        plain = PlainBM25(one.index)
        figures = measure(
            [judge_reply(question, plain.reply(question.text)) for question in one.questions], calibrated=False
        )
        report(f"{one.name:16} plain rank-bm25          top1 {figures.top1:.4f}  top3 {figures.top3:.4f}")
    for left_out in (None, *FEATURES):
        columns = _columns_without(left_out)
        for folder, fitted in cross_validate(examples, columns)[0].items():
            report(f"{folder:16} {'all features' if left_out is None else f'without {left_out}':28} {fitted}")


def _columns_without(group: str | None) -> np.ndarray:
    return np.array([name != group for name, features in FEATURES.items() for _ in features])


def _read_count(text: str) -> tuple[str, float]:
    """Read "NAME=N". Raises ValueError for anything else, which argparse reports."""
    name, equals, count = text.rpartition("=")
    if not equals or not 0 < float(count) < float("inf"):
        raise ValueError(text)
    return name, float(count)


def _read_arguments(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[Data]]:
    """Read the command line and the data folders that it names; exit with a message if one cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m service.training.fit", description="Fit the answer's weights.")
    add = parser.add_argument
    add("--data", type=Path, action="append", required=True, help="a folder of documents/ and questions.jsonl")
    about = "let each question of the data folder NAME count N times"
    add("--count", type=_read_count, action="append", default=[], metavar="NAME=N", help=about)
    add("--out", type=Path, default=WEIGHTS_FILE, help="the file to write (default: the shipped one)")
    add("--groups", action="store_true", help="print what each group of features is worth, write nothing")
    add("--reworded", action="store_true", help="fit on a fifth of the questions in other forms too")
    given = parser.parse_args(arguments)
    for folder in given.data:
        if not (folder / QUESTIONS).is_file() or not (folder / DOCUMENTS).is_dir():
            parser.error(f"'{folder}' holds no {QUESTIONS} and {DOCUMENTS} folder.")
    try:
        data = [read_data(folder) for folder in given.data]
    except (CollectionError, QuestionsError) as error:
        parser.error(str(error))
    if unknown := dict(given.count).keys() - {one.name for one in data}:
        parser.error(f"--count names '{min(unknown)}', which is none of the data folders.")
    return given, data


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print the cross-validated figures, write the weights."""
    given, data = _read_arguments(arguments)

    def report(line: str) -> None:
        print(line, file=sys.stderr if line.endswith("questions") else sys.stdout, flush=True)

    common, counts = count_common_terms(data), dict(given.count)
    examples = [
        replace(example, count=counts.get(one.name, 1.0))
        for one in data
        for example in read_examples(one, common, report, given.reworded)
    ]
    if given.groups:
        print_groups(examples, data, report)
        return
    columns = _columns_without(None)
    figures, tops = cross_validate(examples, columns)
    for name, line in figures.items():
        report(f"{name:16} {line}")
    described = np.ones(len(tops[0].described), dtype=bool)
    choice = choose_threshold(tops, described)
    report(str(choice))
    model = Model(fit_scores(examples, columns), fit_confidence(tops, described), choice.threshold, common)
    about = {"made_by": "python -m service.training.fit", "features": len(NAMES), "questions": len(examples)}
    write_model(model, given.out, about)
    report(f"Wrote {given.out}.")


if __name__ == "__main__":
    main()
