"""A reply as W3C Web Annotations, for annotation tools that anchor quotes in a text."""

from typing import Annotated, Literal
from uuid import NAMESPACE_URL, uuid5

from msgspec import Meta, field

from service.wire.fields import EndPoint, StartPoint
from service.wire.formats.language_models import Quoted, TextUrl
from service.wire.formats.sources import text_url
from service.wire.replies import CONTEXT as BESIDE
from service.wire.replies import Citation, Reply, Shape

CONTEXT: Literal["http://www.w3.org/ns/anno.jsonld"] = "http://www.w3.org/ns/anno.jsonld"
Urn = Annotated[
    str,
    Meta(
        description="An identifier derived from the content, so asking again gives the same one while nothing has changed.",
        extra_json_schema={"pattern": "^urn:uuid:[0-9a-f-]{36}$"},
    ),
]


class TextQuoteSelector(Shape, frozen=True):
    """Selects the quote by its words and those around it."""

    type: Literal["TextQuoteSelector"]
    exact: Quoted
    prefix: Annotated[str, Meta(max_length=BESIDE, description="The text just before the quote.")]
    suffix: Annotated[str, Meta(max_length=BESIDE, description="The text just after the quote.")]


class TextPositionSelector(Shape, frozen=True):
    """Selects the quote by its offsets."""

    type: Literal["TextPositionSelector"]
    start: StartPoint
    end: EndPoint


class AnnotationTarget(Shape, frozen=True):
    """The text that the annotation points to, and the quote in it."""

    source: TextUrl
    selector: Annotated[
        tuple[TextQuoteSelector, TextPositionSelector],
        Meta(description="The quote, selected in two ways: by its words and by its offsets."),
    ]


class AnnotationBody(Shape, frozen=True):
    """A tag with the role of the citation."""

    type: Literal["TextualBody"]
    purpose: Literal["tagging"]
    format: Literal["text/plain"]
    value: Annotated[
        Literal["answer", "corroboration", "differs"], Meta(description="The role of the citation, as in a `Citation`.")
    ]


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
    items: Annotated[
        tuple[Annotation, ...], Meta(description="One annotation for each citation; none without an answer.")
    ]


def to_annotation(reply: Reply) -> AnnotationPage:
    """Shape a reply as an AnnotationPage: an annotation for each citation, tagged with its role.

    Each target is the document's plain text, with the quote selected by its words and context (TextQuoteSelector) and
    by its offsets in code points (TextPositionSelector). Source: W3C Web Annotation Data Model, sections 3.1, 4.2.4,
    4.2.5 and 5.2.
    """
    items = tuple(_annotate(citation) for citation in reply.citations)
    asked = f"{reply.index.id} {reply.question} {[item.id for item in items]}"
    return AnnotationPage(CONTEXT, _name(asked), "AnnotationPage", items)


def _annotate(citation: Citation) -> Annotation:
    quote = TextQuoteSelector("TextQuoteSelector", citation.quote, citation.prefix, citation.suffix)
    position = TextPositionSelector("TextPositionSelector", citation.start, citation.end)
    role: Literal["answer", "corroboration", "differs"] = citation.role  # type: ignore[assignment]  # citations have no other role
    return Annotation(
        _name(f"{citation.document.sha256} {citation.url} {citation.role}"),
        "Annotation",
        "highlighting",
        AnnotationBody("TextualBody", "tagging", "text/plain", role),
        AnnotationTarget(text_url(citation), (quote, position)),
    )


def _name(annotated: str) -> str:
    return uuid5(NAMESPACE_URL, annotated).urn
