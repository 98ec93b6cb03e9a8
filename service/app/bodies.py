"""Read a request's JSON body, refusing anything but one JSON object."""

import json
from typing import Any, NoReturn

from flask import request

from service.wire.problems import Problem, show

JSON = "application/json"


def read_json_object() -> dict[str, Any]:
    """Read the request's body as one JSON object. A byte-order mark before it is ignored (RFC 8259, section 8.1).

    Raises a problem: 415 for another content type, charset or encoding, 413 for a body that is too large, 400 for one
    that is not valid JSON (RFC 8259, without NaN and Infinity), repeats a field, or is not an object.
    """
    _check_content_type()
    try:
        text = request.get_data().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = show(error.object[error.start : error.start + 1].hex())
        raise Problem(400, f"The body is not UTF-8 at byte {error.start} ({byte}); expected JSON in UTF-8.") from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicates)
    except RecursionError:
        raise Problem(400, "The body is nested too deeply; expected a flat JSON object.") from None
    except ValueError as error:  # a JSONDecodeError, or an integer with too many digits
        raise Problem(400, f"The body is not JSON: {_explain(error)}; expected a JSON object.") from None
    if not isinstance(value, dict):
        raise Problem(400, f"The body is {show(value)}; expected a JSON object such as " + '{"question": "..."}.')
    return value


def _check_content_type() -> None:
    if request.environ.get("CONTENT_TYPE") == JSON and "HTTP_CONTENT_ENCODING" not in request.environ:
        return
    headers = {"Accept": JSON}
    if request.mimetype != JSON:
        sent = show(request.headers.get("Content-Type", ""))
        raise Problem(415, f"The Content-Type is {sent}; expected {JSON}.", headers)
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise Problem(415, f"The charset is {show(charset)}; expected utf-8.", headers)
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise Problem(415, f"The Content-Encoding is {show(encoding)}; expected none.", {"Accept-Encoding": "identity"})


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"the field {show(twice)} stands twice in one object")
    return fields


def _explain(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[0].lower()}{error.msg[1:].removesuffix(' at')} at line {error.lineno}, column {error.colno}"
    return str(error).partition(";")[0]
