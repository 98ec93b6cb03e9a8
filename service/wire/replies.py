"""The replies of the service: answers, verdicts and listings.

The JSON, the OpenAPI document and the schemas of the MCP tools are all made from these models, so the first paragraph
of each docstring and every description is published.
"""

from typing import Annotated

from msgspec import Meta, Struct

from service.answer.answer import Reason, Relation, Role
from service.query.classification import Kind
from service.verify.verdict import PLACES, Judgement, Operation
from service.wire.fields import (
    Author,
    Digest,
    DocumentId,
    End,
    OffsetUnit,
    Page,
    Published,
    Publisher,
    SourceUrl,
    Start,
    Title,
)
from service.wire.requests import MAX_QUOTES

CONTEXT = 32  # code points on either side of a quote, as in Hypothesis
MAX_QUOTATIONS = 200  # checked in one text
WHY_NOT = (
    "Why no answer is given, null if one is: `low_confidence`, the documents may answer, but not surely enough; `no_match`, "
    "they do not mention what the question is about; `no_terms`, the question has no word to search for; "
    "`not_a_question`, it does not read as a question about the documents."
)


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """The base of every reply: all declared fields are always present, and there are no others."""


class DocumentInfo(Shape, frozen=True):
    """A document, described by what it says of itself."""

    id: DocumentId
    title: Title | None
    author: Author | None
    publisher: Publisher | None
    published: Published | None
    source_url: SourceUrl | None
    sha256: Digest
    name: Annotated[
        str,
        Meta(
            description="What to show the document as: its title; without one, its first words, and its id in brackets."
        ),
    ]


class Span(Shape, frozen=True):
    """A half-open range of a document's text."""

    start: Start
    end: End


class Passage(Shape, frozen=True):
    """A half-open range of a text, with the text itself."""

    start: Start
    end: End
    text: Annotated[str, Meta(description="The text from `start` to `end`.")]


class Speaker(Shape, frozen=True):
    """Who said the quoted words: where the document names them, and the words that attribute the speech."""

    start: Start
    end: End
    name: Annotated[str, Meta(description="The speaker's name, as written in the document.")]
    cue: Annotated[Span, Meta(description='The words that attribute the speech, such as "said".')]


class Citation(Shape, frozen=True):
    """A quote, with its document and its place there."""

    n: Annotated[int, Meta(ge=1, description="The number of the citation in its list, from 1.")]
    role: Annotated[
        Role,
        Meta(
            description="What the quote is for: `answer` answers the question; `corroboration` comes from another document "
            "that agrees, `differs` from one that says the same with another figure, date or name; `nearest` is not given "
            "as an answer, though it may be one; `match` is the text that a quote was compared with."
        ),
    ]
    relation: Annotated[
        Relation | None,
        Meta(
            description="How a corroboration agrees: in the `same_wording`, or with the `same_claim` in other words; null for "
            "every other role."
        ),
    ]
    document: DocumentInfo
    start: Start
    end: End
    page: Page | None
    quote: Annotated[str, Meta(min_length=1, description="The document's text from `start` to `end`, unchanged.")]
    highlight: Annotated[
        Passage | None,
        Meta(
            description="The shortest part that answers, such as a name, date or number, or that differs from the answer's; "
            "null if there is no such part."
        ),
    ]
    passage: Annotated[Passage, Meta(description="The text around the quote, in whole sentences.")]
    lead_in: Annotated[
        Passage | None,
        Meta(description="The sentence or heading above the list that the quote is an item of; null if it is none."),
    ]
    quotation: Annotated[
        Span | None,
        Meta(
            description="If the quote is part of somebody's words in quotation marks, all of those words; null otherwise."
        ),
    ]
    speaker: Annotated[
        Speaker | None, Meta(description="Who said or wrote the quoted words; null unless that is certain.")
    ]
    prefix: Annotated[str, Meta(max_length=CONTEXT, description="The text just before the quote.")]
    suffix: Annotated[str, Meta(max_length=CONTEXT, description="The text just after the quote.")]
    score: Annotated[float, Meta(description="The ranking score. Compare scores only within one reply.")]
    copies: Annotated[tuple[DocumentInfo, ...], Meta(description="Other documents that contain nearly the same text.")]
    url: Annotated[
        str,
        Meta(description="The document's page with the quote marked. The offsets in this link are always code points."),
    ]


class WhyTerm(Shape, frozen=True):
    """A search term taken from the question."""

    term: Annotated[str, Meta(description="The term as stored in the index: the stem of a word.")]
    word: Annotated[str, Meta(description="The word of the question.")]
    weight: Annotated[float, Meta(description="The weight of the term; rarer terms weigh more.")]
    matched: Annotated[bool, Meta(description="Whether the top-ranked passage contains the term or a related one.")]
    found: Annotated[
        str | None,
        Meta(description="The word of the top-ranked passage that is the term's, or stands for it; null if none does."),
    ]
    likeness: Annotated[
        float, Meta(ge=0, le=1, description="How like the word found is to the one asked: 1 for the same term.")
    ]


class Correction(Shape, frozen=True):
    """A word found in no document, and the similar word searched for instead."""

    asked: Annotated[str, Meta(description="The word in the question.")]
    taken: Annotated[str, Meta(description="The word searched for instead.")]


class Why(Shape, frozen=True):
    """How the question was understood."""

    kind: Annotated[Kind, Meta(description="The kind of question that this was taken for.")]
    terms: Annotated[tuple[WhyTerm, ...], Meta(description="The terms searched for, in the order of the question.")]
    carried_over: Annotated[
        tuple[str, ...], Meta(description="Words carried over from earlier questions of the conversation.")
    ]
    corrected: Annotated[
        tuple[Correction, ...], Meta(description="Words taken to be misspelt, with what was searched for instead.")
    ]
    unmentioned: Annotated[
        tuple[str, ...], Meta(description="Words of the question, as it has them, that no document mentions.")
    ]


