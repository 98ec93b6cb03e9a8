"""Fit the weights: python -m service.training.fit --data DIR [--data DIR ...] [--out FILE] [--groups]

A DIR holds `documents/` and `questions.jsonl`, each question with the `document` it asks about and `answers` as spans; an empty list
means that the documents do not answer. Every figure printed is of questions whose document was not fitted on. The same data
give the same file.
"""

import argparse
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
from service.training.examples import (
    SLICES,
    Example,
    Report,
    count_common_terms,
    plain_bm25,
    read_data,
    read_examples,
)
from service.training.learning import Scale, fit_logistic, fit_ranking, measure_scale

FOLDS = 8
KEPT = 15  # candidates a question that the ranking is fitted on, beside the right ones
TOLERANCE = 0.01  # of the share that is right
PENALTY = 0.01  # on the confidence's weights
EACH = 4  # one in so many questions of small collections is fitted on for the ranking: they are the same questions


@dataclass(frozen=True)
class Top:
    """The best candidate as the confidence sees it, and whether it answers."""

    folder: str
    described: np.ndarray
    right: bool
    answerable: bool
    size: int  # of the collection, in sentences


def fit_scores(examples: Sequence[Example], columns: np.ndarray) -> Linear:
    """Fit the ranking on the questions whose answer is among the candidates; columns left out get the weight 0."""
    kept = []
    for number, example in enumerate(examples):
        if example.relevant.any() and (SLICES not in example.folder or number % EACH == 0):
            keep = example.relevant.copy()
            keep[:KEPT] = True
            kept.append((example.features[keep][:, columns], example.relevant[keep]))
    scale = measure_scale(np.vstack([rows for rows, _ in kept]))
    weights = fit_ranking([scale(rows) for rows, _ in kept], [relevant for _, relevant in kept], steps=30)
    return _spread_out(scale, weights, columns)


def _spread_out(scale: Scale, weights: np.ndarray, columns: np.ndarray) -> Linear:
    mean, spread, every = np.zeros(len(columns)), np.ones(len(columns)), np.zeros(len(columns))
    mean[columns], spread[columns], every[columns] = scale.mean, scale.spread, weights
    return Linear(mean, spread, every)


def describe_tops(examples: Sequence[Example], ranking: Linear, judged: set[str]) -> list[Top]:
    """Describe each question's best candidate for the confidence; folders with answerable questions only are left out."""
    tops = []
    for example in examples:
        if example.folder in judged:
            scores = ranking(example.features)
            best = int(np.argmax(scores))
            described = describe_top(example.features, scores, example.alike[best])
            right = bool(example.relevant[best])
            tops.append(Top(example.folder, described, right, example.answerable, example.size))
    return tops


def fit_confidence(tops: Sequence[Top], columns: np.ndarray) -> Sized:
    """Fit P(the best candidate answers), each folder counting the same, and its small collections half of that."""
    rows = np.array([top.described for top in tops])[:, columns]
    right = np.array([top.right for top in tops], dtype=float)
    sizes = np.array([[measure_size(top.size)] for top in tops])
    counts = Counter(top.folder for top in tops)
    scale = measure_scale(rows)
    scaled = scale(rows)
    importance = np.array([(0.5 if SLICES in top.folder else 1.0) / counts[top.folder] for top in tops])
    weights, bias = fit_logistic(np.hstack([scaled, sizes * scaled, sizes]), right, importance, penalty=PENALTY)
    own, growth, drift = np.split(weights, [len(scale.mean), 2 * len(scale.mean)])
    middle = replace(_spread_out(scale, own, columns), bias=bias)
    return Sized(middle, _spread_out(scale, growth, columns).weights, float(drift[0]))


def estimate(model: Sized, tops: Sequence[Top]) -> np.ndarray:
    """Estimate the chance of each: [tops]."""
    return sigmoid(np.array([model(top.described, top.size) for top in tops]))


@dataclass(frozen=True)
class Figures:
    """What held-out questions gave; see the printed line."""

    top1: float
    top3: float
    auc: float
    joint: float
    calibration_error: float
    threshold: float

    def __str__(self) -> str:
        return (
            f"top1 {self.top1:.4f}  top3 {self.top3:.4f}  AUC {self.auc:.4f}  joint {self.joint:.4f} (at {self.threshold:.2f})"
            f"  calibration error {self.calibration_error:.4f}"
        )


def cross_validate(examples: Sequence[Example], columns: np.ndarray) -> tuple[dict[str, Figures], list[Top]]:
    """Rank and judge every question by models not fitted on its article: figures by folder, and all the tops."""
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
    figures: dict[str, Figures] = {}
    for folder in dict.fromkeys(e.folder for e in examples):
        hits, chances, tops = [], [], []
        for model, (ours, ranking, part) in zip(models, parts, strict=True):
            hits += [_find_ranks(e, ranking) for e in ours if e.folder == folder and e.answerable]
            if folder in judged:
                mine = [top for top in part if top.folder == folder]
                tops += mine
                chances += estimate(model, mine).tolist()
        figures[folder] = _judge(np.array(hits), np.array(chances), tops)
    return figures, [top for _, _, part in parts for top in part]


