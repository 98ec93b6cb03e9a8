"""The collection's walk: what is listed, what is passed over, and that nothing leads out of the folder."""

import os
import socket

import pytest

from service.documents import files
from service.documents.collection import read_collection, read_document
from service.documents.document import Document, Skipped
from service.documents.errors import CollectionError
from service.documents.files import File, list_files
from service.documents.reading_options import ReadingOptions


def write(path, content="Some text.\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def listed(folder):
    return [file.id for file in list_files(folder).files]


def reasons(folder):
    return {skipped.id: skipped.reason for skipped in list_files(folder).skipped}


def test_text_files_are_listed_recursively_by_code_point(tmp_path):
    for name in ("b.txt", "B.TXT", "a/z.md", "a.txt", "é.Md", "a b.txt", "a/b/c.txt", "a-b.txt"):
        write(tmp_path / name)
    assert listed(tmp_path) == sorted(listed(tmp_path))
    assert set(listed(tmp_path)) == {*("b.txt", "B.TXT", "a/z.md", "a.txt", "é.Md", "a b.txt", "a/b/c.txt", "a-b.txt")}


def test_every_file_is_listed_but_hidden_and_system_names_are_passed_over(tmp_path):
    for name in (
        "a.txt",
        "b.pdf",
        "c",
        "d.txt.gz",
        "Thumbs.db",
        "~$a.docx",
        "__MACOSX/a.txt",
        ".txt",
        ".md",
        ".e.txt",
        ".git/f.txt",
        "g/.h/i.txt",
        "txt",
    ):
        write(tmp_path / name)
    assert listed(tmp_path) == ["a.txt", "b.pdf", "c", "d.txt.gz", "txt"]
    assert reasons(tmp_path) == {}


def test_listing_gives_size_and_time_without_opening(tmp_path, monkeypatch):
    path = write(tmp_path / "a.txt", "Größe")
    os.utime(path, ns=(1, 1_234_567_890_123_456_789))
    monkeypatch.setattr(files.os, "open", None)
    (file,) = list_files(tmp_path).files
    seen = path.stat()
    assert file == File("a.txt", 7, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)


def test_folder_named_like_a_document_is_walked(tmp_path):
    write(tmp_path / "a.txt" / "b.txt")
    assert listed(tmp_path) == ["a.txt/b.txt"]


@pytest.mark.parametrize(
    ("name", "shown", "reason"),
    [
        (b"a\nb.txt", "a\\x0ab.txt", "The name holds the control character U+000A."),
        (b"a\x1b[31m.md", "a\\x1b[31m.md", "The name holds the control character U+001B."),
        (b"caf\xe9.txt", "caf\\xe9.txt", "The name is not valid UTF-8."),
        ("a\u202etxt.txt".encode(), "a\\u202etxt.txt", "The name holds the control character U+202E."),
        ("a\u2028.txt".encode(), "a\\u2028.txt", "The name holds the control character U+2028."),
        (b"f\x7f/b.txt", "f\\x7f/b.txt", "The name holds the control character U+007F."),
    ],
)
def test_unsafe_names_are_escaped_and_skipped(tmp_path, name, shown, reason):
    write(tmp_path / "good.txt")
    path = os.path.join(os.fsencode(tmp_path), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(path, "wb") as file:
            file.write(b"Some text.")
    except OSError as error:  # some file systems refuse such names themselves
        pytest.skip(f"This file system does not take the name {name!r}: {error}.")
    collection = read_collection(tmp_path)
    assert [document.id for document in collection.documents] == ["good.txt"]
    assert collection.skipped == (Skipped(shown, reason),)
    shown.encode()


def test_links_that_leave_the_folder_are_not_followed_but_named(tmp_path):
    folder = tmp_path / "folder"
    write(folder / "a.txt")
    write(tmp_path / "folder-beside" / "secret.txt")
    write(tmp_path / "secret.txt")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to("../secret.txt")
    (folder / "d").symlink_to(tmp_path / "folder-beside")
    (folder / "e").symlink_to("/")
    (folder / "f.txt").symlink_to("d/secret.txt")
    (folder / "g.pdf").symlink_to("../secret.txt")
    (folder / ".h.txt").symlink_to("../secret.txt")
    (folder / "i.txt").symlink_to("../nowhere.txt")
    assert listed(folder) == ["a.txt"]
    assert reasons(folder) == dict.fromkeys(
        ("b.txt", "c.txt", "d", "e", "f.txt", "g.pdf", "i.txt"), "It is a link that leaves the folder."
    )


def test_links_inside_are_followed_once_and_make_no_loop(tmp_path):
    write(tmp_path / "a" / "real.txt")
    write(tmp_path / ".data" / "one.txt")
    write(tmp_path / ".data" / "hidden.bin")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "again.txt").symlink_to("a/real.txt")
    (tmp_path / "first.txt").symlink_to(".data/one.txt")
    (tmp_path / "second.txt").symlink_to(".data/one.txt")
    (tmp_path / "third").symlink_to(".data")
    (tmp_path / ".data" / "self").symlink_to("../.data")
    assert listed(tmp_path) == ["a/real.txt", "first.txt", "third/hidden.bin"]
    assert [document.id for document in read_collection(tmp_path).documents] == listed(tmp_path)


def test_hidden_folder_is_served_through_a_visible_link(tmp_path):
    write(tmp_path / ".data" / "one.txt")
    (tmp_path / "data").symlink_to(".data")
    assert [document.id for document in read_collection(tmp_path).documents] == ["data/one.txt"]


def test_a_hidden_file_is_not_served_through_a_visible_link(tmp_path):
    write(tmp_path / "a.txt")
    write(tmp_path / ".draft.txt")
    write(tmp_path / "kept" / ".draft")
    (tmp_path / "draft.txt").symlink_to(".draft.txt")
    (tmp_path / "kept" / "other.md").symlink_to(".draft")
    (tmp_path / "twice.txt").symlink_to("draft.txt")
    (tmp_path / "again").symlink_to("kept")
    assert (listed(tmp_path), reasons(tmp_path)) == (["a.txt"], {})
    for name in ("draft.txt", "kept/other.md", "twice.txt", "again/other.md"):
        assert read_document(tmp_path, name) == Skipped(name, "It leads to a hidden file.")


def test_links_to_nothing_or_to_themselves_are_named(tmp_path):
    write(tmp_path / "a.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "self.txt").symlink_to("self.txt")
    assert listed(tmp_path) == ["a.txt"]
    assert set(reasons(tmp_path)) == {"gone.txt", "self.txt"}
    assert all(reason.startswith(("It cannot be read: ", "It is ")) for reason in reasons(tmp_path).values())


def test_special_files_are_never_opened(tmp_path, monkeypatch):
    write(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "fifo.txt")
    monkeypatch.chdir(tmp_path)  # a socket's path is limited to about 100 bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        assert reasons(tmp_path) == {
            "fifo.txt": "It is a FIFO, not a regular file.",
            "socket.txt": "It is a socket, not a regular file.",
        }
    assert read_document(tmp_path, "fifo.txt") == Skipped("fifo.txt", "It is a FIFO, not a regular file.")


def test_folder_may_be_a_link_itself(tmp_path):
    write(tmp_path / "real" / "a.txt")
    (tmp_path / "link").symlink_to("real")
    assert listed(tmp_path / "link") == ["a.txt"]


def test_unlistable_folder_is_named(tmp_path, monkeypatch):
    write(tmp_path / "a.txt")
    write(tmp_path / "closed" / "b.txt")
    scandir = os.scandir

    def refuse(path):  # permissions do not bind root, under which tests may run
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    with monkeypatch.context() as patch:  # the folder is removed after the test
        patch.setattr(files.os, "scandir", refuse)
        assert listed(tmp_path) == ["a.txt"]
        assert reasons(tmp_path) == {"closed/": "The folder cannot be listed: Permission denied."}


@pytest.mark.parametrize("make", ["nothing", "file"])
def test_folder_that_is_none_is_refused_by_name(tmp_path, make):
    path = tmp_path / "collection"
    if make == "file":
        write(path)
    with pytest.raises(CollectionError) as caught:
        list_files(path)
    assert str(path) in str(caught.value)
    assert "a folder of documents was expected" in str(caught.value)


OUTSIDE = ["../secret.txt", "a/../../secret.txt", "/etc/hosts.txt", "", "a//b.txt", "./a.txt", ".a.txt", "a"]
OUTSIDE += [
    "link.txt",
    "away/secret.txt",
    "a.txt\0",
    "nothing.txt",
    "a.txt/b.txt",
    "x" * 5000 + ".txt",
    "\ud800.txt",
]


@pytest.mark.parametrize("id", OUTSIDE)
def test_id_that_names_no_document_reads_nothing(tmp_path, id):
    folder = tmp_path / "folder"
    write(folder / "a.txt")
    write(folder / ".a.txt", "secret")
    write(tmp_path / "secret.txt", "secret")
    (folder / "link.txt").symlink_to("../secret.txt")
    (folder / "away").symlink_to("..")
    read = read_document(folder, id)
    assert isinstance(read, Skipped)
    assert read.reason.endswith(".")
    read.id.encode()


@pytest.mark.parametrize(("id", "module", "name"), [("sub/a.txt", os, "open"), ("link/a.txt", os.path, "realpath")])
def test_link_swapped_in_between_check_and_open_is_not_followed(tmp_path, monkeypatch, id, module, name):
    folder = tmp_path / "folder"
    write(folder / "sub" / "a.txt")
    write(tmp_path / "outside" / "a.txt", "secret")
    (folder / "link").symlink_to(folder / "sub")
    look = getattr(module, name)

    def look_then_swap(path, *args, **options):
        found = look(path, *args, **options)
        if str(path).endswith(("a.txt", "folder")) and not (folder / "sub").is_symlink():
            (folder / "sub").rename(folder / "old")
            (folder / "sub").symlink_to(tmp_path / "outside")
        return found

    monkeypatch.setattr(module, name, look_then_swap)
    read = read_document(folder, id)
    assert (folder / "sub").is_symlink()
    assert isinstance(read, Skipped)


def test_descriptors_are_closed(tmp_path):
    write(tmp_path / "a" / "b" / "c.txt")
    os.mkfifo(tmp_path / "a" / "fifo.txt")
    before = os.dup(0)
    os.close(before)
    for id in ("a/b/c.txt", "a/fifo.txt", "a/none/c.txt", "a/b/none.txt") * 3:
        read_document(tmp_path, id)
    after = os.dup(0)
    os.close(after)
    assert after == before


def test_file_that_grew_since_it_was_listed_is_bounded(tmp_path):
    path = write(tmp_path / "a.txt", "x" * 10)
    assert isinstance(read_document(tmp_path, "a.txt", ReadingOptions(max_bytes=10)), Document)
    path.write_text("x" * 11)
    assert read_document(tmp_path, "a.txt", ReadingOptions(max_bytes=10)) == Skipped(
        "a.txt", "It holds 11 bytes; at most 10 were expected."
    )
