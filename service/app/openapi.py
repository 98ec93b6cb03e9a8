"""/openapi.json: the API described in OpenAPI 3.1, with examples from the documents; /docs: the same as a page."""

import copy
from typing import Any

from flask import Blueprint, Response, render_template, request

from service.app.operation_parts import JSON
from service.app.operations import PATHS, SECURITY, want_token
from service.app.serving import (
    REVALIDATE,
    current_engine,
    current_serving,
    current_snapshot,
    json_response,
    page_response,
)
from service.engine.live import Snapshot
from service.index.corpus import Corpus
from service.memory import ENTRY
from service.resources import installed_version
from service.wire.formats.annotation import AnnotationPage
from service.wire.formats.language_models import AnthropicReply, ExtractedAnswer, HaystackReply, NoAnswer
from service.wire.formats.references import CslItem
from service.wire.listings import AddedDocument, AddedDocuments, Health, Listing, Ready, RemovedDocument
from service.wire.problems import ProblemDetails
from service.wire.replies import Reply, TextVerdicts, Verdict, Verdicts
from service.wire.requests import FORMS, Ask, Batch, Feedback, GoingOn, Verify
from service.wire.schemas import Schema, make_components
from service.wire.search_shapes import NextSteps, SearchReply

blueprint = Blueprint("openapi", __name__)

DESCRIPTION_BYTES = ENTRY + (400 << 10)

OF_THE_PROCESS = ("/healthz", "/metrics")  # once at the root, where several collections are served

_ABOUT = (
    "Answers questions from a folder of documents, only ever in the documents' own words. Every quote is a slice of a "
    "document's canonical text: text[start:end] == quote, with end exclusive and both offsets in the unit that the "
    "reply names."
)


MODELS = (
    *(
        Ask,
        Batch,
        Verify,
        Feedback,
        GoingOn,
        Reply,
        Verdict,
        Verdicts,
        TextVerdicts,
        SearchReply,
        NextSteps,
        Listing,
        AddedDocument,
        AddedDocuments,
        RemovedDocument,
        Health,
        Ready,
        ProblemDetails,
    ),
    *(AnthropicReply, HaystackReply, ExtractedAnswer, NoAnswer, AnnotationPage, CslItem),
)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    response = json_response(describe_routes(), REVALIDATE)
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/docs")
def docs() -> Response:
    return page_response(render_template("docs.html", api=describe_routes()))


def describe_routes() -> dict[str, Any]:
    """Describe every route, with examples that the documents in service answer; kept in the engine's memory."""
    engine, snapshot = current_engine(), current_snapshot()
    closed, mounted = bool(current_serving().tokens), bool(current_serving().collection)

    def make() -> dict[str, Any]:
        described = _describe(snapshot, engine.examples(snapshot), engine.public_url, closed)
        for path in OF_THE_PROCESS if mounted else ():
            del described["paths"][path]
        return described

    key = ("openapi", snapshot.id, engine.public_url, closed)
    return engine.memory.get_or_make(key, make, DESCRIPTION_BYTES)


def _describe(snapshot: Snapshot, examples: tuple[str, ...], public_url: str, closed: bool) -> dict[str, Any]:
    corpus = snapshot.index.corpus
    questions = list(examples) or [_first_words(corpus)]
    quote = _first_words(corpus)
    paths = copy.deepcopy(PATHS)
    bodies: dict[str, dict[str, Any]] = {
        "/ask": {"question": questions[0]},
        "/ask/batch": {"questions": questions},
        "/next": {"history": [{"question": questions[0]}]},
        "/verify": {"quote": quote},
        "/feedback": {"question": questions[0], "verdict": "right"},
    }
    for path, body in bodies.items():
        paths[path]["post"]["requestBody"]["content"][JSON]["example"] = body
    _set_example(paths["/ask"]["get"], "q", questions[0])
    _set_example(paths["/search"]["get"], "q", quote)
    for path in ("/documents/{id}", "/documents/{id}/text"):
        _set_example(paths[path]["get"], "id", next(iter(corpus.ids), "report.txt"))
    _set_example(paths["/static/{file}"]["get"], "file", "base.css")
    components: dict[str, Any] = {"schemas": _make_schemas()}
    if closed:
        want_token(paths)
        components["securitySchemes"] = SECURITY
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Quoth",
            "version": installed_version() or "0",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url or "/"}],
        "paths": paths,
        "components": components,
        **({"security": [{name: []} for name in SECURITY]} if closed else {}),
    }


def _make_schemas() -> dict[str, Schema]:
    schemas = make_components(MODELS)
    # The models cannot express that exactly one of several fields is required.
    one = [{"required": [form], "properties": {form: {"type": ["string", "array"]}}} for form in FORMS]
    schemas["Verify"]["oneOf"] = one
    return schemas


def _set_example(operation: dict[str, Any], name: str, value: str) -> None:
    next(p for p in operation["parameters"] if p["name"] == name)["example"] = value


def _first_words(corpus: Corpus) -> str:
    """Quote the first sentence of the first document, or the beginning of a long one."""
    if not len(corpus):  # every file was emptied
        return "What was decided?"
    document, sentence = corpus.documents[0], corpus.segmentation(0).sentences[0]
    text = document.text[sentence.body : sentence.end]
    return text if len(text) <= 200 else text[:200].rpartition(" ")[0] or text[:200]
