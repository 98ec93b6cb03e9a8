"""What each route takes and gives, as OpenAPI describes it."""

from collections.abc import Iterable
from typing import Any, get_args

from service.app.batch import CSV, JSON_LINES
from service.app.problems import PROBLEM_JSON
from service.wire import requests
from service.wire.describing import list_of, one_of, reference
from service.wire.schemas import DOCUMENTS, LIMIT, OFFSETS, PAGE_DOCUMENTS, PAGE_QUESTIONS, QUESTION

JSON, HTML, TEXT, SCRIPT = "application/json", "text/html", "text/plain", "text/javascript"
Operation = dict[str, Any]


def _parameter(name: str, schema: dict[str, Any], place: str = "query", required: bool = False) -> dict[str, Any]:
    described = {"name": name, "in": place, "required": required or place == "path", "schema": schema}
    return described | ({"description": schema["description"]} if "description" in schema else {})


def _content(kinds: Iterable[str], schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {kind: {"schema": schema} for kind in kinds}}


def _operation(
    name: str,
    summary: str,
    replies: dict[str, dict[str, Any]],
    refusals: str = "",
    parameters: Iterable[dict[str, Any]] = (),
    takes: str | None = None,
) -> Operation:
    """Describe one method of a route; `refusals` are the statuses of its problems, `takes` its body's schema."""
    problems = {status: _PROBLEM | {"description": _REFUSED[status]} for status in [*refusals.split(), "431"]}
    body = {"requestBody": {"required": True} | _content([JSON], reference(takes))} if takes else {}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        **body,
        "responses": replies | problems,
    }


