"""What browsers and crawlers ask for unasked, and small courtesies of bodies, pages and commands."""

import subprocess
import sys

import pytest
from conftest import ROOT, OpenEngine
from flask.testing import FlaskClient

from service.app.access_tokens import make_tokens
from service.app.app import create_app
from service.commands.terminal import in_quotes

TOKEN = "a-token-of-this-service"
PAGE = {"Accept": "text/html"}


@pytest.fixture
def closed(open_engine: OpenEngine) -> FlaskClient:
    return create_app(open_engine(), tokens=make_tokens(TOKEN, None)).test_client()


def test_the_icon_is_an_icon(client: FlaskClient) -> None:
    reply = client.get("/favicon.ico")
    assert reply.status_code == 200
    assert reply.data[:4] == b"\0\0\1\0"


def test_crawlers_may_read_documents_but_ask_nothing(client: FlaskClient, closed: FlaskClient) -> None:
    rules = client.get("/robots.txt").text.splitlines()
    assert rules[0] == "User-agent: *"
    assert "Disallow: /search" in rules and "Disallow: /?" in rules and "Disallow: /" not in rules
    assert closed.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_before_json_is_ignored(client: FlaskClient, mark: bytes) -> None:
    reply = client.post("/ask", data=mark + b'{"question": "Who is Rhoda Kwan?"}', content_type="application/json")
    assert reply.json["answered"]


def test_who_is_signed_in_can_sign_out_on_every_page(closed: FlaskClient) -> None:
    assert (
        'action="/sign-out"' not in closed.get("/documents", headers=PAGE | {"Authorization": f"Bearer {TOKEN}"}).text
    )
    closed.post("/sign-in", data={"token": TOKEN})
    for path in ("/", "/documents", "/search", "/docs"):
        assert 'action="/sign-out"' in closed.get(path, headers=PAGE).text


def test_a_page_says_on_paper_where_it_is_from(client: FlaskClient) -> None:
    assert "http://localhost/search?q=Canada</p>" in client.get("/search?q=Canada", headers=PAGE).text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain", "“plain”"), ("“said”", "“said”"), ("“We go,” he said.", "“We go,” he said."), ("He: “go”", "He: “go”"),
     ('"x" y', '"x" y'), ("«oui»", "«oui»"), ("it's", "“it's”")],
)  # fmt: skip
def test_a_quote_with_marks_of_its_own_gets_no_others(text: str, shown: str) -> None:
    assert in_quotes(text) == shown


def test_a_reader_who_stops_early_ends_a_command_quietly(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "q.csv").write_text("question,document,answer\nWho is Rhoda Kwan?,,\n")
    run = [sys.executable, "-m", "service.commands.main", "evaluate", str(tmp_path / "q.csv"), "seeds", "--no-baseline"]
    command = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout and command.stderr
    command.stdout.close()
    assert command.stderr.read() == b""
    assert command.wait() == 1
