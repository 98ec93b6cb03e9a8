"""Nothing vanishes: each file is served, or named with the reason and what to do, whatever its name claims."""

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from service.commands.main import main
from service.documents import file_kinds as kinds
from service.documents.collection import read_collection, read_document
from service.documents.document import Document, Skipped
from service.documents.errors import UnreadableError
from service.documents.file_kinds import find_reader
from service.documents.reading_options import ReadingOptions
from service.documents.skipped_groups import group_skipped

TEXT = "The harbour opened in 1901. It closed in 1955.\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))

AS_TEXT = ["a.txt", "a.text", "A.MARKDOWN", "a.rst", "a.log", "a.tex", "a.adoc", "a.org", "a.csv"]
AS_TEXT += ["README", "a.py", "a.json", "a.toml", "a.2024", "minutes.final", "a.dat", "a.c", "a.png", "a.xlsx", "a.pdf"]


@pytest.mark.parametrize("name", AS_TEXT)
def test_what_is_text_is_served_whatever_its_name(tmp_path, name):
    (tmp_path / name).write_text(TEXT)
    read = read_document(tmp_path, name)
    assert isinstance(read, Document) and read.text == TEXT


# (name, first bytes, reason)
NOT_READ = [
    ("a.png", PNG, kinds.PICTURES),
    ("a.txt", PNG, kinds.PICTURES),
    ("a", b"\xff\xd8\xff\xe0\0\x10JFIF", kinds.PICTURES),
    ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", kinds.PICTURES),
    ("a.wav", b"RIFF\0\0\0\0WAVEfmt ", kinds.SOUNDS),
    ("a.mp4", b"\0\0\0\x20ftypisom", kinds.SOUNDS),
    ("a.heic", b"\0\0\0\x20ftypheic", kinds.PICTURES),
    ("a.xlsx", b"\0" + bytes(range(256)), kinds.SHEETS),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), kinds.SHEETS),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), kinds.OLD_WORD),
    ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), kinds.LOCKED),
    ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), kinds.ARCHIVES),
    ("a", b"\x7fELF" + bytes(100), kinds.PROGRAMS),
    ("a.ps", b"%!PS-Adobe-3.0\n", kinds.PRINTS),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", kinds.DRAWINGS),
    ("a.xml", b"<a>b</a>", kinds.MARKUP),
    ("a.ipynb", b"{}", kinds.NOTEBOOKS),
    ("a.txt~", TEXT.encode(), kinds.COPIES),
    ("a.txt.bak", TEXT.encode(), kinds.COPIES),
    ("a.unknown", bytes(range(256)), kinds.BINARY),
    ("a", b"\x01\x02\x03\x04\x05\x06", kinds.BINARY),
    ("a.dat", "Borgmästaren öppnade bron på fredagen.".encode("cp1252"), kinds.UNSURE),
]


@pytest.mark.parametrize(("name", "data", "reason"), NOT_READ)
def test_what_is_not_read_says_why_and_what_to_do(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    assert read_document(tmp_path, name) == Skipped(name, reason)


def test_the_kind_is_told_even_of_a_file_that_is_too_large(tmp_path):
    (tmp_path / "a.mkv").write_bytes(b"\x1aE\xdf\xa3" + bytes(1000))
    assert read_document(tmp_path, "a.mkv", ReadingOptions(max_bytes=100)) == Skipped("a.mkv", kinds.SOUNDS)


@pytest.mark.parametrize("text", ["海港于1901年开放。" * 900, "é" * 5000, "a" + "😀" * 2000])
def test_a_character_cut_at_the_end_of_what_is_looked_at_does_no_harm(tmp_path, text):
    (tmp_path / "a").write_text(text)
    assert isinstance(read_document(tmp_path, "a"), Document)


@given(st.binary(max_size=300), st.sampled_from(["a", "a.txt", "a.pdf", "a.docx", "a.html", "a.zip", "a.eml"]))
def test_any_bytes_are_given_a_reader_or_a_reason(data, name):
    try:
        assert find_reader(name, data)
    except UnreadableError as error:
        assert str(error).endswith(".")


def test_many_files_of_one_kind_take_one_line():
    skipped = [Skipped(f"{number}.xlsx", kinds.SHEETS) for number in range(14)]
    skipped += [Skipped("b.png", kinds.PICTURES), Skipped("a", kinds.BINARY), Skipped("empty.xlsx", "It is empty.")]
    groups = group_skipped(skipped)
    assert [(group.name, group.reason) for group in groups] == [
        ("14 files of type .xlsx (0.xlsx, 1.xlsx, 2.xlsx, ...)", kinds.SHEETS),
        ("a", kinds.BINARY),
        ("b.png", kinds.PICTURES),
        ("empty.xlsx", "It is empty."),
    ]
    assert sorted(id for group in groups for id in group.ids) == sorted(entry.id for entry in skipped)


def test_every_file_of_a_folder_is_accounted_for(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data, _ in NOT_READ:
        (folder / name).write_bytes(data)
    (folder / "served.txt").write_text(TEXT)
    for number in range(5):
        (folder / f"{number}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    collection = read_collection(folder)
    ids = [entry.id for entry in (*collection.documents, *collection.skipped)]
    assert sorted(ids) == sorted(path.name for path in folder.iterdir())
    said = CliRunner().invoke(main, ["index", str(folder), "--to", str(tmp_path / "index")]).output
    assert "5 files of type .jpg (0.jpg, 1.jpg, 2.jpg, ...): Pictures are not read" in said


def test_the_page_names_many_of_one_kind_once(serve_folder):
    files = {"a.txt": TEXT} | {f"{number}.xlsx": "\0\1" for number in range(4)}
    page = serve_folder(files).get("/documents", headers={"Accept": "text/html"}).text
    assert page.count(kinds.SHEETS) == 1
    assert "4 files of type .xlsx" in page
