"""DOCX -> headings, lists, tables, footnotes and core properties; and files that only look like it."""

import pytest
from formats_corpus import W, docx_of, word_paragraph, zip_of

from service.documents import file_kinds as kinds
from service.documents.collection import read_document
from service.documents.document import Document, Skipped
from service.documents.errors import UnreadableError
from service.documents.extraction import extract_here
from service.documents.packed_kinds import MAX_UNPACKED

CELLS = [("Pier", "Length"), ("North", "300 m"), ("South", "200 m")]
TABLE = "".join("<w:tr>" + "".join(f"<w:tc>{word_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in CELLS)
BODY = (
    word_paragraph("The harbour", "Title")
    + word_paragraph("History", "heading1")
    + word_paragraph("The harbour opened in 1901.", note=2)
    + word_paragraph("A bridge.", list_number=1)
    + word_paragraph("A tunnel.", list_number=1)
    + word_paragraph("Dig.", list_number=2)
    + word_paragraph("Build.", list_number=2)
    + f"<w:tbl>{TABLE}</w:tbl>"
    + word_paragraph("We waited & hoped.", "Quote")
)
CORE = (
    "<dc:title>Harbour report</dc:title><dc:creator>Jane Doe</dc:creator><dc:publisher>The Board</dc:publisher>"
    "<dcterms:created>2019-03-01T08:00:00Z</dcterms:created>"
)


@pytest.fixture
def read(tmp_path):
    def read(data, name="a.docx"):
        (tmp_path / name).write_bytes(data)
        return read_document(tmp_path, name)

    return read


def test_a_document_keeps_its_structure(read):
    assert read(docx_of(BODY, ["It was a Monday."])).text.split("\n\n") == [
        "# The harbour",
        "# History",
        "The harbour opened in 1901.[1]",
        "- A bridge.\n- A tunnel.",
        "1. Dig.\n2. Build.",
        "| Pier | Length |\n| --- | --- |\n| North | 300 m |\n| South | 200 m |",
        "> We waited & hoped.",
        "1. It was a Monday.",
    ]


def test_its_properties_are_its_metadata(read):
    document = read(docx_of(BODY, core=CORE))
    assert (document.title, document.author, document.publisher) == ("Harbour report", "Jane Doe", "The Board")
    assert (document.published, document.reader) == ("2019-03-01", "docx")


def test_the_date_in_the_text_comes_before_that_of_the_file(read):
    document = read(
        docx_of(word_paragraph("Harbour report") + word_paragraph("Published: 13 May 2020") + BODY, core=CORE)
    )
    assert document.published == "2020-05-13"


def test_what_programs_write_for_want_of_knowledge_is_no_metadata(read):
    core = "<dc:creator>python-docx</dc:creator><dcterms:created>2013-12-23T23:15:00Z</dcterms:created>"
    document = read(docx_of(BODY, core=core))
    assert (document.author, document.published, document.title) == (None, None, "The harbour")


GOOD = docx_of(BODY)
LOL = '<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DEEP = (
    f"<w:document {W}><w:body>"
    + "<w:sdt><w:sdtContent>" * 5000
    + "</w:sdtContent></w:sdt>" * 5000
    + "</w:body></w:document>"
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (GOOD[: len(GOOD) // 2], "It is damaged"),
        (docx_of("<w:p>"), "It is damaged, or no DOCX"),
        (docx_of(""), "It holds no text"),
        (docx_of(BODY, **{"word/document.xml": f"{LOL}<w:document {W}>&b;</w:document>"}), "It declares entities"),
        (docx_of(BODY, **{"word/document.xml": DEEP}), "It is "),
        (zip_of({"xl/workbook.xml": ""}), kinds.SHEETS),
        (zip_of({"ppt/presentation.xml": ""}), kinds.SLIDES),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), kinds.SHEETS),
        (zip_of({"Index/Document.iwa": ""}), kinds.PAGES),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), kinds.LOCKED),
        (b"PK\x03\x04" + bytes(100), "It is damaged"),
    ],
)
def test_what_cannot_be_read_is_named(read, data, reason):
    found = read(data)
    assert isinstance(found, Skipped) and found.reason.startswith(reason) and len(found.reason) < 300


def test_what_unpacks_to_too_much_is_named(read):
    found = read(docx_of(BODY, **{"word/more.xml": " " * (MAX_UNPACKED + 1)}))
    assert isinstance(found, Skipped) and found.reason.startswith("It unpacks to 67,")


@pytest.mark.parametrize("name", ["a", "a.txt", "a.pdf", "a.zip", "a.xlsx"])
def test_a_document_is_known_by_its_content(read, name):
    assert isinstance(found := read(GOOD, name), Document) and found.reader == "docx"


def test_a_missing_library_is_named_with_what_installs_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "service.documents.readers.word_file", None)
    with pytest.raises(UnreadableError, match="pip install 'quoth'"):
        extract_here("docx", GOOD)
