"""The Python client, against a service in a separate process."""

import ast
import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, get_args, get_type_hints
from urllib.request import urlopen

import pytest
from browser.replies import SILENT, SPOKEN
from conftest import ROOT, SEEDS, Service

from service.client import Citation, Listed, Quoth, QuothError, Reply, Verdict, _read

HELD = "How many Canadian passport holders reside in Hong Kong?"
HOSTILE = "<script>alert('1')</script> & \"<b>\""


@pytest.fixture
def quoth(service: Service) -> Quoth:
    return Quoth(service.url)


def names_of(kind: Any) -> Any:
    """The names of a dataclass's fields, and of the dataclasses in them, as a tree."""
    held = next((k for k in (kind, *get_args(kind)) if is_dataclass(k)), None)
    if held is None:
        inner = [names_of(k) for k in get_args(kind)]
        return next((names for names in inner if names), None)
    hints = get_type_hints(held)
    return {field.name: names_of(hints[field.name]) for field in fields(held)}  # type: ignore[arg-type]


def assert_same_fields(value: Any, names: Any) -> None:
    """Check that every object in JSON has exactly the fields that a tree of names has there."""
    if isinstance(value, list):
        for item in value:
            assert_same_fields(item, names)
    elif isinstance(value, dict):
        assert names is not None and set(value) == set(names)
        for name, item in value.items():
            assert_same_fields(item, names[name])


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(asdict(value)))


def test_a_reply_is_the_service_s_field_for_field(service: Service, quoth: Quoth) -> None:
    with urlopen(f"{service.url}/ask?q={HELD.replace(' ', '%20')}") as response:
        sent = json.load(response)
    assert_same_fields(sent, names_of(Reply))
    for citation in (*sent["citations"], *sent["nearest"]):
        citation["url"] = service.url + citation["url"]
    assert as_json(quoth.ask(HELD)) == sent


@pytest.mark.parametrize("reply", [SPOKEN, SILENT])
def test_everything_that_a_reply_can_have_is_read(reply: dict[str, Any]) -> None:
    assert_same_fields(reply, names_of(Reply))
    passage = {"start": 0, "end": 1, "text": "x"}
    full = reply | {k: [c | {"passage": passage} for c in reply[k]] for k in ("citations", "nearest")}
    assert as_json(_read(Reply, full)) == full


def test_quotes_stand_in_the_text(quoth: Quoth) -> None:
    reply = quoth.ask(HELD)
    assert reply.answered and reply.answer == reply.citations[0].quote
    for citation in (*reply.citations, *reply.nearest):
        text = quoth.text(citation.document.id)
        assert citation.stands_in(text) and not citation.stands_in("x" + text)
        assert text.encode() == (SEEDS / citation.document.id).read_bytes()
        assert citation.url.startswith(f"{quoth.url}/documents/")


def test_questions_have_bounds_and_follow_on(quoth: Quoth) -> None:
    first = quoth.ask(HELD, documents=["000_289401db0fd29d34.txt"], limit=1)
    assert {c.document.id for c in (*first.citations, *first.nearest)} == {"000_289401db0fd29d34.txt"}
    second = quoth.ask("And who are they?", history=[HELD, first, {"question": HELD}], offsets="utf16")
    assert second.offsets == "utf16"


def test_documents_are_gone_through(quoth: Quoth) -> None:
    listed = list(quoth.documents())
    assert [document.id for document in listed] == sorted(path.name for path in SEEDS.iterdir())
    assert all(len(quoth.text(document.id)) == document.characters for document in listed)
    with urlopen(f"{quoth.url}/documents") as response:
        assert_same_fields(json.load(response)["documents"], names_of(Listed))


