"""The OpenAPI document matches the code in routes, parameters, fields and examples, and every description helps."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from conftest import OpenEngine
from flask import Flask
from flask.testing import FlaskClient

from service.answer.answer import Finding, SpeakerSpan, TextSpan
from service.app.app import create_app
from service.documents.document import Document
from service.engine.engine import Engine
from service.wire.encoding import to_fields
from service.wire.formats.annotation import to_annotation
from service.wire.formats.language_models import to_anthropic, to_haystack
from service.wire.formats.references import to_csl
from service.wire.replies import Reply
from service.wire.requests import Format
from service.wire.shaping import Shaper

MADE_UP = "nonsense"
Description = dict[str, Any]


@cache
def load_validator() -> Any:
    """Import what checks a schema only where a test needs it: it takes seconds, which every process would spend."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator


@pytest.fixture(scope="module")
def described(app: Flask) -> Description:
    found: Description = app.test_client().get("/openapi.json").json
    return found


def faults(described: Description, schema: dict[str, Any], value: object) -> list[str]:
    """List the ways in which a value does not match its schema."""
    found = validator_of(described, schema).iter_errors(value)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def validator_of(described: Description, schema: dict[str, Any]) -> Any:
    return load_validator()(schema | {"components": described["components"]})


def schema_of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def operations(described: Description) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_every_route_is_described_and_no_other(app: Flask, described: Description) -> None:
    served = {
        (method, re.sub(r"<(?:path:)?(\w+)>", lambda m: {"name": "{id}", "filename": "{file}"}[m[1]], rule.rule))
        for rule in app.url_map.iter_rules()
        for method in {"GET", "POST", "PUT", "DELETE"} & (rule.methods or set())
    }
    assert {(method, path) for method, path, _ in operations(described)} == served


def test_every_schema_is_sound_and_every_operation_named_once(described: Description) -> None:
    load_validator().check_schema({"$defs": described["components"]["schemas"]})
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(set(names)) == len(names)
    used = set(re.findall(r"#/components/schemas/(\w+)", str(described)))
    assert used == set(described["components"]["schemas"])


def test_every_parameter_is_taken_and_no_other(client: FlaskClient, described: Description) -> None:
    for method, path, operation in operations(described):
        if method == "GET" and path not in ("/static/{file}", "/oembed", "/sign-in"):  # these ignore unknown parameters
            first = described["paths"]["/documents/{id}"]["get"]["parameters"][0]["example"]
            response = client.get(path.replace("{id}", first) + f"?{MADE_UP}=1", headers={"Accept": "application/json"})
            taken = re.search(r"; expected (.*)\.$", response.json["detail"]) if response.status_code == 400 else None
            names = {p["name"] for p in operation["parameters"] if p["in"] == "query"}
            assert names == (set(taken[1].split(", ")) if taken else set()), path


@pytest.mark.parametrize(
    ("path", "body", "name"),
    [
        ("/ask", {}, "Ask"),
        ("/ask", {"question": "Why?", "history": [{}]}, "Turn"),
        ("/ask/batch", {}, "Batch"),
        ("/verify", {}, "Verify"),
        ("/verify", {"quotes": [{}]}, "Quote"),
        ("/feedback", {}, "Feedback"),
        ("/next", {}, "GoingOn"),
    ],
)
def test_every_field_of_a_request_is_taken_and_no_other(
    engine: Engine, tmp_path: Path, described: Description, path: str, body: dict[str, Any], name: str
) -> None:
    client = create_app(engine, feedback_file=tmp_path / "kept").test_client()
    sent = copy.deepcopy(body)
    inner = sent.get("history", sent.get("quotes", [sent]))[0]
    inner[MADE_UP] = 1
    response = client.post(path, json=sent, headers={"Origin": "http://localhost"})
    taken = re.search(rf"{MADE_UP} is an unknown field; expected only ([^.]*)\.", response.json["detail"])
    assert taken, response.json
    assert set(described["components"]["schemas"][name]["properties"]) == set(taken[1].split(", "))


