"""The OpenAPI description of each route: its parameters, body and replies."""

from collections.abc import Iterable
from typing import Any

from service.app.access_tokens import COOKIE, OPEN, OPEN_BELOW
from service.app.asking import CSV, JSON_LINES
from service.app.refusals import REFUSED
from service.wire.fields import ASKED, BLANKS, MAX_QUESTION
from service.wire.links import MAX_PAGE
from service.wire.problems import MEDIA_TYPE
from service.wire.requests import MAX_HISTORY, AskLink
from service.wire.schemas import Schema, describe_fields
from service.wire.search_shapes import SearchQuery

JSON, HTML, TEXT, SCRIPT = "application/json", "text/html", "text/plain", "text/javascript"
Operation = dict[str, Any]


def reference(name: str) -> Schema:
    """Refer to a model's schema by name."""
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
    """Describe one method of a route; `refusals` lists the statuses of its problems, `takes` names its body's model."""
    problems = {status: _PROBLEM | {"description": REFUSED[status]} for status in ["408", *refusals.split(), "431"]}
    body = {"requestBody": {"required": True} | _content([JSON], reference(takes))} if takes else {}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        **body,
        "responses": replies | problems,
    }


def _form(fields: dict[str, Schema]) -> dict[str, Any]:
    """Describe a form's fields, all of them texts."""
    schema = {"type": "object", "properties": fields}
    return {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}}


def want_token(paths: dict[str, dict[str, Operation]]) -> None:
    """Describe, in place, that every operation wants a token, apart from those that are open to all."""
    refusals = {status: _PROBLEM | {"description": REFUSED[status]} for status in ("401", "429")}
    for path, methods in paths.items():
        for operation in methods.values():
            if path in OPEN or path.startswith(OPEN_BELOW):
                operation["security"] = []
            else:
                operation["responses"] = refusals | operation["responses"]


def _reply(description: str, kind: str, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {"200": {"description": description} | _content([kind], schema)}


_STRING = {"type": "string"}
_PROBLEM = {"content": {MEDIA_TYPE: {"schema": reference("ProblemDetails")}, HTML: {"schema": _STRING}}}
_BODY = "400 404 413 415 503"
_UNCHANGED = {"304": {"description": "The reply still matches the ETag in If-None-Match."}}
_ID = _parameter(
    "id",
    {"type": "string", "minLength": 1, "description": "The document's id: its path within the collection."},
    "path",
)
_PLACES = [
    _parameter(
        "start",
        {"type": "integer", "minimum": 0, "description": "Offset of the first character to mark, in code points."},
    ),
    _parameter(
        "end",
        {
            "type": "integer",
            "minimum": 1,
            "description": "Offset just past the last character to mark, in code points.",
        },
    ),
]
_LINK = describe_fields(AskLink)
_AS = _parameter("as", _LINK["as"])
_ANSWER = {
    "200": {
        "description": "The answer; or the likeliest passages, if it is not sure enough; or silence. In the format that `as` names.",
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
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "description": "The number of entries per page."},
    ),
    _parameter(
        "after",
        {
            "type": "string",
            "description": "List entries with ids after this one; `next` gives the link to the next page.",
        },
    ),
    _parameter(
        "filter",
        {
            "type": "string",
            "description": "Words to find in titles, authors, ids and dates; only entries with all of them are listed.",
        },
    ),
]
# A form also sends fields that were left empty; these are ignored.
_QUESTIONS = {
    "type": "array",
    "maxItems": MAX_HISTORY + 1,
    "items": {"type": "string", "maxLength": MAX_QUESTION, "pattern": f"{ASKED}|^[{BLANKS}]*$"},
    "description": "The questions of a conversation, oldest first; blank ones are ignored.",
}
_SCOPE = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Ids of documents or folders to search; by default, the whole collection.",
}
_LEAST = _LINK["min_confidence"] | {
    "description": "The confidence from which to answer the last question; by default, what the service is set to."
}
_CONVERSATION = [
    _parameter("q", _QUESTIONS),
    _parameter("documents", _SCOPE),
    _parameter("min_confidence", _LEAST),
]
_LINES = {
    "200": {
        "description": "One line for each question, with the reply or the problem with the question.",
        "content": {kind: {"schema": _STRING} for kind in (*JSON_LINES, CSV)},
    }
}
_PAGE = _reply("The page, as HTML.", HTML, _STRING)
_NEXT = {"type": "string", "description": "The path to go on to."}
_SIGNED = {"303": {"description": "It is done; Location is where to go on."}}
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of the service, for programs."},
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "What /sign-in sets, for browsers."},
}

