"""The JSON Schemas of a reply in other tools' formats: what we write of each, and no field that we do not.

Their offsets count code points, and their links are whole addresses.
"""

from typing import Any

from service.answer.answer import Reason
from service.wire.describing import (
    FLAG,
    NULL,
    Schema,
    choice,
    integer,
    list_of,
    object_of,
    one_of,
    reference,
    share,
    text,
)
from service.wire.formats.annotation import CONTEXT
from service.wire.replies import CONTEXT as AROUND
from service.wire.schemas import IDENTITY


def _constant(value: Any) -> Schema:
    return {"const": value}


def _link(description: str) -> Schema:
    return text(description, pattern="^https?://")


def _name(description: str) -> Schema:
    return text(description, pattern="^urn:uuid:[0-9a-f-]{36}$")


_QUOTE = text("The quote.", minLength=1)
_TEXT_URL = _link("The canonical text, in which offsets count.")
_OFFSETS = {"start": integer("Where it begins, in code points."), "end": integer("One past its last.", 1)}
_META = {name: IDENTITY[name] for name in ("title", "author", "published", "source_url", "sha256")}

_ANTHROPIC: dict[str, Schema] = {
    "AnthropicReply": object_of(
        "A reply as blocks of Anthropic's Messages API (as=anthropic).",
        {
            "answered": FLAG,
            "reason": choice(Reason, "Why it is silent.", null=True),
            "content": list_of(reference("TextBlock"), "What answers, as a model that cites would say it."),
            "documents": list_of(
                object_of("A document cited.", IDENTITY | {"text_url": _TEXT_URL}), "What document_index counts in."
            ),
            "search_results": list_of(
                reference("SearchResult"), "The passages, for a model to cite; the nearest ones in silence."
            ),
        },
    ),
    "TextBlock": object_of(
        "A quote, and where it stands.",
        {
            "type": _constant("text"),
            "text": _QUOTE,
            "citations": list_of(reference("CharLocation"), "One.", 1, 1),
        },
    ),
    "CharLocation": object_of(
        "A place in a document's text.",
        {
            "type": _constant("char_location"),
            "cited_text": _QUOTE,
            "document_index": integer("Its document's place in documents, from 0."),
            "document_title": IDENTITY["title"],
            "start_char_index": _OFFSETS["start"],
            "end_char_index": _OFFSETS["end"],
            "file_id": NULL,
        },
    ),
    "SearchResult": object_of(
        "A passage, a block a sentence.",
        {
            "type": _constant("search_result"),
            "source": _link("The document's page with the quote marked."),
            "title": text("The document's title, or its id where it has none.", minLength=1),
            "content": list_of(
                object_of("A sentence.", {"type": _constant("text"), "text": text("It.", minLength=1)}),
                "The passage.",
                least=1,
            ),
            "citations": object_of("Whether a model may cite it.", {"enabled": _constant(True)}),
        },
    ),
}
_HAYSTACK: dict[str, Schema] = {
    "HaystackReply": object_of(
        "A reply as the output of a Haystack reader (as=haystack).",
        {
            "answers": one_of(
                list_of(reference("ExtractedAnswer"), "The quotes that answer.", least=1),
                list_of(reference("NoAnswer"), "Silence.", 1, 1),
            )
        },
    ),
    "ExtractedAnswer": object_of(
        "A quote that answers, as ExtractedAnswer.from_dict takes it.",
        {
            "data": _QUOTE,
            "query": text("The question as it was read."),
            "document": object_of(
                "Where it stands.",
                {"id": IDENTITY["id"], "content": NULL, "meta": object_of("Of it.", _META | {"text_url": _TEXT_URL})},
            ),
            "context": text("The passage.", minLength=1),
            "score": share("The calibrated probability that it answers."),
            "document_offset": object_of("Its place in the document's text.", _OFFSETS),
            "context_offset": object_of("Its place in the context.", _OFFSETS),
            "meta": object_of(
                "What Haystack has no field for.",
                {
                    "url": _link("The document's page with the quote marked."),
                    "highlight": one_of(reference("Passage"), NULL, description="The shortest span that answers."),
                    "speaker": one_of(reference("Speaker"), NULL, description="Who says it, where that is sure."),
                },
            ),
        },
    ),
    "NoAnswer": object_of(
        "Silence, as an answer without data.",
        {
            "data": NULL,
            "query": text("The question as it was read."),
            "document": NULL,
            "context": NULL,
            "score": share("The calibrated probability that silence is right."),
            "document_offset": NULL,
            "context_offset": NULL,
            "meta": object_of("What Haystack has no field for.", {"reason": choice(Reason, "Why it is silent.")}),
        },
    ),
}
_ANNOTATION: dict[str, Schema] = {
    "AnnotationPage": object_of(
        "A reply as W3C Web Annotations (as=annotation).",
        {
            "@context": _constant(CONTEXT),
            "id": _name("Made from what is annotated."),
            "type": _constant("AnnotationPage"),
            "items": list_of(reference("Annotation"), "One a citation; none in silence."),
        },
    ),
    "Annotation": object_of(
        "A citation.",
        {
            "id": _name("Made from what is annotated."),
            "type": _constant("Annotation"),
            "motivation": _constant("highlighting"),
            "body": object_of(
                "A tag.",
                {
                    "type": _constant("TextualBody"),
                    "purpose": _constant("tagging"),
                    "format": _constant("text/plain"),
                    "value": text("The citation's role.", enum=["answer", "corroboration", "differs"]),
                },
            ),
            "target": object_of(
                "What is annotated.",
                {
                    "source": _TEXT_URL,
                    "selector": list_of(
                        one_of(reference("TextQuoteSelector"), reference("TextPositionSelector")),
                        "The same place, in two ways.",
                        2,
                        2,
                    ),
                },
            ),
        },
    ),
    "TextQuoteSelector": object_of(
        "A place by its words.",
        {
            "type": _constant("TextQuoteSelector"),
            "exact": _QUOTE,
            "prefix": text("What stands before it.", maxLength=AROUND),
            "suffix": text("What stands after it.", maxLength=AROUND),
        },
    ),
    "TextPositionSelector": object_of(
        "A place by its offsets.", {"type": _constant("TextPositionSelector")} | _OFFSETS
    ),
}
_CSL: dict[str, Schema] = {
    "CslItem": object_of(
        "A citation as an item of CSL-JSON 1.0.2 (as=csl-json).",
        {
            "id": text("A key of its own in the reply.", minLength=1),
            "type": _constant("document"),
            "title": text("The document's title, or its id where it has none.", minLength=1),
            "author": list_of(
                object_of("A name.", {"literal": text("It, unparsed.", minLength=1)}), "Where there is one.", 1, 1
            ),
            "issued": object_of(
                "The date that the document gives itself.",
                {
                    "date-parts": list_of(
                        list_of({"type": "integer"}, "Year, month and day, as far as known.", 3, 1), "One.", 1, 1
                    )
                },
            ),
            "URL": text("Where it was first published, where it says so; or its page with the quote marked."),
            "note": text("The quote, its offsets and the digest of the text."),
        },
        ("author", "issued"),
    ),
}
PROJECTIONS: dict[str, Schema] = _ANTHROPIC | _HAYSTACK | _ANNOTATION | _CSL
