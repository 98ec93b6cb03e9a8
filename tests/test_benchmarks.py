"""The benchmarks run: each command in small, to the end, with figures for every engine."""

import json
import sys
from pathlib import Path

import pytest

from tests.benchmarks import indexing, plot, search

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
