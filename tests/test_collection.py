"""A folder -> documents: canonical text, digest, what is skipped and why, what stops the start."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents.collection import CollectionError, read_collection, read_document
from service.documents.contents import make_document
from service.documents.document import Document, Skipped
from service.documents.reading_options import ReadingOptions

SEEDS = Path(__file__).parent.parent / "seeds"


def test_seeds_are_read_whole_and_untouched():
    collection = read_collection(SEEDS)
    assert [document.id for document in collection.documents] == sorted(os.listdir(SEEDS))
    assert collection.skipped == ()
    for document in collection.documents:
        data = (SEEDS / document.id).read_bytes()
        assert document.text.encode() == data
        assert document.sha256 == hashlib.sha256(data).hexdigest()
        assert document.encoding == "utf-8"


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\u00a0“’\ufeff")))
def test_text_is_the_file_and_the_digest_is_the_text_s(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("collection")
    (folder / "a.txt").write_bytes(f"a{text}".encode())
    document = read_document(folder, "a.txt")
    assert isinstance(document, Document)
    assert document.text == f"a{text}"
    assert document.sha256 == hashlib.sha256(f"a{text}".encode()).hexdigest()
    shutil.rmtree(folder)


def test_digest_is_of_the_text_whatever_the_encoding(tmp_path):
    text = "He said “no” – it’s the government’s decision.\r\n"
    for number, encoding in enumerate(("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252")):
        (tmp_path / f"{number}.txt").write_bytes(text.encode(encoding))
    documents = read_collection(tmp_path).documents
    assert [document.encoding for document in documents] == [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-32",
        "cp1252",
    ]
    assert {(document.text, document.sha256) for document in documents} == {
        (text, hashlib.sha256(text.encode()).hexdigest())
    }


FAULTY = [
    ("empty.txt", b"", "It holds no text: 0 bytes, none of them a visible character."),
    ("blank.md", b" \n\n", "It holds no text: 3 bytes, none of them a visible character."),
    ("nul.txt", b"a\0b", "It is binary: a NUL byte stands at 1, and text holds none."),
    ("large.txt", b"x" * 101, "It holds 101 bytes; at most 100 were expected."),
    ("front.md", b"---\ntitle: A\n---\n\n", "It holds no text: its 18 characters are front matter alone."),
]


def test_faulty_files_are_named_and_the_rest_is_served(tmp_path):
    (tmp_path / "good.txt").write_text("Some text.")
    for name, data, _ in FAULTY:
        (tmp_path / name).write_bytes(data)
    collection = read_collection(tmp_path, ReadingOptions(max_bytes=100))
    assert [document.id for document in collection.documents] == ["good.txt"]
    assert collection.skipped == tuple(Skipped(name, reason) for name, _, reason in sorted(FAULTY))


def test_one_file_read_alone_is_as_in_the_collection(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text("---\ntitle: A\nauthor: Jane Doe\ndate: 2020-05\n---\nSome text.")
    (tmp_path / "empty.txt").touch()
    collection = read_collection(tmp_path)
    assert [read_document(tmp_path, "sub/a.md")] == list(collection.documents)
    assert [read_document(tmp_path, "empty.txt")] == list(collection.skipped)
    (document,) = collection.documents
    assert (document.title, document.author, document.published) == ("A", "Jane Doe", "2020-05")
    assert document.text[document.front_matter :] == "Some text."


def test_file_time_is_never_a_document_s_date(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Some text.")
    first = read_document(tmp_path, "a.txt")
    os.utime(path, (0, 0))
    assert read_document(tmp_path, "a.txt") == first
    assert isinstance(first, Document) and first.published is None


def test_unreadable_file_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("Some text.")
    (tmp_path / "b.txt").write_text("Some text.")
    (tmp_path / "b.txt").chmod(0)
    if os.geteuid() == 0:  # permissions do not bind root: the system's refusal has to be made
        system_open = os.open

        def refuse(path, *arguments, **options):
            if path == "b.txt":
                raise PermissionError(13, "Permission denied", path)
            return system_open(path, *arguments, **options)

        monkeypatch.setattr(os, "open", refuse)
    assert read_collection(tmp_path).skipped == (Skipped("b.txt", "It cannot be read: Permission denied."),)


def test_file_that_vanishes_or_fails_is_named(tmp_path):
    assert read_document(tmp_path, "gone.txt") == Skipped("gone.txt", "It cannot be read: No such file or directory.")


def test_empty_collection_is_one_sentence(tmp_path):
    (tmp_path / ".image.png").touch()
    with pytest.raises(CollectionError) as caught:
        read_collection(tmp_path)
    assert str(caught.value) == (f"Collection folder '{tmp_path}' holds no file; at least one document was expected.")


def test_collection_of_skipped_files_says_how_many_and_the_first_reason(tmp_path):
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).touch()
    with pytest.raises(CollectionError) as caught:
        read_collection(tmp_path)
    message = str(caught.value)
    assert "all 2 files were skipped ('a.txt': It holds no text: 0 bytes" in message
    assert message.endswith(").")


@pytest.mark.parametrize(("name", "what"), [("none", "does not exist"), ("file", "is not a folder")])
def test_what_is_no_folder_is_one_sentence(tmp_path, name, what):
    (tmp_path / "file").touch()
    with pytest.raises(CollectionError) as caught:
        read_collection(tmp_path / name)
    assert f"'{tmp_path / name}' {what}" in str(caught.value)


def test_another_text_has_another_hash():
    document = make_document("a.md", "# Weirs\n\nThe weir holds.", "utf-8")
    changed = document.with_text("The weir broke.")
    assert changed.sha256 == make_document("a.md", "The weir broke.", "utf-8").sha256 != document.sha256
    assert (changed.id, changed.title, changed.text) == ("a.md", "Weirs", "The weir broke.")
