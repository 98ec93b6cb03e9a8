"""Write a reply of /ask in another tool's format, chosen by name."""

from collections.abc import Callable, Mapping, Sequence

from service.wire.encoding import to_json
from service.wire.formats.annotation import to_annotation
from service.wire.formats.language_models import Sentences, to_anthropic, to_haystack
from service.wire.formats.markdown import cite_in_markdown, to_markdown
from service.wire.formats.references import to_bibtex, to_csl
from service.wire.replies import Citation, Reply
from service.wire.requests import CitationFormat


def write_format(reply: Reply, name: str, sentences: Sentences) -> tuple[bytes, str]:
    """Write a reply in the named format, and return the body and its media type.

    The reply's offsets must count code points, and its links must be absolute. `sentences` returns the sentences of a
    document between two offsets.
    """
    content_type, write = _FORMATS[name]
    return write(reply, sentences), content_type


def write_citations(citations: Sequence[Citation], name: CitationFormat) -> tuple[bytes, str]:
    """Write citations in one of the formats of references, and return the body and its media type."""
    content_type, write = _OF_CITATIONS[name]
    return write(citations), content_type


_OF_CITATIONS: Mapping[str, tuple[str, Callable[[Sequence[Citation]], bytes]]] = {
    "markdown": ("text/markdown; charset=utf-8", lambda citations: cite_in_markdown(citations).encode()),
    "csl-json": ("application/vnd.citationstyles.csl+json", lambda citations: to_json(to_csl(citations))),
    "bibtex": (
        "application/x-bibtex; charset=utf-8",
        lambda citations: (to_bibtex(citations) + "\n").lstrip("\n").encode(),
    ),
}
_Write = Callable[[Reply, Sentences], bytes]
_FORMATS: Mapping[str, tuple[str, _Write]] = {
    "anthropic": ("application/json", lambda reply, sentences: to_json(to_anthropic(reply, sentences))),
    "haystack": ("application/json", lambda reply, _: to_json(to_haystack(reply))),
    "annotation": (
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        lambda reply, _: to_json(to_annotation(reply)),
    ),
    "markdown": ("text/markdown; charset=utf-8", lambda reply, _: to_markdown(reply).encode()),
    "csl-json": (_OF_CITATIONS["csl-json"][0], lambda reply, _: write_citations(reply.citations, "csl-json")[0]),
    "bibtex": (_OF_CITATIONS["bibtex"][0], lambda reply, _: write_citations(reply.citations, "bibtex")[0]),
}
