"""What the service replies: answers, verdicts and lists, each shape said once.

From these models come the JSON, the OpenAPI document and the schemas of the tools for language models. A docstring
or description here is what the users of all three read.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from service.answer.answer import Reason, Relation, Role
from service.query.classification import Kind
from service.verify.verdict import Judgement, Operation
from service.verify.verifier import PLACES
from service.wire.fields import (
    Author,
    Digest,
    DocumentId,
    End,
    OffsetUnit,
    Published,
    SourceUrl,
    Start,
    Title,
)
from service.wire.requests import MAX_QUOTES

CONTEXT = 32  # code points on either side of a quote, as Hypothesis has it
MAX_QUOTATIONS = 200  # of one text


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """What every reply is made of: all its fields are always there, and there are no others."""


class DocumentInfo(Shape, frozen=True):
    """A document, as a citation names it."""

    id: DocumentId
    title: Title | None
    author: Author | None
    published: Published | None
    source_url: SourceUrl | None
    sha256: Digest

    @property
    def name(self) -> str:
        """Its title, or its id where it has none."""
        return self.title or self.id


class Span(Shape, frozen=True):
    """A half-open stretch of a document's text."""

    start: Start
    end: End


class Passage(Shape, frozen=True):
    """A half-open stretch of a text, with the text that stands there."""

    start: Start
    end: End
    text: Annotated[str, Meta(description="The text from `start` to `end`.")]


class Speaker(Shape, frozen=True):
    """Who is speaking: where the name stands, and the words that say so."""

    start: Start
    end: End
    name: Annotated[str, Meta(description="The speaker's name, as it stands in the text.")]
    cue: Annotated[Span, Meta(description='The words that attribute the speech, such as "said".')]


class Citation(Shape, frozen=True):
    """A quote, and where it stands in which document."""

    n: Annotated[int, Meta(ge=1, description="Its number in the list, from 1.")]
    role: Annotated[
        Role,
        Meta(
            description="`answer`; `corroboration` or `differs`, from another document; `nearest`, where no answer is "
            "given; `match`, the place that a quote was compared with."
        ),
    ]
    relation: Annotated[Relation | None, Meta(description="How a corroboration agrees; null for any other role.")]
    document: DocumentInfo
    start: Start
    end: End
    quote: Annotated[str, Meta(min_length=1, description="The document's text from `start` to `end`, unchanged.")]
    highlight: Annotated[Passage | None, Meta(description="The shortest span that answers: a name, a date, a number.")]
    passage: Annotated[Passage, Meta(description="The block of text around the quote, cut at sentences.")]
    quotation: Annotated[
        Span | None, Meta(description="The whole quotation, in quotation marks, that the quote is part of.")
    ]
    speaker: Annotated[Speaker | None, Meta(description="Who says what is quoted; null unless that is certain.")]
    prefix: Annotated[str, Meta(max_length=CONTEXT, description="The text just before the quote.")]
    suffix: Annotated[str, Meta(max_length=CONTEXT, description="The text just after the quote.")]
    score: Annotated[float, Meta(description="How well it ranks. Scores compare within one reply only.")]
    copies: Annotated[tuple[DocumentInfo, ...], Meta(description="Other documents that hold nearly the same text.")]
    url: Annotated[str, Meta(description="The document's page with the quote marked. Its offsets are code points.")]


class WhyTerm(Shape, frozen=True):
    """A term that was searched for."""

    term: Annotated[str, Meta(description="The term as the index knows it: a stem.")]
    weight: Annotated[float, Meta(description="How much it counts: the rarer in the documents, the more.")]
    matched: Annotated[bool, Meta(description="Whether the passage ranked first holds it.")]


class Correction(Shape, frozen=True):
    """A word that no document holds, and the one that was searched for in its place."""

    asked: Annotated[str, Meta(description="The word as it was asked.")]
    taken: Annotated[str, Meta(description="The word that was searched for instead.")]


class Why(Shape, frozen=True):
    """How the question was read."""

    kind: Annotated[Kind, Meta(description="What kind of question it was taken for.")]
    terms: Annotated[tuple[WhyTerm, ...], Meta(description="The terms searched for, in the order of the question.")]
    carried_over: Annotated[
        tuple[str, ...], Meta(description="Words taken over from earlier questions of the conversation.")
    ]
    corrected: Annotated[tuple[Correction, ...], Meta(description="Words that were taken for misspelt.")]


class IndexInfo(Shape, frozen=True):
    """What was searched."""

    id: Annotated[str, Meta(description="Names the texts, the settings and the code: all that shapes a reply.")]
    documents: Annotated[int, Meta(ge=0, description="How many documents there are.")]
    sentences: Annotated[int, Meta(ge=0, description="How many sentences they hold.")]


