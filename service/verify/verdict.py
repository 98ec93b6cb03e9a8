"""What verifying a quote yields: the verdict, and the places in the documents that it is based on."""

from dataclasses import dataclass
from typing import Literal, get_args

from service.documents.document import Document

Judgement = Literal["exact", "folded", "altered", "not_found"]
PLACES = 20  # reported in one verdict at most
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)  # from best to worst
Operation = Literal["equal", "replace", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A step of a word-level diff from the document (`standing`) to the quote (`quoted`).

    Operations are those of Python's difflib: "insert" is in the quote only, "delete" in the document only.
    """

    operation: Operation
    quoted: str
    standing: str


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """Characters [first, last) of the quote stand, exactly or nearly, at [start, end) of the document.

    `share` is the part of them that stands there word for word, from 0 to 1. `diff` is empty if they are equal to the letter.
    """

    document: Document
    number: int  # the document's in the index
    start: int
    end: int
    first: int
    last: int
    judgement: Judgement
    share: float = 1.0
    diff: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteVerdict:
    """The verdict on a quote; on an elided one, the worst of its pieces'. `truncated`: there are more matches.

    `dropped` are the negations among the words that the quote leaves out, as the document has them.
    """

    quote: str
    judgement: Judgement
    elided: bool
    matches: tuple[QuoteMatch, ...]
    truncated: bool = False
    dropped: tuple[str, ...] = ()
