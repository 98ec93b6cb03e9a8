"""/ask: valid requests, refusals, and the contract of the reply."""

import json
from typing import Any

import pytest
from conftest import SEEDS, examples
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from service.engine.live import Snapshot

QUESTION = "How many Canadian passport holders live in Hong Kong?"
FIELDS = [
    "question",
    "answered",
    "answer",
    "confidence",
    "min_confidence",
    "reason",
    "notice",
    "offsets",
    "citations",
    "truncated",
    "nearest",
    "why",
    "index",
]
CITATION = [
    "n",
    "role",
    "relation",
    "document",
    "start",
    "end",
    "quote",
    "highlight",
    "passage",
    "lead_in",
    "quotation",
    "speaker",
    "prefix",
    "suffix",
    "score",
    "copies",
    "url",
]
CITED = {"document": {"id": "a.txt"}, "start": 0, "end": 4}


def post(client: FlaskClient, body: object, **options: Any) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/ask", data=data, **({"content_type": "application/json"} | options))


def with_question(**fields: object) -> dict[str, object]:
    return {"question": "Who?"} | fields


FAULTY = [
    ("", "The body is not JSON: expecting value at line 1, column 1; expected a JSON object."),
    ("{", "The body is not JSON: expecting property name"),
    ('{"question": "Who?"} x', "The body is not JSON: extra data"),
    ("\ufeff\ufeff{}", "The body is not JSON: unexpected UTF-8 BOM"),
    (b'{"question": "\xff"}', 'The body is not UTF-8 at byte 14 ("ff"); expected JSON in UTF-8.'),
    ('{"question": NaN}', "NaN is not a JSON value"),
    ('{"question": "Who?", "limit": -Infinity}', "-Infinity is not a JSON value"),
    ('{"question": "a", "question": "b"}', 'the field "question" stands twice in one object'),
    ('{"limit": ' + "9" * 5000 + "}", "The body is not JSON: Exceeds the limit"),
    ("[" * 100_000, "The body is nested too deeply; expected a flat JSON object."),
    ('{"question": ' + "[" * 100_000 + "]" * 100_000 + "}", "The body is nested too deeply"),
    ('{"a":' * 100_000, "The body is nested too deeply"),
    ([], "The body is []; expected a JSON object such as"),
    ("null", "The body is null; expected a JSON object"),
    ('"Who?"', 'The body is "Who?"; expected a JSON object'),
    ({}, "question is missing; expected a question of 1 to 1000 characters."),
    ({"question": None}, "question is null; expected a question of 1 to 1000 characters."),
    ({"question": 7}, "question is 7; expected a question"),
    ({"question": ["Who?"]}, 'question is ["Who?"]; expected a question'),
    ({"question": ""}, 'question is ""; expected a question'),
    ({"question": " \t\r\n "}, "expected a question of 1 to 1000 characters."),
    ({"question": "\u00a0\u2003"}, "expected a question of 1 to 1000 characters."),
    ({"question": "a" * 1001}, 'aaa..."; expected at most 1000 characters, not 1001.'),
    (
        {"question": "Who\x00?"},
        'question is "Who\\u0000?"; expected text without a control character such as U+0000.',
    ),
    ({"question": "Who\x85?"}, "such as U+0085."),
    ({"question": "\x1fWho?"}, "such as U+001F."),
    ({"question": "Who?\x0b"}, "such as U+000B."),
    (
        '{"question": "\\ud800"}',
        'question is "\\ud800"; expected text without half a surrogate pair such as U+D800.',
    ),
    (
        with_question(top=3),
        "top is an unknown field; expected only question, history, limit, documents, offsets, min_confidence.",
    ),
    (with_question(**{"a b\x00": 3}), '"a b\\u0000" is an unknown field'),
    ('{"question": "Who?", "\\ud800": 1}', '"\\ud800" is an unknown field'),
    (with_question(limit=0), "limit is 0; expected an integer from 1 to 20."),
    (with_question(limit=21), "limit is 21; expected an integer from 1 to 20."),
    (with_question(limit=True), "limit is true; expected an integer from 1 to 20."),
    (with_question(limit=3.0), "limit is 3.0; expected an integer from 1 to 20."),
    (with_question(limit="3"), 'limit is "3"; expected an integer from 1 to 20.'),
    (with_question(offsets="bytes"), 'offsets is "bytes"; expected "codepoint" or "utf16".'),
    (with_question(offsets=["utf16"]), 'offsets is ["utf16"]; expected "codepoint" or "utf16".'),
    (with_question(documents="a.txt"), 'documents is "a.txt"; expected a list of document ids or folders.'),
    (with_question(documents=[]), "documents is []; expected 1 to 100 document ids or folders"),
    (with_question(documents=["a"] * 101), "expected at most 100 document ids or folders, not 101."),
    (with_question(documents=[1]), "documents[0] is 1; expected a document's id."),
    (with_question(documents=[""]), 'documents[0] is ""; expected a document\'s id.'),
    (with_question(history={}), "history is {}; expected a list of earlier questions."),
    (with_question(history=[{"question": "a"}] * 11), "expected at most 10 earlier questions, not 11."),
    (with_question(history=["Who?"]), 'history[0] is "Who?"; expected an object with question, citations.'),
    (with_question(history=[{}]), "history[0].question is missing"),
    (with_question(history=[{"question": " "}]), 'history[0].question is " "; expected a question'),
    (with_question(history=[{"question": "a", "answer": "b"}]), "history[0].answer is an unknown field"),
    (
        with_question(history=[{"question": "a"}, {"question": "a", "citations": CITED}]),
        "history[1].citations is",
    ),
    (
        with_question(history=[{"question": "a", "citations": [CITED] * 101}]),
        "expected at most 100 citations, not 101.",
    ),
    (
        with_question(history=[{"question": "a", "citations": [{"start": 0, "end": 1}]}]),
        "history[0].citations[0].document is missing; expected an object with document, start, end.",
    ),
    (
        with_question(history=[{"question": "a", "citations": [CITED | {"document": "a.txt"}]}]),
        'history[0].citations[0].document is "a.txt"; expected an object with id.',
    ),
    (
        with_question(history=[{"question": "a", "citations": [CITED | {"start": -1}]}]),
        "history[0].citations[0].start is -1; expected an integer from 0.",
    ),
    (
        with_question(history=[{"question": "a", "citations": [CITED | {"start": 4}]}]),
        "history[0].citations[0].end is 4; expected an integer from 5.",
    ),
]


