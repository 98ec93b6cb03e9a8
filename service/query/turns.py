"""What a conversation hands on: an earlier question, and the words that its answer cited."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A cited stretch of a document, and the words that stand before it there."""

    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question as it was asked, and what its reply cited, the answer first."""

    question: str
    excerpts: tuple[Excerpt, ...] = ()
