"""A reply for programs built on language models: Anthropic's content blocks, Haystack's answers."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from service.answer.answer import Reason
from service.wire.fields import Author, Digest, DocumentId, EndPoint, Published, SourceUrl, StartPoint, Title
from service.wire.formats.sources import text_url, with_role
from service.wire.replies import WHY_NOT, Citation, DocumentInfo, Passage, Reply, Shape, Speaker

Sentences = Callable[[str, int, int], list[str]]  # (document id, start, end) -> the sentences between start and end

Quoted = Annotated[str, Meta(min_length=1, description="The quote: the document's own words, unchanged.")]
PageUrl = Annotated[
    str,
    Meta(description="The document's page with the quote marked.", extra_json_schema={"pattern": "^https?://"}),
]
TextUrl = Annotated[
    str,
    Meta(
        description="The document's canonical text, which the offsets count in.",
        extra_json_schema={"pattern": "^https?://"},
    ),
]
NoReason = Annotated[Reason | None, Meta(description=WHY_NOT)]
Notice = Annotated[
    str | None,
    Meta(description="Why there is no answer, or how the documents differ, in a sentence; null if neither."),
]


class CharLocation(Shape, frozen=True):
    """A citation by offsets, as in Anthropic's Messages API."""

    type: Literal["char_location"]
    cited_text: Quoted
    document_index: Annotated[int, Meta(ge=0, description="The index of the document in `documents`, from 0.")]
    document_title: Title | None
    start_char_index: StartPoint
    end_char_index: EndPoint
    file_id: None


class TextBlock(Shape, frozen=True):
    """A quote as a block of text, with its citation."""

    type: Literal["text"]
    text: Quoted
    citations: Annotated[
        tuple[CharLocation, ...],
        Meta(min_length=1, max_length=1, description="The place of the quote; always exactly one."),
    ]


class SentenceBlock(Shape, frozen=True):
    """One sentence of a passage, as a block of text."""

    type: Literal["text"]
    text: Annotated[str, Meta(min_length=1, description="The text of the sentence.")]


class CitationsEnabled(Shape, frozen=True):
    """The setting that lets a model cite the passage."""

    enabled: Literal[True]


class SearchResult(Shape, frozen=True):
    """A passage for a model to cite, with one block per sentence."""

    type: Literal["search_result"]
    source: PageUrl
    title: Annotated[str, Meta(min_length=1, description="The document's title, or its id if it has none.")]
    content: Annotated[tuple[SentenceBlock, ...], Meta(min_length=1, description="The sentences of the passage.")]
    citations: CitationsEnabled


class LinkedDocument(DocumentInfo, frozen=True):
    """A cited document, with a link to its text."""

    text_url: TextUrl


class AnthropicReply(Shape, frozen=True):
    """A reply as blocks of Anthropic's Messages API (`as=anthropic`)."""

    answered: Annotated[bool, Meta(description="Whether an answer is given; if false, `content` is empty.")]
    reason: NoReason
    notice: Notice
    content: Annotated[
        tuple[TextBlock, ...],
        Meta(description="The answer, then what differs from it, in the form that a model using citations would give."),
    ]
    documents: Annotated[
        tuple[LinkedDocument, ...], Meta(description="The cited documents, which `document_index` refers to.")
    ]
    search_results: Annotated[
        tuple[SearchResult, ...],
        Meta(
            description="Passages for a model to cite; if there is no answer, the nearest, which `reason` says more of."
        ),
    ]


def to_anthropic(reply: Reply, sentences: Sentences) -> AnthropicReply:
    """Shape a reply as the blocks of Anthropic's Messages API.

    `content` is in the form that a model using citations would answer: a text block for each quote with its
    `char_location`, a half-open range of code points in the document's text. `search_results` is for a tool to hand to
    a model to cite: a text block for each sentence, so that the model's `start_block_index` counts sentences.
    Source: anthropic-sdk-python, types/text_block.py and types/search_result_block_param.py.
    """
    answers = _told(reply)
    documents = {c.document.id: _link(c) for c in answers}
    order = list(documents)
    return AnthropicReply(
        reply.answered,
        reply.reason,
        reply.notice,
        tuple(_text_block(citation, order.index(citation.document.id)) for citation in answers),
        tuple(documents.values()),
        tuple(_search_result(citation, sentences) for citation in reply.citations or reply.nearest),
    )


def _told(reply: Reply) -> list[Citation]:
    return with_role(reply.citations, "answer") + with_role(reply.citations, "differs")


def _link(citation: Citation) -> LinkedDocument:
    known = {name: getattr(citation.document, name) for name in DocumentInfo.__struct_fields__}
    return LinkedDocument(**known, text_url=text_url(citation))


def _text_block(citation: Citation, document: int) -> TextBlock:
    location = CharLocation(
        "char_location", citation.quote, document, citation.document.title, citation.start, citation.end, None
    )
    return TextBlock("text", citation.quote, (location,))


