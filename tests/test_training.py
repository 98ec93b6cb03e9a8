"""The fit, from a folder of labelled questions to a file of weights."""

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from service.answer.ranking.linear import Linear, sigmoid
from service.answer.ranking.model import load_model
from service.answer.ranking.shortlist import SIGNS
from service.evaluate.question_file import Alternative, QuestionsError, make_question
from service.training import confidence
from service.training import fit as fit_module
from service.training.confidence import Sort, Top
from service.training.example_file import make_key, read_or_make
from service.training.examples import Settled, read_data, read_examples
from service.training.misleading import change_words

TOWNS = "Halden Torsby Rena Brenna Ulvik Skarholm Vardo Elmford".split()
EVERY_HIT = Linear(np.zeros(len(SIGNS)), np.ones(len(SIGNS)), np.zeros(len(SIGNS)))
SETTLED = Settled({}, EVERY_HIT)
FARMS = "Hedda Solbakken Myrene".split()


def write_folder(folder: Path, places: list[str], built: str) -> Path:
    """Write a document for each place, with questions that it answers and one that no document does."""
    (folder / "documents").mkdir(parents=True)
    lines = []
    for number, place in enumerate(places):
        facts = {
            f"When did the {built} of {place} open?": f"The {built} of {place} opened in {1850 + number}.",
            f"Who built the bridge of {place}?": f"The bridge of {place} was built by Ada Holm.",
            f"How many people live in {place}?": f"About {number + 2},100 people live in {place}.",
        }
        text = "\n\n".join(facts.values()) + f"\n\nNothing much happens in {place} in winter.\n"
        (folder / "documents" / f"{place}.txt").write_text(text)
        for question, answer in facts.items():
            start = text.index(answer)
            lines.append(label(question, place, [start, start + len(answer)]))
        lines.append(label(f"What do the quetzals of {place} eat in winter?", place))
    (folder / "questions.jsonl").write_text("".join(lines))
    return folder


def label(question: str, place: str, *spans: list[int]) -> str:
    answers = [{"document": f"{place}.txt", "span": span} for span in spans]
    return json.dumps({"question": question, "document": f"{place}.txt", "answers": answers}) + "\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "towns", TOWNS, "mill")


def fit(hash_seed: int, *arguments: object) -> list[str]:
    """Fit in a process of its own, and return the lines that it prints."""
    # More threads than one slow small matrices down where the processors are busy.
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "service.training.fit", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.mark.slow
def test_the_same_data_give_the_same_file_and_its_figures(tmp_path: Path) -> None:
    folders = [write_folder(tmp_path / "mills", TOWNS[:3], "mill"), write_folder(tmp_path / "barns", FARMS, "barn")]
    given = ("--data", folders[0], "--data", folders[1], "--judge", write_folder(tmp_path / "huts", TOWNS[4:5], "well"))
    kept, one, two = tmp_path / "kept", tmp_path / "one.json", tmp_path / "two.json"
    printed = fit(1, *given, "--examples", kept, "--out", one)
    assert sorted(path.name for path in kept.iterdir()) == ["barns.npz", "huts.npz", "mills.npz"]
    assert fit(2, *given, "--out", two)[:-1] == printed[:-1]
    assert one.read_bytes() == two.read_bytes()
    assert [line.split()[0] for line in printed] == ["mills", "barns", "mean", "huts", "threshold", "Wrote"]
    top1 = re.match(r"mills +top1 (\S+) ", printed[0])
    assert top1 and float(top1[1]) >= 0.9
    assert f"threshold {load_model(one).threshold:.2f}  weighed " in printed[4]


def top(chance: float, sort: Sort, right: bool = False, folder: str = "towns") -> Top:
    """A best candidate that is described by its log-odds alone."""
    return Top(folder, np.array([math.log(chance / (1 - chance))]), right, sort)


def choose(monkeypatch: pytest.MonkeyPatch, tops: list[Top]) -> confidence.ThresholdChoice:
    """Choose a threshold where the confidence in each top is what it is described by."""
    monkeypatch.setattr(confidence, "fit_confidence", lambda tops, columns: lambda described: described[:, 0])
    monkeypatch.setattr(confidence, "discount", lambda described: 1.0)
    return confidence.choose_threshold(tops, np.ones(1, dtype=bool))


