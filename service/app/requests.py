"""Check what is asked: every field of a question, every bound, before anything is looked up."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn, get_args

from service.app.bodies import read_json_object, read_query
from service.app.problems import Fault, Problem, show
from service.projections.projections import Format
from service.reply import Offsets

MAX_QUESTION = 1000  # characters, once trimmed
MAX_HISTORY = 10  # earlier questions
MAX_CITATIONS = 100  # of one earlier question
MAX_LIMIT = 20  # citations
MAX_DOCUMENTS = 100  # ids and folders to stay within
PAGE = 100  # entries of a list on a page unless told otherwise
MAX_PAGE = 1000
MAX_FAULTS = 10  # named in one reply

As = Literal["json", Format]
Path = tuple[str | int, ...]  # where a value stands in the body


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


class _Wrong(Exception):
    """A value that is not what its field takes."""

    def __init__(self, path: Path, value: object, expected: str) -> None:
        super().__init__(f"{_name(path)} is {show(value)}; expected {expected}.")
        self.path = path


class _Missing(_Wrong):
    def __init__(self, path: Path, expected: str) -> None:
        Exception.__init__(self, f"{_name(path)} is missing; expected {expected}.")
        self.path = path


class _Unknown(_Wrong):
    def __init__(self, path: Path, known: Iterable[str]) -> None:
        Exception.__init__(self, f"{_name(path)} is an unknown field; expected only {', '.join(known)}.")
        self.path = path


def read_ask_json() -> Ask:
    """Read `POST /ask`, whose query may name a format. Raises a problem that names each field that is wrong."""
    return _in_format(read_ask(read_json_object()), read_query(("as",)).get("as", ["json"])[0])


def read_ask(fields: Mapping[str, Any]) -> Ask:
    """Check the fields of a request. Raises a 400 problem that names each one that is wrong."""
    return _read_fields(fields, _CHECKS, {"question": _QUESTION}, pointers=True)


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
    ask = _read_fields(fields, checks, {"q": _QUESTION}, pointers=False)
    return _in_format(ask, ask.as_)


def _in_format(ask: Ask, name: str) -> Ask:
    """Ask for a format. All but JSON count in code points only: they have no field that names the unit."""
    try:
        format_ = _check_as(name, ("as",))
        if format_ != "json" and ask.offsets != "codepoint":
            _refuse(("offsets",), ask.offsets, f'"codepoint" where as is "{format_}"')
    except _Wrong as error:
        raise Problem(400, str(error)) from None
    return replace(ask, as_=format_)


def read_page_query() -> tuple[list[str], tuple[str, ...]]:
    """Read the chat page's query: its questions, blank ones left out, and the documents to stay within."""
    query = read_query(("q", "documents"), lists=("q", "documents"))
    given = [q for q in query.get("q", []) if q.strip()]
    if len(given) > MAX_HISTORY + 1:
        raise Problem(400, f"q stands {len(given)} times in the query string; expected at most {MAX_HISTORY + 1}.")
    try:
        questions = [check_question(q, ("q",)) for q in given]
    except _Wrong as error:
        raise Problem(400, str(error)) from None
    return questions, tuple(dict.fromkeys(name for name in query.get("documents", []) if name))


def read_span(length: int, others: tuple[str, ...] = ()) -> tuple[int, int] | None:
    """Read `start` and `end` of a document's page; None where neither is given. `others` may stand beside.

    They are code points in a text of `length`. Raises a 400 problem unless 0 <= start < end <= length.
    """
    query = read_query(("start", "end", *others))
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
        _refuse(path, value, _QUESTION)
    text = value.replace("\r\n", " ").translate(_SPACES)
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            kind = "a control character" if unicodedata.category(character) == "Cc" else "half a surrogate pair"
            raise _Wrong(path, value, f"text without {kind} such as U+{ord(character):04X}")
    text = text.strip()
    if not text:
        _refuse(path, value, _QUESTION)
    if len(text) > MAX_QUESTION:
        raise _Wrong(path, value, f"at most {MAX_QUESTION} characters, not {len(text)}")
    return text


_SPACES = str.maketrans("\t\n\r", "   ")
_QUESTION = f"a question of 1 to {MAX_QUESTION} characters"


def _check_history(value: object, path: Path) -> tuple[Turn, ...]:
    turns = _check_list(value, path, MAX_HISTORY, "earlier questions")
    return tuple(_check_turn(turn, (*path, n)) for n, turn in enumerate(turns))


def _check_turn(value: object, path: Path) -> Turn:
    fields = _check_object(value, path, ("question", "citations"), ("question",))
    citations = _check_list(fields.get("citations", []), (*path, "citations"), MAX_CITATIONS, "citations")
    return Turn(
        check_question(fields["question"], (*path, "question")),
        tuple(_check_cited(cited, (*path, "citations", n)) for n, cited in enumerate(citations)),
    )


