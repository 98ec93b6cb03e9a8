"""How the files of a folder are read, as far as that is a choice; with other choices an index is another one."""

import codecs
from dataclasses import asdict, dataclass, field
from typing import Any

MAX_BYTES = 50 << 20
MAX_DOCUMENTS, MAX_SENTENCES = 1_000_000, 10_000_000
ROLES = ("text", "title", "date", "author", "url", "id")


@dataclass(frozen=True)
class RowFields:
    """Which columns of a table of documents hold what, in lower case; what is empty is found by the usual names.

    Several columns of text make one text. With `off`, tables are read as the text that they are.
    """

    text: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    author: str = ""
    url: str = ""
    id: str = ""
    off: bool = False


@dataclass(frozen=True)
class ReadingOptions:
    """The largest file read, in bytes; in which encoding files are that are not UTF-8, by its name in Python (None: each is
    guessed); which columns of tables hold what; how many documents and sentences a collection may hold.
    """

    max_bytes: int = MAX_BYTES
    encoding: str | None = None
    fields: RowFields = field(default_factory=RowFields)
    max_documents: int = MAX_DOCUMENTS
    max_sentences: int = MAX_SENTENCES
    beside: tuple[str, ...] = ()  # the encodings of the files beside the one that is read, where they are wanted

    def describe(self) -> dict[str, Any]:
        """Return the options in terms of JSON."""
        fields = asdict(self.fields) | {"text": list(self.fields.text)}
        limits = {"max_documents": self.max_documents, "max_sentences": self.max_sentences}
        return {"max_bytes": self.max_bytes, "encoding": self.encoding, "fields": fields, **limits}


def parse_row_fields(text: str) -> RowFields:
    """Read what `RowFields` holds, written "text=body+notes,title=headline", or "off". Raises ValueError."""
    if text.strip().lower() == "off":
        return RowFields(off=True)
    given: dict[str, Any] = {}
    for part in text.split(","):
        role, mark, names = (piece.strip().lower() for piece in part.partition("="))
        named = tuple(name.strip() for name in names.split("+"))
        if role not in ROLES or role in given or not mark or not all(named) or (role != "text" and len(named) > 1):
            raise ValueError(text)
        given[role] = named if role == "text" else named[0]
    return RowFields(**given)


def parse_encoding(text: str) -> str:
    """Return Python's name of an encoding of text. Raises ValueError if it knows none of that name."""
    try:
        found = codecs.lookup(text.strip())
        "a".encode(found.name).decode(found.name)
    except (LookupError, UnicodeError):  # also codecs that are not of text, such as rot13
        raise ValueError(text) from None
    return found.name
