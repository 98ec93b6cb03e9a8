"""Several engines with one index: one keeps it up to date, and all serve what is in use."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import wait_until

from service.engine.live import Live
from service.engine.watch import Watcher
from service.index.store import POINTER

OpenLive = Callable[[], Live]


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    aside = folder / f".{name}"
    aside.write_text(text, encoding="utf-8")
    aside.replace(folder / name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    write(made, "ship.txt", "A ship came at night.")
    return made


@pytest.fixture
def open_live(folder: Path, tmp_path: Path) -> Iterator[OpenLive]:
    """Give a function that loads the index; flock tells two openings in one process apart, as it does two processes."""
    opened: list[Live] = []

    def open_live() -> Live:
        live = Live(folder, tmp_path / "index", apart=False, shared=True)
        opened.append(live)
        live.start()
        return live

    (tmp_path / "index").mkdir()
    yield open_live
    for live in opened:
        live.stop()


def texts(live: Live) -> list[str]:
    assert live.snapshot is not None
    return [document.text for document in live.snapshot.documents]


def test_the_first_keeps_the_index_and_the_others_do_not_look_at_the_files(open_live, folder, monkeypatch):
    keeper = open_live()
    monkeypatch.setattr("service.index.build.list_files", lambda *_: pytest.fail("It looked."))
    follower = open_live()
    assert (keeper.is_keeper, follower.is_keeper) == (True, False)
    assert follower.snapshot.id == keeper.snapshot.id


@pytest.mark.parametrize("refreshed", [0, 1, 2])
def test_whoever_refreshes_does_it_for_all(open_live, folder, refreshed):
    lives = [open_live() for _ in range(3)]
    write(folder, "ship.txt", "A ship sank.")
    lives[refreshed].refresh()
    assert [texts(live) for live in lives] == [["A ship sank."]] * 3
    assert len({live.snapshot.id for live in lives}) == 1


def test_files_skipped_since_are_named_by_all(open_live, folder):
    keeper, follower = open_live(), open_live()
    (folder / "ship.txt").write_bytes(b"\0\0half\0\0\0\0")
    keeper.refresh()
    assert [skip.id for skip in follower.snapshot.skipped] == ["ship.txt"]


def test_a_snapshot_is_kept_while_nothing_changes(open_live):
    open_live()
    follower = open_live()
    held = follower.snapshot
    follower.refresh()
    assert follower.snapshot is held


def test_an_index_that_cannot_be_opened_leaves_the_one_held_in_service(open_live, folder, tmp_path, caplog):
    keeper, follower = open_live(), open_live()
    held = follower.snapshot
    (tmp_path / "index" / POINTER).write_bytes(b"{}")
    assert [follower.snapshot for _ in range(3)] == [held] * 3
    assert caplog.text.count("cannot be opened") == 1
    write(folder, "ship.txt", "A ship sank.")
    keeper.refresh()
    assert texts(follower) == ["A ship sank."]


def test_another_takes_the_place_of_a_keeper_that_ended(open_live, folder, monkeypatch):
    monkeypatch.setattr("service.engine.keeping.SUCCESSION", 0.01)
    keeper, follower = open_live(), open_live()
    follower.watch()
    write(folder, "ship.txt", "A ship sank.")
    assert texts(follower) == ["A ship came at night."]
    keeper.stop()
    wait_until(lambda: texts(follower) == ["A ship sank."])
    assert follower.is_keeper
    write(folder, "ship.txt", "A ship was raised.")
    wait_until(lambda: texts(follower) == ["A ship was raised."])


def test_one_that_starts_after_the_keeper_ended_looks_at_the_files(open_live, folder):
    open_live().stop()
    write(folder, "ship.txt", "A ship sank.")
    assert texts(open_live()) == ["A ship sank."]


def test_only_the_keeper_watches(open_live, monkeypatch):
    started = []
    monkeypatch.setattr(Watcher, "start", lambda self: started.append(self))
    for _ in range(3):
        open_live().watch()
    assert len(started) == 1


def test_only_the_keeper_checks_the_index_in_the_background(open_live, monkeypatch):
    begun = []
    monkeypatch.setattr("service.engine.live.IndexCheck.begin", lambda *_: begun.append(1))
    for _ in range(3):
        open_live().guard()
    assert begun == [1]
