"""What answering a question yields: findings with their offsets and a confidence, or a reason for silence."""

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
    """A half-open stretch of a document's text, in Unicode code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpeakerSpan:
    """Where the speaker's name stands, and the words that attribute the statement ("he said")."""

    name: TextSpan
    cue: TextSpan


@dataclass(frozen=True)
class Finding:
    """A stretch of a document that answers, or bears on the answer: `quote` is the document's text at [start, end).

    `passage` is the text to show around it, `lead_in` the sentence or heading above the list that it is an item of,
    `highlight` the shortest span that answers, `quotation` the whole quotation that it is part of. `relation` is set for
    corroborations only. `copies` are documents that say the same almost word for word. Scores compare only with others of
    the same answer.
    """

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
    lead_in: TextSpan | None = None


@dataclass(frozen=True, slots=True)
class WeighedTerm:
    """A term of the question, its weight (idf times its weight in the question), and what holds it in the best sentence.

    `word` is the term as the question has it, `found` the word of the sentence that holds it or stands for it, as written
    there, and `likeness` how like the two are: 1 for the same term.
    """

    term: str
    word: str
    weight: float
    matched: bool
    found: str | None = None
    likeness: float = 0.0


@dataclass(frozen=True)
class Answer:
    """An answer, or silence with the reason for it: then `citations` is empty.

    `confidence` is the calibrated probability that the top-ranked sentence answers, whether or not it is spoken, and
    `min_confidence` the least with which it would be. `unmentioned` are the question's words, as they were written, that
    no document holds. `spares` are the candidates ranked next, made as they are iterated over, once: they replace
    findings whose quotes fail the check.
    """

    question: Question
    answered: bool
    confidence: float
    reason: Reason | None
    citations: tuple[Finding, ...]
    nearest: tuple[Finding, ...]
    min_confidence: float = 0.0
    unmentioned: tuple[str, ...] = ()
    truncated: bool = False
    terms: tuple[WeighedTerm, ...] = ()
    carried_over: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()  # (as asked, as taken)
    spares: Iterable[Finding] = field(default=(), repr=False, compare=False)
