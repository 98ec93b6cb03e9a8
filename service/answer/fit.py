"""Fit the weights: python -m service.answer.fit --data DIR [--data DIR ...] [--out FILE] [--groups]

A DIR holds `documents/` and `questions.jsonl`, each question with the `document` it asks about and `answers` as spans; an empty list
means that the documents do not answer. Every figure printed is of questions whose document was not fitted on. The same data
give the same file.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from service.answer.evidence import gather_evidence
from service.answer.features import FEATURES, NAMES, compute_features
from service.answer.learning import Scale, fit_logistic, fit_ranking, measure_scale, sigmoid
from service.answer.ranking import CANDIDATES, WEIGHTS_FILE, Linear, Model, describe_top, write_model
from service.answer.view import Views
from service.index.embedded import Index
from service.live import build_snapshot
from service.question import read_question
from service.terms import extract_terms

FOLDS = 8
KEPT = 15  # candidates a question that the ranking is fitted on, beside the right ones
ANSWERABLE_IMPORTANCE = (
    0.05  # of questions from a folder that has no unanswerable ones, and of their copies without an answer
)


@dataclass(frozen=True)
class Example:
    """A question's candidates: features, which of them answer, which paragraph each stands in."""

    folder: str
    article: str
    answerable: bool
    features: np.ndarray  # [candidates x features]
    relevant: np.ndarray  # [candidates]
    paragraphs: np.ndarray  # [candidates]


@dataclass(frozen=True)
class Top:
    """The best candidate as the confidence sees it, and whether it answers."""

    described: np.ndarray
    right: bool
    answerable: bool
    judged: bool  # one of a folder with unanswerable questions: figures and calibration are of these
    importance: float


Report = Callable[[str], None]


def read_examples(folder: Path, report: Report) -> list[Example]:
    """Search every question of a folder and compute its candidates' features."""
    snapshot = build_snapshot(folder / "documents")
    views = Views(snapshot.index.corpus)
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    examples = []
    for number, fields in enumerate(questions, 1):
        example = _read_example(folder.name, fields, snapshot.index, views)
        if example is not None:
            examples.append(example)
        if number % 500 == 0:
            report(f"{folder.name}: {number} of {len(questions)} questions")
    return examples


def _read_example(folder: str, fields: dict[str, Any], index: Index, views: Views) -> Example | None:
    question = read_question(fields["question"])
    hits = index.search(question.weights, CANDIDATES) if question.terms else []
    if not hits:
        return None
    evidence = gather_evidence(question, index, views, hits)
    spans = {(answer["document"], *answer["span"]) for answer in fields["answers"]}
    names = [index.corpus.documents[c.document].id for c in evidence.candidates]
    relevant = [
        any(name == document and c.sentence.start <= start and end <= c.sentence.end for document, start, end in spans)
        for name, c in zip(names, evidence.candidates, strict=True)
    ]
    paragraphs = [index.corpus.first(c.document) + c.block.first for c in evidence.candidates]
    article = fields.get("document") or fields["answers"][0]["document"]
    features = compute_features(evidence)
    return Example(folder, article, bool(spans), features, np.array(relevant), np.array(paragraphs))


def fit_scores(examples: Sequence[Example], columns: np.ndarray) -> Linear:
    """Fit the ranking on the questions whose answer is among the candidates; columns left out get the weight 0."""
    kept = []
    for example in examples:
        if example.relevant.any():
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
    """Describe each question's best candidate; where a folder has only answerable questions, also without their paragraph."""
    tops = []
    for example in examples:
        ours = example.folder in judged
        scores = ranking(example.features)
        tops.append(
            Top(
                describe_top(example.features, scores),
                bool(example.relevant[np.argmax(scores)]),
                example.answerable,
                ours,
                1.0 if ours else ANSWERABLE_IMPORTANCE,
            )
        )
        silent = ~np.isin(example.paragraphs, example.paragraphs[example.relevant])
        if not ours and silent.sum() > 1:
            rest = example.features[silent]
            tops.append(Top(describe_top(rest, ranking(rest)), False, False, ours, ANSWERABLE_IMPORTANCE))
    return tops


