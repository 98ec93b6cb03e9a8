"""Read what a client sends, its JSON body or its query string, into plain values; refuse what is neither."""

import json
from collections.abc import Collection
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from flask import request

from service.app.problems import Problem, show

JSON = "application/json"
MAX_PARAMETERS = 200


def read_json_object() -> dict[str, Any]:
    """Read the request's body as one JSON object.

    Raises a problem: 415 for another content type, charset or encoding, 413 for a body too large, 400 for
    what is not JSON as RFC 8259 has it (NaN and Infinity are not), names a field twice, or is no object.
    """
    _check_content_type()
    try:
        text = request.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        byte = show(error.object[error.start : error.start + 1].hex())
        raise Problem(400, f"The body is not UTF-8 at byte {error.start} ({byte}); expected JSON in UTF-8.") from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicates)
    except RecursionError:
        raise Problem(400, "The body is nested too deeply; expected a flat JSON object.") from None
    except ValueError as error:  # JSONDecodeError is one; so is an integer of thousands of digits
        raise Problem(400, f"The body is not JSON: {_explain(error)}; expected a JSON object.") from None
    if not isinstance(value, dict):
        raise Problem(400, f"The body is {show(value)}; expected a JSON object such as " + '{"question": "..."}.')
    return value


def read_query(known: Collection[str], lists: Collection[str] = (), query: bytes | None = None) -> dict[str, list[str]]:
    """Read the query string: each parameter's values. Only those in `lists` may stand there twice.

    `query` is another link's query string; left out, the request's own is read.
    Raises a 400 problem for one that is unknown or repeated, or is not UTF-8 once percent-decoded.
    """
    try:
        pairs = parse_qsl(
            (request.query_string if query is None else query).decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except UnicodeDecodeError:
        raise Problem(400, "The query string is not UTF-8 once decoded; expected percent-encoded UTF-8.") from None
    except ValueError:
        raise Problem(400, f"The query string has more than {MAX_PARAMETERS} parameters.") from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in known:
            raise Problem(400, f"Unknown parameter {show(name)}; expected {_list(known)}.")
        if name in values and name not in lists:
            raise Problem(400, f"The parameter {show(name)} stands twice in the query string; expected it once.")
        values.setdefault(name, []).append(value)
    return values


def _check_content_type() -> None:
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
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {show(twice)} stands twice in one object")
    return fields


def _explain(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[0].lower()}{error.msg[1:]} at line {error.lineno}, column {error.colno}"
    return str(error).partition(";")[0]


def _list(names: Collection[str]) -> str:
    return ", ".join(names)
