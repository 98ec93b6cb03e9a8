"""The parameters of the routes, for the description of the API."""

from typing import Any

from service.wire.fields import ASKED, BLANKS, MAX_QUESTION
from service.wire.links import MAX_PAGE
from service.wire.requests import MAX_HISTORY, AskLink
from service.wire.schemas import Schema, describe_fields


def parameter(name: str, schema: Schema, place: str = "query", required: bool = False) -> dict[str, Any]:
    """Describe a parameter of a route."""
    described = {"name": name, "in": place, "required": required or place == "path", "schema": schema}
    return described | ({"description": schema["description"]} if "description" in schema else {})


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
_LEAST = describe_fields(AskLink)["min_confidence"] | {
    "description": "The confidence from which to answer the last question; by default, what the service is set to."
}
CONVERSATION = [
    parameter("q", _QUESTIONS),
    parameter("documents", _SCOPE),
    parameter("min_confidence", _LEAST),
]
