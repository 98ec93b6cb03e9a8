"""Security: trusted hosts, headers, hostile text, and questions that stay private."""

import logging
import re
from pathlib import Path

import pytest
from conftest import ROOT, SEEDS, OpenEngine
from flask import Flask
from flask.testing import FlaskClient

from service.app.app import create_app
from service.app.security import HEADERS
from service.engine.engine import Engine
from service.engine.live import Snapshot

SEED = sorted(path.name for path in SEEDS.iterdir())[0]
PATHS = [
    "/",
    "/?q=ambassador",
    "/ask?q=ambassador",
    "/ask",
    "/documents",
    f"/documents/{SEED}",
    "/healthz",
    "/readyz",
    "/documents/none.txt",
    "/nothing/here",
    "/static/none.js",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_reply_carries_the_headers(client: FlaskClient, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code < 500
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_no_page_has_a_script_or_style_inline(client: FlaskClient) -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


def test_a_document_s_text_runs_nothing(client: FlaskClient) -> None:
    response = client.get(f"/documents/{SEED}/text")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8080",
        "LOCALHOST",
        "127.0.0.1:1",
        "[::1]",
        "[::1]:8080",
        "archive.example",
        "a.b.example:443",
    ],
)
def test_hosts_that_were_named_are_answered_to(engine: Engine, host: str) -> None:
    app = create_app(engine, hosts=["Archive.example", ".b.example"])
    assert app.test_client().get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil@localhost",
        "[::2]",
        "[",
        "",
        "0.0.0.0",
        "127.0.0.2",
        "localhost:99999",
        "a b",
        "[::1].evil.example",
        "localhost\\@evil.example",
    ],
)
@pytest.mark.parametrize("path", ["/", "/ask?q=a", "/healthz", "/static/none.js"])
def test_other_hosts_are_refused(client: FlaskClient, host: str, path: str) -> None:
    response = client.get(path, headers={"Host": host, "Accept": "text/html"})
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert "is not one that this service answers to" in response.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/documents/../pyproject.toml",
        "/documents/..%2f..%2fetc/passwd/text",
        "/static/../app.py",
        "/static/..%2ftemplates/error.html",
    ],
)
def test_no_path_leaves_the_collection(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_error_page_shows_hostile_text_as_text(client: FlaskClient) -> None:
    response = client.get("/documents/<script>alert(1)</script>", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "<script>alert" not in response.text and "&lt;script&gt;alert" in response.text


def test_no_other_site_is_let_in(client: FlaskClient) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for response in (client.options("/ask", headers=headers), client.get("/ask?q=a", headers=headers)):
        assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


SECRET = "words of a " + "question"


class _Broken(Engine):
    """An engine whose every use fails, as if it had a bug."""

    @property
    def snapshot(self) -> Snapshot:
        raise RuntimeError(SECRET)


def test_a_bug_is_a_500_that_says_nothing_of_the_inside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(_Broken(SEEDS, index=tmp_path))
    response = app.test_client().get("/documents/a.txt/text?q=private")
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert SECRET not in response.text and "Traceback" not in response.text
    assert "Unexpected RuntimeError at GET" in caplog.text
    assert SECRET not in caplog.text and "private" not in caplog.text


@pytest.mark.parametrize("wanted", [False, True])
def test_questions_are_logged_only_when_asked_for(
    open_engine: OpenEngine, caplog: pytest.LogCaptureFixture, wanted: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    client = create_app(open_engine(log_questions=wanted)).test_client()
    client.get("/ask?q=xylophone")
    client.post("/ask", json={"question": "xylophone"})
    client.post("/ask", json={"question": "xylophone", "limit": 0})
    assert ("xylophone" in caplog.text) is wanted


def test_the_service_is_not_ready_before_its_documents_are(unready: Flask) -> None:
    client = unready.test_client()
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", "/ask?q=a", "/documents"):
        response = client.get(path)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "2")


def test_no_hidden_file_is_served(client: FlaskClient) -> None:
    assert not list((ROOT / "web").rglob(".*"))
    assert client.get("/static/.gitkeep").status_code == 404


def test_the_threat_model_names_tests_that_there_are() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / ".github" / "SECURITY.md").read_text("utf-8"))
    assert len(named) > 20
    assert [(file, test) for file, test in named if f"def {test}(" not in (ROOT / file).read_text("utf-8")] == []