def test_quotes_are_verified(quoth: Quoth) -> None:
    quote = "There are currently 300,000 people residing in Hong Kong who hold Canadian passports."
    verdict = quoth.verify(quote)
    assert verdict.verdict == "exact" and verdict.matches[0].quote == quote
    assert quoth.verify(quote, "000_289401db0fd29d34.txt").verdict == "exact"
    assert quoth.verify("Zebras bought forty trombones in Ulan Bator yesterday.").verdict == "not_found"
    assert {field.name for field in fields(Verdict)} >= {"quote", "verdict", "elided", "matches"}


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        ({"question": ""}, 400, 'question is ""; expected a question of 1 to 1000 characters.'),
        ({"question": "Who?", "limit": 99}, 400, "limit is 99; expected an integer from 1 to 20."),
        ({"question": "Who?", "documents": ["none"]}, 404, 'documents names "none", which is neither'),
    ],
)
def test_a_refusal_is_raised_in_the_service_s_words(
    quoth: Quoth, arguments: dict[str, Any], status: int, sentence: str
) -> None:
    with pytest.raises(QuothError) as caught:
        quoth.ask(**arguments)
    assert caught.value.status == status and str(caught.value).startswith(sentence)


def test_every_faulty_field_is_named(quoth: Quoth) -> None:
    with pytest.raises(QuothError) as caught:
        quoth.ask("", limit=0)
    assert len(caught.value.errors) == 2


@pytest.fixture
def stranger() -> Iterator[str]:
    """A server that answers every request with 502 and an HTML page."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(502)
            self.end_headers()
            self.wfile.write(b"<h1>Bad gateway</h1>")

        def log_message(self, *arguments: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_other_failures_are_said_too(stranger: str) -> None:
    with pytest.raises(QuothError, match=r"The service answered with 502 Bad Gateway\."):
        Quoth(stranger).ask("Who?")
    with pytest.raises(QuothError, match=r"^http://127\.0\.0\.1:9 cannot be reached: ") as caught:
        Quoth("http://127.0.0.1:9").ask("Who?")
    assert caught.value.status is None


@pytest.mark.parametrize("url", ["", "127.0.0.1:8080", "file:///etc/passwd", "ftp://a"])
def test_addresses_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="expected an address such as"):
        Quoth(url)


def spoken(**changes: Any) -> Citation:
    passage = {"start": 100, "end": 101, "text": "“"}
    return replace(_read(Citation, SPOKEN["citations"][0] | {"passage": passage, "url": "http://a/b"}), **changes)


def test_a_notebook_shows_the_quote_its_mark_and_its_source() -> None:
    shown = spoken()._repr_html_()
    assert "<mark>3</mark> &lt;b&gt;kites&lt;/b&gt;" in shown
    assert '<a href="http://a/b" target="_blank" rel="noopener">The *night* ferry</a>' in shown
    assert "Una Brae, <cite>" in shown and "</cite>, Ada_Marsh, 2021-03-04</footer>" in shown


def test_a_notebook_shows_hostile_text_as_text() -> None:
    document = replace(spoken().document, title=HOSTILE, author=HOSTILE, published=HOSTILE)
    shown = spoken(quote=HOSTILE, highlight=None, document=document, url=f"http://a/{HOSTILE}")._repr_html_()
    assert "<script" not in shown and "<b>" not in shown and shown.count('"') == 6
    assert "<a " not in spoken(url="javascript:alert(1)")._repr_html_()


def test_a_notebook_shows_silence_as_silence(quoth: Quoth) -> None:
    reply = quoth.ask(HELD)
    silent = replace(reply, answered=False, answer=None, citations=(), nearest=reply.citations, reason="low_confidence")
    unsure = replace(silent, notice="Not <sure>.")._repr_html_()
    assert unsure.startswith("<p><em>Not &lt;sure&gt;.</em></p><blockquote>")
    assert silent.nearest[0]._repr_html_() in unsure
    assert "<details>" in replace(silent, reason="no_match")._repr_html_()
    assert reply._repr_html_().count("<blockquote>") == sum(c.role in ("answer", "differs") for c in reply.citations)


def test_the_client_needs_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "service" / "client.py").read_text("utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert all(name.partition(".")[0] in sys.stdlib_module_names for name in names), names


def test_a_search_yields_every_page(quoth: Quoth) -> None:
    pages = list(quoth.search("Canadian passports", documents=["000_289401db0fd29d34.txt"], limit=1))
    assert [page.total.hits for page in pages] == [2, 2]
    for hit in (hit for page in pages for hit in page.hits):
        text = quoth.text(hit.document.id)
        assert text[hit.start : hit.end] == hit.quote
        assert {text[mark.start : mark.end] for mark in hit.marks} <= {"Canadian", "passport", "passports"}
        assert hit.url.startswith(quoth.url)