@pytest.mark.parametrize(("body", "message"), FAULTY)
def test_a_faulty_request_is_refused_with_what_was_wrong(client: FlaskClient, body: object, message: str) -> None:
    response = post(client, body)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.data)
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", "Bad Request", 400)
    assert message in problem["detail"]


def test_every_fault_is_named_with_where_it_stands(client: FlaskClient) -> None:
    body = {"limit": 0, "a/b": 1, "history": [{"question": 3}]}
    errors = json.loads(post(client, body).data)["errors"]
    assert [error["pointer"] for error in errors] == [
        "#/a~1b",
        "#/question",
        "#/history/0/question",
        "#/limit",
    ]


def test_every_fault_within_a_list_is_named(client: FlaskClient) -> None:
    cited = {"document": {"id": ""}, "start": -1, "end": "x", "quote": "left alone"}
    history = [{"question": 3, "answer": "b", "citations": [cited, 7]}, {"question": "a"}, "Who?", {}]
    errors = json.loads(post(client, with_question(history=history, documents=[1, "a", ""])).data)["errors"]
    assert {error["pointer"] for error in errors} == {
        "#/history/0/answer",
        "#/history/0/question",
        "#/history/0/citations/0/document/id",
        "#/history/0/citations/0/start",
        "#/history/0/citations/0/end",
        "#/history/0/citations/1",
        "#/history/2",
        "#/history/3/question",
        "#/documents/0",
        "#/documents/2",
    }


@pytest.mark.parametrize(
    "fields", [{"history": None}, {"documents": None}, {"history": [{"question": "a", "citations": None}]}]
)
def test_null_leaves_a_list_out(client: FlaskClient, fields: dict[str, Any]) -> None:
    assert post(client, with_question(**fields)).status_code == 200


@pytest.mark.parametrize(
    ("content_type", "message"),
    [
        ("text/plain", 'The Content-Type is "text/plain"; expected application/json.'),
        ("", 'The Content-Type is ""; expected application/json.'),
        ("application/x-www-form-urlencoded", "expected application/json."),
        ("application/json; charset=latin-1", 'The charset is "latin-1"; expected utf-8.'),
    ],
)
def test_another_content_type_is_refused(client: FlaskClient, content_type: str, message: str) -> None:
    response = post(client, with_question(), content_type=content_type)
    assert response.status_code == 415
    assert message in json.loads(response.data)["detail"]


