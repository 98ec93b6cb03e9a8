"""Fit the weights: python -m service.training.fit --data DIR [--data DIR ...] [--judge DIR ...] [--examples FOLDER] [--out FILE]

A DIR holds `documents/` and `questions.jsonl`. In one to fit on, each question has the `document` it asks about and `answers`
as spans; an empty list means that the documents do not answer. The figures printed are of collections that nothing was fitted
on: each `--data` is judged by what is fitted on the others, each `--judge` by what is fitted on every `--data`; the shortlist
alone is that of every `--data` throughout. The same data give the same file.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from service.answer.ranking.features import FEATURES, NAMES
from service.answer.ranking.model import WEIGHTS_FILE, Model, write_model
from service.documents.errors import CollectionError
from service.evaluate.baseline import PlainBM25
from service.evaluate.figures import measure
from service.evaluate.outcomes import judge_reply
from service.evaluate.question_file import QuestionsError
from service.training.example_file import make_key, read_or_make
from service.training.examples import (
    DOCUMENTS,
    QUESTIONS,
    Data,
    Example,
    Report,
    Settled,
    count_common_terms,
    read_data,
    read_examples,
    read_judge,
    read_judged_examples,
)
from service.training.held_out import HeldOut, leave_one_out, mean_of
from service.training.shortlist_fit import fit_shortlist

Examples = Mapping[str, Sequence[Example]]  # of each collection


def print_groups(data: Sequence[Data], examples: Examples, judges: Examples, report: Report) -> None:
    """Print what each group of features is worth: plain rank-bm25, all features, and all but each group."""
    for one in data:
        plain = PlainBM25(one.index)
        figures = measure(
            [judge_reply(question, plain.reply(question.text)) for question in one.questions], calibrated=False
        )
        report(f"{one.name:16} plain rank-bm25          top1 {figures.top1:.4f}  top3 {figures.top3:.4f}")
    for left_out in (None, *FEATURES):
        found, judged, _ = leave_one_out(examples, judges, _columns_without(left_out))
        for line in _list_figures(found, judged):
            report(f"{'all features' if left_out is None else f'without {left_out}':28} {line}")


def _list_figures(found: Mapping[str, HeldOut], judged: Mapping[str, HeldOut]) -> list[str]:
    """List the figures of the collections left out in turn, their mean, and the figures of the judges."""
    lines = [*found.items(), *([("mean", mean_of(found))] if found else []), *judged.items()]
    return [f"{name:16} {line}" for name, line in lines]


def _columns_without(group: str | None) -> np.ndarray:
    return np.array([name != group for name, features in FEATURES.items() for _ in features])


def _read_count(text: str) -> tuple[str, float]:
    """Read "NAME=N". Raises ValueError for anything else, which argparse reports."""
    name, equals, count = text.rpartition("=")
    if not equals or not 0 < float(count) < float("inf"):
        raise ValueError(text)
    return name, float(count)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m service.training.fit", description="Fit the answer's weights.")
    add = parser.add_argument
    add("--data", type=Path, action="append", required=True, help="a folder of documents/ and questions.jsonl")
    add("--judge", type=Path, action="append", default=[], help="another such folder, which is only judged by")
    about = "let each question of the data folder NAME count N times in the ranking"
    add("--count", type=_read_count, action="append", default=[], metavar="NAME=N", help=about)
    add("--examples", type=Path, help="a folder to keep the features of each data folder in, and to read them from")
    add("--out", type=Path, default=WEIGHTS_FILE, help="the file to write (default: the shipped one)")
    add("--groups", action="store_true", help="print what each group of features is worth, write nothing")
    add("--reworded", action="store_true", help="fit on a fifth of the questions in other forms too")
    return parser


def _read_arguments(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, list[Data], list[Data]]:
    """Read the command line, the folders to fit on and to judge by; exit with a message if one cannot be used."""
    parser = _make_parser()
    given = parser.parse_args(arguments)
    folders = [*given.data, *given.judge]
    for folder in folders:
        if not (folder / QUESTIONS).is_file() or not (folder / DOCUMENTS).is_dir():
            parser.error(f"'{folder}' holds no {QUESTIONS} and {DOCUMENTS} folder.")
    names = [folder.name for folder in folders]
    if twice := next((name for name in names if names.count(name) > 1), None):
        parser.error(f"two folders are named '{twice}'; the figures would not tell them apart.")
    try:
        data, judges = [read_data(folder) for folder in given.data], [read_judge(folder) for folder in given.judge]
    except (CollectionError, QuestionsError) as error:
        parser.error(str(error))
    if unknown := dict(given.count).keys() - {one.name for one in data}:
        parser.error(f"--count names '{min(unknown)}', which is none of the data folders.")
    return given, data, judges


def _gather(
    given: argparse.Namespace, data: Sequence[Data], judges: Sequence[Data], settled: Settled, report: Report
) -> tuple[Examples, Examples]:
    """Read or make the examples of every folder."""

    def keep(folder: Path, form: str, make: Callable[[], list[Example]]) -> list[Example]:
        path = given.examples / f"{folder.name}.npz" if given.examples else None
        return read_or_make(path, make_key(folder, settled, form) if path else "", make)

    counts, form = dict(given.count), "reworded" if given.reworded else "plain"
    fitted = {
        one.name: [
            replace(example, count=counts.get(one.name, 1.0))
            for example in keep(folder, form, partial(read_examples, one, settled, report, given.reworded))
        ]
        for folder, one in zip(given.data, data, strict=True)
    }
    judged = {
        one.name: keep(folder, "judged", partial(read_judged_examples, one, settled))
        for folder, one in zip(given.judge, judges, strict=True)
    }
    return fitted, judged


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print the figures of collections left out, write the weights."""
    given, data, judges = _read_arguments(arguments)

    def report(line: str) -> None:
        print(line, file=sys.stderr if line.endswith("questions") else sys.stdout, flush=True)

    common = count_common_terms(data)
    shortlist = fit_shortlist(data, common, report)
    examples, judged = _gather(given, data, judges, Settled(common, shortlist), report)
    if given.groups:
        print_groups(data, examples, judged, report)
        return
    *figures, fitted = leave_one_out(examples, judged, _columns_without(None))
    for line in _list_figures(*figures):
        report(line)
    report(str(fitted.choice))
    model = Model(shortlist, fitted.ranking, fitted.confidence, fitted.choice.threshold, common)
    count = sum(len(them) for them in examples.values())
    about = {"made_by": "python -m service.training.fit", "features": len(NAMES), "questions": count}
    write_model(model, given.out, about)
    report(f"Wrote {given.out}.")


if __name__ == "__main__":
    main()
