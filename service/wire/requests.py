"""Check what is asked: every field of a question, every bound, before anything is looked up."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from service.app.bodies import read_json_object, read_query
from service.app.problems import Problem, show
from service.wire.checks import (
    Check,
    Path,
    Wrong,
    check_integer,
    check_list,
    check_object,
    check_one_of,
    read_fields,
    refuse,
)
from service.wire.formats.formats import Format
from service.wire.replies import Offsets

MAX_QUESTION = 1000  # characters, once trimmed
MAX_HISTORY = 10  # earlier questions
MAX_CITATIONS = 100  # of one earlier question
MAX_LIMIT = 20  # citations
MAX_DOCUMENTS = 100  # ids and folders to stay within
PAGE = 100  # entries of a list on a page unless told otherwise
MAX_PAGE = 1000

As = Literal["json", Format]


@dataclass(frozen=True)
class Cited:
    """A citation that an earlier reply gave, [start, end) in the request's unit of offsets."""

    document: str
    start: int
    end: int


@dataclass(frozen=True)
class Turn:
    """An earlier question, and what its reply cited."""

    question: str
    citations: tuple[Cited, ...] = ()


@dataclass(frozen=True)
class Ask:
    """A request of /ask, checked. `limit` is None and `documents` empty where the client gave none."""

    question: str
    history: tuple[Turn, ...] = ()
    limit: int | None = None
    documents: tuple[str, ...] = ()
    offsets: Offsets = "codepoint"
    as_: As = "json"


def read_ask_json() -> Ask:
    """Read `POST /ask`, whose query may name a format. Raises a problem that names each field that is wrong."""
    return _in_format(read_ask(read_json_object()), read_query(("as",)).get("as", ["json"])[0])


def read_ask(fields: Mapping[str, Any]) -> Ask:
    """Check the fields of a request. Raises a 400 problem that names each one that is wrong."""
    return Ask(**read_fields(fields, _CHECKS, {"question": _QUESTION}, pointers=True))


def read_ask_query() -> Ask:
    """Read `GET /ask?q=...`. Raises a problem that names each parameter that is wrong."""
    query = read_query(("q", "limit", "documents", "offsets", "as"), lists=("documents",))
    fields: dict[str, Any] = {name: values[0] for name, values in query.items() if name != "documents"}
    if "documents" in query:
        fields["documents"] = query["documents"]
    if "limit" in fields:
        fields["limit"] = _to_integer(fields["limit"])
    checks = {"q": _CHECKS["question"], "as": _check_as} | {
        name: _CHECKS[name] for name in ("limit", "documents", "offsets")
    }
    read = read_fields(fields, checks, {"q": _QUESTION}, pointers=False)
    ask = Ask(**{_FIELD_OF.get(name, name): value for name, value in read.items()})
    return _in_format(ask, ask.as_)


def _in_format(ask: Ask, name: str) -> Ask:
    """Ask for a format. All but JSON count in code points only: they have no field that names the unit."""
    try:
        format_ = _check_as(name, ("as",))
        if format_ != "json" and ask.offsets != "codepoint":
            refuse(("offsets",), ask.offsets, f'"codepoint" where as is "{format_}"')
    except Wrong as error:
        raise Problem(400, str(error)) from None
    return replace(ask, as_=format_)


def read_page_query(link: bytes | None = None) -> tuple[list[str], tuple[str, ...]]:
    """Read the chat page's query: its questions, blank ones left out, and the documents to stay within.

    `link` is the query of a link to that page; left out, the request's own is read.
    """
    query = read_query(("q", "documents"), lists=("q", "documents"), query=link)
    given = query.get("q", [])
    if len(given) > MAX_HISTORY + 1:
        raise Problem(400, f"q stands {len(given)} times in the query string; expected at most {MAX_HISTORY + 1}.")
    try:
        questions = [check_question(q, ("q",)) for q in given if q.strip()]
    except Wrong as error:
        raise Problem(400, str(error)) from None
    return questions, tuple(dict.fromkeys(name for name in query.get("documents", []) if name))


