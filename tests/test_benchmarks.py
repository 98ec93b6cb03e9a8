"""The benchmarks run: each command in small, to the end, with figures for every engine."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from service.app.shedding import Shedding
from service.engine import engine
from service.index.arrays import MappedArrays
from tests.benchmarks import answers, indexing, plot, protection, search
from tests.benchmarks.measure import ROOT

pytestmark = pytest.mark.slow


def test_engines_are_compared_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found, asked_of, drawn = (tmp_path / name for name in ("found.json", "answers.json", "drawn.svg"))
    engines = ["quoth", "rank_bm25"]
    asked = f"--sizes 600 --queries 5 --engines {','.join(engines)} --json {found}"
    monkeypatch.setattr(sys, "argv", ["search", *asked.split()])
    search.main()
    results = json.loads(found.read_text())
    assert [(r["engine"], r["sentences"]) for r in results] == [(engine, 600) for engine in engines]
    assert all(r["p50"] > 0 and r["index_s"] > 0 for r in results)
    printed = capsys.readouterr().out
    assert all(f"| {engine} | 600 |" in printed for engine in engines)
    costs = {"peak_mb": 1.0, "size_mb": 1.0}  # at this size there may be none that shows
    found.write_text(json.dumps([r | costs | {"sentences": size} for size in (100, 600) for r in results]))
    whole = {"answer": {"p50": 4.0, "p99": 12.0}, "requests": [60.0, 110.0]}
    asked_of.write_text(json.dumps([whole | {"sentences": size} for size in (100, 600)]))
    monkeypatch.setattr(sys, "argv", ["plot", str(found), str(asked_of), str(drawn)])
    plot.main()
    assert drawn.read_text().count("<polyline") == 4 * len(engines) + 4
    assert drawn.read_text().count(">one worker<") == 1


@pytest.mark.skipif(
    not shutil.which("wrk"), reason="Counting requests needs wrk: install it, for example with apt-get."
)
def test_whole_answers_and_requests_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = tmp_path / "found.json"
    asked = f"{ROOT / 'seeds'} {ROOT / 'seeds'}:40 --count 6 --seconds 1 --json {found}"
    monkeypatch.setattr(sys, "argv", ["answers", *asked.split()])
    answers.main()
    whole, part = json.loads(found.read_text())
    assert whole["sentences"] == 112
    assert 0 < part["sentences"] < 60
    assert 0 < whole["answer"]["p50"] <= whole["answer"]["p99"]
    assert min(whole["requests"] + part["requests"]) > 0
    assert "| 112 |" in capsys.readouterr().out


def test_indexing_is_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["indexing", "--sentences", "400", "--questions", "5"])
    indexing.main()
    printed = capsys.readouterr().out
    for figure in ("index_s", "peak_mb", "open_s", "own_mb", "p50", "p99"):
        assert f"| {figure} |" in printed


def test_the_cost_of_protection_is_measured_and_protection_put_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    protected = MappedArrays.check, Shedding.__call__, engine.keep_verbatim
    monkeypatch.setattr(sys, "argv", ["protection", "--count", "6", "--opens", "2"])
    protection.main()
    printed = capsys.readouterr().out
    assert "| /ask at 112 sentences | 6 |" in printed and "| open, to the first hit | 2 |" in printed
    assert (MappedArrays.check, Shedding.__call__, engine.keep_verbatim) == protected
