"""The reply of /ask in another tool's format, by the format's name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service.wire.formats.annotation import to_annotation
from service.wire.formats.markdown import to_markdown
from service.wire.formats.models import Sentences, to_anthropic, to_haystack
from service.wire.formats.references import to_bibtex, to_csl
from service.wire.formats.references_of import Reply

Format = Literal["anthropic", "haystack", "annotation", "markdown", "csl-json", "bibtex"]


@dataclass(frozen=True)
class Projection:
    """A reply written in another format, and its media type."""

    body: str
    content_type: str


def project(reply: Reply, name: Format, sentences: Sentences) -> Projection:
    """Write a reply in a format. Its offsets must count code points, and its links be whole addresses.

    `sentences` gives the sentences of a document between two offsets.
    """
    content_type, write = _FORMATS[name]
    return Projection(write(reply, sentences), content_type)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


_Write = Callable[[Reply, Sentences], str]
_FORMATS: Mapping[Format, tuple[str, _Write]] = {
    "anthropic": ("application/json", lambda reply, sentences: _json(to_anthropic(reply, sentences))),
    "haystack": ("application/json", lambda reply, _: _json(to_haystack(reply))),
    "annotation": (
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        lambda reply, _: _json(to_annotation(reply)),
    ),
    "markdown": ("text/markdown; charset=utf-8", lambda reply, _: to_markdown(reply)),
    "csl-json": ("application/vnd.citationstyles.csl+json", lambda reply, _: _json(to_csl(reply["citations"]))),
    "bibtex": (
        "application/x-bibtex; charset=utf-8",
        lambda reply, _: (to_bibtex(reply["citations"]) + "\n").lstrip("\n"),
    ),
}
MEDIA_TYPES = tuple(dict.fromkeys(kind.partition(";")[0] for kind, _ in _FORMATS.values()))
