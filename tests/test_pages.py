"""The pages as rendered: the chat page, documents with marked passages, errors."""

import html
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from service.engine.live import Snapshot

Serve = Callable[..., FlaskClient]
PAGE = {"Accept": "text/html"}
QUESTION = "What does the China Coalition recommend?"


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def get(client: FlaskClient, url: str) -> str:
    response = client.get(url, headers=PAGE)
    assert response.status_code == 200, response.text
    return response.text


def test_the_first_visit_says_what_is_loaded(client: FlaskClient, snapshot: Snapshot) -> None:
    page = get(client, "/")
    assert f"5 documents, {snapshot.sentences} sentences, one dated 13 May 2020." in page
    assert page.count('href="/?q=') == 3


def test_examples_are_not_logged_as_questions(serve_folder: Serve, caplog: pytest.LogCaptureFixture) -> None:
    client = serve_folder({"a.txt": "In March 2019, the quay fell into the sea."}, log_questions=True, threshold=0.0)
    with caplog.at_level("INFO", "quoth"):
        assert "What happened in March 2019?" in get(client, "/")
    assert caplog.messages == []


def test_the_same_page_is_rendered_twice(client: FlaskClient) -> None:
    assert get(client, f"/?q={quote(QUESTION)}") == get(client, f"/?q={quote(QUESTION)}")


def test_a_question_is_answered_as_by_ask(client: FlaskClient) -> None:
    reply = client.post("/ask", json={"question": QUESTION}).json
    quotes = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", get(client, f"/?q={quote(QUESTION)}"), re.DOTALL)
    assert [text_of(q) for q in quotes[: len(reply["citations"])]] == [c["quote"] for c in reply["citations"]]


def test_every_question_of_a_link_is_answered(client: FlaskClient) -> None:
    page = get(client, f"/?q=Who+is+Rhoda+Kwan%3F&q=&q={quote(QUESTION)}")
    assert re.findall(r'<h2 class="question" dir="auto">(.+?)</h2>', page) == ["Who is Rhoda Kwan?", QUESTION]
    assert page.count('<input type="hidden" name="q"') == 2  # the context of the next question


def test_asking_stays_within_the_documents_given(serve_folder: Serve) -> None:
    client = serve_folder({"a.txt": "The mayor is Ann Alder.", "b.txt": "The mayor is Bob Birch."})
    page = get(client, "/?q=Who+is+the+mayor%3F&documents=b.txt")
    assert "b.txt?start=" in page
    assert "a.txt?start=" not in page


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/?q=%07", 400, "control character"),
        ("/?q=" + "why+" * 300, 400, "at most 1000 characters"),
        ("/?" + "&".join(["q=Who%3F"] * 12), 400, "at most 11"),
        ("/?question=Who", 400, "question"),
        ("/?q=Who&documents=nowhere.txt", 404, "nowhere.txt"),
        ("/documents/nowhere.txt", 404, "nowhere.txt"),
        ("/documents/000_289401db0fd29d34.txt?start=5", 400, "end is missing"),
        ("/documents/000_289401db0fd29d34.txt?start=9&end=5", 400, "start is 9 and end is 5"),
        ("/documents/000_289401db0fd29d34.txt?at=-1", 400, "at is"),
        ("/documents/000_289401db0fd29d34.txt?at=99999999", 400, "at is"),
        ("/documents?limit=0", 400, "limit is"),
        ("/documents?page=2", 400, "page"),
    ],
)
def test_a_faulty_address_is_refused_with_a_page(client: FlaskClient, url: str, status: int, words: str) -> None:
    response = client.get(url, headers=PAGE)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert words in html.unescape(response.text)
    main = response.text[response.text.index("<main") :]
    assert all(f'href="{path}"' in main for path in ("/", "/search", "/documents"))  # no dead end


def test_exactly_the_cited_passage_is_marked(client: FlaskClient, snapshot: Snapshot) -> None:
    for document in snapshot.documents:
        for sentence in snapshot.index.corpus.segmentation(snapshot.numbers[document.id]).sentences[::7]:
            page = get(client, f"/documents/{quote(document.id)}?start={sentence.start}&end={sentence.end}")
            marks = re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)
            assert [html.unescape(mark) for mark in marks] == [document.text[sentence.start : sentence.end]]
            assert page.count('id="cited"') == 1


def test_a_document_shows_its_whole_text(client: FlaskClient, snapshot: Snapshot) -> None:
    for document in snapshot.documents:
        page = get(client, f"/documents/{quote(document.id)}")
        shown = re.findall(r'<(?:span|mark) data-at="\d+"[^>]*>([^<]*)<', page)
        assert html.unescape(" ".join(shown)).split() == document.text.split()


def test_a_source_that_is_no_web_address_becomes_no_link(serve_folder: Serve) -> None:
    client = serve_folder({"a.md": "---\nsource_url: javascript:alert(1)\n---\n\nThe mayor is Ann Alder.\n"})
    page = get(client, "/documents/a.md")
    assert 'href="javascript:' not in page
    assert 'class="original"' not in page


def test_the_list_is_filtered_and_paged(serve_folder: Serve) -> None:
    files = {f"reports/{number:03}.txt": f"Report number {number}." for number in range(5)}
    client = serve_folder(files | {"letter.txt": "A letter."})
    page = get(client, "/documents?filter=REPORTS&limit=3")
    assert re.findall(r'scope="row"><a href="([^"]+)"', page) == [f"/documents/reports/00{n}.txt" for n in range(3)]
    following = html.unescape(re.search(r'href="(/documents\?[^"]*after[^"]*)"', page)[1])
    assert re.findall(r'scope="row"><a href="([^"]+)"', get(client, following)) == [
        f"/documents/reports/00{n}.txt" for n in (3, 4)
    ]


def test_the_list_is_filtered_by_the_words_that_an_untitled_document_is_shown_by(serve_folder: Serve) -> None:
    client = serve_folder(
        {"a.txt": "the Ferry carries 612 passengers, and sails at nine.\n" * 3, "b.md": "# The bridge"}
    )
    shown = re.search(r'scope="row"><a [^>]*>([^<]*)</a>', get(client, "/documents"))[1]
    assert shown.startswith("the Ferry carries")
    for words, found in (("ferry", ["a.txt"]), ("passengers SAILS", ["a.txt"]), ("bridge", ["b.md"]), ("zebra", [])):
        listed = client.get("/documents", query_string={"filter": words}).json["documents"]
        assert [document["id"] for document in listed] == found, words


def test_skipped_files_are_named_with_the_reason(serve_folder: Serve) -> None:
    page = get(serve_folder({"a.txt": "The mayor is Ann Alder.", "b.txt": ""}), "/documents")
    assert "b.txt" in page[page.index("Not read") :]


def test_links_are_whole_where_the_service_has_a_public_address(serve_folder: Serve) -> None:
    client = serve_folder({"a.txt": "The mayor is Ann Alder."}, public_url="https://quoth.example")
    page = get(client, "/?q=Who+is+the+mayor%3F")
    assert 'href="https://quoth.example/documents/a.txt?start=0&amp;end=23#cited"' in page
    assert "https://quoth.example/documents/a.txt?start=0" in get(client, "/documents/a.txt?start=0&end=23")
