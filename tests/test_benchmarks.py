"""The benchmarks run: each command in small, to the end, with figures for every engine."""

import json
import subprocess
import sys
from pathlib import Path

from conftest import ROOT


def run(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_engines_are_compared_and_drawn(tmp_path: Path) -> None:
    found, drawn = tmp_path / "found.json", tmp_path / "drawn.svg"
    engines = "quoth,rank_bm25"
    printed = run("tests.benchmarks.search", *f"--sizes 100,600 --queries 5 --engines {engines} --json {found}".split())
    results = json.loads(found.read_text())
    assert [(r["engine"], r["sentences"]) for r in results] == [(e, n) for n in (100, 600) for e in engines.split(",")]
    assert all(r["p50"] > 0 and r["index_s"] > 0 for r in results)
    assert all(f"| {engine} | 600 |" in printed for engine in engines.split(","))
    run("tests.benchmarks.plot", str(found), str(drawn))
    assert drawn.read_text().count("<polyline") >= 3 * len(engines.split(","))


def test_indexing_is_measured() -> None:
    printed = run("tests.benchmarks.indexing", "--sentences", "400", "--questions", "5")
    for figure in ("index_s", "peak_mb", "open_s", "own_mb", "p50", "p99"):
        assert f"| {figure} |" in printed
