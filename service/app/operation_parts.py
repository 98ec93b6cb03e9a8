"""What the descriptions of all routes are made of: parameters, contents, replies, problems."""

from collections.abc import Iterable
from typing import Any

from service.app.access_tokens import OPEN, OPEN_BELOW
from service.wire.problems import MEDIA_TYPE
from service.wire.schemas import Schema

REFUSED = {
    "400": "Something in the request is invalid; `detail` says what, and what was expected.",
    "401": "There is no token in the request, or not the right one.",
    "403": "The request does not come from one of the service's own pages.",
    "404": "There is no such document or route.",
    "406": "The reply is not available in any type that the Accept header allows.",
    "408": "The request did not arrive whole in time.",
    "413": "The body of the request is too large, or takes too much work to answer.",
    "415": "The body does not have the content type that this route accepts.",
    "429": "There were more requests with this token than its rate allows; see Retry-After.",
    "431": "The URL and headers together are too long.",
    "501": "The format asked for is not available.",
    "503": "The documents are still being read, or there are more requests than can be answered; see Retry-After.",
    "507": "The feedback file is full.",
}
JSON, HTML, TEXT, SCRIPT = "application/json", "text/html", "text/plain", "text/javascript"
Operation = dict[str, Any]


def reference(name: str) -> Schema:
    """Refer to a model's schema by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def make_parameter(name: str, schema: Schema, place: str = "query", required: bool = False) -> dict[str, Any]:
    described = {"name": name, "in": place, "required": required or place == "path", "schema": schema}
    return described | ({"description": schema["description"]} if "description" in schema else {})


def make_content(kinds: Iterable[str], schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {kind: {"schema": schema} for kind in kinds}}


def make_operation(
    name: str,
    summary: str,
    replies: dict[str, dict[str, Any]],
    refusals: str = "",
    parameters: Iterable[dict[str, Any]] = (),
    takes: str | None = None,
) -> Operation:
    """Describe one method of a route; `refusals` lists the statuses of its problems, `takes` names its body's model."""
    problems = {status: PROBLEM | {"description": REFUSED[status]} for status in ["408", *refusals.split(), "431"]}
    body = {"requestBody": {"required": True} | make_content([JSON], reference(takes))} if takes else {}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        **body,
        "responses": replies | problems,
    }


def make_form(fields: dict[str, Schema]) -> dict[str, Any]:
    """Describe a form's fields, all of them texts."""
    schema = {"type": "object", "properties": fields}
    return {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}}


def want_token(paths: dict[str, dict[str, Operation]]) -> None:
    """Describe, in place, that every operation wants a token, apart from those that are open to all."""
    refusals = {status: PROBLEM | {"description": REFUSED[status]} for status in ("401", "429")}
    for path, methods in paths.items():
        for operation in methods.values():
            if path in OPEN or path.startswith(OPEN_BELOW):
                operation["security"] = []
            else:
                operation["responses"] = refusals | operation["responses"]


def make_reply(description: str, kind: str, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {"200": {"description": description} | make_content([kind], schema)}


STRING = {"type": "string"}
PROBLEM = {"content": {MEDIA_TYPE: {"schema": reference("ProblemDetails")}, HTML: {"schema": STRING}}}
