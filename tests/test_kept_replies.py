"""The cache of replies: repeats them until something they depend on changes, as POST /reload makes it."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app.app import create_app
from service.engine.engine import Engine
from service.wire.replies import Reply

QUESTION = {"question": "When did the ship come?"}
TOKEN = "a-token-of-16-letters"


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that reached the engine instead of the cache."""
    questions: list[str] = []
    original = Engine.ask

    def ask(self: Engine, question: Any, **options: Any) -> Reply:
        questions.append(question.question)
        return original(self, question, **options)

    monkeypatch.setattr(Engine, "ask", ask)
    return questions


def served(
    tmp_path: Path, cache_bytes: int = 1 << 20, log_questions: bool = False, **options: Any
) -> tuple[FlaskClient, Path]:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "ship.txt").write_text("The ship came in 1901. It left in 1902.")
    engine = Engine(folder, index=tmp_path / "index", cache_bytes=cache_bytes, log_questions=log_questions)
    engine.start()
    return create_app(engine, reload_token=TOKEN, **options).test_client(), folder


def reload(client: FlaskClient, token: str | None = TOKEN) -> Any:
    return client.post("/reload", headers={"Authorization": f"Bearer {token}"} if token else {})


def test_the_same_request_is_composed_once(tmp_path, composed):
    client, _ = served(tmp_path)
    replies = [client.post("/ask", json=QUESTION) for _ in range(3)]
    assert len(composed) == 1
    assert len({reply.data for reply in replies}) == 1
    assert {reply.headers["Cache-Control"] for reply in replies} == {"no-store"}
    assert {reply.mimetype for reply in replies} == {"application/json"}


def test_a_link_keeps_its_tag(tmp_path, composed):
    client, _ = served(tmp_path)
    first = client.get("/ask", query_string={"q": QUESTION["question"]})
    again = client.get("/ask", query_string={"q": QUESTION["question"]})
    unchanged = client.get(
        "/ask", query_string={"q": QUESTION["question"]}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (first.headers["ETag"], first.data) == (again.headers["ETag"], again.data)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert len(composed) == 1


@pytest.mark.parametrize("other", [{"limit": 2}, {"offsets": "utf16"}, {"question": "When did the ship leave?"}])
def test_another_request_is_composed(tmp_path, composed, other):
    client, _ = served(tmp_path)
    client.post("/ask", json=QUESTION)
    client.post("/ask", json=QUESTION | other)
    assert len(composed) == 2


def test_a_change_of_the_documents_is_told_at_once(tmp_path, composed):
    client, folder = served(tmp_path)
    before = client.post("/ask", json=QUESTION).json
    (folder / "ship.txt").write_text("The ship came in 1955.")
    assert reload(client).json["index"]["id"] != before["index"]["id"]
    after = client.post("/ask", json=QUESTION).json
    assert "1955" in str(after)
    assert "1901" not in str(after)
    assert len(composed) == 2


def test_a_client_may_ask_for_an_answer_made_anew(tmp_path, composed):
    client, _ = served(tmp_path)
    for _ in range(2):
        client.post("/ask", json=QUESTION, headers={"Cache-Control": "no-store"})
    assert len(composed) == 2


def test_without_a_cache_each_request_is_composed(tmp_path, composed):
    client, _ = served(tmp_path, cache_bytes=0)
    for _ in range(2):
        client.post("/ask", json=QUESTION)
    assert len(composed) == 2


def test_questions_to_be_logged_are_logged_each_time(tmp_path, composed):
    client, _ = served(tmp_path, log_questions=True)
    for _ in range(2):
        client.post("/ask", json=QUESTION)
    assert len(composed) == 2


@pytest.mark.parametrize("name", ["Origin", "Accept", "Content-Type"])
def test_long_headers_count_and_too_long_ones_are_not_kept(tmp_path, name):
    client, _ = served(tmp_path)
    memory = client.application.extensions["quoth"].engine.memory
    for length, counted in ((10_000, True), (30_000, False)):
        before = memory.size
        value = "application/json; a=" + "x" * length
        client.post("/ask", json=QUESTION, headers={name: value})
        assert (memory.size - before >= length) is counted


def test_a_faulty_request_is_refused_each_time(tmp_path):
    client, _ = served(tmp_path)
    body = json.dumps(QUESTION)
    assert client.post("/ask", data=body, content_type="application/json").status_code == 200
    for _ in range(2):
        assert client.post("/ask", data=body, content_type="text/plain").status_code == 415
        assert client.post("/ask", json={"question": ""}).status_code == 400


def test_a_tag_is_compared_where_nothing_is_kept(tmp_path):
    client, _ = served(tmp_path, cache_bytes=0, log_questions=True)
    tag = client.get("/ask?q=ship").headers["ETag"]
    unchanged = client.get("/ask?q=ship", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (unchanged.status_code, unchanged.data, unchanged.headers["ETag"]) == (304, b"", tag)
    assert "Content-Type" not in unchanged.headers
    assert client.get("/ask?q=bridge", headers={"If-None-Match": tag}).status_code == 200


def test_a_reply_is_given_to_none_that_would_be_refused_it(tmp_path):
    client, _ = served(tmp_path, origins=("https://news.example",))
    trusted = {"Origin": "https://news.example"}
    assert client.post("/ask", json=QUESTION, headers=trusted).headers["Access-Control-Allow-Origin"]
    other = client.post("/ask", json=QUESTION, headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
    assert client.post("/ask", json=QUESTION, headers={"Host": "other.example"}).status_code == 400
    preflight = {"Access-Control-Request-Method": "POST"}
    assert "Access-Control-Allow-Methods" not in client.options("/ask", headers=trusted).headers
    assert client.options("/ask", headers=trusted | preflight).headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", TOKEN.upper(), "ö"])
def test_a_reload_without_the_right_token_is_refused(tmp_path, token):
    client, _ = served(tmp_path)
    refused = reload(client, token)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert refused.mimetype == "application/problem+json"
    assert TOKEN not in refused.text


def test_without_a_token_set_there_is_no_reload(client: FlaskClient) -> None:
    assert reload(client).status_code == 404


def test_a_reload_wants_post(tmp_path):
    client, _ = served(tmp_path)
    assert client.get("/reload").status_code == 405
