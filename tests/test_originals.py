"""The way back to the file: its page in every citation, and the file itself where the owner allows it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from formats_corpus import PAGE, pdf_of, typeset

from service.app.app import create_app
from service.app.reading import BARE

QUESTION = {"question": "When did the northern pier close?"}


@pytest.fixture
def serve(tmp_path: Path, open_engine) -> Callable[..., FlaskClient]:
    folder = tmp_path / "documents"
    (folder / "a b").mkdir(parents=True)
    pages = [typeset(["The harbour opened in 1901."]), typeset(["The northern pier closed in 1955."])]
    (folder / "a b" / "réport.pdf").write_bytes(pdf_of(pages))
    (folder / "page.html").write_text(PAGE)
    (folder / "notes.txt").write_text("The ship is red.")
    return lambda **options: create_app(open_engine(folder, threshold=0.0), **options).test_client()


def test_a_citation_names_the_page(serve):
    client = serve()
    (cited, *_) = client.post("/ask", json=QUESTION).json["citations"]
    assert (cited["quote"], cited["page"]) == ("The northern pier closed in 1955.", 2)
    text = client.get(f"/documents/{cited['document']['id']}/text").text
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert client.post("/ask", json={"question": "What colour is the ship?"}).json["citations"][0]["page"] is None
    assert "page 2, characters" in client.get(cited["url"]).text


def test_the_listing_says_what_each_file_was_read_as(serve):
    listed = {entry["id"]: entry for entry in serve().get("/documents").json["documents"]}
    assert {id: (entry["format"], entry["pages"]) for id, entry in listed.items()} == {
        "a b/réport.pdf": ("pdf", 2),
        "notes.txt": ("text", None),
        "page.html": ("html", None),
    }
    assert listed["page.html"]["publisher"] == "The Herald"


def test_files_are_given_out_only_where_that_is_allowed(serve):
    client = serve()
    assert client.get("/documents/notes.txt/original").status_code == 404
    assert "/original" not in client.get("/documents/notes.txt").text


@pytest.mark.parametrize("id", ["page.html", "notes.txt"])
def test_a_file_is_a_download_that_can_do_nothing(serve, tmp_path, id):
    reply = serve(originals=True).get(f"/documents/{id}/original")
    assert reply.data == (tmp_path / "documents" / id).read_bytes()
    assert reply.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert reply.content_type == "application/octet-stream"


def test_a_pdf_opens_in_the_browser_s_own_viewer(serve, tmp_path):
    reply = serve(originals=True).get("/documents/a b/réport.pdf/original")
    assert reply.data == (tmp_path / "documents" / "a b" / "réport.pdf").read_bytes()
    assert reply.content_type == "application/pdf"
    assert reply.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''r%C3%A9port.pdf")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == BARE


def test_the_page_of_a_passage_links_to_its_page_in_the_file(serve):
    client = serve(originals=True)
    (cited, *_) = client.post("/ask", json=QUESTION).json["citations"]
    assert "/documents/a%20b/r%C3%A9port.pdf/original#page=2" in client.get(cited["url"]).text


def test_only_documents_are_given_out(serve, tmp_path):
    folder = tmp_path / "documents"
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / ".hidden.txt").write_text("secret")
    client = serve(originals=True)
    for id in ("picture.png", ".hidden.txt", "../documents/notes.txt", "nothing.txt"):
        assert client.get(f"/documents/{id}/original").status_code == 404
    (folder / "notes.txt").unlink()
    assert client.get("/documents/notes.txt/original").status_code == 404