def read_span(length: int, others: tuple[str, ...] = (), link: bytes | None = None) -> tuple[int, int] | None:
    """Read `start` and `end` of a document's page; None where neither is given. `others` may stand beside.

    `link` is the query of a link to that page; left out, the request's own is read.
    They are code points in a text of `length`. Raises a 400 problem unless 0 <= start < end <= length.
    """
    query = read_query(("start", "end", *others), query=link)
    if "start" not in query and "end" not in query:
        return None
    for name in ("start", "end"):
        if name not in query:
            raise Problem(400, f"{name} is missing; expected both start and end, or neither.")
        if not isinstance(_to_integer(query[name][0]), int):
            raise Problem(400, f"{name} is {show(query[name][0])}; expected an integer from 0 to {length}.")
    start, end = int(query["start"][0]), int(query["end"][0])
    if not start < end <= length:
        raise Problem(
            400,
            f"start is {start} and end is {end}; expected 0 <= start < end <= {length}, the text's length.",
        )
    return start, end


def read_listing(others: tuple[str, ...] = ()) -> tuple[int, str]:
    """Read `limit` and `after` of a list's page. `others` may stand beside them."""
    query = read_query(("limit", "after", *others))
    limit = query.get("limit", [str(PAGE)])[0]
    if not (limit.isascii() and limit.isdigit() and len(limit) < 10 and 1 <= int(limit) <= MAX_PAGE):
        raise Problem(400, f"limit is {show(limit)}; expected an integer from 1 to {MAX_PAGE}.")
    return int(limit), query.get("after", [""])[0]


def check_question(value: object, path: Path = ("question",)) -> str:
    """Check a question and give it trimmed, each tab and line end a space."""
    if not isinstance(value, str):
        refuse(path, value, _QUESTION)
    text = value.replace("\r\n", " ").translate(_SPACES)
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            kind = "a control character" if unicodedata.category(character) == "Cc" else "half a surrogate pair"
            raise Wrong(path, value, f"text without {kind} such as U+{ord(character):04X}")
    text = text.strip()
    if not text:
        refuse(path, value, _QUESTION)
    if len(text) > MAX_QUESTION:
        raise Wrong(path, value, f"at most {MAX_QUESTION} characters, not {len(text)}")
    return text


_SPACES = str.maketrans("\t\n\r", "   ")
_QUESTION = f"a question of 1 to {MAX_QUESTION} characters"


def _check_history(value: object, path: Path) -> tuple[Turn, ...]:
    turns = check_list(value, path, MAX_HISTORY, "earlier questions")
    return tuple(_check_turn(turn, (*path, n)) for n, turn in enumerate(turns))


def _check_turn(value: object, path: Path) -> Turn:
    fields = check_object(value, path, ("question", "citations"), ("question",))
    citations = check_list(fields.get("citations", []), (*path, "citations"), MAX_CITATIONS, "citations")
    return Turn(
        check_question(fields["question"], (*path, "question")),
        tuple(_check_cited(cited, (*path, "citations", n)) for n, cited in enumerate(citations)),
    )


def _check_cited(value: object, path: Path) -> Cited:
    """Check a citation; clients send back ours whole, so it may have other fields too."""
    fields = check_object(value, path, None, ("document", "start", "end"))
    document = check_object(fields["document"], (*path, "document"), None, ("id",))
    name = _check_name(document["id"], (*path, "document", "id"))
    start = check_integer(fields["start"], (*path, "start"), 0, None)
    end = check_integer(fields["end"], (*path, "end"), start + 1, None)
    return Cited(name, start, end)


def _check_limit(value: object, path: Path) -> int:
    return check_integer(value, path, 1, MAX_LIMIT)


def _check_documents(value: object, path: Path) -> tuple[str, ...]:
    names = check_list(value, path, MAX_DOCUMENTS, "document ids or folders")
    if not names:
        refuse(path, value, f"1 to {MAX_DOCUMENTS} document ids or folders, or no such field to search them all")
    return tuple(dict.fromkeys(_check_name(name, (*path, n)) for n, name in enumerate(names)))


def _check_offsets(value: object, path: Path) -> Offsets:
    return check_one_of(value, path, get_args(Offsets))


def _check_as(value: object, path: Path) -> As:
    return check_one_of(value, path, get_args(As))


def _check_name(value: object, path: Path) -> str:
    if not isinstance(value, str) or not value:
        refuse(path, value, "a document's id")
    return value


_CHECKS: dict[str, Check] = {
    "question": check_question,
    "history": _check_history,
    "limit": _check_limit,
    "documents": _check_documents,
    "offsets": _check_offsets,
}
_FIELD_OF = {"q": "question", "as": "as_"}


def _to_integer(text: str) -> int | str:
    """Read ASCII digits as an integer; give other text back for the check to refuse."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
