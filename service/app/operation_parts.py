"""What the OpenAPI description of a route is put together from: parameters, bodies, replies, refusals."""

from collections.abc import Iterable
from typing import Any

from service.app.asking import CSV, JSON_LINES
from service.app.refusals import REFUSED
from service.documents.page_images import MEDIA_TYPE as MEDIA_TYPE_OF_PAGES
from service.wire.fields import ASKED, BLANKS, MAX_QUESTION
from service.wire.links import MAX_PAGE
from service.wire.problems import MEDIA_TYPE
from service.wire.requests import MAX_HISTORY, AskLink
from service.wire.schemas import Schema, describe_fields

JSON, HTML, TEXT, SCRIPT = "application/json", "text/html", "text/plain", "text/javascript"
Operation = dict[str, Any]


def reference(name: str) -> Schema:
    """Refer to a model's schema by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def parameter(name: str, schema: Schema, place: str = "query", required: bool = False) -> dict[str, Any]:
    described = {"name": name, "in": place, "required": required or place == "path", "schema": schema}
    return described | ({"description": schema["description"]} if "description" in schema else {})


def content(kinds: Iterable[str], schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {kind: {"schema": schema} for kind in kinds}}


def operation(
    name: str,
    summary: str,
    replies: dict[str, dict[str, Any]],
    refusals: str = "",
    parameters: Iterable[dict[str, Any]] = (),
    takes: str | None = None,
) -> Operation:
    """Describe one method of a route; `refusals` lists the statuses of its problems, `takes` names its body's model."""
    problems = {status: PROBLEM | {"description": REFUSED[status]} for status in ["408", *refusals.split(), "431"]}
    body = {"requestBody": {"required": True} | content([JSON], reference(takes))} if takes else {}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        **body,
        "responses": replies | problems,
    }


def form(fields: dict[str, Schema]) -> dict[str, Any]:
    """Describe a form's fields, all of them texts."""
    schema = {"type": "object", "properties": fields}
    return {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}}


def reply(description: str, kind: str, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {"200": {"description": description} | content([kind], schema)}


STRING = {"type": "string"}
PROBLEM = {"content": {MEDIA_TYPE: {"schema": reference("ProblemDetails")}, HTML: {"schema": STRING}}}
BODY = "400 404 413 415 503"
UNCHANGED = {"304": {"description": "The reply still matches the ETag in If-None-Match."}}
ID = parameter(
    "id",
    {"type": "string", "minLength": 1, "description": "The document's id: its path within the collection."},
    "path",
)
PLACES = [
    parameter(
        "start",
        {"type": "integer", "minimum": 0, "description": "Offset of the first character to mark, in code points."},
    ),
    parameter(
        "end",
        {
            "type": "integer",
            "minimum": 1,
            "description": "Offset just past the last character to mark, in code points.",
        },
    ),
]
WANTED = [
    parameter("number", {"type": "integer", "minimum": 1, "description": "The number of the page; by default 1."}),
    *PLACES,
    parameter("band", {"enum": [0, 1], "description": "Whether only the part around the boxes is wanted, 1 or 0."}),
]
PICTURE: dict[str, dict[str, Any]] = {
    "200": {
        "description": "The page as it is now. Without boxes, the words could not be told on it.",
        "content": {MEDIA_TYPE_OF_PAGES: {"schema": STRING}, HTML: {"schema": STRING}},
    },
    **UNCHANGED,
}
LINK = describe_fields(AskLink)
AS = parameter("as", LINK["as"])
ANSWER = {
    "200": {
        "description": "The answer; or the likeliest passages, if it is not sure enough; or silence. In the format that `as` names.",
        "content": {
            JSON: {"schema": {"anyOf": [*map(reference, ("Reply", "AnthropicReply", "HaystackReply"))]}},
            "application/ld+json": {"schema": reference("AnnotationPage")},
            "application/vnd.citationstyles.csl+json": {
                "schema": {"type": "array", "items": reference("CslItem"), "description": "One item for each citation."}
            },
            **content(("text/markdown", "application/x-bibtex"), STRING)["content"],
        },
    }
}
PAGING = [
    parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "description": "The number of entries per page."},
    ),
    parameter(
        "after",
        {
            "type": "string",
            "description": "List entries with ids after this one; `next` gives the link to the next page.",
        },
    ),
    parameter(
        "filter",
        {
            "type": "string",
            "description": "Words to find in titles, authors, ids and dates; only entries with all of them are listed.",
        },
    ),
]
# A form also sends fields that were left empty; these are ignored.
QUESTIONS = {
    "type": "array",
    "maxItems": MAX_HISTORY + 1,
    "items": {"type": "string", "maxLength": MAX_QUESTION, "pattern": f"{ASKED}|^[{BLANKS}]*$"},
    "description": "The questions of a conversation, oldest first; blank ones are ignored.",
}
SCOPE = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Ids of documents or folders to search; by default, the whole collection.",
}
LEAST = LINK["min_confidence"] | {
    "description": "The confidence from which to answer the last question; by default, what the service is set to."
}
CONVERSATION = [
    parameter("q", QUESTIONS),
    parameter("documents", SCOPE),
    parameter("min_confidence", LEAST),
]
LINES = {
    "200": {
        "description": "One line for each question, with the reply or the problem with the question.",
        "content": {kind: {"schema": STRING} for kind in (*JSON_LINES, CSV)},
    }
}
PAGE = reply("The page, as HTML.", HTML, STRING)
CITED = {
    "200": {
        "description": "The page, or the citation of the passage.",
        "content": {
            HTML: {"schema": STRING},
            "application/vnd.citationstyles.csl+json": {"schema": {"type": "array", "items": reference("CslItem")}},
            **content(("text/markdown", "application/x-bibtex"), STRING)["content"],
        },
    }
}
NEXT = {"type": "string", "description": "The path to go on to."}
SIGNED = {"303": {"description": "It is done; Location is where to go on."}}
