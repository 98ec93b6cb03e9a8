"""What verifying hands on: the verdict on a quote, and the places of the documents that it rests on."""

from dataclasses import dataclass
from typing import Literal, get_args

from service.documents.document import Document

Judgement = Literal["exact", "folded", "altered", "not_found"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)  # from best to worst
Operation = Literal["equal", "replace", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A step of a word-level diff: `quoted` is what the quote has, `standing` what the document has.

    As in Python's difflib, read from the document to the quote: "insert" is in the quote alone, "delete" in the
    document alone.
    """

    operation: Operation
    quoted: str
    standing: str


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """Characters `first` to `last` of the quote stand, or nearly stand, at [start, end) of the document.

    `share` is how much of them stands there word for word, 0 to 1; `diff` is empty where all does, to the letter.
    """

    document: Document
    number: int  # of the document in the index
    start: int
    end: int
    first: int
    last: int
    judgement: Judgement
    share: float = 1.0
    diff: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteVerdict:
    """The verdict on a quote: the worst of its pieces', where it is elided."""

    quote: str
    judgement: Judgement
    elided: bool
    matches: tuple[QuoteMatch, ...]
    truncated: bool = False
