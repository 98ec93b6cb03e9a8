"""Which files an update reads again, what it does with those that hold nothing any more, and what a full disk leaves."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from formats_corpus import docx_of, word_paragraph, zip_of

from service.documents.collection import read_file
from service.documents.files import describe_file
from service.index.build import update_index
from service.index.store import Store, open_store

THEN = 1_600_000_000


def write(path: Path, text: str, time: int = THEN) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time, time))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    write(made / "bridge.txt", "The bridge is 48 m long.")
    write(made / "ship.txt", "A ship came at night.")
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    ids: list[str] = []
    monkeypatch.setattr("service.index.neighbours.read_file", lambda *file: ids.append(file[1]) or read_file(*file))
    return ids


def texts(store: Store) -> list[str]:
    return [document.text for document in store.make_index().corpus.documents]


def by_writing(path: Path, text: str) -> None:
    write(path, text)


def by_renaming(path: Path, text: str) -> None:
    write(path.with_name(".new"), text)
    path.with_name(".new").replace(path)


def by_linking(path: Path, text: str) -> None:
    by_renaming(path.with_name("hidden"), text)
    path.unlink()
    os.link(path.with_name("hidden"), path)


def by_copying(path: Path, text: str) -> None:
    write(path.with_name(".old"), text)
    shutil.copy2(path.with_name(".old"), path)


@pytest.mark.parametrize("replace", [by_writing, by_renaming, by_linking, by_copying])
def test_a_file_replaced_by_one_of_the_same_size_and_time_is_read(folder, place, replace):
    update_index(folder, place, "v")
    replace(folder / "bridge.txt", "The bridge is 84 m long.")
    assert texts(update_index(folder, place, "v"))[0] == "The bridge is 84 m long."


@pytest.mark.parametrize("times", [(THEN, THEN + 9), (THEN, THEN - 9), (THEN, 0)])
def test_a_file_with_another_time_is_read_once_and_nothing_written(folder, place, read, times):
    first = update_index(folder, place, "v")
    os.utime(folder / "bridge.txt", times)
    read.clear()
    assert [update_index(folder, place, "v").path for _ in range(3)] == [first.path] * 3
    assert read == ["bridge.txt"]


def test_a_file_with_other_permissions_is_read_once_and_nothing_written(folder, place, read):
    first = update_index(folder, place, "v")
    (folder / "bridge.txt").chmod(0o600)
    read.clear()
    assert [update_index(folder, place, "v").path for _ in range(3)] == [first.path] * 3
    assert read == ["bridge.txt"]


def test_inodes_that_do_not_last_are_ignored_after_a_while(folder, place, read, monkeypatch):
    """As on network file systems, where a file may have another inode after every mount."""
    first = update_index(folder, place, "v")
    read.clear()
    for mount in range(1, 4):
        other = lambda id, path, mount=mount: describe_file(id, path)._replace(inode=mount)  # noqa: E731
        monkeypatch.setattr("service.documents.files.describe_file", other)
        assert update_index(folder, place, "v").path == first.path
    assert read == ["bridge.txt", "ship.txt"]
    by_writing(folder / "bridge.txt", "The bridge is 84 m long.")
    assert texts(update_index(folder, place, "v"))[0] == "The bridge is 84 m long."


@pytest.mark.parametrize("seconds", [0, 1])
def test_where_times_are_whole_seconds_a_fresh_file_is_read_again(folder, place, read, monkeypatch, seconds):
    def in_seconds(id: str, path: str):
        file = describe_file(id, path)
        return file._replace(ctime_ns=(file.ctime_ns // 10**9 - seconds) * 10**9)

    monkeypatch.setattr("service.documents.files.describe_file", in_seconds)
    monkeypatch.setattr("service.index.news.UNSETTLED_NS", 60 * 10**9)  # on a busy machine, two seconds are soon over
    update_index(folder, place, "v")
    read.clear()
    update_index(folder, place, "v")
    assert read == ["bridge.txt", "ship.txt"]


@pytest.mark.parametrize(
    "nothing", [b"", b"\n", b" \t\r\n", b"\xef\xbb\xbf", b"---\ntitle: Bridge\n---\n", b"\xff\xfe"]
)
def test_a_file_that_was_emptied_is_quoted_no_longer_and_named(folder, place, nothing):
    update_index(folder, place, "v")
    (folder / "bridge.txt").write_bytes(nothing)
    for _ in range(2):
        store = update_index(folder, place, "v")
        assert texts(store) == ["A ship came at night."]
        assert [skip.id for skip in store.skipped] == ["bridge.txt"]
        assert "holds no text" in store.skipped[0].reason
    write(folder / "bridge.txt", "The bridge is 48 m long.")
    assert len(texts(update_index(folder, place, "v"))) == 2


PAGE = b"<html><body><p>The bridge is 48 m long.</p></body></html>"
ROWS = b"title,text\nBridge,The bridge is 48 m long.\n"
MAIL = b"From: a@b.example\nSubject: Bridge\n\nThe bridge is 48 m long.\n"


@pytest.mark.parametrize(
    ("name", "held", "nothing"),
    [
        ("bridge.html", PAGE, b""),
        ("bridge.html", PAGE, b"<html><body></body></html>"),
        ("bridge.html", PAGE, b"<!doctype html>\n<p> </p><script>let a = 1</script>"),
        ("bridge.csv", ROWS, b"title,text\n"),
        ("bridge.csv", ROWS, b""),
        ("bridge.jsonl", b'{"text": "The bridge is 48 m long."}\n', b""),
        ("bridge.eml", MAIL, b""),
        ("bridge.zip", zip_of({"a.txt": "The bridge is 48 m long."}), zip_of({})),
        ("bridge.zip", zip_of({"a.txt": "The bridge is 48 m long."}), zip_of({"a.txt": ""})),
        ("bridge.docx", docx_of(word_paragraph("The bridge is 48 m long.")), docx_of("")),
        ("bridge.docx", docx_of(word_paragraph("The bridge is 48 m long.")), b""),
    ],
)
def test_a_file_of_any_format_that_was_emptied_is_quoted_no_longer(folder, place, name, held, nothing):
    (folder / "bridge.txt").unlink()
    (folder / name).write_bytes(held)
    assert "48 m long" in "".join(texts(update_index(folder, place, "v")))
    (folder / name).write_bytes(nothing)
    assert "48 m long" not in "".join(texts(update_index(folder, place, "v")))


@pytest.mark.parametrize("failing", ["os.pwrite", "os.fsync", "os.truncate", "os.rename", "os.replace"])
@pytest.mark.parametrize("first", [True, False], ids=["first build", "update"])
def test_a_full_disk_leaves_the_old_index_and_nothing_else(folder, place, monkeypatch, failing, first):
    if not first:
        update_index(folder, place, "v")
        write(folder / "bridge.txt", "The bridge fell down and is being built anew.")
    before = sorted(path for path in place.rglob("*") if path.name != "lock")
    with monkeypatch.context() as patch:
        patch.setattr(failing, lambda *_, **__: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            update_index(folder, place, "v")
    assert sorted(path for path in place.rglob("*") if path.name != "lock") == before
    store = open_store(place, check_all=True)
    assert store is None if first else texts(store)[0] == "The bridge is 48 m long."
    assert len(texts(update_index(folder, place, "v"))) == 2
