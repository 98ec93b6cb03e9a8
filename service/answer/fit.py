"""Fit the weights: python -m service.answer.fit --data DIR [--data DIR ...] [--out FILE] [--groups]

A DIR holds `documents/` and `questions.jsonl`, each question with the `document` it asks about and `answers` as spans; an empty list
means that the documents do not answer. Every figure printed is of questions whose document was not fitted on. The same data
give the same file.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from service.answer.evidence import gather_evidence
from service.answer.features import FEATURES, NAMES, compute_features
from service.answer.learning import Scale, fit_logistic, fit_ranking, measure_scale, sigmoid
from service.answer.ranking import CANDIDATES, MARGINS, WEIGHTS_FILE, Linear, Model, describe_top, write_model
from service.answer.view import Views
from service.answer.weighing import query_weights, weigh_terms
from service.index.embedded import Index
from service.live import build_snapshot
from service.question import read_question
from service.sentences.cut import cut_text
from service.terms import extract_terms

FOLDS = 8
KEPT = 15  # candidates a question that the ranking is fitted on, beside the right ones
SMALL = ", small"
SLICES = 6  # of a document, for small collections
PENALTY = 0.02  # on the confidence's weights


@dataclass(frozen=True)
class Example:
    """A question's candidates: their features, and which of them answer."""

    folder: str
    article: str
    answerable: bool
    features: np.ndarray  # [candidates x features]
    relevant: np.ndarray  # [candidates]
    alike: np.ndarray  # [candidates x candidates]: which say the same


@dataclass(frozen=True)
class Top:
    """The best candidate as the confidence sees it, and whether it answers."""

    folder: str
    described: np.ndarray
    right: bool
    answerable: bool


Report = Callable[[str], None]


