"""The OpenAPI description of each route: its parameters, body and replies."""

from typing import Any

from service.app.access_tokens import COOKIE, OPEN, OPEN_BELOW
from service.app.asking import JSON_LINES
from service.app.embedding import THEMES
from service.app.operation_parts import (
    ANSWER,
    AS,
    BODY,
    CITED,
    CONVERSATION,
    HTML,
    ID,
    JSON,
    LINES,
    LINK,
    NEXT,
    PAGE,
    PAGING,
    PICTURE,
    PLACES,
    PROBLEM,
    SCRIPT,
    SIGNED,
    STRING,
    TEXT,
    UNCHANGED,
    WANTED,
    Operation,
    form,
    operation,
    parameter,
    reference,
    reply,
)
from service.app.refusals import REFUSED
from service.wire.requests import CitationQuery
from service.wire.schemas import describe_fields
from service.wire.search_shapes import SearchQuery

SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of the service, for programs."},
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "What /sign-in sets, for browsers."},
}

_MATCH = [
    parameter(
        "If-Match", {"type": "string", "description": "The SHA-256 of the text, in quotation marks, or *."}, "header"
    ),
    parameter("If-None-Match", {"type": "string", "description": "Given as *, it lets nothing be replaced."}, "header"),
]
_ADDED: dict[str, dict[str, Any]] = {
    status: {"description": said, "content": {JSON: {"schema": reference("AddedDocument")}}}
    for status, said in (
        ("200", "It has taken the place of another, and is answered from."),
        ("201", "It is answered from."),
        ("202", "It is stored, and will be answered from in a moment: `url` then has it."),
    )
}
_ADDED_BY_FORM: dict[str, dict[str, Any]] = {
    "200": {
        "description": "What became of each file.",
        "content": {JSON: {"schema": reference("AddedDocuments")}, HTML: {"schema": STRING}},
    },
    "303": {"description": "All were added; Location is the list of documents."},
}
_FILES = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": STRING, "description": "The files to add."},
                        "replace": STRING | {"description": "Anything, if files of the same names are to be replaced."},
                        "remove": {"type": "array", "items": STRING, "description": "Ids of files to remove."},
                    },
                }
            }
        },
    }
}
_WRITING = "400 401 403 404 409 412 413 415 422 500 503 507"
_THEME = {
    "type": "string",
    "enum": [*THEMES],
    "description": "The colours of the page around the frame; by default light. `auto` is what the reader's system has.",
}

