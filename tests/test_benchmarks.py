"""The benchmarks run: each command in small, to the end, with figures for every engine."""

import json
import sys
from pathlib import Path

import pytest

from service.app.shedding import Shedding
from service.engine import engine
from service.index.arrays import MappedArrays
from tests.benchmarks import indexing, plot, protection, search

pytestmark = pytest.mark.slow


def test_engines_are_compared_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found, drawn = tmp_path / "found.json", tmp_path / "drawn.svg"
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
    monkeypatch.setattr(sys, "argv", ["plot", str(found), str(drawn)])
    plot.main()
    assert drawn.read_text().count("<polyline") == 4 * len(engines)


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
