"""Feedback: off unless a file is named, from our own pages only, kept as questions that measure."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

TEXT = "The mayor is Ann Alder."
PLACE = {"document": "a.txt", "start": 0, "end": 23}
OURS = {"Origin": "http://localhost"}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "feedback.jsonl"


@pytest.fixture
def client(serve_folder: Callable[..., FlaskClient], kept: Path) -> FlaskClient:
    return serve_folder({"a.txt": TEXT}, feedback_file=kept)


def verdict(**fields: Any) -> dict[str, Any]:
    return {"question": "Who is the mayor?", "verdict": "right", "cited": PLACE} | fields


def test_there_is_no_such_door_unless_a_file_is_named(serve_folder: Callable[..., FlaskClient]) -> None:
    response = serve_folder({"a.txt": TEXT}).post("/feedback", json=verdict(), headers=OURS)
    assert response.status_code == 404
    assert "QUOTH_FEEDBACK" in response.json["detail"]


@pytest.mark.parametrize(
    ("given", "cited", "answers"),
    [
        ("right", PLACE, [{"document": "a.txt", "span": [0, 23]}]),
        ("right", None, []),
        ("should_be_silent", PLACE, []),
        ("wrong_answer", PLACE, None),
        ("wrong_sentence", PLACE, None),
    ],
)
def test_a_verdict_becomes_a_line_of_a_question_file(
    client: FlaskClient, kept: Path, given: str, cited: Any, answers: Any
) -> None:
    sent = verdict(verdict=given, cited=cited, history=[{"question": "Is there a mayor?"}], documents=["a.txt"])
    assert client.post("/feedback", json=sent, headers=OURS).status_code == 204
    line = json.loads(kept.read_text("utf-8"))
    assert line["question"] == "Who is the mayor?"
    assert line["answers"] == answers
    assert line["kind"]
    assert line["id"].startswith("feedback-")
    assert (line["history"], line["documents"]) == (["Is there a mayor?"], ["a.txt"])


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null", "http://localhost.elsewhere.example"])
def test_pages_of_other_sites_are_refused(client: FlaskClient, kept: Path, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    assert client.post("/feedback", json=verdict(), headers=headers).status_code == 403
    assert not kept.exists()


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"verdict": "perfect"}, 400, "verdict is"),
        ({"verdict": None}, 400, "verdict is"),
        ({"verdict": ["right"]}, 400, "verdict is"),
        ({"question": " "}, 400, "question"),
        ({"question": "a\u0000b"}, 400, "control character"),
        ({"extra": 1}, 400, "extra"),
        ({"cited": "a.txt"}, 400, "cited is"),
        ({"cited": PLACE | {"end": 24}}, 400, "cited is 0 to 24"),
        ({"cited": PLACE | {"start": True}}, 400, "cited.start is true; expected an integer from 0."),
        ({"cited": PLACE | {"start": -1}}, 400, "cited.start is -1; expected an integer from 0."),
        ({"cited": PLACE | {"document": "b.txt"}}, 404, "b.txt"),
        ({"history": [{"question": "why? " * 200}] * 11}, 400, "history"),
        ({"history": [{"question": "why? " * 190}] * 50}, 413, "bytes"),
    ],
)
def test_what_is_no_verdict_is_refused(
    client: FlaskClient, kept: Path, fields: dict[str, Any], status: int, words: str
) -> None:
    response = client.post("/feedback", json=verdict(**fields), headers=OURS)
    assert response.status_code == status, response.json
    assert words in response.json["detail"]
    assert not kept.exists()


def test_verdicts_at_the_same_time_keep_a_line_each(client: FlaskClient, kept: Path) -> None:
    app = client.application

    def send() -> None:
        for _ in range(10):
            app.test_client().post("/feedback", json=verdict(), headers=OURS)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [json.loads(line)["verdict"] for line in kept.read_text("utf-8").splitlines()] == ["right"] * 40
