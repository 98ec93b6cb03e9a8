"""What the answering stage hands on: citations with their offsets, a confidence, or a reason for silence."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from service.documents.document import Document
from service.query.question import Question

Role = Literal["answer", "corroboration", "differs", "nearest", "match"]
Relation = Literal["same_wording", "same_claim"]
Reason = Literal["no_match", "low_confidence", "no_terms", "not_a_question"]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A half-open stretch of a document's text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpeakerSpan:
    """Where the speaker's name stands, and the words that say so ("he said")."""

    name: TextSpan
    cue: TextSpan


@dataclass(frozen=True)
class Finding:
    """A quoted stretch of a document. `quote` must be the document's text at [start, end)."""

    role: Role
    document: Document
    start: int
    end: int
    quote: str
    passage: TextSpan
    score: float
    relation: Relation | None = None
    highlight: TextSpan | None = None
    quotation: TextSpan | None = None
    speaker: SpeakerSpan | None = None
    copies: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class WeighedTerm:
    """A term of the question, its weight (idf), and whether the answer holds it."""

    term: str
    weight: float
    matched: bool


@dataclass(frozen=True)
class Answer:
    """The reply before it is given a format. `citations` is empty where the documents are silent.

    `confidence` is the calibrated probability that the top-ranked passage answers, spoken or not. `spares` are the
    next candidates in order, cited when read, once: one takes the place of a citation whose quote fails the check.
    """

    question: Question
    answered: bool
    confidence: float
    reason: Reason | None
    citations: tuple[Finding, ...]
    nearest: tuple[Finding, ...]
    truncated: bool = False
    terms: tuple[WeighedTerm, ...] = ()
    carried_over: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()  # (as asked, as taken)
    spares: Iterable[Finding] = field(default=(), repr=False, compare=False)
