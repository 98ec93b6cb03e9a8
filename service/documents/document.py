"""A document: its canonical text, which all offsets refer to, and its metadata."""

import hashlib
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Document:
    """One file of the collection.

    `text` is the decoded file, unchanged except for one leading byte-order mark. Offsets into it are half-open and count
    Unicode code points. `sha256` is the hexadecimal digest of its UTF-8 bytes. `encoding` is Python's name of the encoding
    that decodes the file to the text; "utf-8-sig" is UTF-8 with a byte-order mark. `doubt` says what in the text may not be
    as it was written. Metadata that the document does not give with certainty is None.
    """

    id: str  # the path inside the collection, with forward slashes
    text: str = field(repr=False)
    sha256: str
    title: str | None = None
    author: str | None = None
    published: str | None = None  # ISO 8601 at the precision found: 2020, 2020-05, 2020-05-13
    source_url: str | None = None
    encoding: str = "utf-8"
    doubt: str | None = None
    front_matter: int = 0  # the number of leading characters that are metadata, not prose

    def with_text(self, text: str) -> "Document":
        """Return a copy with another text and its hash."""
        return replace(self, text=text, sha256=hash_text(text))


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Skipped:
    """A file that could not be served, the reason as a sentence, and whether that is that it holds no text."""

    id: str
    reason: str
    empty: bool = field(default=False, compare=False)
