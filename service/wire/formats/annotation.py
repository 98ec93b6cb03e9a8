"""A reply as W3C Web Annotations, which annotation tools find again in the text."""

from typing import Annotated, Literal
from uuid import NAMESPACE_URL, uuid5

from msgspec import Meta, field

from service.wire.formats.language_models import First, Last, Quoted, TextUrl
from service.wire.formats.sources import text_url
from service.wire.replies import CONTEXT as BESIDE
from service.wire.replies import Citation, Reply, Shape

CONTEXT: Literal["http://www.w3.org/ns/anno.jsonld"] = "http://www.w3.org/ns/anno.jsonld"
Urn = Annotated[
    str,
    Meta(
        description="A name made from what is annotated, so that asking again gives the same.",
        extra_json_schema={"pattern": "^urn:uuid:[0-9a-f-]{36}$"},
    ),
]


class TextQuoteSelector(Shape, frozen=True):
    """A place, found by its words."""

    type: Literal["TextQuoteSelector"]
    exact: Quoted
    prefix: Annotated[str, Meta(max_length=BESIDE, description="The text just before the quote.")]
    suffix: Annotated[str, Meta(max_length=BESIDE, description="The text just after the quote.")]


class TextPositionSelector(Shape, frozen=True):
    """A place, found by its offsets."""

    type: Literal["TextPositionSelector"]
    start: First
    end: Last


class AnnotationTarget(Shape, frozen=True):
    """What is annotated."""

    source: TextUrl
    selector: Annotated[
        tuple[TextQuoteSelector, TextPositionSelector],
        Meta(description="The same place in two ways: by its words and by its offsets."),
    ]


class AnnotationBody(Shape, frozen=True):
    """A tag that names the citation's role."""

    type: Literal["TextualBody"]
    purpose: Literal["tagging"]
    format: Literal["text/plain"]
    value: Annotated[Literal["answer", "corroboration", "differs"], Meta(description="The citation's role.")]


class Annotation(Shape, frozen=True):
    """A citation as a Web Annotation."""

    id: Urn
    type: Literal["Annotation"]
    motivation: Literal["highlighting"]
    body: AnnotationBody
    target: AnnotationTarget


class AnnotationPage(Shape, frozen=True):
    """A reply as W3C Web Annotations (`as=annotation`)."""

    context: Literal["http://www.w3.org/ns/anno.jsonld"] = field(name="@context")
    id: Urn
    type: Literal["AnnotationPage"]
    items: Annotated[tuple[Annotation, ...], Meta(description="One for each citation; none in silence.")]


def to_annotation(reply: Reply) -> AnnotationPage:
    """Shape a reply as an AnnotationPage: an annotation for each citation, tagged with its role.

    The target of each is the document's plain text, by the quote with the text beside it (TextQuoteSelector) and by
    its place in code points (TextPositionSelector). Source: W3C Web Annotation Data Model, sections 3.1, 4.2.4, 4.2.5
    and 5.2.
    """
    items = tuple(_annotate(citation) for citation in reply.citations)
    asked = f"{reply.index.id} {reply.question} {[item.id for item in items]}"
    return AnnotationPage(CONTEXT, _name(asked), "AnnotationPage", items)


def _annotate(citation: Citation) -> Annotation:
    quote = TextQuoteSelector("TextQuoteSelector", citation.quote, citation.prefix, citation.suffix)
    position = TextPositionSelector("TextPositionSelector", citation.start, citation.end)
    role: Literal["answer", "corroboration", "differs"] = citation.role  # type: ignore[assignment]  # no other is cited
    return Annotation(
        _name(f"{citation.document.sha256} {citation.url} {citation.role}"),
        "Annotation",
        "highlighting",
        AnnotationBody("TextualBody", "tagging", "text/plain", role),
        AnnotationTarget(text_url(citation), (quote, position)),
    )


def _name(annotated: str) -> str:
    return uuid5(NAMESPACE_URL, annotated).urn