@dataclass(frozen=True)
class Data:
    """A folder of documents and the questions about them."""

    name: str
    index: Index
    questions: list[dict[str, Any]]

    @property
    def answerable_only(self) -> bool:
        return all(question["answers"] for question in self.questions)

    @property
    def groups(self) -> list[range]:
        """The documents' numbers, three by three: what small collections are made of."""
        count = len(self.index.corpus.documents)
        return [range(first, min(first + 3, count)) for first in range(0, count, 3)]

    def asks_about(self, question: dict[str, Any]) -> str:
        return str(question.get("document") or question["answers"][0]["document"])

    def group_of(self, question: dict[str, Any]) -> str:
        """Name what a question must be held out with: its document, or the group whose small collections hold it."""
        asked = self.asks_about(question)
        if not self.answerable_only:
            return asked
        ids = [document.id for document in self.index.corpus.documents]
        return ids[ids.index(asked) // 3 * 3]


def read_data(folder: Path) -> Data:
    """Read and index a folder's documents, and read its questions."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return Data(
        folder.name, build_snapshot(folder / "documents").index, [json.loads(line) for line in lines if line.strip()]
    )


def count_common_terms(data: Sequence[Data]) -> dict[str, float]:
    """Measure the share of sentences that hold a term, for terms that a quarter of all documents hold."""
    rates: dict[str, list[float]] = {}
    documents = 0
    for one in data:
        for number, document in enumerate(one.index.corpus.documents):
            sentences = one.index.corpus.cut(number).sentences
            counts = Counter(t for s in sentences for t in set(extract_terms(document.text[s.start : s.end])))
            documents += 1
            for term, count in counts.items():
                rates.setdefault(term, []).append(count / len(sentences))
    return {t: round(sum(r) / documents, 5) for t, r in rates.items() if len(r) >= documents / 4 and t.isalpha()}


def read_examples(data: Data, common: Mapping[str, float], report: Report) -> list[Example]:
    """Search every question and compute its candidates' features; where all are answerable, in small collections too."""
    views = Views(data.index.corpus)
    examples = []
    for number, fields in enumerate(data.questions, 1):
        examples.append(_read_example(data.name, data.group_of(fields), fields, data.index, views, common))
        if number % 500 == 0:
            report(f"{data.name}: {number} of {len(data.questions)} questions")
    if data.answerable_only:
        examples += _read_small_collections(data, common, report)
    return [example for example in examples if example is not None]


def _read_small_collections(data: Data, common: Mapping[str, float], report: Report) -> list[Example | None]:
    """Make collections of a slice of each of three documents; ask what they answer, and as much that they do not.

    A user's folder may be five pages on one subject, where counts say less and most of what is asked is not there.
    """
    examples: list[Example | None] = []
    documents = data.index.corpus.documents
    for group in data.groups:
        name = documents[group[0]].id
        asked = [q for q in data.questions if data.group_of(q) == name]
        for part in range(SLICES):
            index, inside = _slice(data.index, group, part)
            views = Views(index.corpus)
            held = [q for q in asked if inside(q)]
            missing = [q for q in asked if not inside(q)][part :: SLICES - 1][: len(held)]
            for fields in held + [{**q, "answers": []} for q in missing]:
                examples.append(_read_example(data.name + SMALL, name, fields, index, views, common))
        report(f"{data.name}: small collections from {name} and its neighbours, {len(asked)} questions")
    return examples


def _slice(whole: Index, group: range, part: int) -> tuple[Index, Callable[[dict[str, Any]], bool]]:
    """Cut the part-th slice out of each document, offsets kept by blanking what stands before it."""
    documents, bounds = [], {}
    for number in group:
        document, blocks = whole.corpus.documents[number], whole.corpus.cut(number).blocks
        first, last = part * len(blocks) // SLICES, (part + 1) * len(blocks) // SLICES - 1
        start, end = blocks[first].start, blocks[max(first, last)].end
        documents.append(replace(document, text="\n" * start + document.text[start:end]))
        bounds[document.id] = (start, end)

    def inside(fields: dict[str, Any]) -> bool:
        return any(
            bounds[a["document"]][0] <= a["span"][0] and a["span"][1] <= bounds[a["document"]][1]
            for a in fields["answers"]
        )

    return Index(documents, [cut_text(document.text) for document in documents]), inside


def _read_example(
    folder: str, article: str, fields: dict[str, Any], index: Index, views: Views, common: Mapping[str, float]
) -> Example | None:
    question = read_question(fields["question"])
    hits = index.search(query_weights(question, index, common), CANDIDATES) if question.terms else []
    if not hits:
        return None
    evidence = gather_evidence(question, index, views, hits, weigh_terms(question, index, common))
    spans = {(answer["document"], *answer["span"]) for answer in fields["answers"]}
    names = [index.corpus.documents[c.document].id for c in evidence.candidates]
    relevant = [
        any(name == document and c.sentence.start <= start and end <= c.sentence.end for document, start, end in spans)
        for name, c in zip(names, evidence.candidates, strict=True)
    ]
    return Example(folder, article, bool(spans), compute_features(evidence), np.array(relevant), evidence.alike())


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
    """Describe each question's best candidate for the confidence; folders with answerable questions only are left out."""
    tops = []
    for example in examples:
        if example.folder in judged:
            scores = ranking(example.features)
            right = bool(example.relevant[np.argmax(scores)])
            tops.append(
                Top(example.folder, describe_top(example.features, scores, example.alike), right, example.answerable)
            )
    return tops


def fit_confidence(tops: Sequence[Top], columns: np.ndarray) -> Linear:
    """Fit P(the best candidate answers), each folder counting the same, small collections a third."""
    rows = np.array([top.described for top in tops])[:, columns]
    right = np.array([top.right for top in tops], dtype=float)
    sizes = Counter(top.folder for top in tops)
    scale = measure_scale(rows)
    weights, bias = fit_logistic(
        scale(rows), right, np.array([_importance(top) / sizes[top.folder] for top in tops]), penalty=PENALTY
    )
    return replace(_spread_out(scale, weights, columns), bias=bias)


def _importance(top: Top) -> float:
    # What is not in a small collection is easier to tell than what a question was bent to ask for in vain.
    return 1 / 3 if top.folder.endswith(SMALL) else 1.0


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
    figures: dict[str, Figures] = {}
    for folder in dict.fromkeys(e.folder for e in examples):
        hits, chances, tops = [], [], []
        for number, (ours, ranking, part) in enumerate(parts):
            hits += [_find_ranks(e, ranking) for e in ours if e.folder == folder and e.answerable]
            if folder in judged:
                model = fit_confidence([t for n, p in enumerate(parts) if n != number for t in p[2]], described)
                mine = [top for top in part if top.folder == folder]
                tops += mine
                chances += [float(sigmoid(model(top.described))) for top in mine]
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
    """Choose the threshold at which most is right, speaking or silent, over held-out tops, each folder counting the same."""
    thresholds = np.linspace(0.2, 0.8, 61)
    gains = np.zeros(len(thresholds))
    for part in range(FOLDS):
        rest = [top for n, top in enumerate(tops) if n % FOLDS != part]
        model = fit_confidence(rest, columns)
        for folder in sorted({top.folder for top in tops}):
            mine = [top for n, top in enumerate(tops) if n % FOLDS == part and top.folder == folder]
            chances = sigmoid(np.array([float(model(top.described)) for top in mine]))
            right, answerable = np.array([t.right for t in mine]), np.array([t.answerable for t in mine])
            gains += [((chances >= t) & right).mean() + ((chances < t) & ~answerable).mean() for t in thresholds]
    return float(thresholds[int(np.argmax(gains))]) if tops else 0.5


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
    about = {"made_by": "python -m service.answer.fit", "features": len(NAMES), "questions": len(examples)}
    write_model(model, given.out, about)
    report(f"Wrote {given.out}.")


if __name__ == "__main__":
    main()