@pytest.mark.parametrize(
    ("path", "body", "name"),
    [
        ("/ask", {"question": "Why?"}, "Ask"),
        ("/verify", {"quote": "a"}, "Verify"),
        ("/verify", {"text": "a"}, "Verify"),
    ],
)
def test_null_is_described_where_it_is_taken(
    client: FlaskClient, described: Description, path: str, body: dict[str, Any], name: str
) -> None:
    for field, schema in described["components"]["schemas"][name]["properties"].items():
        if field not in body:
            taken = client.post(path, json=body | {field: None}).status_code == 200
            assert taken == ("null" in schema["type"]), field


TEXT = "He said: “Canada needs to work closely with nobody,” and “no such thing was ever said of a walrus”."
ALTERED = "There are currently 300,000 people residing in Hong Kong who hold Danish passports."
REQUESTS: list[tuple[str, str, dict[str, Any], int]] = [
    ("post", "/ask", {"json": {"question": "How many Canadian passport holders live in Hong Kong?"}}, 200),
    ("post", "/ask", {"json": {"question": "What do quetzals eat?"}}, 200),
    ("get", "/ask?q=Who+is+the+ambassador%3F&offsets=utf16", {}, 200),
    ("post", "/ask", {"json": {"question": ""}}, 400),
    ("post", "/ask", {"json": {"question": "Who?", "documents": ["no/such"]}}, 404),
    ("post", "/ask", {"data": "x" * (2 << 20), "content_type": "application/json"}, 413),
    ("post", "/ask", {"data": "Who?"}, 415),
    ("post", "/verify", {"json": {"quote": ALTERED}}, 200),
    ("post", "/verify", {"json": {"quote": "no such thing was ever said of a walrus"}}, 200),
    ("post", "/verify", {"json": {"quotes": ["Canada", {"quote": ALTERED}], "offsets": "utf16"}}, 200),
    ("post", "/verify", {"json": {"text": TEXT}}, 200),
    ("post", "/verify", {"json": {}}, 400),
    ("post", "/ask/batch", {"json": {"questions": ["Who?"]}, "headers": {"Accept": "image/png"}}, 406),
    ("post", "/feedback", {"json": {}}, 404),
    ("post", "/next", {"json": {"history": [{"question": "Who is Rhoda Kwan?"}]}}, 200),
    ("post", "/next", {"json": {"history": []}}, 400),
    ("get", "/documents", {"headers": {"Accept": "application/json"}}, 200),
    ("get", "/documents/no-such", {}, 404),
    ("get", "/healthz", {}, 200),
    ("get", "/readyz", {}, 200),
]


