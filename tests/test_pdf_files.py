"""PDF -> text in reading order with the offsets of its pages; and those that cannot be read, named."""

import pytest
from formats_corpus import pdf_of, typeset

from service.documents.collection import read_document
from service.documents.document import Document, Skipped
from service.sentences.segmentation import segment_text

FIRST = [
    "# The harbour",
    "",
    "The harbour board met on Monday to discuss the extension of the northern pier,",
    "which had been closed since the storm of last winter. It found that the founda-",
    "tions hold, and that the self-",
    "",
    "The Anglo-",
    "Saxon wall of the town stands on rock, as the engineers have told the whole board.",
    "**What comes next",
    "The board will meet again in June to vote on the plan, which has been sent to all",
]
SECOND = [
    "members and to the press. Then the pier is built.",
    "",
    "• A bridge.",
    "• A tunnel of a length that",
    "  nobody knows.",
]


@pytest.fixture
def read(tmp_path):
    def read(data, name="a.pdf"):
        (tmp_path / name).write_bytes(data)
        return read_document(tmp_path, name)

    return read


def with_heads(number, lines):
    return [(60, 810, f"Annual Report 2020   {number}"), *typeset(lines), (300, 30, f"Page {number} of 4")]


@pytest.fixture
def report(read):
    pages = [
        with_heads(n, lines) for n, lines in enumerate((FIRST, SECOND, ["Third page, with one line."], ["Last."]), 7)
    ]
    return read(pdf_of(pages, title="Harbour report", author="Harbour Board"))


def test_lines_become_paragraphs_and_large_or_bold_ones_headings(report):
    assert report.text.split("\n\n") == [
        "# The harbour",
        "The harbour board met on Monday to discuss the extension of the northern pier, which had been closed since the "
        "storm of last winter. It found that the founda-\ntions hold, and that the self-",
        "The Anglo-Saxon wall of the town stands on rock, as the engineers have told the whole board.",
        "#### What comes next",
        "The board will meet again in June to vote on the plan, which has been sent to all members and to the press. "
        "Then the pier is built.",
        "• A bridge.\n• A tunnel of a length that nobody knows.",
        "Third page, with one line.",
        "Last.",
    ]


def test_what_a_pdf_says_of_itself(report):
    assert (report.title, report.author, report.reader, report.encoding) == (
        "Harbour report",
        "Harbour Board",
        "pdf",
        "binary",
    )


def test_every_place_knows_its_page(report):
    for words, page in (
        ("The harbour", 1),
        ("sent to all", 1),
        ("members and", 2),
        ("nobody", 2),
        ("Third", 3),
        ("Last", 4),
    ):
        assert report.page_at(report.text.index(words)) == page
    assert len(report.pages) == 4 and report.pages[0] == 0


def test_pages_without_text_are_counted_and_named(read):
    document = read(pdf_of([[], typeset(["The first words."]), [], typeset(["The last words."])]))
    assert document.page_at(0) == 2
    assert document.page_at(document.text.index("last")) == 4
    assert document.warnings == ("No text was found on 2 of its pages (1, 3); they may be scanned.",)


def test_columns_are_read_one_after_the_other(read):
    long = "words that fill a whole line of it"
    left = typeset(["The left column begins and goes on", f"with {long}", "and ends here."])
    right = typeset(["The right column begins and goes on", f"with {long}", "and ends there."], left=320)
    text = read(pdf_of([left + right])).text
    assert text == (
        f"The left column begins and goes on with {long} and ends here.\n\n"
        f"The right column begins and goes on with {long} and ends there."
    )


def test_a_table_keeps_its_rows_and_columns(read):
    rows = [("Pier", "Length", "Built"), ("North", "300 m", "1901"), ("South Basin", "200 m", "1955")]
    page = [
        (60 + 120 * column, 700 - 14 * row, cell) for row, cells in enumerate(rows) for column, cell in enumerate(cells)
    ]
    text = read(pdf_of([page])).text
    assert text == "Pier   Length   Built\nNorth   300 m   1901\nSouth Basin   200 m   1955"


@pytest.mark.parametrize(
    "heads", [["Report {n}", "{n}"], ["Chapter {c}: A name   {n}", "Harbour Board"], ["- {n} -", "page {n}/9"]]
)
def test_running_heads_and_page_numbers_are_left_out(read, heads):
    pages = []
    for number in range(1, 8):
        top, foot = (head.format(n=number, c=number // 2) for head in heads)
        pages.append([(60, 810, top), *typeset([f"The page number {number} holds this sentence."]), (300, 30, foot)])
    text = read(pdf_of(pages)).text
    assert text == "\n\n".join(f"The page number {number} holds this sentence." for number in range(1, 8))


def test_chapters_that_open_pages_are_no_running_heads(read):
    pages = [typeset([f"# {number} Chapter of a name", "", "It says something."]) for number in (1, 2, 3, 4)]
    assert (
        read(pdf_of([page for page in pages for page in (page, typeset(["More of it."]))])).text.count("Chapter") == 4
    )


def test_contents_of_a_paper_are_lines_that_answer_nothing(read):
    contents = [
        "Introduction . . . . . . . . . . 1",
        "The northern pier . . . . . . . 12",
        "A wall of stone........... xiv",
    ]
    document = read(pdf_of([typeset([*contents, "", "The pier closed in 1955, and ... nobody came."])]))
    assert document.text.split("\n\n")[0].split("\n") == contents
    kinds = {document.text[s.start : s.end]: s.kind for s in segment_text(document.text).sentences}
    assert {line: kind for line, kind in kinds.items() if kind == "boilerplate"} == dict.fromkeys(
        contents, "boilerplate"
    )
    assert len(kinds) == 4


GOOD = pdf_of([typeset(["The harbour opened in 1901."])])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf_of([typeset(["Secret."])], encrypt="password"), "It is encrypted with a password"),
        (pdf_of([[], []]), "Its 2 pages hold pictures and no text"),
        (b"%PDF-1.4\n", "It is damaged, or no PDF"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 20, "It is damaged, or no PDF"),
        (b"\0\1\2" * 50, "It is damaged, or no PDF"),
        (GOOD[:200], "It is damaged, or no PDF"),
    ],
)
def test_what_cannot_be_read_is_named(read, data, reason):
    found = read(data)
    assert isinstance(found, Skipped) and found.reason.startswith(reason)


@pytest.mark.parametrize("share", range(5, 100, 8))
def test_a_truncated_pdf_is_read_or_named(read, share):
    found = read(GOOD[: len(GOOD) * share // 100])
    assert isinstance(found, Skipped) or found.text == "The harbour opened in 1901."


@pytest.mark.parametrize("name", ["a", "a.txt", "a.docx", "a.png"])
def test_a_pdf_is_known_by_its_content(read, name):
    assert isinstance(found := read(GOOD, name), Document) and found.reader == "pdf"


def test_text_in_a_pdf_s_name_is_text(read):
    assert read(b"The harbour opened in 1901.").reader == "text"
