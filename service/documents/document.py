"""A document: its canonical text, which all offsets refer to, and its metadata."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property

from service.documents.first_words import LOOKED_AT, find_first_words


@dataclass(frozen=True)
class Document:
    """One file of the collection, or a part of a file that holds several.

    `text` is the decoded file, unchanged except for one leading byte-order mark; of a format that is not plain text, what
    its reader extracted. Offsets into it are half-open and count Unicode code points. `sha256` is the hexadecimal digest of
    its UTF-8 bytes. `encoding` is Python's name of the encoding that decodes the file; "utf-8-sig" is UTF-8 with a byte-order
    mark, "binary" a format that is not text. Metadata that the document does not give with certainty is None.
    """

    id: str  # the path inside the collection, with forward slashes
    text: str = field(repr=False)
    sha256: str
    title: str | None = None
    author: str | None = None
    published: str | None = None  # ISO 8601 at the precision found: 2020, 2020-05, 2020-05-13
    source_url: str | None = None
    encoding: str = "utf-8"
    front_matter: int = 0  # the number of leading characters that are metadata, not prose
    publisher: str | None = None
    reader: str = "text"  # which read the file: see service/documents/extraction.py
    pages: tuple[int, ...] = ()  # where each page of a format with pages begins, ascending; the first is page 1
    warnings: tuple[str, ...] = ()  # what could not be read, or not for certain, in sentences
    file: str | None = None  # the id of the file that holds it among others; None if it is the whole of a file

    def __post_init__(self) -> None:
        for name in ("pages", "warnings"):  # from an index, they come as lists
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @cached_property
    def first_words(self) -> str:
        """Its first words after any front matter; "" if it begins with none."""
        return find_first_words(self.text[self.front_matter :][:LOOKED_AT])

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page, from 1, that holds the character at an offset; None without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def with_text(self, text: str) -> "Document":
        """Return a copy with another text and its hash."""
        return replace(self, text=text, sha256=hash_text(text))


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Skipped:
    """A file, or a part of one, that could not be served, the reason as a sentence, and whether that is that it holds no text."""

    id: str
    reason: str
    empty: bool = field(default=False, compare=False)