def test_a_compressed_body_is_refused(client: FlaskClient) -> None:
    response = post(client, with_question(), headers={"Content-Encoding": "gzip"})
    assert response.status_code == 415


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "Application/JSON"])
def test_json_is_taken_however_its_type_is_spelt(client: FlaskClient, content_type: str) -> None:
    assert post(client, with_question(), content_type=content_type).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_another_method_is_refused_with_those_allowed(client: FlaskClient, method: str) -> None:
    response = client.open("/ask", method=method)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert f'"/ask" does not take "{method}"; expected one of' in json.loads(response.data)["detail"]


def test_options_says_what_is_allowed(client: FlaskClient) -> None:
    response = client.options("/ask")
    assert response.status_code == 200 and "POST" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "q is missing; expected a question of 1 to 1000 characters."),
        ("q=", 'q is ""; expected a question of 1 to 1000 characters.'),
        ("q=%00", "U+0000"),
        ("q=%ff", "The query string is not UTF-8 once decoded"),
        ("q=%ED%A0%80", "The query string is not UTF-8 once decoded"),
        ("q=a&q=b", 'The parameter "q" stands twice in the query string; expected it once.'),
        ("q=a&question=b", 'Unknown parameter "question"; expected q, limit, documents, offsets, min_confidence, as.'),
        ("q=a&history=[]", 'Unknown parameter "history"'),
        ("q=a&limit=", 'limit is ""; expected an integer from 1 to 20.'),
        ("q=a&limit=x", 'limit is "x"; expected an integer from 1 to 20.'),
        ("q=a&limit=%D9%A3", "expected an integer from 1 to 20."),
        ("q=a&limit=21", "limit is 21; expected an integer from 1 to 20."),
        ("q=a&limit=" + "9" * 5000, "expected an integer from 1 to 20."),
        ("q=a&offsets=byte", 'offsets is "byte"; expected "codepoint" or "utf16".'),
        ("q=a&as=csv", 'as is "csv"; expected "json", "anthropic",'),
        ("q=a&documents=", "documents[0] is"),
        ("&".join("documents=a" for _ in range(300)), "The query string has more than 200 parameters."),
    ],
)
def test_a_faulty_link_is_refused_with_what_was_wrong(client: FlaskClient, query: str, message: str) -> None:
    response = client.get(f"/ask?{query}")
    assert response.status_code == 400
    assert message in json.loads(response.data)["detail"]


def test_unknown_documents_are_named(client: FlaskClient) -> None:
    for response in (
        post(client, with_question(documents=["reports/../x"])),
        client.get("/ask?q=a&documents=reports/../x"),
    ):
        assert response.status_code == 404
        assert '"reports/../x", which is neither' in json.loads(response.data)["detail"]


def test_tabs_and_line_ends_count_as_spaces(client: FlaskClient) -> None:
    reply = post(client, {"question": "\t Who\r\nis\nthat? \n"}).json
    assert reply["question"] == "Who is that?"


def test_the_longest_question_is_taken(client: FlaskClient) -> None:
    assert post(client, {"question": " " + "é" * 1000 + " "}).status_code == 200


def test_the_reply_has_every_field_in_order(client: FlaskClient, snapshot: Snapshot) -> None:
    reply = post(client, {"question": QUESTION}).json
    assert list(reply) == FIELDS
    assert reply["answered"] and reply["citations"] and reply["nearest"]
    for citation in (*reply["citations"], *reply["nearest"]):
        assert [name for name in citation if name in CITATION] == CITATION  # newer fields may stand among them
        assert list(citation["document"]) == [
            *("id", "title", "author", "publisher", "published", "source_url", "sha256", "name")
        ]
    assert reply["index"] == {
        "id": snapshot.id,
        "documents": len(snapshot.documents),
        "sentences": snapshot.sentences,
    }
    assert list(reply["why"]) == ["kind", "terms", "carried_over", "corrected", "unmentioned"]


def test_every_quote_is_its_document_at_its_offsets(client: FlaskClient) -> None:
    reply = post(client, {"question": QUESTION}).json
    for citation in (*reply["citations"], *reply["nearest"]):
        text = client.get(f"/documents/{citation['document']['id']}/text").text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        passage = citation["passage"]
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_offsets_may_be_counted_as_javascript_does(serve_folder: Any) -> None:
    client = serve_folder({"a.txt": "😀😀 Opening soon.\n\nThe museum 😀 opened in May. It is free."})
    reply = post(client, {"question": "When did the museum open?", "offsets": "utf16"}).json
    units = client.get("/documents/a.txt/text").text.encode("utf-16-le")
    cited = reply["citations"][0]
    assert units[2 * cited["start"] : 2 * cited["end"]].decode("utf-16-le") == cited["quote"]


