"""GET /verify and its form: the page that checks quotations, without scripts."""

import html
import re

import pytest
from conftest import OpenEngine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app.app import create_app
from service.app.verify_page import check_text
from service.wire.requests import MAX_TEXT

PAGE = {"Accept": "text/html"}
FERRY = "The night ferry carries 612 passengers. It sails at nine.\n\nThe harbour opens at six, said Una Brae.\n"


@pytest.fixture(scope="module")
def ferries(open_engine: OpenEngine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("ferries")
    (folder / "ferry.txt").write_text(FERRY)
    (folder / "copy.txt").write_text("It sails at nine. So they say.")
    return create_app(open_engine(folder))


@pytest.fixture
def client(ferries: Flask) -> FlaskClient:
    return ferries.test_client()


def check(client: FlaskClient, text: str, status: int = 200) -> str:
    response: TestResponse = client.post("/verify", data={"text": text}, headers=PAGE)
    assert response.status_code == status, response.text
    assert response.mimetype == "text/html"
    return response.text


def verdicts(page: str) -> list[str]:
    return re.findall(r'<article class="checked (\w+)"', page)


def said(page: str) -> list[str]:
    return [
        html.unescape(q) for q in re.findall(r"As quoted</h3>\s*<blockquote[^>]*>(.*?)</blockquote>", page, re.DOTALL)
    ]


def test_the_page_is_in_the_navigation_and_has_a_form(client: FlaskClient) -> None:
    page = client.get("/verify", headers=PAGE).text
    assert '<a href="/verify" aria-current="page">Verify</a>' in page
    assert '<form method="post" action="/verify">' in page
    assert verdicts(page) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The night ferry carries 612 passengers.", ["exact"]),
        ("  the NIGHT ferry\r\ncarries 612 passengers  ", ["folded"]),
        ("The night ferry carries 650 passengers.", ["altered"]),
        ("The harbour opens at six, said “Una” Brae.", ["folded"]),
        ("The harbour closes at six, said “Una” Brae.", ["altered"]),
        ("Nobody ever wrote this sentence about walruses.", ["not_found"]),
        (
            "He wrote “It sails at nine.” and “The day ferry carries 612 passengers.”, and “walruses sing”.",
            ["exact", "altered", "not_found"],
        ),
        ("A mail:\n\n> The night ferry\n> carries 612 passengers.\n\nIs it so?", ["folded"]),
    ],
)
def test_a_text_is_checked_as_one_quotation_or_for_those_in_it(
    client: FlaskClient, text: str, expected: list[str]
) -> None:
    page = check(client, text)
    assert verdicts(page) == expected
    for verdict in expected:
        name = {"not_found": "Not found"}.get(verdict, verdict.capitalize())
        assert f'<li class="{verdict}"><b>{expected.count(verdict)}</b> {name}</li>' in page


def test_what_was_changed_is_shown_word_by_word(client: FlaskClient) -> None:
    page = check(client, "The night ferry bus carries 612 passengers. It sails at nine.")
    assert re.findall(r"<(ins|del)>(.*?)</", page) == [("ins", "bus")]


def test_every_source_links_to_its_place(client: FlaskClient) -> None:
    page = check(client, "It sails at nine.")
    start = FERRY.index("It sails")
    assert re.findall(r'href="(/documents/[^"]+)"', page) == [
        "/documents/copy.txt?start=0&amp;end=17#cited",
        f"/documents/ferry.txt?start={start}&amp;end={start + 17}#cited",
    ]
    assert "1 other place" in page


def test_parts_that_stand_apart_are_told_from_changed_words(client: FlaskClient) -> None:
    page = check(
        client, "“It sails at nine ... The night ferry carries 612 passengers”, they said, and so it is today."
    )
    assert verdicts(page) == ["altered"]
    assert "Each part stands in the documents as it is" in page
    assert "<del>" not in page


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        (" \n", 400, "There is nothing to check"),
        ("", 400, "There is nothing to check"),
        ("a" * (MAX_TEXT + 1), 400, "The text has 100,001 characters; at most 100,000"),
        ("é" * (MAX_TEXT + 1), 400, "The text has 100,001 characters; at most 100,000"),
        ("a" * 1_100_000, 413, "The body has"),
    ],
)
def test_a_text_that_cannot_be_checked_is_refused_in_words(
    client: FlaskClient, text: str, status: int, words: str
) -> None:
    assert words in check(client, text, status)


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    text = "He said “<img src=x onerror=alert(1)> </textarea><script>alert(1)</script>” and “It sails at nine.”"
    page = check(client, text)
    assert "<img" not in page and "<script>alert" not in page and page.count("</textarea>") == 1
    assert "It sails at nine." in said(page)


def test_the_text_is_shown_whole_with_its_quotations(client: FlaskClient) -> None:
    text = "He wrote “It sails at nine.” and then “walruses sing in the bay”.\n\nThat was all."
    page = check(client, text)
    shown = page[page.index('<p class="text"') : page.index("</section>")]
    inner = re.sub(r"<sup>.*?</sup>", "", shown[: shown.index("</p>")])
    assert html.unescape(re.sub(r"<[^>]*>", "", inner)) == text


def test_a_form_of_another_kind_is_no_form(client: FlaskClient) -> None:
    response = client.post("/verify", data={"text": "It sails"}, content_type="multipart/form-data")
    assert response.status_code == 415


def test_an_empty_text_is_not_judged() -> None:
    with pytest.raises(Exception, match="text"):
        check_text("", lambda asked: pytest.fail("judged"))
