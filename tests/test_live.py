"""A live collection: documents follow their files while questions are being answered."""

import errno
import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from service.documents.collection import CollectionError
from service.engine.live import Live, Snapshot, build_snapshot, open_snapshot
from service.engine.watch import Watcher

PATIENCE = 30.0  # seconds; a loaded machine may take its time


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    aside = folder / f".{name}"
    aside.write_text(text, encoding="utf-8")
    aside.replace(folder / name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    write(made, "bridge.txt", "The bridge was opened in 1894. It has two towers.")
    write(made, "ship.txt", "A ship came at night.")
    return made


@pytest.fixture
def live(folder: Path, tmp_path: Path) -> Iterator[Live]:
    held = Live(folder, tmp_path / "index", apart=False)
    held.start()
    yield held
    held.stop()


@pytest.fixture
def helped(folder: Path, tmp_path: Path) -> Iterator[Live]:
    held = Live(folder, tmp_path / "index")
    held.start()
    yield held
    held.stop()


def quotes(snapshot: Snapshot | None, term: str) -> list[str]:
    assert snapshot is not None
    corpus = snapshot.index.corpus
    located = [corpus.locate(hit.number) for hit in snapshot.index.search({term: 1.0}, 9)]
    found = [
        (corpus.documents[number].text, corpus.segmentation(number).sentences[position]) for number, position in located
    ]
    return [text[sentence.start : sentence.end] for text, sentence in found]


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "It did not come about."
        time.sleep(0.02)


def test_a_refresh_serves_what_the_files_say_now(live, folder):
    before = live.snapshot
    write(folder, "ship.txt", "A ship sank.")
    (folder / "bridge.txt").unlink()
    write(folder, "alder.md", "An alder grew on a ship.")
    live.refresh()
    assert sorted(quotes(live.snapshot, "ship")) == ["A ship sank.", "An alder grew on a ship."]
    assert dict(live.snapshot.numbers) == {"alder.md": 0, "ship.txt": 1}
    assert live.snapshot.id != before.id
    # readers of the old snapshot keep it
    assert quotes(before, "ship") == ["A ship came at night."]
    assert quotes(before, "bridg") == ["The bridge was opened in 1894."]


def test_a_refresh_without_a_change_keeps_the_snapshot(live, folder):
    before = live.snapshot
    os.utime(folder / "ship.txt")
    assert live.refresh() is before


def test_a_change_that_is_taken_back_gives_the_same_id(live, folder):
    before = live.snapshot.id
    write(folder, "ship.txt", "A ship sank.")
    assert live.refresh().id != before
    write(folder, "ship.txt", "A ship came at night.")
    assert live.refresh().id == before


def test_a_broken_document_is_named_and_its_last_version_served(live, folder):
    before = live.snapshot
    (folder / "ship.txt").write_bytes(b"\0\0half\0\0\0\0")
    live.refresh()
    assert [skip.id for skip in live.snapshot.skipped] == ["ship.txt"]
    assert quotes(live.snapshot, "ship") == ["A ship came at night."]
    assert live.snapshot.id == before.id


def test_a_refresh_that_fails_leaves_the_last_documents_in_service(live, folder, caplog):
    before = live.snapshot
    for path in folder.iterdir():
        path.unlink()
    with caplog.at_level(logging.ERROR):
        assert live.refresh() is before
    assert "still serving the previous ones" in caplog.text


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_where_the_index_cannot_be_written_the_last_documents_stay_in_service(live, folder, caplog, monkeypatch, code):
    before = live.snapshot
    write(folder, "ship.txt", "A ship sank.")
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr("os.pwrite", lambda *_: (_ for _ in ()).throw(OSError(code, os.strerror(code))))
        assert live.refresh() is before
    assert live.refreshes.failure == f"The index cannot be written: {os.strerror(code)}."
    assert live.refreshes.failure in caplog.text and "Errno" not in caplog.text
    assert quotes(live.snapshot, "ship") == ["A ship came at night."]
    assert quotes(live.refresh(), "ship") == ["A ship sank."]


def test_the_last_document_emptied_on_purpose_is_served_no_longer(live, folder):
    (folder / "bridge.txt").unlink()
    (folder / "ship.txt").write_text("")
    for _ in range(2):
        live.refresh()
        assert quotes(live.snapshot, "ship") == []
        assert [skip.id for skip in live.snapshot.skipped] == ["ship.txt"]
    with pytest.raises(CollectionError, match="holds no text"):
        live.start()
    write(folder, "ship.txt", "A ship sank.")
    assert quotes(live.refresh(), "ship") == ["A ship sank."]


def test_readers_see_one_whole_snapshot_while_others_take_its_place(live, folder):
    write(folder, "ship.txt", "Version 0 of ship one. Version 0 of ship two.")
    live.refresh()
    torn: list[list[str]] = []
    done = Event()

    def read() -> None:
        while not done.is_set():
            found = quotes(live.snapshot, "ship")
            if len(found) != 2 or len({quote.split()[1] for quote in found}) != 1:
                torn.append(found)

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(1, 8):
        write(folder, "ship.txt", f"Version {n} of ship one. Version {n} of ship two.")
        live.refresh()
    done.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert quotes(live.snapshot, "ship")[0] == "Version 7 of ship one."


@pytest.mark.slow
def test_the_helping_process_is_replaced_when_it_dies(helped, folder):
    live = helped
    write(folder, "ship.txt", "A ship sailed.")
    assert quotes(live.refresh(), "ship") == ["A ship sailed."]
    dying = live._helper._process
    dying.kill()
    write(folder, "ship.txt", "A ship sank.")
    live.refresh()  # meets the dying one
    dying.join()
    live.refresh()
    assert quotes(live.snapshot, "ship") == ["A ship sank."]


def test_both_ways_to_a_snapshot_name_it_alike(folder, tmp_path):
    one, other = build_snapshot(folder), open_snapshot(folder, tmp_path / "index")
    assert one.id == other.id
    assert one.sentences == other.sentences == 3
    assert list(one.documents) == list(other.documents)


def test_whatever_shapes_a_reply_is_in_the_id(folder, tmp_path):
    ids = {build_snapshot(folder, shaping=shaping).id for shaping in ("", "threshold 0.3", "threshold 0.4")}
    assert len(ids) == 3
    write(folder, "ship.txt", "A ship came at nigh.")
    assert build_snapshot(folder).id not in ids


@pytest.mark.parametrize("events", [True, False], ids=["events", "polling"])
def test_a_watched_folder_is_looked_at_when_a_file_changes(folder, events):
    looked = Event()
    watcher = Watcher(folder, looked.set, events=events, poll=0.05)
    assert watcher.hears_events == events
    watcher.start()
    try:
        for n in range(3):
            looked.clear()
            write(folder, "ship.txt", f"Ship {n}.")
            assert looked.wait(PATIENCE)
    finally:
        watcher.stop()


def test_a_look_that_fails_does_not_end_the_watch(folder, caplog):
    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        raise ValueError("no luck")

    watcher = Watcher(folder, look, events=False, poll=0.01)
    watcher.start()
    wait_for(lambda: len(looks) > 2)
    watcher.stop()
    assert "no luck" in caplog.text


def test_a_watched_folder_is_served_as_it_changes(live, folder):
    watcher = Watcher(folder, live.refresh)
    watcher.start()
    try:
        write(folder, "ship.txt", "A ship sank.")
        wait_for(lambda: quotes(live.snapshot, "ship") == ["A ship sank."])
        (folder / "ship.txt").unlink()
        wait_for(lambda: quotes(live.snapshot, "ship") == [])
    finally:
        watcher.stop()