PATHS: dict[str, dict[str, Operation]] = {
    "/ask": {
        "post": operation("ask", "Answer a question", ANSWER, BODY, [AS], takes="Ask"),
        "get": operation(
            "askByLink",
            "Answer a question asked in a link",
            ANSWER | UNCHANGED,
            "400 404 503",
            [parameter(name, schema, required=name == "q") for name, schema in LINK.items()],
        ),
    },
    "/ask/batch": {
        "post": operation("askBatch", "Answer many questions", LINES, f"{BODY} 406", takes="Batch"),
    },
    "/search": {
        "get": operation(
            "search",
            "Find every sentence that holds given words or phrases",
            {
                "200": {
                    "description": "A page of hits, in the order of the documents.",
                    "content": {JSON: {"schema": reference("SearchReply")}, HTML: {"schema": STRING}},
                }
            }
            | UNCHANGED,
            "400 404 503",
            [parameter(name, schema, required=name == "q") for name, schema in describe_fields(SearchQuery).items()],
        ),
    },
    "/verify": {
        "get": operation("verifyPage", "The page to check quotations on", PAGE, "503"),
        "post": operation(
            "verify",
            "Check a quote, several quotes, or every quotation in a text; the page’s form is answered by the page",
            reply(
                "The verdict on the quote, or a list of verdicts in order.",
                JSON,
                {"anyOf": [reference(name) for name in ("Verdict", "Verdicts", "TextVerdicts")]},
            ),
            BODY,
            takes="Verify",
        ),
    },
    "/documents": {
        "get": operation(
            "listDocuments",
            "List the documents and the skipped files",
            {
                "200": {
                    "description": "A page of the listing.",
                    "content": {JSON: {"schema": reference("Listing")}, HTML: {"schema": STRING}},
                }
            },
            "400 503",
            PAGING,
        ),
        "post": operation(
            "addDocuments",
            "Add files by a form, or remove one; needs QUOTH_UPLOADS",
            _ADDED_BY_FORM,
            _WRITING,
        )
        | _FILES,
    },
    "/documents/{id}": {
        "put": operation(
            "addDocument", "Add or replace a document; needs QUOTH_UPLOADS", _ADDED, _WRITING, [ID, *_MATCH]
        )
        | {"requestBody": {"required": True, "content": {"*/*": {"schema": STRING}}}},
        "delete": operation(
            "removeDocument",
            "Remove a document, which is cited no more once the reply is there; needs QUOTH_UPLOADS",
            reply("Nothing of it will be cited.", JSON, reference("RemovedDocument")),
            "401 403 404 409 412 500 503",
            [ID, _MATCH[0]],
        ),
        "get": operation(
            "readDocument",
            "Show a document, with a passage marked, or cite the passage",
            CITED,
            "400 404 503",
            [
                ID,
                *PLACES,
                parameter(
                    "at",
                    {
                        "type": "integer",
                        "minimum": 0,
                        "description": "Offset, in code points, of a character to show: long documents are shown in parts.",
                    },
                ),
                parameter("as", describe_fields(CitationQuery)["as"]),
            ],
        ),
    },
    "/documents/{id}/text": {
        "get": operation(
            "readText",
            "Get a document's canonical text, which offsets count in",
            {
                "200": {
                    "description": "The text in UTF-8, exactly as offsets count it.",
                    "content": {TEXT: {"schema": STRING}, HTML: {"schema": STRING}},
                }
            }
            | UNCHANGED,
            "404 503",
            [ID],
        ),
    },
    "/documents/{id}/original": {
        "get": operation(
            "original",
            "Get the file of a document; needs QUOTH_ORIGINALS",
            {"200": {"description": "The file as it is now.", "content": {"*/*": {"schema": STRING}}}},
            "404 503",
            [ID],
        ),
    },
    "/next": {
        "post": operation(
            "goOn",
            "Suggest questions that the documents answer, and names to search for, after an answer",
            reply("What to go on with.", JSON, reference("NextSteps")),
            BODY,
            takes="GoingOn",
        ),
    },
    "/documents/{id}/page": {
        "get": operation(
            "page",
            "Get a page of a PDF as an image, the words of a passage boxed; off with QUOTH_PAGE_PICTURES=off",
            PICTURE,
            "400 404 503",
            [ID, *WANTED],
        ),
    },
    "/feedback": {
        "post": operation(
            "feedback",
            "Record a reader's verdict on an answer",
            {"204": {"description": "The verdict has been recorded."}},
            f"{BODY} 403 507",
            takes="Feedback",
        ),
    },
    "/silences": {
        "get": operation(
            "silences",
            "List what was asked and not answered; needs QUOTH_SILENCES and the owner's token",
            {
                "200": {
                    "description": "The questions with how often they were asked, a JSON object on each line.",
                    "content": {JSON_LINES[0]: {"schema": STRING}, HTML: {"schema": STRING}},
                }
            },
            "400 403 404",
            [
                parameter(
                    "as",
                    {"type": "string", "enum": ["jsonl"], "description": "Whether to get the question file for sure."},
                )
            ],
        ),
    },
    "/reload": {
        "post": operation(
            "reload",
            "Reload changed documents now; needs the bearer token in QUOTH_RELOAD_TOKEN",
            reply("The documents served from now on.", JSON, reference("Ready")),
            "401 404 503",
        ),
    },
    "/healthz": {
        "get": operation(
            "health", "Tell that the process is running", reply("The process is running.", JSON, reference("Health"))
        ),
    },
    "/metrics": {
        "get": operation(
            "metrics",
            "Get figures on requests, answers and what is served, for Prometheus",
            reply("The figures, in Prometheus's text format.", TEXT, STRING),
        ),
    },
    "/readyz": {
        "get": operation(
            "ready",
            "Tell whether the documents are loaded",
            reply("The documents are loaded.", JSON, reference("Ready")),
            "503",
        ),
    },
    "/": {
        "get": operation(
            "home",
            "The chat page, with a conversation answered",
            PAGE,
            "400 404 503",
            CONVERSATION,
        ),
    },
    "/embed": {
        "get": operation(
            "embed",
            "A page with an answer, for other sites to frame",
            PAGE,
            "400 404 503",
            [*CONVERSATION, parameter("theme", _THEME)],
        ),
    },
    "/embed.js": {
        "get": operation(
            "widget",
            "The script of the widget for other sites",
            reply("The script of the widget.", SCRIPT, STRING) | UNCHANGED,
        ),
    },
    "/oembed": {
        "get": operation(
            "oembed",
            "Preview a link to an answer or a document (oEmbed 1.0)",
            reply("The preview, in the format of oEmbed 1.0.", JSON, {"type": "object"}),
            "400 404 501 503",
            [
                parameter("url", {"type": "string", "description": "The link to make a preview of."}),
                parameter(
                    "format",
                    {
                        "const": "json",
                        "type": "string",
                        "description": "The format of the reply; only json is available.",
                    },
                ),
                parameter("maxwidth", {"type": "integer", "minimum": 1, "description": "The maximum width in pixels."}),
                parameter(
                    "maxheight", {"type": "integer", "minimum": 1, "description": "The maximum height in pixels."}
                ),
            ],
        ),
    },
    "/sign-in": {
        "get": operation(
            "signInPage",
            "The page to sign in on, where the service wants a token",
            PAGE,
            "404",
            [parameter("next", NEXT)],
        ),
        "post": operation("signIn", "Sign a browser in with a token", SIGNED, "401 403 404 413")
        | form({"token": {"type": "string", "description": "The token, as it was given."}, "next": NEXT}),
    },
    "/sign-out": {
        "post": operation("signOut", "Sign a browser out", SIGNED, "403 404"),
    },
    "/docs": {"get": operation("docs", "This description of the API, as a page", PAGE, "503")},
    "/openapi.json": {
        "get": operation(
            "openapi",
            "This description of the API, in OpenAPI 3.1",
            reply("The OpenAPI document.", JSON, {"type": "object"}) | UNCHANGED,
            "503",
        ),
    },
    "/favicon.ico": {
        "get": operation(
            "favicon", "Get the icon of the pages", reply("The icon, in two sizes.", "image/vnd.microsoft.icon", STRING)
        ),
    },
    "/robots.txt": {
        "get": operation(
            "robots", "Tell crawlers what to leave", reply("The rules for crawlers (RFC 9309).", TEXT, STRING)
        ),
    },
    "/static/{file}": {
        "get": operation(
            "static",
            "Get a style sheet, script or other file of the pages",
            {"200": {"description": "The contents of the file.", "content": {"*/*": {"schema": STRING}}}} | UNCHANGED,
            "404",
            [
                parameter(
                    "file",
                    {"type": "string", "minLength": 1, "description": "The path of the file, such as base.css."},
                    "path",
                )
            ],
        ),
    },
}


def want_token(paths: dict[str, dict[str, Operation]]) -> None:
    """Describe, in place, that every operation wants a token, apart from those that are open to all."""
    refusals = {status: PROBLEM | {"description": REFUSED[status]} for status in ("401", "429")}
    for path, methods in paths.items():
        for described in methods.values():
            if path in OPEN or path.startswith(OPEN_BELOW):
                described["security"] = []
            else:
                described["responses"] = refusals | described["responses"]