class IndexInfo(Shape, frozen=True):
    """The version of the collection that the reply was made from."""

    id: Annotated[
        str, Meta(description="A digest of the texts, settings and code. While it stays the same, so do the replies.")
    ]
    documents: Annotated[int, Meta(ge=0, description="The number of documents in the collection.")]
    sentences: Annotated[int, Meta(ge=0, description="The number of sentences in all documents.")]


class Reply(Shape, frozen=True):
    """An answer in the documents' own words; or the likeliest passages, if it is not sure enough; or silence."""

    question: Annotated[str, Meta(description="The question as it was asked.")]
    answered: Annotated[
        bool, Meta(description="Whether an answer is given. If false, see `reason`, `notice` and `nearest`.")
    ]
    answer: Annotated[
        str | None,
        Meta(description="The quotes that answer, joined by line ends for display; null if there is no answer."),
    ]
    confidence: Annotated[
        float,
        Meta(ge=0, le=1, description="The calibrated probability that the top-ranked passage answers the question."),
    ]
    min_confidence: Annotated[
        float,
        Meta(ge=0, le=1, description="The confidence from which an answer would be given, as used for this reply."),
    ]
    reason: Annotated[Reason | None, Meta(description=WHY_NOT)]
    notice: Annotated[
        str | None,
        Meta(
            description="A sentence to show to the reader above what is quoted: why there is no answer, or how the documents "
            "differ; null if there is an answer and no document differs. A program that shows `answer` alone should show it "
            "too."
        ),
    ]
    offsets: OffsetUnit
    citations: Annotated[
        tuple[Citation, ...],
        Meta(
            description="The quotes that answer, then those of other documents that agree or differ; empty without an answer."
        ),
    ]
    truncated: Annotated[bool, Meta(description="Whether the answer is a list of which some items were left out.")]
    nearest: Annotated[
        tuple[Citation, ...],
        Meta(
            description="The passages ranked next, for readers to judge; if the reason is `low_confidence`, they may answer."
        ),
    ]
    why: Why
    index: IndexInfo


class Change(Shape, frozen=True):
    """One step of a word-by-word diff from the document to the quote."""

    op: Annotated[
        Operation,
        Meta(
            description="The kind of step, as in Python's difflib: `insert` has words only in the quote, `delete` only in the "
            "document."
        ),
    ]
    quote: Annotated[str, Meta(description="The words in the quote; empty for `delete`.")]
    document: Annotated[str, Meta(description="The words in the document; empty for `insert`.")]


class Match(Citation, frozen=True):
    """A passage that a quote, or a part of one, was compared with. Its `score` is the share of words that agree."""

    verdict: Annotated[Judgement, Meta(description="How this part of the quote compares with the document.")]
    part: Annotated[
        Passage,
        Meta(description="The part of the quote that was compared. Its offsets count from the start of the quote."),
    ]
    diff: Annotated[
        tuple[Change, ...] | None, Meta(description="The differences, word by word; null if there are none.")
    ]


Judged = Annotated[
    Judgement,
    Meta(
        description="`exact`: found as written. `folded`: found, but for case, quotation marks, white space and the like. "
        "`altered`: a passage is close, but some words differ. `not_found`: not in the documents. A quote with omissions gets the worst "
        "verdict of its pieces."
    ),
]
Elided = Annotated[bool, Meta(description="Whether the quote itself marks words as left out (...) or put in ([...]).")]
Matches = Annotated[tuple[Match, ...], Meta(max_length=PLACES, description="The passages that the verdict rests on.")]
MoreMatches = Annotated[bool, Meta(description="Whether there are more matches than are listed.")]


VerdictNotice = Annotated[
    str | None,
    Meta(description="A sentence for the reader if the words left out say “not” or the like; else null."),
]


class QuoteResult(Shape, frozen=True):
    """The verdict on one quote of several."""

    quote: Annotated[str, Meta(description="The quote as it was sent.")]
    verdict: Judged
    elided: Elided
    notice: VerdictNotice
    matches: Matches
    truncated: MoreMatches


class Verdict(QuoteResult, frozen=True):
    """Whether a quote is in the documents."""

    offsets: OffsetUnit
    index: IndexInfo


class Verdicts(Shape, frozen=True):
    """Whether each of several quotes is in the documents."""

    results: Annotated[
        tuple[QuoteResult, ...],
        Meta(max_length=MAX_QUOTES, description="One verdict for each quote, in the order sent."),
    ]
    offsets: OffsetUnit
    index: IndexInfo


class QuotationResult(Shape, frozen=True):
    """The verdict on one quotation in a text."""

    start: Annotated[int, Meta(ge=0, description="Offset in the text sent of the first character of the quotation.")]
    end: Annotated[
        int, Meta(ge=1, description="Offset in the text sent just past the last character of the quotation.")
    ]
    quote: Annotated[str, Meta(description="The quoted words, without Markdown.")]
    verdict: Judged
    elided: Elided
    notice: VerdictNotice
    matches: Matches
    truncated: MoreMatches


class TextVerdicts(Shape, frozen=True):
    """Whether each quotation in a text is in the documents."""

    results: Annotated[
        tuple[QuotationResult, ...],
        Meta(max_length=MAX_QUOTATIONS, description="One verdict for each quotation, in the order of the text."),
    ]
    truncated: Annotated[bool, Meta(description="Whether the text has more quotations than were checked.")]
    notice: Annotated[
        str | None, Meta(description="A sentence for the reader where no quotation was found in the text; else null.")
    ]
    offsets: OffsetUnit
    index: IndexInfo