def test_a_natural_silence_counts_three_times_what_a_trap_does(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = [top(0.3, "answerable", True)] + [top(0.7, "answerable", True)] * 9
    silent = [top(0.2, "absent"), top(0.2, "trap")]
    low = choose(monkeypatch, [*answered, *silent, *[top(0.4, "trap")] * 2])
    high = choose(monkeypatch, [*answered, *silent, *[top(0.4, "absent")] * 2])
    assert low.threshold <= 0.3 < 0.4 < high.threshold
    assert (low.answerable, low.absent, low.traps) == (1.0, 1.0, pytest.approx(1 / 3))
    assert (high.absent, high.traps) == (1.0, 1.0) and "silent where nothing is mentioned 1.0000" in str(high)


def test_collections_and_sorts_weigh_the_same_however_many_questions_they_have() -> None:
    tops = [top(0.5, "answerable")] * 3 + [top(0.5, "trap")] + [top(0.5, "answerable", folder="farms, slices of 2")]
    weights = confidence.weigh(tops, {"answerable": 0.75, "absent": 0.125, "trap": 0.125})
    assert weights.tolist() == [0.25, 0.25, 0.25, 0.125, 0.75]


def test_the_confidence_is_calibrated_on_the_stated_share_of_questions_without_an_answer() -> None:
    random = np.random.default_rng(5)
    tops = []
    for folder in ("towns", "farms"):
        for sort, count in (("answerable", 300), ("absent", 900), ("trap", 300)):
            for value in random.normal(float(sort == "answerable"), 1.0, count):
                tops.append(Top(folder, np.array([value]), sort == "answerable", sort))
    model = confidence.fit_confidence(tops, np.ones(1, dtype=bool))
    chances = sigmoid(model(np.array([one.described for one in tops])))
    shares = confidence.weigh(tops, confidence.PRIOR)
    assert float(shares @ chances / shares.sum()) == pytest.approx(confidence.PRIOR["answerable"], abs=0.01)


def test_examples_say_which_candidates_answer(data: Path) -> None:
    examples = read_examples(read_data(data), SETTLED, lambda line: None)
    whole = [example for example in examples if example.folder == "towns"]
    assert len(whole) == 4 * len(TOWNS)
    assert all(example.relevant.any() == example.answerable for example in whole)
    cut = [example for example in examples if example.absent]
    assert cut and all(not example.answerable and "slices" in example.folder for example in cut)
    assert not any("quetzals" in example.question.text for example in cut)  # written to mislead
    assert {example.folder for example in examples} == {"towns", "towns, slices of 1", "towns, slices of 2"}


@pytest.mark.slow
def test_examples_kept_for_other_data_are_made_again(data: Path, tmp_path: Path) -> None:
    path, key = tmp_path / "kept.npz", make_key(data, SETTLED, "plain")
    examples = read_examples(read_data(data), SETTLED, lambda line: None)
    read_or_make(path, key, lambda: examples)
    kept = read_or_make(path, key, list)
    assert [(e.question, e.folder, e.article, e.place, e.absent) for e in kept] == [
        (e.question, e.folder, e.article, e.place, e.absent) for e in examples
    ]
    for name in ("features", "relevant", "alike"):
        pairs = [(getattr(one, name), getattr(other, name)) for one, other in zip(kept, examples, strict=True)]
        assert all(np.array_equal(one, other) for one, other in pairs)
    (data / "documents" / "Rena.txt").write_text("Another text.")
    assert make_key(data, SETTLED, "plain") != key != make_key(data, SETTLED._replace(common={"use": 0.1}), "plain")
    assert len(read_or_make(path, make_key(data, SETTLED, "plain"), lambda: examples[:1])) == 1


def test_a_changed_word_is_one_of_the_document_that_its_answer_does_not_hold() -> None:
    text = (
        "Ada Holm built the tower of Rena in 1850. "
        + "x " * 250
        + "Lars Moe painted the harbour. A ship left the harbour."
    )
    question = make_question("Who built the tower of Rena?", "", (Alternative("a.txt", span=(0, 41)),))
    changed = [one.text for one in change_words([question], {"a.txt": text})]
    assert len(changed) == 1 and changed[0] != question.text
    own, other = question.text.split(), changed[0].split()
    [(was, now)] = [(a, b) for a, b in zip(own, other, strict=True) if a != b]
    assert now.strip("?") in text[41:] and now.strip("?") not in text[:41] and was != "Who"


@pytest.mark.parametrize(
    "fields",
    [
        {"question": "Who?", "answers": []},
        {"question": "Who?", "document": "absent.txt", "answers": []},
        {"question": "Who?", "answers": [{"document": "Rena.txt", "all": ["Ada Holm"]}]},
    ],
)
def test_a_question_that_cannot_be_fitted_on_is_named(data: Path, fields: dict[str, object]) -> None:
    with (data / "questions.jsonl").open("a") as file:
        file.write(json.dumps(fields) + "\n")
    with pytest.raises(QuestionsError, match="line 33: expected the document asked about"):
        read_data(data)


@pytest.mark.parametrize("count", ["towns", "towns=0", "towns=many", "=3", "villages=2"])
def test_a_count_that_cannot_be_used_is_refused(data: Path, count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fit_module.main(["--data", str(data), "--count", count])
    assert "--count" in capsys.readouterr().err
