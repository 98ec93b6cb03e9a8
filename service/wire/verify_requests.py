"""Check what is to be verified: one quote, several, or a text with its quotations."""

import unicodedata
from dataclasses import dataclass
from typing import Any, get_args

from service.app.bodies import read_json_object
from service.app.problems import Fault, Problem
from service.wire.checks import (
    Path,
    Wrong,
    check_list,
    check_object,
    check_one_of,
    read_fields,
    refuse,
)
from service.wire.replies import Offsets

MAX_QUOTE = 5_000  # characters
MAX_QUOTES = 100
MAX_TEXT = 100_000  # characters, of a text or of all quotes together

_FORMS = ("quote", "quotes", "text")


@dataclass(frozen=True)
class Quote:
    """A quote, and the id of the document that it is said to be in, if that was said."""

    quote: str
    document: str | None = None


@dataclass(frozen=True)
class Verify:
    """A request of /verify, checked: exactly one of `quote`, `quotes` and `text` is there."""

    quote: str | None = None
    quotes: tuple[Quote, ...] = ()
    text: str | None = None
    document: str | None = None
    offsets: Offsets = "codepoint"


def read_verify_json() -> Verify:
    """Read `POST /verify`. Raises a problem that names each field that is wrong."""
    return read_verify(read_json_object())


def read_verify(fields: dict[str, Any]) -> Verify:
    """Check the fields of a request. Raises a 400 problem that names each one that is wrong."""
    verify = Verify(**read_fields(fields, CHECKS, {}, pointers=True))
    given = [name for name in _FORMS if name in fields]
    if len(given) != 1:
        expected = "exactly one of quote, quotes and text"
        detail = f"The body has {' and '.join(given) or 'none of them'}; expected {expected}."
        raise Problem(400, detail, faults=[Fault(detail, "#")])
    return verify


def _check_quote(value: object, path: Path) -> str:
    return _check_text(value, path, MAX_QUOTE, "quote")


def _check_text(value: object, path: Path, most: int = MAX_TEXT, what: str = "text") -> str:
    if not isinstance(value, str) or not value:
        refuse(path, value, f"a {what} of 1 to {most} characters")
    if len(value) > most:
        raise Wrong(path, value, f"at most {most} characters, not {len(value)}")
    for character in value:
        if unicodedata.category(character) == "Cs":
            raise Wrong(path, value, f"text without half a surrogate pair such as U+{ord(character):04X}")
    return value


def _check_quotes(value: object, path: Path) -> tuple[Quote, ...]:
    rows = check_list(value, path, MAX_QUOTES, "quotes")
    if not rows:
        refuse(path, value, f"1 to {MAX_QUOTES} quotes")
    quotes = tuple(_check_row(row, (*path, n)) for n, row in enumerate(rows))
    total = sum(len(row.quote) for row in quotes)
    if total > MAX_TEXT:
        raise Wrong(path, value, f"at most {MAX_TEXT} characters in all, not {total}")
    return quotes


def _check_row(value: object, path: Path) -> Quote:
    if isinstance(value, str):
        return Quote(_check_quote(value, path))
    fields = check_object(value, path, ("quote", "document"), ("quote",))
    document = fields.get("document")
    return Quote(
        _check_quote(fields["quote"], (*path, "quote")),
        None if document is None else _check_document(document, (*path, "document")),
    )


def _check_document(value: object, path: Path) -> str:
    if not isinstance(value, str) or not value:
        refuse(path, value, "a document's id")
    return value


def _check_offsets(value: object, path: Path) -> Offsets:
    checked: Offsets = check_one_of(value, path, get_args(Offsets))
    return checked


CHECKS = {
    "quote": _check_quote,
    "quotes": _check_quotes,
    "text": _check_text,
    "document": _check_document,
    "offsets": _check_offsets,
}