def _reply(description: str, kind: str, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {"200": {"description": description} | _content([kind], schema)}


_STRING = {"type": "string"}
_PROBLEM = {"content": {PROBLEM_JSON: {"schema": reference("Problem")}, HTML: {"schema": _STRING}}}
_REFUSED = {
    "400": "The request is faulty.",
    "401": "The Authorization header holds no right token.",
    "403": "The request is no page's of this service.",
    "404": "There is no such thing.",
    "406": "Nothing acceptable can be given.",
    "413": "The body is too large.",
    "415": "The body is of another type.",
    "431": "The address and headers are too long.",
    "501": "There is no such format.",
    "503": "The documents are still being read.",
    "507": "The file is full.",
}
_BODY = "400 404 413 415 503"
_UNCHANGED = {"304": {"description": "It is as the ETag says."}}
_ID = _parameter("id", {"type": "string", "minLength": 1, "description": "A document's id."}, "path")
_PLACES = [
    _parameter("start", {"type": "integer", "minimum": 0, "description": "Where the marked passage begins."}),
    _parameter("end", {"type": "integer", "minimum": 1, "description": "Where it ends, in code points."}),
]
_AS = {"type": "string", "enum": list(get_args(requests.As)), "description": "The format of the reply."}
_ANSWER = {
    "200": {
        "description": "The answer, or silence; in another tool's format where `as` names one.",
        "content": {
            JSON: {"schema": one_of(*map(reference, ("Reply", "AnthropicReply", "HaystackReply")))},
            "application/ld+json": {"schema": reference("AnnotationPage")},
            "application/vnd.citationstyles.csl+json": {"schema": list_of(reference("CslItem"), "An item a citation.")},
            **_content(("text/markdown", "application/x-bibtex"), _STRING)["content"],
        },
    }
}
_PAGING = [
    _parameter("limit", {"type": "integer", "minimum": 1, "maximum": requests.MAX_PAGE, "description": "Of a page."}),
    _parameter("after", {"type": "string", "description": "The id that the page begins after."}),
    _parameter("filter", {"type": "string", "description": "Words of a title, author, name or date."}),
]
_CONVERSATION = [_parameter("q", PAGE_QUESTIONS), _parameter("documents", PAGE_DOCUMENTS)]
_LINES = {
    "200": {
        "description": "A line for each question: its reply, or its problem.",
        "content": {kind: {"schema": _STRING} for kind in (*JSON_LINES, CSV)},
    }
}
_PAGE = _reply("The page.", HTML, _STRING)

PATHS: dict[str, dict[str, Operation]] = {
    "/ask": {
        "post": _operation("ask", "Answer a question", _ANSWER, _BODY, [_parameter("as", _AS)], takes="Ask"),
        "get": _operation(
            "askByLink",
            "Answer a question, by a link",
            _ANSWER | _UNCHANGED,
            "400 404 503",
            [
                _parameter("q", QUESTION, required=True),
                _parameter("limit", LIMIT),
                _parameter("documents", DOCUMENTS),
                _parameter("offsets", OFFSETS),
                _parameter("as", _AS),
            ],
        ),
    },
    "/ask/batch": {
        "post": _operation("askBatch", "Answer many questions", _LINES, f"{_BODY} 406", takes="Batch"),
    },
    "/verify": {
        "post": _operation(
            "verify",
            "Check a quote, several, or a text's quotations",
            _reply(
                "The verdict, or the verdicts in order.",
                JSON,
                {"anyOf": [reference(name) for name in ("Verdict", "Verdicts", "TextVerdicts")]},
            ),
            _BODY,
            takes="Verify",
        ),
    },
    "/documents": {
        "get": _operation(
            "listDocuments",
            "List the documents, and what was skipped",
            {
                "200": {
                    "description": "A page of the list.",
                    "content": {JSON: {"schema": reference("Listing")}, HTML: {"schema": _STRING}},
                }
            },
            "400 503",
            _PAGING,
        ),
    },
    "/documents/{id}": {
        "get": _operation(
            "readDocument",
            "Read a document, a passage of it marked",
            _PAGE,
            "400 404 503",
            [_ID, *_PLACES, _parameter("at", {"type": "integer", "minimum": 0, "description": "Where to begin."})],
        ),
    },
    "/documents/{id}/text": {
        "get": _operation(
            "readText",
            "Read a document's canonical text, which offsets count in",
            {"200": {"description": "The text.", "content": {TEXT: {"schema": _STRING}, HTML: {"schema": _STRING}}}}
            | _UNCHANGED,
            "404 503",
            [_ID],
        ),
    },
    "/feedback": {
        "post": _operation(
            "feedback",
            "Keep a reader's verdict on an answer",
            {"204": {"description": "It is kept."}},
            f"{_BODY} 403 507",
            takes="Feedback",
        ),
    },
    "/reload": {
        "post": _operation(
            "reload",
            "Look for changed documents now, with the bearer token that the service was given",
            _reply("What is served then.", JSON, reference("Ready")),
            "401 404 503",
        ),
    },
    "/healthz": {
        "get": _operation("health", "Is the process alive?", _reply("It is.", JSON, reference("Health"))),
    },
    "/readyz": {
        "get": _operation("ready", "Are the documents loaded?", _reply("They are.", JSON, reference("Ready")), "503"),
    },
    "/": {
        "get": _operation(
            "home",
            "The page to ask on",
            _PAGE,
            "400 404 503",
            _CONVERSATION,
        ),
    },
    "/embed": {
        "get": _operation(
            "embed",
            "An answer to be framed by other sites",
            _PAGE,
            "400 404 503",
            _CONVERSATION,
        ),
    },
    "/embed.js": {
        "get": _operation(
            "widget", "The widget for other sites", _reply("It.", "text/javascript", _STRING) | _UNCHANGED
        ),
    },
    "/oembed": {
        "get": _operation(
            "oembed",
            "What a link to an answer or a document unfolds into (oEmbed 1.0)",
            _reply("It.", JSON, {"type": "object"}),
            "400 404 501 503",
            [
                _parameter("url", {"type": "string", "description": "The link."}),
                _parameter("format", {"const": "json", "type": "string", "description": "json, the only one."}),
                _parameter("maxwidth", {"type": "integer", "minimum": 1, "description": "In pixels."}),
                _parameter("maxheight", {"type": "integer", "minimum": 1, "description": "In pixels."}),
            ],
        ),
    },
    "/docs": {"get": _operation("docs", "This description, to read", _PAGE, "503")},
    "/openapi.json": {
        "get": _operation("openapi", "This description", _reply("It.", JSON, {"type": "object"}) | _UNCHANGED, "503"),
    },
    "/static/{file}": {
        "get": _operation(
            "static",
            "Styles and scripts of the pages",
            {"200": {"description": "The file.", "content": {"*/*": {"schema": _STRING}}}} | _UNCHANGED,
            "404",
            [_parameter("file", {"type": "string", "minLength": 1, "description": "Its path."}, "path")],
        ),
    },
}
