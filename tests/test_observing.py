"""What is seen of requests: an id, a line in the log, figures for Prometheus, and why a service is not ready."""

import json
import os
import re
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from conftest import OpenEngine, wait_until
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.app.access_tokens import make_tokens
from service.app.app import create_app
from service.app.observing import MOST_LINES, Finished, RequestLog
from service.app.seen import SeenRequest
from service.engine.engine import Engine

ANSWERED = "How many people in Hong Kong hold Canadian passports?"
SECRET = "xylophone"


class Lines(RequestLog):
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, finished: Finished) -> None:
        self.lines.append(finished.write().decode())

    @property
    def last(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.lines[-1])
        return read


@pytest.fixture
def log() -> Lines:
    return Lines()


@pytest.fixture
def seen(open_engine: OpenEngine, log: Lines) -> FlaskClient:
    """A service of its own, whose log is kept."""
    return create_app(open_engine(), log=log).test_client()


# Ids ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/healthz", "/", "/nothing", "/ask?q=who", "/ask", "/static/base.css", "//"])
def test_every_reply_has_an_id_of_its_own(seen: FlaskClient, path: str) -> None:
    ids = [seen.get(path).headers["X-Request-ID"] for _ in range(2)]
    assert ids[0] != ids[1]
    assert all(re.fullmatch(r"[0-9a-f]{32}", given) for given in ids)


@pytest.mark.parametrize("given", ["a", "0a1B.-_", "x" * 128])
def test_a_well_formed_id_is_kept(seen: FlaskClient, log: Lines, given: str) -> None:
    assert seen.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    assert log.last["id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", 'a"b', "a,b", "é", "<a>"])
def test_any_other_id_is_replaced(seen: FlaskClient, given: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", seen.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"])


# The log --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "options", "expected"),
    [
        ("GET", "/healthz", {}, {"method": "GET", "route": "/healthz", "status": 200}),
        ("POST", "/ask", {"json": {"question": ANSWERED}}, {"route": "/ask", "status": 200, "outcome": "answered"}),
        ("GET", f"/ask?q={SECRET}+quagmire", {}, {"route": "/ask", "status": 200, "outcome": "no_match"}),
        ("GET", f"/?q={SECRET}+quagmire", {}, {"route": "/", "status": 200, "outcome": "no_match"}),
        ("GET", f"/embed?q={SECRET}+quagmire", {}, {"route": "/embed", "status": 200, "outcome": "no_match"}),
        ("POST", "/ask/batch", {"json": {"questions": [ANSWERED, "", SECRET]}}, {"outcome": ["answered", "no_match"]}),
        ("POST", "/ask", {"json": {"question": ""}}, {"route": "/ask", "status": 400}),
        ("GET", f"/documents/{SECRET}", {}, {"route": "/documents/<path:name>", "status": 404}),
        ("GET", f"/{SECRET}", {}, {"route": "other", "status": 404}),
        ("BREW", "/ask", {}, {"method": "other", "status": 405}),
        ("GET", "/healthz", {"headers": {"Host": f"{SECRET}.example"}}, {"status": 400}),
    ],
)
def test_a_request_leaves_one_line_without_its_text(
    seen: FlaskClient, log: Lines, method: str, path: str, options: dict[str, Any], expected: dict[str, Any]
) -> None:
    response = seen.open(path, method=method, **options)
    length = len(response.data)  # a batch is at its end once it is read
    assert len(log.lines) == 1
    assert {name: log.last.get(name) for name in expected} == expected
    assert SECRET not in log.lines[0] and "passports" not in log.lines[0]
    assert log.last["bytes"] == length
    assert log.last["ms"] >= 0
    assert log.last["client"] == "127.0.0.1"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", log.last["time"])


def test_a_kept_reply_is_told_with_its_outcome(seen: FlaskClient, log: Lines) -> None:
    for _ in range(2):
        seen.post("/ask", json={"question": f"{ANSWERED} "})
    assert "kept" not in json.loads(log.lines[0])
    assert (log.last["route"], log.last["kept"], log.last["outcome"]) == ("/ask", True, "answered")