def test_a_question_stays_within_the_documents_named(serve_folder: Any) -> None:
    text = "The museum opened in May. Entry is free."
    client = serve_folder({"a/one.txt": text, "ab.txt": text + " Come.", "a/b/two.txt": text + " Bring a friend."})
    for names, within in [
        (["ab.txt"], {"ab.txt"}),
        (["a"], {"a/one.txt", "a/b/two.txt"}),
        (["a/b/"], {"a/b/two.txt"}),
        (["a/b", "ab.txt"], {"a/b/two.txt", "ab.txt"}),
    ]:
        reply = post(client, {"question": "When did the museum open?", "documents": names}).json
        cited = {c["document"]["id"] for c in (*reply["citations"], *reply["nearest"])}
        assert cited and cited <= within, names


def test_a_reply_goes_back_as_history(client: FlaskClient) -> None:
    first = post(client, {"question": QUESTION}).json
    turn = {"question": first["question"], "citations": first["citations"] + first["nearest"]}
    assert post(client, {"question": "And in Ottawa?", "history": [turn] * 10}).status_code == 200


def test_the_same_question_gets_the_same_bytes(client: FlaskClient) -> None:
    assert post(client, {"question": QUESTION}).data == post(client, {"question": QUESTION}).data


def test_a_link_and_a_post_get_the_same_reply(client: FlaskClient) -> None:
    by_link = client.get(
        "/ask", query_string={"q": QUESTION, "limit": 2, "documents": sorted(p.name for p in SEEDS.iterdir())}
    )
    body = {"question": QUESTION, "limit": 2, "documents": sorted(p.name for p in SEEDS.iterdir())}
    assert by_link.data == post(client, body).data


def test_an_unchanged_reply_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/ask?q=ambassador")
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/ask?q=ambassador", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get("/ask?q=ambassador&limit=3", headers={"If-None-Match": tag}).status_code == 200
    assert client.get("/ask?q=ambassadors", headers={"If-None-Match": tag}).status_code == 200
    head = client.head("/ask?q=ambassador")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)


def test_the_tag_names_the_settings_and_the_texts(serve_folder: Any) -> None:
    tags = {
        serve_folder(files, **options).get("/ask?q=museum").headers["ETag"]
        for files, options in [
            ({"a.txt": "The museum is open."}, {}),
            ({"a.txt": "The museum is open."}, {"threshold": 0.9}),
            ({"a.txt": "The museum is open."}, {"public_url": "https://quoth.example"}),
            ({"a.txt": "The museum is closed."}, {}),
        ]
    }
    assert len(tags) == 4


def test_links_begin_with_the_public_url(serve_folder: Any) -> None:
    client = serve_folder({"a.txt": "The museum is open."}, public_url="https://quoth.example")
    url = post(client, {"question": "Is the museum open?"}).json["citations"][0]["url"]
    assert url.startswith("https://quoth.example/documents/a.txt?start=0&end=")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(["question", "history", "limit", "documents", "offsets", "citations", "document", "start"])
unlimited = examples(100, suppress_health_check=[HealthCheck.function_scoped_fixture])


@unlimited
@given(body=st.dictionaries(names | st.text(max_size=5), values, max_size=6))
def test_no_json_gives_a_500(client: FlaskClient, body: dict[str, Any]) -> None:
    assert post(client, body).status_code in (200, 400, 404)


@unlimited
@given(body=st.binary(max_size=200))
def test_no_bytes_give_a_500(client: FlaskClient, body: bytes) -> None:
    assert post(client, body).status_code in (200, 400)


@unlimited
@given(question=st.text(max_size=200))
def test_any_text_is_answered_or_refused(client: FlaskClient, question: str) -> None:
    response = post(client, {"question": question})
    assert response.status_code == 200 or "question is" in json.loads(response.data)["detail"]


@unlimited
@given(query=st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=60))
def test_no_query_string_gives_a_500(client: FlaskClient, query: str) -> None:
    sent = query.encode("latin-1", "replace").decode("latin-1")  # WSGI passes bytes as Latin-1
    assert client.get("/ask", environ_overrides={"QUERY_STRING": sent}).status_code in (200, 400)
