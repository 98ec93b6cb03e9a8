"""/documents: the listing, and each document's canonical text."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from conftest import SEEDS
from flask.testing import FlaskClient

from service.app.page_layout import PART
from service.app.reading import LONGEST_SHOWN
from service.engine.live import Snapshot

FIELDS = [
    "id",
    "title",
    "author",
    "publisher",
    "published",
    "source_url",
    "sha256",
    "name",
    "format",
    "encoding",
    "pages",
    "warnings",
    "characters",
    "sentences",
    "url",
    "text_url",
]


def test_every_document_is_listed_with_what_it_says_of_itself(client: FlaskClient, snapshot: Snapshot) -> None:
    listing = client.get("/documents").json
    assert [entry["id"] for entry in listing["documents"]] == sorted(path.name for path in SEEDS.iterdir())
    assert [list(entry) for entry in listing["documents"]] == [FIELDS] * 5
    assert sum(entry["sentences"] for entry in listing["documents"]) == snapshot.sentences
    assert listing["total"] == {"documents": 5, "skipped": 0} and listing["next"] is None


@pytest.mark.parametrize("path", sorted(SEEDS.iterdir()), ids=lambda path: path.name)
def test_a_text_is_the_file_s_and_named_by_its_digest(client: FlaskClient, path: Any) -> None:
    response = client.get(f"/documents/{path.name}/text")
    assert response.data == path.read_bytes()
    tag = f'"{hashlib.sha256(response.data).hexdigest()}"'
    assert response.headers["ETag"] == tag
    assert client.get(f"/documents/{path.name}/text", headers={"If-None-Match": tag}).status_code == 304


def test_the_page_is_sent_to_those_who_prefer_it(client: FlaskClient) -> None:
    page = client.get("/documents", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.content_type == "text/html; charset=utf-8"
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.5"):
        response = client.get("/documents", headers={"Accept": accept})
        assert response.content_type == "application/json"
        assert "Accept" in response.headers["Vary"]


def test_pages_follow_each_other_without_gap_or_repeat(serve_folder: Any) -> None:
    names = [f"{n:02}.txt" for n in range(7)] + ["a/b.txt", "a-c.txt", "é ?#%.txt"]
    client = serve_folder({name: f"Text of {name}." for name in names} | {"03b.txt": "", "zz.txt": ""})
    listed, skipped, following = [], [], "/documents?limit=2"
    while following:
        page = client.get(following).json
        assert len(page["documents"]) + len(page["skipped"]) <= 2
        listed += [entry["id"] for entry in page["documents"]]
        skipped += [entry["id"] for entry in page["skipped"]]
        following = page["next"]
    assert (listed, skipped) == (sorted(names), ["03b.txt", "zz.txt"])
    assert page["total"] == {"documents": 10, "skipped": 2}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=0", 'limit is "0"; expected an integer from 1 to 1000.'),
        ("limit=1001", "expected an integer from 1 to 1000."),
        ("limit=x", "expected an integer from 1 to 1000."),
        ("page=2", 'Unknown parameter "page"; expected limit, after, filter.'),
        ("after=a&after=b", "stands twice"),
        ("after=%ff", "not UTF-8"),
    ],
)
def test_a_faulty_list_is_refused(client: FlaskClient, query: str, message: str) -> None:
    response = client.get(f"/documents?{query}")
    assert response.status_code == 400
    assert message in response.get_json(force=True)["detail"]


ODD = [
    "a b.txt",
    "é.md",
    "50%.txt",
    "a?b#c.txt",
    "q&a=1;2.txt",
    "deep/er/x.txt",
    "x.txt/text.txt",
    "back\\slash.txt",
    "%41.txt",
    "日本.txt",
    "text/text.txt",
    "'\"<b>.txt",
]


def test_odd_names_lead_to_their_own_texts(serve_folder: Any) -> None:
    names = [name for name in ODD if not name.startswith("x.txt/")]
    client = serve_folder({name: f"Text of {name}." for name in names})
    entries = client.get("/documents").json["documents"]
    assert sorted(entry["id"] for entry in entries) == sorted(names)
    for entry in entries:
        assert client.get(entry["text_url"]).text == f"Text of {entry['id']}."
        assert client.get(entry["url"]).status_code == 200


def test_an_unknown_document_is_a_404_that_names_it(client: FlaskClient) -> None:
    for path in ("/documents/none.txt/text", "/documents/none.txt"):
        response = client.get(path)
        assert response.status_code == 404
        assert 'There is no document "none.txt"' in response.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "start=1",
        "end=1",
        "start=a&end=2",
        "start=-1&end=2",
        "start=3&end=3",
        "start=4&end=3",
        "start=0&end=999999",
        "start=1.0&end=2",
        "start=0&start=0&end=1",
        "start=0&end=" + "9" * 5000,
    ],
)
def test_what_are_no_offsets_is_refused(client: FlaskClient, query: str) -> None:
    seed = sorted(path.name for path in SEEDS.iterdir())[0]
    response = client.get(f"/documents/{seed}?{query}")
    assert response.status_code == 400
    assert "expected" in response.get_json(force=True)["detail"]


@pytest.mark.parametrize("path", ["/documents/none.txt/original", "/documents/none.txt/text", "/healthz"])
def test_a_method_that_a_route_does_not_have_is_refused(client: FlaskClient, path: str) -> None:
    response = client.post(path)
    assert (response.status_code, "GET, HEAD, OPTIONS" in response.headers["Allow"]) == (405, True)
    assert "POST" not in response.headers["Allow"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", ""), ("PUT", "/a.txt"), ("DELETE", "/a.txt"), ("PUT", "/a/text")]
)
def test_reading_is_all_that_documents_allow(client: FlaskClient, method: str, path: str) -> None:
    refused = client.open(f"/documents{path}", method=method, data=b"text")
    assert (refused.status_code, "takes no documents" in refused.json["detail"]) == (404, True)


@pytest.mark.parametrize(
    "link",
    [
        "/documents?utm_source=mail&utm_medium=x",
        "/?q=Who+is+the+ambassador%3F&fbclid=1",
        "/ask?q=Who%3F&gclid=1",
        "/documents/000_289401db0fd29d34.txt?start=1&end=9&mc_cid=1",
        "/documents?igsh=a&srsltid=b&gad_source=1&msclkid=c&ttclid=d&ysclid=e&__hssc=f&li_fat_id=g",
        "/search?q=asylum&gclsrc=aw.ds&mtm_campaign=a&pk_source=b&hsa_cam=c&ref_url=d&s_kwcid=e",
    ],
)
def test_what_sharing_adds_to_a_link_breaks_none(client: FlaskClient, link: str) -> None:
    assert client.get(link).status_code == 200


def test_no_page_holds_more_than_a_part_of_a_document(serve_folder: Callable[..., FlaskClient]) -> None:
    length = 3 * PART
    client = serve_folder({"long.txt": "a" * length})
    page = client.get(f"/documents/long.txt?start=0&end={length}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert PART < len(page.data) < PART + LONGEST_SHOWN + 20_000
    assert f"characters 0 to {length}" in page.text
    assert "[…]" in page.text


@pytest.mark.parametrize("part", ["text", "original"])
def test_options_are_those_of_the_route(client: FlaskClient, part: str) -> None:
    """The pattern of a document's own route fits these paths too."""
    allowed = client.options(f"/documents/000_289401db0fd29d34.txt/{part}").allow
    assert set(allowed) == {"GET", "HEAD", "OPTIONS"}