def test_a_token_is_told_by_its_name(engine: Engine, log: Lines, tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("newsroom 0123456789abcdef\n")
    client = create_app(engine, tokens=make_tokens(None, tmp_path / "tokens"), log=log).test_client()
    client.get("/readyz", headers={"Authorization": "Bearer 0123456789abcdef"})
    assert (log.last["client"], log.last["status"]) == ("newsroom", 200)
    client.get("/readyz")
    assert (log.last["client"], log.last["status"]) == ("127.0.0.1", 401)
    assert "0123456789abcdef" not in "".join(log.lines)


def test_a_bug_is_told_with_the_id_of_its_request(
    seen: FlaskClient, log: Lines, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Engine, "ask", lambda *_, **__: 1 / 0)
    assert seen.post("/ask", json={"question": SECRET}).status_code == 500
    assert (log.last["status"], log.last["id"] in caplog.text) == (500, True)


def make_finished(id: str) -> Finished:
    return Finished(SeenRequest(id), "GET", "200", 0.0, 0.1, 2, "127.0.0.1")


def test_lines_are_written_in_order(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb", buffering=0) as file:
        writing = RequestLog(file)
        for number in range(50):
            writing.write(make_finished(str(number)))
        writing.close()
    lines = (tmp_path / "log").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(number) for number in range(50)]


def test_a_log_that_nobody_reads_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.app.observing.LAST_SECONDS", 0.05)
    monkeypatch.setattr("service.app.observing.PAUSE", 0.001)
    reading, writing = os.pipe()
    log = RequestLog(FileIO(writing, "wb"))
    for _ in range(3 * MOST_LINES):
        log.write(make_finished("x"))
    log.close()
    os.close(reading)  # so that its thread ends
    wait_until(lambda: log._thread is not None and not log._thread.is_alive())


# Figures --------------------------------------------------------------------------------------------------------------


def read_figures(client: FlaskClient, **options: Any) -> dict[str, float]:
    """Read /metrics: the value of each series, by its name and the values of its labels, in order of their names."""
    text = client.get("/metrics", **options).text
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {
        " ".join([sample.name, *(sample.labels[label] for label in sorted(sample.labels))]): sample.value
        for sample in samples
    }


def test_requests_answers_and_silences_are_counted(seen: FlaskClient) -> None:
    for _ in range(3):
        seen.post("/ask", json={"question": ANSWERED})
    seen.post("/ask", json={"question": f"{SECRET} quagmire"})
    seen.get("/nothing")
    figures = read_figures(seen)
    assert figures["quoth_requests_total POST /ask 200"] == 4
    assert figures["quoth_requests_total GET other 404"] == 1
    assert figures["quoth_answers_total answered"] == 3
    assert figures["quoth_answers_total no_match"] == 1
    assert figures["quoth_kept_replies_total"] == 2
    assert figures["quoth_request_seconds_count /ask"] == 4
    assert figures["quoth_request_seconds_bucket +Inf /ask"] == 4


def test_what_is_served_is_told(serve_folder: Callable[..., FlaskClient]) -> None:
    client = serve_folder({"a.txt": "The ship came in 1901. It left.", "b.txt": "\x00" * 99})
    figures = read_figures(client)
    assert (figures["quoth_documents"], figures["quoth_skipped_documents"]) == (1, 1)
    assert (figures["quoth_ready"], figures["quoth_index_damaged"]) == (1, 0)
    assert 0 <= figures["quoth_index_age_seconds"] < 100
    assert figures["quoth_requests_waiting answers"] == figures["quoth_requests_working others"] == 0


def test_a_service_that_is_not_ready_has_figures_too(unready: Flask) -> None:
    figures = read_figures(unready.test_client())
    assert figures["quoth_ready"] == 0
    assert "quoth_documents" not in figures


@pytest.fixture
def renewed(tmp_path: Path) -> Iterator[tuple[FlaskClient, Path]]:
    """A service that rereads its folder when it is told to."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text("The ship came in 1901.")
    with Engine(folder, index=tmp_path / "index") as engine:
        engine.start()
        yield create_app(engine, reload_token="0123456789abcdef").test_client(), folder


def reload(client: FlaskClient) -> Any:
    return client.post("/reload", headers={"Authorization": "Bearer 0123456789abcdef"}).json


def test_a_refresh_is_counted_and_a_failed_one_is_told(renewed: tuple[FlaskClient, Path]) -> None:
    client, folder = renewed
    assert reload(client)["refresh_failure"] is None
    (folder / "a.txt").unlink()
    folder.rmdir()
    reload(client)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "ready")  # type: ignore[index]
    assert str(folder) in ready.json["refresh_failure"]  # type: ignore[index]
    figures = read_figures(client)
    assert (figures["quoth_refreshes_total done"], figures["quoth_refreshes_total failed"]) == (1, 1)
    folder.mkdir()
    (folder / "a.txt").write_text("The ship came in 1902.")
    assert reload(client)["refresh_failure"] is None


def test_figures_want_the_token_and_are_closed_to_other_sites(engine: Engine) -> None:
    opened = create_app(engine, origins=["https://news.example"]).test_client()
    told = opened.get("/metrics", headers={"Origin": "https://news.example"})
    assert told.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "Access-Control-Allow-Origin" not in told.headers
    assert told.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    closed = create_app(engine, tokens=make_tokens("0123456789abcdef", None)).test_client()
    assert closed.get("/metrics").status_code == 401
    assert "quoth_ready" in closed.get("/metrics", headers={"Authorization": "Bearer 0123456789abcdef"}).text