class Reply(Shape, frozen=True):
    """An answer in the documents' own words, or silence."""

    question: Annotated[str, Meta(description="The question as it was asked.")]
    answered: Annotated[bool, Meta(description="Whether the documents answer it surely enough.")]
    answer: Annotated[
        str | None, Meta(description="The quotes that answer, joined by line ends, for display; null in silence.")
    ]
    confidence: Annotated[
        float, Meta(ge=0, le=1, description="The calibrated probability that the passage ranked first answers.")
    ]
    reason: Annotated[Reason | None, Meta(description="Why no answer is given; null where one is.")]
    offsets: OffsetUnit
    citations: Annotated[
        tuple[Citation, ...],
        Meta(
            description="The quotes that answer, then those of other documents that agree or differ; empty in silence."
        ),
    ]
    truncated: Annotated[bool, Meta(description="Whether some items of a list were left out.")]
    nearest: Annotated[tuple[Citation, ...], Meta(description="The passages ranked next, for the reader to judge.")]
    why: Why
    index: IndexInfo


class Change(Shape, frozen=True):
    """One step of a word-level diff from the document to the quote."""

    op: Annotated[
        Operation, Meta(description="As in difflib: `insert` is in the quote alone, `delete` in the document alone.")
    ]
    quote: Annotated[str, Meta(description="The words of the quote.")]
    document: Annotated[str, Meta(description="The words of the document.")]


class Match(Citation, frozen=True):
    """A place that a quote was compared with. Its score is the share of words that agree."""

    verdict: Annotated[Judgement, Meta(description="How this part of the quote compares with the place.")]
    part: Annotated[Passage, Meta(description="The part of the quote; its offsets count in the quote.")]
    diff: Annotated[
        tuple[Change, ...] | None, Meta(description="The differences, word by word; null where there are none.")
    ]


Judged = Annotated[
    Judgement, Meta(description="`exact`, `folded`, `altered` or `not_found`; of several pieces, the worst verdict.")
]
Elided = Annotated[bool, Meta(description="Whether the quote says that words were left out or put in.")]
Matches = Annotated[tuple[Match, ...], Meta(max_length=PLACES, description="The places that the verdict rests on.")]
MoreMatches = Annotated[bool, Meta(description="Whether there are more places than are listed.")]


class QuoteResult(Shape, frozen=True):
    """What was found of one quote."""

    quote: Annotated[str, Meta(description="The quote as it was given.")]
    verdict: Judged
    elided: Elided
    matches: Matches
    truncated: MoreMatches


class Verdict(QuoteResult, frozen=True):
    """Whether a quote stands in the documents."""

    offsets: OffsetUnit
    index: IndexInfo


class Verdicts(Shape, frozen=True):
    """Whether each of several quotes stands in the documents."""

    results: Annotated[
        tuple[QuoteResult, ...], Meta(max_length=MAX_QUOTES, description="One for each quote, in the order asked.")
    ]
    offsets: OffsetUnit
    index: IndexInfo


class QuotationResult(Shape, frozen=True):
    """What was found of one quotation in a text."""

    start: Annotated[int, Meta(ge=0, description="Where the quotation begins in the text that was sent.")]
    end: Annotated[int, Meta(ge=1, description="Where it ends: one past its last character.")]
    quote: Annotated[str, Meta(description="The quotation, free of Markdown.")]
    verdict: Judged
    elided: Elided
    matches: Matches
    truncated: MoreMatches


class TextVerdicts(Shape, frozen=True):
    """Whether each quotation of a text stands in the documents."""

    results: Annotated[
        tuple[QuotationResult, ...], Meta(max_length=MAX_QUOTATIONS, description="One for each quotation, in order.")
    ]
    truncated: Annotated[bool, Meta(description="Whether the text has more quotations than were checked.")]
    offsets: OffsetUnit
    index: IndexInfo


class Listed(DocumentInfo, frozen=True):
    """A document of the collection."""

    encoding: Annotated[str, Meta(description="The encoding that its file was read in, by Python's name.")]
    characters: Annotated[int, Meta(ge=0, description="The length of its text in code points.")]
    sentences: Annotated[int, Meta(ge=0, description="How many sentences it holds.")]
    url: Annotated[str, Meta(description="Its page.")]
    text_url: Annotated[str, Meta(description="Its canonical text, in which offsets count.")]


class SkippedFile(Shape, frozen=True):
    """A file that is not served, and why."""

    id: Annotated[str, Meta(description="The file's path in the collection.")]
    reason: Annotated[str, Meta(description="Why it is not served.")]


class Totals(Shape, frozen=True):
    """How much the whole collection holds."""

    documents: Annotated[int, Meta(ge=0, description="How many documents are served.")]
    skipped: Annotated[int, Meta(ge=0, description="How many files are not.")]


class Listing(Shape, frozen=True):
    """A page of the collection, in the order of ids."""

    documents: Annotated[tuple[Listed, ...], Meta(description="The documents on this page.")]
    skipped: Annotated[tuple[SkippedFile, ...], Meta(description="The files skipped in the same stretch.")]
    total: Totals
    next: Annotated[str | None, Meta(description="A link to the next page; null on the last.")]


class Health(Shape, frozen=True):
    """The process is alive."""

    status: Literal["ok"]


class Ready(Shape, frozen=True):
    """The documents are loaded and served."""

    status: Literal["ready"]
    index: IndexInfo