def _search_result(citation: Citation, sentences: Sentences) -> SearchResult:
    passage = citation.passage
    cut = sentences(citation.document.id, passage.start, passage.end)
    blocks = tuple(SentenceBlock("text", sentence) for sentence in cut)
    return SearchResult("search_result", citation.url, citation.document.name, blocks, CitationsEnabled(True))


class DocumentMeta(Shape, frozen=True):
    """What the document says of itself, and a link to its text."""

    title: Title | None
    author: Author | None
    published: Published | None
    source_url: SourceUrl | None
    sha256: Digest
    text_url: TextUrl


class HaystackDocument(Shape, frozen=True):
    """The document that the quote is from."""

    id: DocumentId
    content: None
    meta: DocumentMeta


class Offset(Shape, frozen=True):
    """The half-open range of the quote, in code points."""

    start: StartPoint
    end: EndPoint


class AnswerMeta(Shape, frozen=True):
    """Details of a quote for which Haystack has no field of its own."""

    role: Annotated[
        Literal["answer", "differs"],
        Meta(description="`answer`, or `differs` from it in a figure, a date or a name: another document's answer."),
    ]
    url: PageUrl
    highlight: Annotated[
        Passage | None, Meta(description="The shortest part that answers; null if there is no such part.")
    ]
    speaker: Annotated[
        Speaker | None, Meta(description="Who said or wrote the quoted words; null unless that is certain.")
    ]


class ExtractedAnswer(Shape, frozen=True):
    """A quote that answers, in the form that Haystack's `ExtractedAnswer.from_dict` reads."""

    data: Quoted
    query: Annotated[str, Meta(description="The question as it was asked.")]
    document: HaystackDocument
    context: Annotated[str, Meta(min_length=1, description="The passage around the quote.")]
    score: Annotated[
        float, Meta(ge=0, le=1, description="The calibrated probability that the quote answers the question.")
    ]
    document_offset: Annotated[Offset, Meta(description="The place of the quote in the document's text.")]
    context_offset: Annotated[Offset, Meta(description="The place of the quote in `context`.")]
    meta: AnswerMeta


class SilenceMeta(Shape, frozen=True):
    """The reason for giving no answer, for which Haystack has no field of its own."""

    reason: Annotated[Reason, Meta(description=WHY_NOT)]
    notice: Notice


class NoAnswer(Shape, frozen=True):
    """No answer, in the form that Haystack's readers give: an answer without data."""

    data: None
    query: Annotated[str, Meta(description="The question as it was asked.")]
    document: None
    context: None
    score: Annotated[float, Meta(ge=0, le=1, description="The calibrated probability that silence is right.")]
    document_offset: None
    context_offset: None
    meta: SilenceMeta


class HaystackReply(Struct, frozen=True, forbid_unknown_fields=True):
    """A reply as the output of a Haystack reader (`as=haystack`)."""

    answers: Annotated[
        tuple[Any, ...],  # msgspec has no untagged unions of objects
        Meta(
            min_length=1,
            description="The quotes that answer, then those that differ from them; or a single answer without data.",
            extra_json_schema={
                "items": {
                    "anyOf": [{"$ref": f"#/components/schemas/{kind.__name__}"} for kind in (ExtractedAnswer, NoAnswer)]
                }
            },
        ),
    ]


def to_haystack(reply: Reply) -> HaystackReply:
    """Shape a reply as the output of a Haystack reader: `answers`, each in the form that ExtractedAnswer.from_dict reads.

    `document_offset` counts code points in the text at `document.meta.text_url`, `context_offset` code points in the
    passage `context`. Silence is a single answer without data, scored by the probability that silence is right.
    Source: haystack, dataclasses/answer.py.
    """
    return HaystackReply(tuple(_extract(reply, citation) for citation in _told(reply)) or (_say_nothing(reply),))


def _extract(reply: Reply, citation: Citation) -> ExtractedAnswer:
    document, passage = citation.document, citation.passage
    meta = DocumentMeta(
        document.title, document.author, document.published, document.source_url, document.sha256, text_url(citation)
    )
    return ExtractedAnswer(
        data=citation.quote,
        query=reply.question,
        document=HaystackDocument(document.id, None, meta),
        context=passage.text,
        score=reply.confidence,
        document_offset=Offset(citation.start, citation.end),
        context_offset=Offset(citation.start - passage.start, citation.end - passage.start),
        meta=AnswerMeta(
            "differs" if citation.role == "differs" else "answer", citation.url, citation.highlight, citation.speaker
        ),
    )


def _say_nothing(reply: Reply) -> NoAnswer:
    meta = SilenceMeta(reply.reason or "low_confidence", reply.notice)
    return NoAnswer(None, reply.question, None, None, round(1 - reply.confidence, 4), None, None, meta)