def _assign_folds(examples: Sequence[Example]) -> dict[str, int]:
    """Give every article a fold; a small collection's is that of the documents it was made of."""
    articles = sorted({e.article for e in examples})
    return {article: number % FOLDS for number, article in enumerate(articles)}


def _find_ranks(example: Example, ranking: Linear) -> tuple[bool, bool]:
    order = np.argsort(-ranking(example.features), kind="stable")
    return bool(example.relevant[order[0]]), bool(example.relevant[order[:3]].any())


def _judge(hits: np.ndarray, chances: np.ndarray, tops: Sequence[Top]) -> Figures:
    top1, top3 = hits.mean(axis=0)
    if not len(chances):
        return Figures(top1, top3, *[float("nan")] * 4)
    right = np.array([top.right for top in tops])
    answerable = np.array([top.answerable for top in tops])
    thresholds = np.linspace(0.2, 0.8, 61)
    joints = [((chances >= t) & right).mean() + ((chances < t) & ~answerable).mean() for t in thresholds]
    best = int(np.argmax(joints))
    return Figures(
        top1, top3, area_under_curve(chances[answerable], chances[~answerable]), float(joints[best]),
        calibration_error(chances, right), float(thresholds[best]),
    )  # fmt: skip


def choose_threshold(tops: Sequence[Top], columns: np.ndarray) -> float:
    """Choose the threshold by what is right, speaking or silent, over held-out tops, each folder counting the same.

    Of thresholds that are as good as the best within `TOLERANCE`, the lowest: who asks would rather see the passage.
    """
    thresholds = np.linspace(0.2, 0.8, 61)
    gains = np.zeros(len(thresholds))
    for part in range(FOLDS):
        rest = [top for n, top in enumerate(tops) if n % FOLDS != part]
        model = fit_confidence(rest, columns)
        for folder in sorted({top.folder for top in tops}):
            mine = [top for n, top in enumerate(tops) if n % FOLDS == part and top.folder == folder]
            chances = estimate(model, mine)
            right, answerable = np.array([t.right for t in mine]), np.array([t.answerable for t in mine])
            gains += [((chances >= t) & right).mean() + ((chances < t) & ~answerable).mean() for t in thresholds]
    good = gains >= gains.max() - TOLERANCE * FOLDS * len({top.folder for top in tops})
    return float(thresholds[int(np.argmax(good))]) if tops else 0.5


def area_under_curve(positive: np.ndarray, negative: np.ndarray) -> float:
    """The chance that a positive's value is above a negative's, ties counted half."""
    above = (positive[:, None] > negative[None]).mean()
    return float(above + 0.5 * (positive[:, None] == negative[None]).mean())


def calibration_error(chances: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal mass (Nixon et al., 2019)."""
    parts = np.array_split(np.argsort(chances, kind="stable"), bins)
    return float(sum(len(p) * abs(chances[p].mean() - right[p].mean()) for p in parts) / len(chances))


def print_groups(examples: Sequence[Example], folders: Sequence[Path], report: Report) -> None:
    """Print the table of what each group of features is worth: plain rank-bm25, all, and all but one group."""
    for folder in folders:
        top1, top3 = plain_bm25(folder)
        report(f"{folder.name:16} plain rank-bm25          top1 {top1:.4f}  top3 {top3:.4f}")
    for left_out in (None, *FEATURES):
        columns = _columns_without(left_out)
        for folder_name, figures in cross_validate(examples, columns)[0].items():
            report(f"{folder_name:16} {'all features' if left_out is None else f'without {left_out}':28} {figures}")


def _columns_without(group: str | None) -> np.ndarray:
    return np.array([name != group for name, features in FEATURES.items() for _ in features])


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print the cross-validated figures, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m service.training.fit", description="Fit the answer's weights.")
    parser.add_argument(
        "--data", type=Path, action="append", required=True, help="a folder of documents/ and questions.jsonl"
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE, help="the file to write (default: the shipped one)")
    parser.add_argument(
        "--groups", action="store_true", help="print what each group of features is worth, write nothing"
    )
    given = parser.parse_args(arguments)
    for folder in given.data:
        if not (folder / "questions.jsonl").is_file() or not (folder / "documents").is_dir():
            parser.error(f"'{folder}' holds no questions.jsonl and documents folder.")

    def report(line: str) -> None:
        print(line, file=sys.stderr if line.endswith("questions") else sys.stdout, flush=True)

    data = [read_data(folder) for folder in given.data]
    common = count_common_terms(data)
    examples = [example for one in data for example in read_examples(one, common, report)]
    if given.groups:
        print_groups(examples, given.data, report)
        return
    columns = _columns_without(None)
    figures, tops = cross_validate(examples, columns)
    for name, line in figures.items():
        report(f"{name:16} {line}")
    described = np.ones(len(tops[0].described), dtype=bool)
    model = Model(
        fit_scores(examples, columns), fit_confidence(tops, described), choose_threshold(tops, described), common
    )
    about = {"made_by": "python -m service.training.fit", "features": len(NAMES), "questions": len(examples)}
    write_model(model, given.out, about)
    report(f"Wrote {given.out}.")


if __name__ == "__main__":
    main()
