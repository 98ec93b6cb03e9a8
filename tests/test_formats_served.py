"""A folder of every format and defect, served: no crash, no file lost in silence, every quote verbatim."""

import gzip
import subprocess
import sys

import pytest
from conftest import ROOT
from formats_corpus import PAGE, docx_of, page_of, pdf_of, typeset, word_paragraph, zip_of

from service.documents.collection import read_collection
from service.documents.file_names import escape_name
from service.documents.reading_options import ReadingOptions
from service.index.build import update_index

SENTENCE = "The northern pier closed in {}."
DOCX = docx_of(word_paragraph("Piers", "heading1") + word_paragraph(SENTENCE.format(1903)))
PDF = pdf_of([typeset([SENTENCE.format(1902)]), [], typeset(["It opened again in 1958."])])
MAIL = b"From: Jane Doe <j@x.example>\nTo: r@x.example\nSubject: Piers\nDate: Wed, 13 May 2020 23:30:00 +0200\n\n"
GOOD = {
    "a.txt": SENTENCE.format(1900).encode(),
    "b.html": PAGE.encode(),
    "b2.htm": page_of(f"<p>{SENTENCE.format(1901)}<script>x()</script></p>").encode(),
    "c.pdf": PDF,
    "d.docx": DOCX,
    "e.eml": MAIL + SENTENCE.format(1904).encode(),
    "f.mbox": b"From j@x.example Wed May 13 23:30:00 2020\n" + MAIL + SENTENCE.format(1905).encode(),
    "g.rtf": rb"{\rtf1\ansi The northern pier closed in 1906.\par}",
    "h.txt.gz": gzip.compress(SENTENCE.format(1907).encode(), mtime=0),
    "i.rst": b"Piers\n=====\n\n" + SENTENCE.format(1908).encode(),
    "some.zip": zip_of({"a.txt": SENTENCE.format(1910)}),
    "k.csv": b"title,text\nPiers," + SENTENCE.format(1911).encode() + b" It never opened again.\n",
    "README": SENTENCE.format(1909).encode(),
    "wrong.txt": PDF,
    "wrong.pdf": DOCX,
    "‮rtl שלום.txt".replace("\u202e", ""): "שלום. The pier e\u0301 closed.".encode(),
}
BAD = {
    "cut.pdf": PDF[: len(PDF) // 3],
    "cut.docx": DOCX[: len(DOCX) // 2],
    "locked.pdf": pdf_of([typeset(["Secret."])], encrypt="word"),
    "scan.pdf": pdf_of([[]]),
    "bomb.gz": gzip.compress(bytes(2 << 20), mtime=0),
    "sheet.xlsx": zip_of({"xl/workbook.xml": ""}),
    "photo.jpg": b"\xff\xd8\xff\xe0",
    "empty.html": b"",
    "a\u202eb.txt": b"The pier.",
    "line\nbreak.txt": b"The pier.",
}
OPTIONS = ReadingOptions(max_bytes=1 << 20)


def test_a_folder_of_everything(tmp_path, open_engine):
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, data in (GOOD | BAD).items():
        (folder / name).write_bytes(data)
    collection = read_collection(folder, OPTIONS)
    held = {"f.mbox": "f.mbox/1", "some.zip": "some.zip/a.txt", "k.csv": "k.csv/2"}
    assert [document.id for document in collection.documents] == sorted(held.get(name, name) for name in GOOD)
    assert sorted(entry.id for entry in collection.skipped) == sorted(map(escape_name, BAD))
    assert all(entry.reason.endswith(".") for entry in collection.skipped)

    store = update_index(folder, tmp_path / "index", "v", OPTIONS)
    assert tuple(store.make_index().corpus.documents) == collection.documents
    assert {entry.id for entry in store.skipped} == {entry.id for entry in collection.skipped}

    engine = open_engine(folder, max_document_bytes=OPTIONS.max_bytes)
    texts = {document.id: document.text for document in collection.documents}
    for question in (
        "When did the northern pier close?",
        "When did it open again?",
        "What comes next?",
        "Who is the mayor?",
    ):
        reply = engine.ask(question, limit=20, min_confidence=0.0)
        assert reply.citations
        for cited in (*reply.citations, *reply.nearest):
            text = texts[cited.document.id]
            assert text[cited.start : cited.end] == cited.quote
            assert text[cited.passage.start : cited.passage.end] == cited.passage.text
            assert (cited.page is None) == (not cited.document.id.endswith(("c.pdf", "wrong.txt")))


@pytest.mark.slow
def test_readers_are_imported_only_for_a_file_that_needs_them():
    heavy = "{'trafilatura', 'lxml', 'pypdfium2', 'mammoth', 'striprtf'}"
    code = f"import sys, service.engine.engine; assert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
