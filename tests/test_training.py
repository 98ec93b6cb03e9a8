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

from service.answer.ranking.model import load_model
from service.evaluate.question_file import QuestionsError
from service.training import fit as fit_module
from service.training.examples import read_data, read_examples
from service.training.fit import Top

TOWNS = "Halden Torsby Rena Brenna Ulvik Skarholm Vardo Elmford".split()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Eight towns, each with questions that its document answers and one that no document does."""
    folder = tmp_path / "towns"
    (folder / "documents").mkdir(parents=True)
    lines = []
    for number, town in enumerate(TOWNS):
        facts = {
            f"When did the mill of {town} open?": f"The mill of {town} opened in {1850 + number}.",
            f"Who built the bridge of {town}?": f"The bridge of {town} was built by Ada Holm.",
            f"How many people live in {town}?": f"About {number + 2},100 people live in {town}.",
        }
        text = "\n\n".join(facts.values()) + f"\n\nNothing much happens in {town} in winter.\n"
        (folder / "documents" / f"{town}.txt").write_text(text)
        for question, answer in facts.items():
            start = text.index(answer)
            lines.append(label(question, town, [start, start + len(answer)]))
        lines.append(label(f"What do the quetzals of {town} eat in winter?", town))
    (folder / "questions.jsonl").write_text("".join(lines))
    return folder


def label(question: str, town: str, *spans: list[int]) -> str:
    answers = [{"document": f"{town}.txt", "span": span} for span in spans]
    return json.dumps({"question": question, "document": f"{town}.txt", "answers": answers}) + "\n"


def fit(data: Path, out: Path, hash_seed: int) -> str:
    """Fit in a process of its own, and return what it prints."""
    # More threads than one slow small matrices down where the processors are busy.
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "service.training.fit", "--data", str(data), "--out", str(out)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


def test_the_same_data_give_the_same_file_and_its_figures(data: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    printed = fit(data, one, 1)
    assert fit(data, two, 2).splitlines()[:3] == printed.splitlines()[:3]
    assert one.read_bytes() == two.read_bytes()
    assert 0.2 <= load_model(one).threshold <= 0.8
    assert f"threshold {load_model(one).threshold:.2f}  weighed " in printed
    top1 = re.search(r"^towns +top1 (\S+) ", printed, re.MULTILINE)
    assert top1 and float(top1[1]) >= 0.9


def top(chance: float, sort: str, folder: str = "towns") -> Top:
    """A best candidate that is described by its chance alone."""
    return Top(folder, np.array([chance]), sort == "right", sort in ("right", "wrong"), 100, sort == "absent")


def test_a_natural_silence_counts_three_times_what_a_trap_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        fit_module,
        "fit_confidence",
        lambda tops, columns: lambda described, size: math.log(described[0] / (1 - described[0])),
    )
    sorts = [(0.3, "right")] * 6 + [(0.5, "right")] * 12 + [(0.7, "right")] * 12
    columns = np.ones(1, dtype=bool)

    def choose(silences: list[tuple[float, str]]) -> fit_module.ThresholdChoice:
        return fit_module.choose_threshold([top(*one) for one in [*sorts, *silences]], columns)

    traps, absent = choose([(0.4, "trap")] * 12), choose([(0.4, "absent")] * 12)
    assert traps.threshold <= 0.3 < 0.4 < absent.threshold <= 0.5
    assert (traps.answerable, traps.traps) == (1.0, 0.0) and math.isnan(traps.absent)
    assert (absent.answerable, absent.absent) == (0.8, 1.0) and math.isnan(absent.traps)
    assert "silent where nothing is mentioned 1.0000" in str(absent)


def test_examples_say_which_candidates_answer(data: Path) -> None:
    examples = read_examples(read_data(data), {}, lambda line: None)
    whole = [example for example in examples if example.folder == "towns"]
    assert len(whole) == 4 * len(TOWNS)
    assert all(example.relevant.any() == example.answerable for example in whole)
    cut = [example for example in examples if example.absent]
    assert cut and all(not example.answerable and "slices" in example.folder for example in cut)
    assert not any("quetzals" in example.question.text for example in cut)  # written to mislead
    assert {example.folder for example in examples} == {"towns", "towns, slices of 1", "towns, slices of 2"}


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
