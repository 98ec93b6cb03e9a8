"""A reply as W3C Web Annotations, which annotation tools find again in the text."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from service.wire.formats.references_of import Citation, Reply, text_url

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def to_annotation(reply: Reply) -> dict[str, Any]:
    """Shape a reply as an AnnotationPage: an annotation a citation, tagged with its role; none where it is silent.

    The target of each is the document's plain text, by the quote with what stands beside it (TextQuoteSelector) and by
    its place in code points (TextPositionSelector). Ids are made from what is annotated, so asking again gives the
    same. Source: W3C Web Annotation Data Model, sections 3.1, 4.2.4, 4.2.5 and 5.2.
    """
    items = [_annotate(citation) for citation in reply["citations"]]
    asked = f"{reply['index']['id']} {reply['question']} {[item['id'] for item in items]}"
    return {"@context": CONTEXT, "id": _name(asked), "type": "AnnotationPage", "items": items}


def _annotate(citation: Citation) -> dict[str, Any]:
    quote = {
        "type": "TextQuoteSelector",
        "exact": citation["quote"],
        "prefix": citation["prefix"],
        "suffix": citation["suffix"],
    }
    position = {"type": "TextPositionSelector", "start": citation["start"], "end": citation["end"]}
    return {
        "id": _name(f"{citation['document']['sha256']} {citation['url']} {citation['role']}"),
        "type": "Annotation",
        "motivation": "highlighting",
        "body": {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": citation["role"]},
        "target": {"source": text_url(citation), "selector": [quote, position]},
    }


def _name(annotated: str) -> str:
    return uuid5(NAMESPACE_URL, annotated).urn
