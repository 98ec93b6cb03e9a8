"""What the page suggests after an answer: questions that the documents answer, and names that lead to other sentences."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app.shedding import Lane

ASKED = (
    "How many people in Hong Kong hold Canadian passports?",
    "Who is the ambassador?",
    "What does the China Coalition recommend?",
)


def turn(client: FlaskClient, question: str) -> dict[str, Any]:
    reply = client.post("/ask", json={"question": question, "offsets": "utf16"}).json
    cited = [
        {"document": {"id": c["document"]["id"]}, "start": c["start"], "end": c["end"]} for c in reply["citations"]
    ]
    return {"question": question, "citations": cited}


def go_on(client: FlaskClient, *questions: str, **fields: Any) -> dict[str, Any]:
    history = [turn(client, question) for question in questions]
    steps: dict[str, Any] = client.post("/next", json={"history": history, "offsets": "utf16"} | fields).json
    return steps | {"history": history}


@pytest.mark.parametrize("asked", [ASKED[:1], ASKED[1:2], ASKED])
def test_every_question_suggested_is_answered_by_what_was_not_cited(
    client: FlaskClient, asked: tuple[str, ...]
) -> None:
    steps = go_on(client, *asked)
    assert 0 < len(steps["questions"]) <= 3 and not set(steps["questions"]) & set(asked)
    read = {(c["document"]["id"], c["start"]) for one in steps["history"] for c in one["citations"]}
    for question in steps["questions"]:
        body = {"question": question, "history": steps["history"], "offsets": "utf16"}
        reply = client.post("/ask", json=body).json
        first = reply["citations"][0]
        assert reply["answered"] and (first["document"]["id"], first["start"]) not in read, question


def test_names_are_those_of_the_answer_that_stand_elsewhere_too(client: FlaskClient) -> None:
    steps = go_on(client, ASKED[0])
    assert "Hong Kong" in steps["names"]
    reply = client.post("/ask", json={"question": ASKED[0]}).json
    for name in steps["names"]:
        assert any(name in citation["quote"] for citation in reply["citations"])
        assert client.get("/search", query_string={"q": f'"{name}"'}).json["total"]["hits"] > 1


def test_a_conversation_within_a_document_stays_there(client: FlaskClient) -> None:
    within = ["000_289401db0fd29d34.txt"]
    steps = go_on(client, ASKED[0], documents=within)
    for question in steps["questions"]:
        reply = client.post(
            "/ask", json={"question": question, "history": steps["history"], "offsets": "utf16", "documents": within}
        )
        assert {citation["document"]["id"] for citation in reply.json["citations"]} == set(within)


def test_nothing_is_suggested_where_nothing_else_is_said(client: FlaskClient, serve_folder: Any) -> None:
    alone = serve_folder({"a.txt": "The night ferry carries 612 passengers."}, threshold=0.0)
    steps = go_on(alone, "How many passengers does the night ferry carry?")
    assert (steps["questions"], steps["names"]) == ([], [])
    stale = {"question": "Who?", "citations": [{"document": {"id": "gone.txt"}, "start": 0, "end": 9}]}
    assert alone.post("/next", json={"history": [stale]}).json == {"questions": [], "names": []}


def test_nothing_is_suggested_while_others_wait(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    history = [turn(client, ASKED[0])]
    monkeypatch.setattr(Lane, "waiting", 1)
    assert client.post("/next", json={"history": history, "offsets": "utf16"}).json == {"questions": [], "names": []}
    monkeypatch.undo()
    assert client.post("/next", json={"history": history, "offsets": "utf16"}).json["questions"]


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "history is missing; expected 1 to 10 earlier questions."),
        ({"history": []}, 400, "expected 1 to 10 earlier questions."),
        ({"history": [{"question": ""}]}, 400, "history[0].question"),
        ({"history": [{"question": "Who?"}] * 11}, 400, "at most 10"),
        ({"history": [{"question": "Who?"}], "question": "Who?"}, 400, "question is an unknown field"),
        ({"history": [{"question": "Who?"}], "documents": ["none.txt"]}, 404, "none.txt"),
    ],
)
def test_a_faulty_request_is_refused(client: FlaskClient, body: dict[str, Any], status: int, message: str) -> None:
    response = client.post("/next", json=body)
    assert response.status_code == status and message in response.json["detail"]