def fit_confidence(tops: Sequence[Top], columns: np.ndarray) -> Linear:
    """Fit P(the best candidate answers), then its slope and level on the judged questions alone."""
    rows = np.array([top.described for top in tops])[:, columns]
    right = np.array([top.right for top in tops], dtype=float)
    scale = measure_scale(rows)
    weights, _ = fit_logistic(scale(rows), right, np.array([top.importance for top in tops]), penalty=0.05)
    judged = (
        np.array([top.judged for top in tops]) if any(top.judged for top in tops) else np.ones(len(tops), dtype=bool)
    )
    raw = (scale(rows) @ weights)[judged, None]
    slope, level = fit_logistic(raw, right[judged], np.ones(int(judged.sum())), penalty=1e-4)
    return replace(_spread_out(scale, weights * slope[0], columns), bias=level)


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
        ranking = fit_scores([e for e in examples if fold[e.folder, e.article] != number], columns)
        ours = [e for e in examples if fold[e.folder, e.article] == number]
        parts.append((ours, ranking, describe_tops(ours, ranking, judged)))
    described = np.append(columns, np.ones(len(parts[0][2][0].described) - len(columns), dtype=bool))
    figures: dict[str, Figures] = {}
    for folder in dict.fromkeys(e.folder for e in examples):
        hits, chances, tops = [], [], []
        for number, (ours, ranking, part) in enumerate(parts):
            hits += [_find_ranks(e, ranking) for e in ours if e.folder == folder and e.answerable]
            if folder in judged:
                model = fit_confidence([t for n, p in enumerate(parts) if n != number for t in p[2]], described)
                mine = [top for top, e in zip(_firsts(part), ours, strict=True) if e.folder == folder]
                tops += mine
                chances += [float(sigmoid(model(top.described))) for top in mine]
        figures[folder] = _judge(np.array(hits), np.array(chances), tops)
    return figures, [top for _, _, part in parts for top in part]


def _firsts(tops: Sequence[Top]) -> list[Top]:
    """Leave out the copies without an answer, which follow their question's top."""
    return [top for top in tops if top.judged or top.answerable]


def _assign_folds(examples: Sequence[Example]) -> dict[tuple[str, str], int]:
    articles = sorted({(e.folder, e.article) for e in examples})
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


def area_under_curve(positive: np.ndarray, negative: np.ndarray) -> float:
    """The chance that a positive's value is above a negative's, ties counted half."""
    above = (positive[:, None] > negative[None]).mean()
    return float(above + 0.5 * (positive[:, None] == negative[None]).mean())


def calibration_error(chances: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal mass (Nixon et al., 2019)."""
    parts = np.array_split(np.argsort(chances, kind="stable"), bins)
    return float(sum(len(p) * abs(chances[p].mean() - right[p].mean()) for p in parts) / len(chances))


def plain_bm25(folder: Path) -> tuple[float, float]:
    """Rank by rank_bm25 alone (Okapi, its defaults, on sentences): (top1, top3) of the answerable questions."""
    index = build_snapshot(folder / "documents").index
    corpus, places = index.corpus, []
    for number, document in enumerate(corpus.documents):
        places += [(document, s) for s in corpus.cut(number).sentences]
    plain = BM25Okapi([extract_terms(d.text[s.start : s.end]) for d, s in places])
    hits = []
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if fields["answers"]:
            order = np.argsort(-plain.get_scores(extract_terms(fields["question"])), kind="stable")[:3]
            spans = [(a["document"], *a["span"]) for a in fields["answers"]]
            found = [
                any(places[n][0].id == i and places[n][1].start <= b and e <= places[n][1].end for i, b, e in spans)
                for n in order
            ]
            hits.append((found[0], any(found)))
    top1, top3 = np.array(hits).mean(axis=0)
    return float(top1), float(top3)


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
    parser = argparse.ArgumentParser(prog="python -m service.answer.fit", description="Fit the answer's weights.")
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

    examples = [example for folder in given.data for example in read_examples(folder, report)]
    if given.groups:
        print_groups(examples, given.data, report)
        return
    columns = _columns_without(None)
    figures, tops = cross_validate(examples, columns)
    for name, line in figures.items():
        report(f"{name:16} {line}")
    described = np.ones(len(tops[0].described), dtype=bool)
    thresholds = [f.threshold for f in figures.values() if f.threshold == f.threshold]
    model = Model(fit_scores(examples, columns), fit_confidence(tops, described), float(np.mean(thresholds or [0.5])))
    about = {"made_by": "python -m service.answer.fit", "features": len(NAMES), "questions": len(examples)}
    write_model(model, given.out, about)
    report(f"Wrote {given.out}.")


if __name__ == "__main__":
    main()