PATHS: dict[str, dict[str, Operation]] = {
    "/ask": {
        "post": _operation("ask", "Answer a question", _ANSWER, _BODY, [_AS], takes="Ask"),
        "get": _operation(
            "askByLink",
            "Answer a question asked in a link",
            _ANSWER | _UNCHANGED,
            "400 404 503",
            [_parameter(name, schema, required=name == "q") for name, schema in _LINK.items()],
        ),
    },
    "/ask/batch": {
        "post": _operation("askBatch", "Answer many questions", _LINES, f"{_BODY} 406", takes="Batch"),
    },
    "/search": {
        "get": _operation(
            "search",
            "Find every sentence that holds given words or phrases",
            {
                "200": {
                    "description": "A page of hits, in the order of the documents.",
                    "content": {JSON: {"schema": reference("SearchReply")}, HTML: {"schema": _STRING}},
                }
            }
            | _UNCHANGED,
            "400 404 503",
            [_parameter(name, schema, required=name == "q") for name, schema in describe_fields(SearchQuery).items()],
        ),
    },
    "/verify": {
        "get": _operation("verifyPage", "The page to check quotations on", _PAGE, "503"),
        "post": _operation(
            "verify",
            "Check a quote, several quotes, or every quotation in a text; the page’s form is answered by the page",
            _reply(
                "The verdict on the quote, or a list of verdicts in order.",
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
            "List the documents and the skipped files",
            {
                "200": {
                    "description": "A page of the listing.",
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
            "Show a document, with a passage marked",
            _PAGE,
            "400 404 503",
            [
                _ID,
                *_PLACES,
                _parameter(
                    "at",
                    {
                        "type": "integer",
                        "minimum": 0,
                        "description": "Offset, in code points, of a character to show: long documents are shown in parts.",
                    },
                ),
            ],
        ),
    },
    "/documents/{id}/text": {
        "get": _operation(
            "readText",
            "Get a document's canonical text, which offsets count in",
            {
                "200": {
                    "description": "The text in UTF-8, exactly as offsets count it.",
                    "content": {TEXT: {"schema": _STRING}, HTML: {"schema": _STRING}},
                }
            }
            | _UNCHANGED,
            "404 503",
            [_ID],
        ),
    },
    "/documents/{id}/original": {
        "get": _operation(
            "original",
            "Download the file of a document; needs QUOTH_ORIGINALS",
            {"200": {"description": "The file as it is now.", "content": {"*/*": {"schema": _STRING}}}},
            "404 503",
            [_ID],
        ),
    },
    "/feedback": {
        "post": _operation(
            "feedback",
            "Record a reader's verdict on an answer",
            {"204": {"description": "The verdict has been recorded."}},
            f"{_BODY} 403 507",
            takes="Feedback",
        ),
    },
    "/reload": {
        "post": _operation(
            "reload",
            "Reload changed documents now; needs the bearer token in QUOTH_RELOAD_TOKEN",
            _reply("The documents served from now on.", JSON, reference("Ready")),
            "401 404 503",
        ),
    },
    "/healthz": {
        "get": _operation(
            "health", "Tell that the process is running", _reply("The process is running.", JSON, reference("Health"))
        ),
    },
    "/metrics": {
        "get": _operation(
            "metrics",
            "Get figures on requests, answers and what is served, for Prometheus",
            _reply("The figures, in Prometheus's text format.", TEXT, _STRING),
        ),
    },
    "/readyz": {
        "get": _operation(
            "ready",
            "Tell whether the documents are loaded",
            _reply("The documents are loaded.", JSON, reference("Ready")),
            "503",
        ),
    },
    "/": {
        "get": _operation(
            "home",
            "The chat page, with a conversation answered",
            _PAGE,
            "400 404 503",
            _CONVERSATION,
        ),
    },
    "/embed": {
        "get": _operation(
            "embed",
            "A page with an answer, for other sites to frame",
            _PAGE,
            "400 404 503",
            _CONVERSATION,
        ),
    },
    "/embed.js": {
        "get": _operation(
            "widget",
            "The script of the widget for other sites",
            _reply("The script of the widget.", SCRIPT, _STRING) | _UNCHANGED,
        ),
    },
    "/oembed": {
        "get": _operation(
            "oembed",
            "Preview a link to an answer or a document (oEmbed 1.0)",
            _reply("The preview, in the format of oEmbed 1.0.", JSON, {"type": "object"}),
            "400 404 501 503",
            [
                _parameter("url", {"type": "string", "description": "The link to make a preview of."}),
                _parameter(
                    "format",
                    {
                        "const": "json",
                        "type": "string",
                        "description": "The format of the reply; only json is available.",
                    },
                ),
                _parameter(
                    "maxwidth", {"type": "integer", "minimum": 1, "description": "The maximum width in pixels."}
                ),
                _parameter(
                    "maxheight", {"type": "integer", "minimum": 1, "description": "The maximum height in pixels."}
                ),
            ],
        ),
    },
    "/sign-in": {
        "get": _operation(
            "signInPage",
            "The page to sign in on, where the service wants a token",
            _PAGE,
            "404",
            [_parameter("next", _NEXT)],
        ),
        "post": _operation("signIn", "Sign a browser in with a token", _SIGNED, "401 403 404 413")
        | _form({"token": {"type": "string", "description": "The token, as it was given."}, "next": _NEXT}),
    },
    "/sign-out": {
        "post": _operation("signOut", "Sign a browser out", _SIGNED, "403 404"),
    },
    "/docs": {"get": _operation("docs", "This description of the API, as a page", _PAGE, "503")},
    "/openapi.json": {
        "get": _operation(
            "openapi",
            "This description of the API, in OpenAPI 3.1",
            _reply("The OpenAPI document.", JSON, {"type": "object"}) | _UNCHANGED,
            "503",
        ),
    },
    "/static/{file}": {
        "get": _operation(
            "static",
            "Get a style sheet, script or other file of the pages",
            {"200": {"description": "The contents of the file.", "content": {"*/*": {"schema": _STRING}}}} | _UNCHANGED,
            "404",
            [
                _parameter(
                    "file",
                    {"type": "string", "minLength": 1, "description": "The path of the file, such as base.css."},
                    "path",
                )
            ],
        ),
    },
}
