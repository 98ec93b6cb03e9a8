"""ODT, EPUB, RTF and gzip: read with their structure and metadata, or named."""

import gzip

import pytest
from formats_corpus import PAGE, docx_of, pdf_of, typeset, word_paragraph, zip_of

from service.documents import file_kinds as kinds
from service.documents.collection import read_document
from service.documents.document import Skipped
from service.documents.errors import UnreadableError
from service.documents.extraction import extract_here

OFFICE = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "meta")
)
ODT_BODY = (
    '<text:h text:outline-level="2">History</text:h><text:p>The harbour<text:s/>opened in 1901.<text:note>'
    "<text:note-citation>1</text:note-citation><text:note-body><text:p>On a Monday.</text:p></text:note-body></text:note>"
    " It closed.</text:p><text:list><text:list-item><text:p>A bridge.</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>Pier</text:p></table:table-cell><table:table-cell>"
    "<text:p>Length</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>North</text:p>"
    "</table:table-cell><table:table-cell><text:p>300 m</text:p></table:table-cell></table:table-row></table:table>"
)
ODT_META = (
    f'<office:document-meta {OFFICE} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>Report</dc:title>'
    "<meta:initial-creator>Jane Doe</meta:initial-creator><meta:creation-date>2019-03-01T08:00:00</meta:creation-date>"
    "</office:meta></office:document-meta>"
)
ODT = zip_of(
    {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {OFFICE}><office:body><office:text>{ODT_BODY}</office:text></office:body>"
        "</office:document-content>",
        "meta.xml": ODT_META,
    }
)
OPF = """<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>The harbour</dc:title><dc:creator>Jane Doe</dc:creator><dc:publisher>The Press</dc:publisher><dc:date>2019-03</dc:date>
</metadata><manifest><item id="a" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="two%20.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/><itemref idref="gone"/></spine></package>"""
EPUB = zip_of(
    {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="x"><rootfiles><rootfile full-path="OPS/b.opf"/></rootfiles></container>',
        "OPS/b.opf": OPF,
        "OPS/one.xhtml": "<html><body><h1>Later</h1><p>It closed in 1955.</p></body></html>",
        "OPS/two .xhtml": "<html><head><title>x</title></head><body><h1>First</h1><p>It opened in 1901.</p></body></html>",
        "OPS/nav.xhtml": "<html><body><nav><ol><li>First</li></ol></nav></body></html>",
    }
)
RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Harbour report}{\author Jane Doe}"
    rb"{\creatim\yr2019\mo3\dy1}}\pard The harbour\par Borgm\'e4staren \'f6ppnade bron \u8364? 40.\par}"
)


def packed(data):
    return gzip.compress(data, mtime=0)


@pytest.fixture
def read(tmp_path):
    def read(data, name="a"):
        (tmp_path / name).write_bytes(data)
        return read_document(tmp_path, name)

    return read


def test_an_open_document(read):
    document = read(ODT)
    assert document.text.split("\n\n") == [
        "## History",
        "The harbour opened in 1901. It closed.",
        "- A bridge.",
        "| Pier | Length |\n| --- | --- |\n| North | 300 m |",
        "On a Monday.",
    ]
    assert (document.title, document.author, document.published) == ("Report", "Jane Doe", "2019-03-01")


def test_a_book_is_its_chapters_in_the_order_of_its_spine(read):
    document = read(EPUB)
    assert document.text == "# First\n\nIt opened in 1901.\n\n# Later\n\nIt closed in 1955."
    assert (document.title, document.author, document.publisher) == ("The harbour", "Jane Doe", "The Press")
    assert (document.published, document.reader) == ("2019-03", "epub")


def test_rich_text(read):
    document = read(RTF)
    assert document.text == "The harbour\n\nBorgmästaren öppnade bron € 40."
    assert (document.title, document.author, document.published) == ("Harbour report", "Jane Doe", "2019-03-01")


PACKED = [
    ("a.txt.gz", b"The harbour opened in 1901.", "text"),
    ("a.gz", PAGE.encode(), "html"),
    ("a.pdf.gz", pdf_of([typeset(["The harbour opened in 1901."])]), "pdf"),
    ("a.docx.gz", docx_of(word_paragraph("The harbour opened in 1901.")), "docx"),
]


@pytest.mark.parametrize(("name", "data", "reader"), PACKED)
def test_a_gzipped_file_is_read_as_what_it_holds(read, name, data, reader):
    assert read(packed(data), name).reader == reader


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ODT[: len(ODT) // 2], "It is damaged"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text"}), "It is damaged, or encrypted"),
        (zip_of({"mimetype": "application/epub+zip", "META-INF/container.xml": "<a/>"}), "It is damaged"),
        (zip_of({"mimetype": "application/epub+zip", "META-INF/rights.xml": "<a/>"}), "It is locked"),
        (packed(b"text")[:-6], "It is damaged"),
        (packed(packed(b"text")), "It is packed twice"),
        (packed(b"\x89PNG\r\n\x1a\n"), kinds.PICTURES),
        (b"{\\rtf1 }", "It holds no text"),
    ],
)
def test_what_cannot_be_read_is_named(read, data, reason):
    found = read(data)
    assert isinstance(found, Skipped) and found.reason.startswith(reason)


def test_what_unpacks_to_too_much_is_named(read):
    found = read(packed(bytes(60 << 20)))
    assert isinstance(found, Skipped) and found.reason.startswith("It unpacks to more than the 52,428,800 bytes")


def test_a_missing_library_is_named_with_what_installs_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "service.documents.readers.rich_text", None)
    with pytest.raises(UnreadableError, match=r"pip install 'quoth\[formats\]'"):
        extract_here("rtf", RTF)