@pytest.mark.parametrize(("method", "path", "options", "status"), REQUESTS)
def test_a_reply_has_every_field_described_and_no_other(
    client: FlaskClient, described: Description, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    response = client.open(path, method=method.upper(), **options)
    assert response.status_code == status
    route = re.sub(r"/documents/[^?]+", "/documents/{id}", path.partition("?")[0])
    content = described["paths"][route][method]["responses"][str(status)]["content"]
    assert faults(described, content[response.mimetype]["schema"], response.json) == []


def test_each_line_of_a_batch_is_a_reply_or_a_problem(client: FlaskClient, described: Description) -> None:
    body = client.post("/ask/batch", json={"questions": ["Who is the ambassador?", 7]}).get_data(as_text=True)
    good, bad = map(json.loads, body.splitlines())
    assert faults(described, schema_of("Reply"), good) == []
    assert faults(described, schema_of("ProblemDetails"), bad) == []


def test_a_service_still_loading_is_described(unready: Flask, described: Description) -> None:
    client = unready.test_client()
    for method, path, operation in operations(described):
        if "503" in operation["responses"] and method == "GET" and "{" not in path and path != "/oembed":
            query = "?q=Who" if path in ("/ask", "/embed") else ""
            response = client.get(path + query, headers={"Accept": "application/json"})
            assert response.status_code == 503, path
            assert faults(described, schema_of("ProblemDetails"), response.json) == []


def full_citation() -> dict[str, Any]:
    """Shape a citation with every field set."""
    document = Document(
        "a.txt", "“It is cold,” she said.", "0" * 64, "Title", "Author", "2020-05", "https://example.org/"
    )
    cited = Finding(
        "corroboration",
        document,
        0,
        23,
        document.text,
        TextSpan(0, 23),
        1.5,
        "same_claim",
        TextSpan(7, 11),
        TextSpan(0, 13),
        SpeakerSpan(TextSpan(14, 17), TextSpan(18, 22)),
        (document,),
    )
    return to_fields(Shaper().shape_findings([cited])[0])


def test_a_citation_with_everything_is_as_described(described: Description) -> None:
    assert faults(described, schema_of("Citation"), full_citation()) == []


def full_formats() -> list[tuple[str, Any]]:
    """Shape a reply with every field set, and a silent one, in each format that has a schema."""
    cited = full_citation() | {"role": "answer"}
    cited |= {"url": f"https://quoth.example.org{cited['url']}"}
    fields = {"question": "Who?", "answered": True, "answer": None, "reason": None, "confidence": 0.9}
    fields |= {"min_confidence": 0.4, "notice": None}
    fields |= {"offsets": "codepoint", "citations": [cited], "nearest": [], "truncated": False}
    fields |= {"why": {"kind": "who", "terms": [], "carried_over": [], "corrected": [], "unmentioned": []}}
    fields |= {"index": {"id": "0", "documents": 1, "sentences": 1}}
    silence = {
        "answered": False,
        "reason": "low_confidence",
        "notice": "Not sure.",
        "citations": [],
        "nearest": [cited],
    }
    unknown = {"document": cited["document"] | {"author": None, "published": None}}
    reply, silent, bare = (
        msgspec.convert(fields | given, Reply) for given in ({}, silence, {"citations": [cited | unknown]})
    )
    sentences = lambda document, start, end: [cited["passage"]["text"]]  # noqa: E731
    shaped = [
        *(("AnthropicReply", to_anthropic(one, sentences)) for one in (reply, silent)),
        *(("HaystackReply", to_haystack(one)) for one in (reply, silent)),
        *(("AnnotationPage", to_annotation(one)) for one in (reply, silent)),
        *(("CslItem", to_csl(one.citations)[0]) for one in (reply, bare)),
    ]
    return [(name, msgspec.json.decode(msgspec.json.encode(shape))) for name, shape in shaped]


def test_another_format_with_everything_is_as_described(described: Description) -> None:
    for name, shaped in full_formats():
        assert faults(described, schema_of(name), shaped) == []


@pytest.fixture(scope="module", params=[0.0, 1.0], ids=["answering", "silent"])
def decided(request: pytest.FixtureRequest, open_engine: OpenEngine) -> FlaskClient:
    """A service that answers whenever it finds anything at all, and one that is always silent."""
    return create_app(open_engine(threshold=request.param)).test_client()


@pytest.mark.parametrize("name", [name for name in get_args(Format) if name != "json"])
def test_a_reply_in_another_format_is_as_described(decided: FlaskClient, described: Description, name: str) -> None:
    response = decided.post(f"/ask?as={name}", json={"question": "How many Canadian passport holders are there?"})
    content = described["paths"]["/ask"]["post"]["responses"]["200"]["content"]
    value = response.text if name in ("markdown", "bibtex") else json.loads(response.text)
    assert faults(described, content[response.mimetype]["schema"], value) == []
    assert faults(described, schema_of("Reply"), value)  # not just any reply matches


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(inner)


@pytest.mark.parametrize("spoil", [lambda found, key: found.pop(key), lambda found, key: found.update({key + "_": 1})])
def test_a_field_missing_or_made_up_is_a_fault(
    client: FlaskClient, described: Description, spoil: Callable[[dict[str, Any], str], object]
) -> None:
    question = "How many Canadian passport holders live in Hong Kong?"
    replies = [
        ("Reply", client.post("/ask", json={"question": question}).json),
        ("Verdict", client.post("/verify", json={"quote": ALTERED}).json),
        ("Citation", full_citation()),
        *(shaped for shaped in full_formats() if shaped[0] != "CslItem"),  # its unknown fields are absent
    ]
    for name, reply in replies:
        validator = validator_of(described, schema_of(name))
        for n, found in enumerate(_objects(reply)):
            for key in found:
                spoiled = copy.deepcopy(reply)
                spoil([*_objects(spoiled)][n], key)
                assert not validator.is_valid(spoiled), f"{name} may do without {key}."


def test_every_example_is_answered(client: FlaskClient, described: Description) -> None:
    def example(path: str) -> Any:
        return described["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]

    for question in [example("/ask"), *({"question": q} for q in example("/ask/batch")["questions"])]:
        assert client.post("/ask", json=question).json["answered"] is True
    assert client.post("/verify", json=example("/verify")).json["verdict"] == "exact"
    for path, methods in described["paths"].items():
        for parameter in methods.get("get", {}).get("parameters", []):
            if parameter["in"] == "path":
                url = path.replace("{" + parameter["name"] + "}", parameter["example"])
                assert client.get(url).status_code == (
                    404 if url.endswith(("/original", "/page")) else 200
                )  # it is off


def test_examples_are_made_from_any_collection(serve_folder: Callable[..., FlaskClient]) -> None:
    client = serve_folder({"n/o t.txt": "猫が好きです。\n\n1 2 3"})
    described = client.get("/openapi.json").json
    assert described["paths"]["/documents/{id}"]["get"]["parameters"][0]["example"] == "n/o t.txt"
    body = described["paths"]["/verify"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert client.post("/verify", json=body).json["verdict"] == "exact"


def _sentences(value: Any, place: str = "#") -> Iterator[tuple[str, str]]:
    """Yield each summary and description of the document with a JSON Pointer to it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        if key in ("summary", "description") and isinstance(inner, str):
            yield f"{place}/{key}", inner
        elif key not in ("example", "pattern"):
            yield from _sentences(inner, f"{place}/{key}")


def test_every_description_is_a_sentence_and_every_summary_a_title(described: Description) -> None:
    sentences = dict(_sentences(described))
    assert len(sentences) > 300
    assert [place for place, text in sentences.items() if len(text.split()) < 3] == []
    descriptions = {place: text for place, text in sentences.items() if place.endswith("/description")}
    assert [place for place, text in descriptions.items() if not re.fullmatch(r"[A-Z`].*\.", text)] == []
    assert [place for place in sentences.keys() - descriptions.keys() if sentences[place][-1] in ".?!"] == []


def test_every_field_and_parameter_is_described(described: Description) -> None:
    for _, path, operation in operations(described):
        assert all("description" in parameter for parameter in operation["parameters"]), path
    for name, schema in described["components"]["schemas"].items():
        for field, kind in schema["properties"].items():
            constant = len(kind.get("enum", ())) == 1 or kind.get("type") == "null"
            assert constant or {"description", "$ref"} & kind.keys(), f"{name}.{field}"


def test_no_description_is_used_for_two_things_side_by_side(described: Description) -> None:
    schemas = described["components"]["schemas"]
    operated = [operation for _, _, operation in operations(described)]
    together = {
        "routes": [operation["summary"] for operation in operated],
        "schemas": [schema["description"] for schema in schemas.values()],
        **{op["operationId"]: [parameter["description"] for parameter in op["parameters"]] for op in operated},
        **{
            name: [kind["description"] for kind in schema["properties"].values() if "description" in kind]
            for name, schema in schemas.items()
        },
    }
    repeated = {where: {text for text in texts if texts.count(text) > 1} for where, texts in together.items()}
    assert {where: texts for where, texts in repeated.items() if texts} == {}


def test_the_description_is_revalidated_by_its_etag(client: FlaskClient) -> None:
    tag = client.get("/openapi.json").headers["ETag"]
    assert client.get("/openapi.json", headers={"If-None-Match": tag}).status_code == 304


def test_the_page_shows_every_route_and_shape_without_other_sites(client: FlaskClient, described: Description) -> None:
    page = client.get("/docs").get_data(as_text=True)
    for _, _, operation in operations(described):
        assert f'id="{operation["operationId"]}"' in page
    for name in described["components"]["schemas"]:
        assert f'id="{name}"' in page
    targets = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert targets and all(target.startswith(("/", "#")) and not target.startswith("//") for target in targets)
    assert all(f'id="{target[1:]}"' in page for target in targets if target.startswith("#"))
    assert re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|style=", page) is None
