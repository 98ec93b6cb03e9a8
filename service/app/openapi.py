"""/openapi.json: the doors described (OpenAPI 3.1), with examples which the documents answer; /docs: to read."""

import copy
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from service.app.chat import examples
from service.app.operations import JSON, PATHS
from service.app.serving import current_serving, current_snapshot
from service.engine.live import Snapshot
from service.index.corpus import Corpus
from service.memory import ENTRY
from service.wire.format_schemas import PROJECTIONS
from service.wire.schemas import SCHEMAS

blueprint = Blueprint("openapi", __name__)
_BYTES = ENTRY + (400 << 10)  # of a description

_ABOUT = (
    "Answers questions from a folder of documents, only ever in the documents' own words. Every quote is a slice of a "
    "document's canonical text: text[start:end] == quote, half-open, in the unit that the reply names."
)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    response = jsonify(describe_doors())
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/docs")
def docs() -> Response:
    page = render_template("docs.html", api=describe_doors())
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def describe_doors() -> dict[str, Any]:
    """Describe every route, its examples made from the documents in service."""
    serving, snapshot = current_serving(), current_snapshot()
    key = ("openapi", snapshot.id, serving.threshold, serving.public_url)
    return snapshot.index.memory.get_or_make(
        key, lambda: _describe(snapshot, serving.threshold, serving.public_url), _BYTES
    )


def _describe(snapshot: Snapshot, threshold: float | None, public_url: str) -> dict[str, Any]:
    """Describe every route, with examples from a snapshot."""
    corpus = snapshot.index.corpus
    questions = list(examples(snapshot, threshold)) or [_first_words(corpus)]
    quote = _first_words(corpus)
    paths = copy.deepcopy(PATHS)
    bodies: dict[str, dict[str, Any]] = {
        "/ask": {"question": questions[0]},
        "/ask/batch": {"questions": questions},
        "/verify": {"quote": quote},
        "/feedback": {"question": questions[0], "verdict": "right"},
    }
    for path, body in bodies.items():
        paths[path]["post"]["requestBody"]["content"][JSON]["example"] = body
    _set_example(paths["/ask"]["get"], "q", questions[0])
    for path in ("/documents/{id}", "/documents/{id}/text"):
        _set_example(paths[path]["get"], "id", corpus.documents[0].id)
    _set_example(paths["/static/{file}"]["get"], "file", "base.css")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Quoth",
            "version": _version(),
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url or "/"}],
        "paths": paths,
        "components": {"schemas": SCHEMAS | PROJECTIONS},
    }


def _set_example(operation: dict[str, Any], name: str, value: str) -> None:
    next(p for p in operation["parameters"] if p["name"] == name)["example"] = value


def _first_words(corpus: Corpus) -> str:
    """Quote the first sentence of the first document, its first words where it is long."""
    document, sentence = corpus.documents[0], corpus.segmentation(0).sentences[0]
    text = document.text[sentence.body : sentence.end]
    return text if len(text) <= 200 else text[:200].rpartition(" ")[0] or text[:200]


def _version() -> str:
    try:
        return version("quoth")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
