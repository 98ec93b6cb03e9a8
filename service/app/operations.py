"""What each route takes and gives, as OpenAPI describes it."""

from collections.abc import Iterable
from typing import Any

from service.app.asking import CSV, JSON_LINES
from service.wire.fields import ASKED, BLANKS, MAX_QUESTION
from service.wire.links import MAX_PAGE
from service.wire.problems import MEDIA_TYPE
from service.wire.requests import MAX_HISTORY, AskLink
from service.wire.schemas import Schema, describe_fields

JSON, HTML, TEXT, SCRIPT = "application/json", "text/html", "text/plain", "text/javascript"
Operation = dict[str, Any]


def reference(name: str) -> Schema:
    """Refer to a model by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _parameter(name: str, schema: Schema, place: str = "query", required: bool = False) -> dict[str, Any]:
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
_PROBLEM = {"content": {MEDIA_TYPE: {"schema": reference("ProblemDetails")}, HTML: {"schema": _STRING}}}
_REFUSED = {
    "400": "Something in the request is wrong; the problem says what was expected.",
    "401": "The Authorization header does not hold the right token.",
    "403": "The request does not come from one of the service's own pages.",
    "404": "There is no such document or route.",
    "406": "The reply can be given in none of the types that Accept allows.",
    "413": "The body is too large.",
    "415": "The body is not of a type that this route takes.",
    "431": "The address and the headers are too long together.",
    "501": "The format asked for is not available.",
    "503": "The documents are still being read; ask again in a moment.",
    "507": "The file that keeps feedback is full.",
}
_BODY = "400 404 413 415 503"
_UNCHANGED = {"304": {"description": "The reply is still the one that the ETag names."}}
_ID = _parameter(
    "id", {"type": "string", "minLength": 1, "description": "A document's id: its path in the collection."}, "path"
)
_PLACES = [
    _parameter(
        "start", {"type": "integer", "minimum": 0, "description": "Where the passage to mark begins, in code points."}
    ),
    _parameter("end", {"type": "integer", "minimum": 1, "description": "Where it ends: one past its last code point."}),
]
_LINK = describe_fields(AskLink)
_AS = _parameter("as", _LINK["as"])
_ANSWER = {
    "200": {
        "description": "The answer, or silence; in another tool's format where `as` names one.",
        "content": {
            JSON: {"schema": {"anyOf": [*map(reference, ("Reply", "AnthropicReply", "HaystackReply"))]}},
            "application/ld+json": {"schema": reference("AnnotationPage")},
            "application/vnd.citationstyles.csl+json": {
                "schema": {"type": "array", "items": reference("CslItem"), "description": "One item for each citation."}
            },
            **_content(("text/markdown", "application/x-bibtex"), _STRING)["content"],
        },
    }
}
_PAGING = [
    _parameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "description": "How many entries a page has."}
    ),
    _parameter("after", {"type": "string", "description": "The id after which the page begins."}),
    _parameter("filter", {"type": "string", "description": "Words that a title, author, id or date must hold."}),
]
# A page's form sends what was left empty too: it counts for nothing.
_QUESTIONS = {
    "type": "array",
    "maxItems": MAX_HISTORY + 1,
    "items": {"type": "string", "maxLength": MAX_QUESTION, "pattern": f"{ASKED}|^[{BLANKS}]*$"},
    "description": "Questions, each following on those before it; blank ones are ignored.",
}
_SCOPE = {"type": "array", "items": {"type": "string"}, "description": "Ids of documents or folders to search within."}
_CONVERSATION = [_parameter("q", _QUESTIONS), _parameter("documents", _SCOPE)]
_LINES = {
    "200": {
        "description": "A line for each question: the reply, or the problem with the question.",
        "content": {kind: {"schema": _STRING} for kind in (*JSON_LINES, CSV)},
    }
}
_PAGE = _reply("The page, in HTML.", HTML, _STRING)

PATHS: dict[str, dict[str, Operation]] = {
    "/ask": {
        "post": _operation("ask", "Answer a question", _ANSWER, _BODY, [_AS], takes="Ask"),
        "get": _operation(
            "askByLink",
            "Answer a question, by a link",
            _ANSWER | _UNCHANGED,
            "400 404 503",
            [_parameter(name, schema, required=name == "q") for name, schema in _LINK.items()],
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
                    "description": "A page of the collection.",
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
            [
                _ID,
                *_PLACES,
                _parameter("at", {"type": "integer", "minimum": 0, "description": "A code point to show."}),
            ],
        ),
    },
    "/documents/{id}/text": {
        "get": _operation(
            "readText",
            "Read a document's canonical text, which offsets count in",
            {
                "200": {
                    "description": "The text, byte for byte.",
                    "content": {TEXT: {"schema": _STRING}, HTML: {"schema": _STRING}},
                }
            }
            | _UNCHANGED,
            "404 503",
            [_ID],
        ),
    },
    "/feedback": {
        "post": _operation(
            "feedback",
            "Keep a reader's verdict on an answer",
            {"204": {"description": "The verdict is kept."}},
            f"{_BODY} 403 507",
            takes="Feedback",
        ),
    },
    "/reload": {
        "post": _operation(
            "reload",
            "Look for changed documents now, with the bearer token that the service was given",
            _reply("What is served from now on.", JSON, reference("Ready")),
            "401 404 503",
        ),
    },
    "/healthz": {
        "get": _operation(
            "health", "Is the process alive?", _reply("The process is alive.", JSON, reference("Health"))
        ),
    },
    "/readyz": {
        "get": _operation(
            "ready", "Are the documents loaded?", _reply("The documents are loaded.", JSON, reference("Ready")), "503"
        ),
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
            "widget",
            "The widget for other sites",
            _reply("The script of the widget.", "text/javascript", _STRING) | _UNCHANGED,
        ),
    },
    "/oembed": {
        "get": _operation(
            "oembed",
            "What a link to an answer or a document unfolds into (oEmbed 1.0)",
            _reply("The embed, as oEmbed 1.0 describes it.", JSON, {"type": "object"}),
            "400 404 501 503",
            [
                _parameter("url", {"type": "string", "description": "The link to unfold."}),
                _parameter(
                    "format", {"const": "json", "type": "string", "description": "The only format there is: json."}
                ),
                _parameter(
                    "maxwidth", {"type": "integer", "minimum": 1, "description": "The largest size wanted, in pixels."}
                ),
                _parameter(
                    "maxheight", {"type": "integer", "minimum": 1, "description": "The largest size wanted, in pixels."}
                ),
            ],
        ),
    },
    "/docs": {"get": _operation("docs", "This description, to read", _PAGE, "503")},
    "/openapi.json": {
        "get": _operation(
            "openapi", "This description", _reply("The OpenAPI document.", JSON, {"type": "object"}) | _UNCHANGED, "503"
        ),
    },
    "/static/{file}": {
        "get": _operation(
            "static",
            "Styles and scripts of the pages",
            {"200": {"description": "The file, whole.", "content": {"*/*": {"schema": _STRING}}}} | _UNCHANGED,
            "404",
            [_parameter("file", {"type": "string", "minLength": 1, "description": "The file's path."}, "path")],
        ),
    },
}
