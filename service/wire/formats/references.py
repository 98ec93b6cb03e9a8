"""A reply as references: CSL-JSON for citation managers, BibTeX for LaTeX. The page's `export.js` writes the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal
from urllib.parse import quote as percent_encode

from msgspec import UNSET, Meta, UnsetType, field

from service.wire.formats.sources import date_parts, note_of
from service.wire.replies import Citation, Shape

_TEX = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
_TEX |= {"{": "\\textbraceleft{}", "}": "\\textbraceright{}"}  # BibTeX counts braces even if they are escaped
_TEX |= {character: f"\\{character}" for character in "%&$#_"}


class CslName(Shape, frozen=True):
    """A name not split into its parts."""

    literal: Annotated[str, Meta(min_length=1, description="The name as written in the document.")]


class CslDate(Shape, frozen=True):
    """The date that the document gives itself."""

    parts: Annotated[
        tuple[tuple[int, ...], ...],
        Meta(min_length=1, max_length=1, description="One date: year, month and day, as far as known."),
    ] = field(name="date-parts")


class CslItem(Shape, frozen=True, kw_only=True):
    """A citation as an item of CSL-JSON 1.0.2 (`as=csl-json`)."""

    id: Annotated[str, Meta(min_length=1, description="A citation key, unique within the reply.")]
    type: Literal["document"]
    title: Annotated[str, Meta(min_length=1, description="The document's title, or its id if it has none.")]
    author: (
        Annotated[
            tuple[CslName, ...],
            Meta(min_length=1, max_length=1, description="The author that the document names, if any."),
        ]
        | UnsetType
    ) = UNSET
    issued: CslDate | UnsetType = UNSET
    url: Annotated[
        str,
        Meta(
            description="The URL at which the document says it was published, or else its page with the quote marked."
        ),
    ] = field(name="URL")
    note: Annotated[str, Meta(description="The quote, with its offsets and the digest of the text.")]


def to_csl(citations: Iterable[Citation]) -> list[CslItem]:
    """Shape citations as items of CSL-JSON 1.0.2; the note has the quote and its place."""
    return [_to_item(key, citation) for key, citation in _keyed(citations)]


def _to_item(key: str, citation: Citation) -> CslItem:
    document, parts = citation.document, date_parts(citation.document.published)
    return CslItem(
        id=key,
        type="document",
        title=document.name,
        author=(CslName(document.author),) if document.author else UNSET,
        issued=CslDate((parts,)) if parts else UNSET,
        url=document.source_url or citation.url,
        note=note_of(citation),
    )


def to_bibtex(citations: Iterable[Citation]) -> str:
    """Write citations as BibTeX entries of type @misc."""
    return "\n\n".join(_to_entry(key, citation) for key, citation in _keyed(citations))


def _to_entry(key: str, citation: Citation) -> str:
    document = citation.document
    fields = {"title": f"{{{escape_tex(document.name)}}}"}
    if document.author:
        fields["author"] = f"{{{escape_tex(document.author)}}}"  # braces keep it one name
    parts = zip(("year", "month", "day"), date_parts(document.published), strict=False)
    fields |= {name: str(part) for name, part in parts}
    url = document.source_url or citation.url
    fields["url"] = re.sub(r"[{}\\]", lambda found: percent_encode(found[0], safe=""), url)
    fields["note"] = escape_tex(note_of(citation))
    lines = "\n".join(f"  {name} = {{{value}}}," for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}"


def escape_tex(text: str) -> str:
    """Escape text so that TeX prints it literally, on one line."""
    return re.sub(r"\s+", " ", "".join(_TEX.get(character, character) for character in text))


def _keyed(citations: Iterable[Citation]) -> Iterator[tuple[str, Citation]]:
    """Pair each citation with a unique key: the title in ASCII, the offset and, if that is taken, a number."""
    taken: set[str] = set()
    for citation in citations:
        letters = unicodedata.normalize("NFKD", citation.document.name)
        title = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")[:40] or "source"
        key = first = f"{title}-{citation.start}"
        number = 1
        while key in taken:
            number += 1
            key = f"{first}-{number}"
        taken.add(key)
        yield key, citation