def _check_cited(value: object, path: Path) -> Cited:
    """Check a citation; clients send back ours whole, so it may have other fields too."""
    fields = _check_object(value, path, None, ("document", "start", "end"))
    document = _check_object(fields["document"], (*path, "document"), None, ("id",))
    name = _check_name(document["id"], (*path, "document", "id"))
    start = _check_integer(fields["start"], (*path, "start"), 0, None)
    end = _check_integer(fields["end"], (*path, "end"), start + 1, None)
    return Cited(name, start, end)


def _check_limit(value: object, path: Path) -> int:
    return _check_integer(value, path, 1, MAX_LIMIT)


def _check_documents(value: object, path: Path) -> tuple[str, ...]:
    names = _check_list(value, path, MAX_DOCUMENTS, "document ids or folders")
    if not names:
        _refuse(path, value, f"1 to {MAX_DOCUMENTS} document ids or folders, or no such field to search them all")
    return tuple(dict.fromkeys(_check_name(name, (*path, n)) for n, name in enumerate(names)))


def _check_offsets(value: object, path: Path) -> Offsets:
    return _check_one_of(value, path, get_args(Offsets))


def _check_as(value: object, path: Path) -> As:
    return _check_one_of(value, path, get_args(As))


def _check_one_of(value: object, path: Path, known: tuple[str, ...]) -> Any:
    if not isinstance(value, str) or value not in known:
        *others, last = (f'"{name}"' for name in known)
        _refuse(path, value, f"{', '.join(others)} or {last}")
    return value


def _check_name(value: object, path: Path) -> str:
    if not isinstance(value, str) or not value:
        _refuse(path, value, "a document's id")
    return value


def _check_integer(value: object, path: Path, low: int, high: int | None) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < low or (high is not None and value > high):
        _refuse(path, value, f"an integer from {low} to {high}" if high is not None else f"an integer from {low}")
    return value


def _check_list(value: object, path: Path, most: int, what: str) -> list[Any]:
    if not isinstance(value, list):
        _refuse(path, value, f"a list of {what}")
    if len(value) > most:
        raise _Wrong(path, value, f"at most {most} {what}, not {len(value)}")
    return value


def _check_object(
    value: object, path: Path, known: tuple[str, ...] | None, required: tuple[str, ...]
) -> dict[str, Any]:
    """Check an object's field names; `known` None lets others pass."""
    if not isinstance(value, dict):
        _refuse(path, value, f"an object with {', '.join(known or required)}")
    for name in value:
        if known is not None and name not in known:
            raise _Unknown((*path, name), known)
    for name in required:
        if name not in value:
            raise _Missing((*path, name), f"an object with {', '.join(required)}")
    return value


Check = Callable[[Any, Path], Any]
_CHECKS: dict[str, Check] = {
    "question": check_question,
    "history": _check_history,
    "limit": _check_limit,
    "documents": _check_documents,
    "offsets": _check_offsets,
}
_FIELD_OF = {"q": "question", "as": "as_"}


def _read_fields(
    fields: Mapping[str, Any], checks: Mapping[str, Check], required: Mapping[str, str], pointers: bool
) -> Ask:
    """Check every field, then raise one problem that names all that are wrong."""
    wrong: list[_Wrong] = [_Unknown((name,), checks) for name in fields if name not in checks]
    wrong += [_Missing((name,), expected) for name, expected in required.items() if name not in fields]
    read: dict[str, Any] = {}
    for name, check in checks.items():
        if name in fields:
            try:
                read[_FIELD_OF.get(name, name)] = check(fields[name], (name,))
            except _Wrong as error:
                wrong.append(error)
    if wrong:
        faults = [Fault(str(e), _pointer(e.path) if pointers else None) for e in wrong[:MAX_FAULTS]]
        raise Problem(400, " ".join(fault.detail for fault in faults), faults=faults)
    return Ask(**read)


def _refuse(path: Path, value: object, expected: str) -> NoReturn:
    raise _Wrong(path, value, expected)


def _to_integer(text: str) -> int | str:
    """Read ASCII digits as an integer; give other text back for the check to refuse."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _name(path: Path) -> str:
    """Name a place as a reader would: history[2].question."""
    name = "".join(f"[{key}]" if isinstance(key, int) else f".{_key(key)}" for key in path)
    return name.removeprefix(".")


def _key(key: str) -> str:
    return key if key.isidentifier() and key.isascii() and len(key) <= 40 else show(key)


def _pointer(path: Path) -> str:
    """Write a place as a JSON Pointer in a URI fragment (RFC 6901)."""
    return "#" + "".join("/" + str(key)[:80].replace("~", "~0").replace("/", "~1") for key in path)
