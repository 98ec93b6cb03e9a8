"""Questions that end in silence are kept where a file is named, counted, and shown to the documents' owner alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import OpenEngine
from flask.testing import FlaskClient

from service.app import silences
from service.app.access_tokens import make_tokens
from service.app.app import create_app
from service.evaluate.question_file import read_questions

TOKENS = {"owner": "the-token-of-the-owner", "reader": "the-token-of-a-reader"}
PAGE = {"Accept": "text/html"}
Open = Callable[..., FlaskClient]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "silences.jsonl"


@pytest.fixture
def serve(open_engine: OpenEngine, kept: Path, tmp_path: Path) -> Open:
    def serve(**options: object) -> FlaskClient:
        given = {"silences_file": kept} | options
        return create_app(open_engine(), **given).test_client()  # type: ignore[arg-type]

    return serve


@pytest.fixture
def guarded(serve: Open, tmp_path: Path) -> FlaskClient:
    file = tmp_path / "tokens"
    file.write_text("".join(f"{name} {token}\n" for name, token in TOKENS.items()))
    return serve(tokens=make_tokens(None, file))


def as_who(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[name]}"}


def test_only_questions_that_the_documents_do_not_answer_are_kept(serve: Open, kept: Path) -> None:
    client = serve()
    for question in ("Who is Rhoda Kwan?", "Who is the zebra king?", "Hello!", "the of", "Who is the zebra king?"):
        client.post("/ask", json={"question": question})
    client.get("/?q=Who+is+the+zebra+king%3F", headers=PAGE)
    client.post("/ask/batch", json={"questions": ["Are there unicorns?", "Who is Rhoda Kwan?"]}).get_data()
    asked = [question.text for question in read_questions(kept).questions]
    assert asked == ["Who is the zebra king?"] * 3 + ["Are there unicorns?"]


def test_a_question_asked_by_a_link_is_kept_once(serve: Open, kept: Path) -> None:
    client = serve()
    for _ in range(2):
        client.get("/?q=Are+there+unicorns%3F", headers=PAGE)
        client.post("/ask", json={"question": "Are there unicorns?"}, headers={"Quoth-Shown": "1"})  # the page's script
    client.post("/ask", json={"question": "Are there unicorns?"})
    assert len(read_questions(kept).questions) == 3


def test_nothing_is_kept_by_default(serve: Open, kept: Path) -> None:
    client = serve(silences_file=None)
    client.post("/ask", json={"question": "Who is the zebra king?"})
    assert not kept.exists()
    assert client.get("/silences").status_code == 404


def test_the_owner_sees_them_counted(guarded: FlaskClient, kept: Path, tmp_path: Path) -> None:
    for question in ("Are there unicorns?", "Who is <b>Zed</b>?", "ARE there  unicorns?"):
        guarded.post("/ask", json={"question": question}, headers=as_who("reader"))
    page = guarded.get("/silences", headers=PAGE | as_who("owner")).text
    assert "2 questions" in page
    assert page.index("Are there unicorns?") < page.index("Who is &lt;b&gt;Zed&lt;/b&gt;?")
    listed = guarded.get("/silences", headers=as_who("owner"))
    lines = [json.loads(line) for line in listed.text.splitlines()]
    assert [(line["question"], line["times"], line["answers"]) for line in lines] == [
        ("Are there unicorns?", 2, []),
        ("Who is <b>Zed</b>?", 1, []),
    ]
    (tmp_path / "again.jsonl").write_bytes(listed.data)
    assert len(read_questions(tmp_path / "again.jsonl").questions) == 2


def test_nobody_else_sees_them(serve: Open, guarded: FlaskClient) -> None:
    assert guarded.get("/silences", headers=as_who("reader")).status_code == 403
    assert guarded.get("/silences").status_code == 401
    assert serve().get("/silences").status_code == 404  # without tokens, everybody would
    single = serve(tokens=make_tokens(TOKENS["owner"], None))
    assert single.get("/silences", headers=PAGE | as_who("owner")).status_code == 200


def test_a_full_or_damaged_file_breaks_nothing(
    guarded: FlaskClient, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.write_bytes(b'not JSON\n[1]\n{"question": 3}\n\xff\n{"question": "Half')
    assert "Nothing yet" in guarded.get("/silences", headers=PAGE | as_who("owner")).text
    size = kept.stat().st_size
    monkeypatch.setattr(silences, "MAX_FILE", size)
    reply = guarded.post("/ask", json={"question": "Are there unicorns?"}, headers=as_who("reader"))
    assert reply.status_code == 200
    assert kept.stat().st_size == size


def test_a_file_that_cannot_be_written_breaks_nothing(serve: Open, tmp_path: Path) -> None:
    client = serve(silences_file=tmp_path)
    assert client.post("/ask", json={"question": "Are there unicorns?"}).status_code == 200
