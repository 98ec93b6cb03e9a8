"""Read query strings: of questions, conversations, marked passages and pages of the listing."""

import re
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from service.wire.checks import Wrong, read_model
from service.wire.fields import tidy_question
from service.wire.problems import Problem, show
from service.wire.requests import (
    MAX_HISTORY,
    AskLink,
    CitationFormat,
    CitationQuery,
    ConversationQuery,
    Format,
    FormatQuery,
    check_format,
)

LANGUAGE = "lang"  # every route takes it: the language of what people read
MAX_PARAMETERS = 200
PAGE = 100  # entries per page of a listing, by default
MAX_PAGE = 1000
# What networks and mailers add to a link that is shared; it is of no use here and breaks no link.
_SHARED = re.compile(
    r"(?:utm|hsa|gad|mtm|pk|piwik|matomo|oly|vero|spm)_\w{1,20}|[a-z]{1,4}clid|[gw]braid|msclkid|mc_[ce]id|igsh(?:id)?|srsltid"
    r"|gclsrc|ref_(?:src|url)|li_fat_id|epik|s_kwcid|mkt_tok|_ga|_gl|_kx|_{1,2}hs\w{1,10}|__twitter_impression",
)
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{0,20})?|\.[0-9]{1,20}")


def read_query(query: bytes, known: Collection[str], lists: Collection[str] = ()) -> dict[str, list[str]]:
    """Parse a query string into the values of each parameter. Only those in `lists` may be repeated.

    What sharing adds to a link is dropped, and the language, which is read elsewhere. Raises a 400 problem for a parameter
    that is unknown, repeated, or not UTF-8 once percent-decoded.
    """
    try:
        pairs = parse_qsl(query.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise Problem(400, "The query string is not UTF-8 once decoded; expected percent-encoded UTF-8.") from None
    except ValueError:
        raise Problem(400, f"The query string has more than {MAX_PARAMETERS} parameters.") from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in known and (name == LANGUAGE or _SHARED.fullmatch(name)):
            continue
        if name not in known:
            raise Problem(400, f"Unknown parameter {show(name)}; expected {', '.join(known)}.")
        if name in values and name not in lists:
            raise Problem(400, f"The parameter {show(name)} stands twice in the query string; expected it once.")
        values.setdefault(name, []).append(value)
    return values


def read_ask_link(query: bytes) -> AskLink:
    """Read the query of `GET /ask?q=...`. Raises a 400 problem that reports each invalid parameter."""
    values = read_query(query, ("q", "limit", "documents", "offsets", "min_confidence", "as"), lists=("documents",))
    fields: dict[str, Any] = {name: value if name == "documents" else value[0] for name, value in values.items()}
    if "limit" in fields:
        fields["limit"] = to_integer(fields["limit"])
    if "min_confidence" in fields:
        fields["min_confidence"] = _to_number(fields["min_confidence"])
    link = read_model(AskLink, fields, pointers=False)
    check_format(link.format, link.ask)
    return link


def read_format(query: bytes) -> Format:
    """Read the query of `POST /ask?as=...`. Raises a 400 problem for an unknown format."""
    if not query:
        return FormatQuery().format
    values = read_query(query, ("as",))
    return read_model(FormatQuery, {name: value[0] for name, value in values.items()}, pointers=False).format


def read_conversation(query: bytes, others: tuple[str, ...] = ()) -> tuple[list[str], tuple[str, ...], float | None]:
    """Read the query of the chat page: its questions without blank ones, the documents to search, the least confidence.

    `others` are further parameters allowed.
    Raises a 400 problem for an invalid question or confidence, or for more questions than a conversation holds.
    """
    values = read_query(query, ("q", "documents", "min_confidence", *others), lists=("q", "documents"))
    given = values.get("q", [])
    if len(given) > MAX_HISTORY + 1:
        raise Problem(400, f"q stands {len(given)} times in the query string; expected at most {MAX_HISTORY + 1}.")
    try:
        questions = [tidy_question(q, ("q",)) for q in given if q.strip()]
    except Wrong as error:
        raise Problem(400, str(error)) from None
    given_least = {name: _to_number(values[name][0]) for name in values if name == "min_confidence"}
    least = read_model(ConversationQuery, given_least, pointers=False).min_confidence
    return questions, tuple(dict.fromkeys(name for name in values.get("documents", []) if name)), least


def write_conversation(questions: Iterable[str], documents: Iterable[str], least: float | None = None) -> str:
    """Write the query that `read_conversation` reads."""
    asked = [*(("documents", name) for name in documents), *(("q", question) for question in questions)]
    return urlencode(asked if least is None else [*asked, ("min_confidence", f"{least:g}")])


def read_span(query: bytes, length: int, others: tuple[str, ...] = ()) -> tuple[int, int] | None:
    """Read `start` and `end` of a document's page; None if neither is given. `others` are further parameters allowed.

    Both are offsets in code points into a text of `length`. Raises a 400 problem unless 0 <= start < end <= length.
    """
    values = read_query(query, ("start", "end", *others))
    if "start" not in values and "end" not in values:
        return None
    for name in ("start", "end"):
        if name not in values:
            raise Problem(400, f"{name} is missing; expected both start and end, or neither.")
        if not isinstance(to_integer(values[name][0]), int):
            raise Problem(400, f"{name} is {show(values[name][0])}; expected an integer from 0 to {length}.")
    start, end = int(values["start"][0]), int(values["end"][0])
    if not start < end <= length:
        raise Problem(
            400, f"start is {start} and end is {end}; expected 0 <= start < end <= {length}, the text's length."
        )
    return start, end


def read_citation_format(query: bytes, marked: bool) -> CitationFormat | None:
    """Read `as` of a document's page, whose other parameters have been read; None if it is to be shown.

    Raises a 400 problem for an unknown format, and for one without a passage `marked`.
    """
    values = [value for name, value in parse_qsl(query.decode("utf-8"), keep_blank_values=True) if name == "as"]
    format = read_model(CitationQuery, {"as": values[0]} if values else {}, pointers=False).format
    if format and not marked:
        raise Problem(400, "start and end are missing; expected both where as names a format.")
    return format


def read_listing(query: bytes) -> tuple[int, str, str]:
    """Read `limit`, `after` and `filter` of `GET /documents`. Raises a 400 problem for an invalid limit."""
    values = read_query(query, ("limit", "after", "filter"))
    limit = read_integer("limit", values.get("limit", [str(PAGE)])[0], 1, MAX_PAGE)
    return limit, values.get("after", [""])[0], values.get("filter", [""])[0].strip()


def read_integer(name: str, text: str, low: int, high: int) -> int:
    """Read the value of the parameter `name`. Raises a 400 problem unless it is an integer from `low` to `high`."""
    number = to_integer(text)
    if not isinstance(number, int) or not low <= number <= high:
        raise Problem(400, f"{name} is {show(text)}; expected an integer from {low} to {high}.")
    return number


def to_integer(text: str) -> int | str:
    """Read ASCII digits as an integer; return other text unchanged, for the model to refuse."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _to_number(text: str) -> float | str:
    """Read a decimal number such as 0.5; return other text unchanged, for the model to refuse."""
    return float(text) if _DECIMAL.fullmatch(text) else text
