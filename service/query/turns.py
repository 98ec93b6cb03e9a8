"""Earlier turns of a conversation: a question, and the text that its reply cited."""

from dataclasses import dataclass
from typing import NamedTuple


class Provenance(NamedTuple):
    """Where a text stands: [start, end) of the document with this id, in code points."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text cited from a document, and the text just before it there."""

    text: str
    before: str = ""
    place: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question as it was asked, and the excerpts that its reply cited, the answer first."""

    question: str
    excerpts: tuple[Excerpt, ...] = ()
