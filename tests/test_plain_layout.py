"""Plain text and mail as the pages show them, and what documents without a title are called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_markdown_layout import check_slices, read

from service.app.document_body import DocumentBody, Reading, show_document
from service.documents.contents import make_document, make_extracted
from service.documents.document import Document
from service.documents.extraction import Extract
from service.documents.first_words import LONGEST
from service.documents.naming import call_document, name_document
from service.sentences.segmentation import segment_text

MAIL = """# The ferry timetable

From: Ann Alder <ann@harbour.example>
To: Bob Birch

The ferry sails at nine.

On Sunday, Bob wrote:
> When does the ferry sail?
> I have to know.
>
>> Ask Ann about it.

Ann"""


def show(document: Document, cited: tuple[int, int] | None = None) -> DocumentBody:
    reading = Reading(cited, 0, lambda start, end: f"?{start}-{end}", lambda id: None)
    return show_document(document, segment_text(document.text).blocks, reading)


def mail() -> Document:
    return make_extracted("a.eml", "mail", Extract(MAIL, title="The ferry timetable"))


@given(st.text(alphabet=st.sampled_from("ab .>|#-\n\r\t1é😀\u2028<&"), min_size=1, max_size=80))
def test_any_plain_text_is_shown_in_slices(text: str) -> None:
    document = make_document("a.txt", "a" + text, "utf-8")
    shown = read(show(document))
    check_slices(document, shown)
    held = re.sub(r"\s+|^(?:[ \t]*>)+", "", document.text, flags=re.MULTILINE)
    assert re.sub(r"\s+|>", "", "".join(data for *_, data in shown.slices)) == held.replace(">", "")


def test_a_mail_has_its_headers_and_quoted_lines_set_apart() -> None:
    body = show(mail())
    check_slices(mail(), read(body))
    assert re.sub(r"<[^>]*>", "", body.title).strip() == "The ferry timetable"
    kinds = re.findall(r'<p id="p-\d+" class="([^"]*)"', body.text)
    assert sum("mail-head" in kind for kind in kinds) >= 1
    assert [kind.split("reply ")[1] for kind in kinds if "reply " in kind] == ["depth-1", "depth-2"]
    assert sum("reply-head" in kind for kind in kinds) == 1
    assert "&gt;" not in re.sub(r"<[^>]*>", "", body.text).replace("ann@harbour.example&gt;", "")


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("From: Ann\nTo: Bob\nDate: Tue, 14 Nov 2023\nSubject: The quay\n\nDear Bob,\n\nit fell.\n", 4),
        ("From: the harbour\n\nIt is a poem.\n", 0),
        ("It fell.\n\nFrom: Ann\nTo: Bob\n", 0),
    ],
)
def test_a_letter_saved_as_text_has_its_headers_set_apart(text: str, heads: int) -> None:
    document = make_document("a.txt", text, "utf-8")
    body = show(document)
    check_slices(document, read(body))
    assert body.text.count("mail-head") == heads


def test_the_marks_of_quoted_lines_are_hidden_but_counted() -> None:
    start = MAIL.index("ferry sail?")
    body = show(mail(), (start, MAIL.index("to know")))
    marked = "".join(re.findall(r"<mark[^>]*>([^<]*)<", body.text))
    assert marked == "ferry sail?\nI have "


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("the office opens at six. It closes at nine.", "the office opens at six. It closes at nine."),
        ("- **Bold** [words](http://a.b) of an item, and more.", "Bold words of an item, and more."),
        ("word " * 40, "word word word word word word word word word word word word …"),
        ("x" * 200, "x" * LONGEST + " …"),
        ("***\n\n---\n\n> quoted words, that go on.", "quoted words, that go on."),
        ("漢字で書かれた文章です。", "漢字で書かれた文章です。"),
        ("From: Ann <ann@a.example>\nTo: Bob\nSubject: The quay\n\nDear Bob,", "The quay"),
        ("From: Ann <ann@a.example>\nTo: Bob\n\nDear Bob,", "From: Ann <ann@a.example>"),
        ("!?!", "a.txt"),
    ],
)
def test_a_document_without_a_title_is_called_by_its_first_words(text: str, called: str) -> None:
    document = Document("a.txt", text, "0" * 64)
    assert call_document(document) == called
    assert name_document(document) == (f"{called} (a.txt)" if called != "a.txt" else "a.txt")


def test_a_title_is_a_document_s_name() -> None:
    document = Document("a.txt", "Some words.", "0" * 64, title="A title")
    assert call_document(document) == name_document(document) == "A title"


def test_front_matter_is_no_beginning() -> None:
    text = "---\nlang: en\n---\n\nsome words."
    assert call_document(make_document("a.md", text, "utf-8")) == "some words."
