"""A reply as references: CSL-JSON for citation managers, BibTeX for LaTeX. The page's `export.js` writes the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote as percent_encode

from service.wire.formats.references_of import Citation, date_parts, name_of, note_of, place_of

_TEX = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
_TEX |= {"{": "\\textbraceleft{}", "}": "\\textbraceright{}"}  # BibTeX counts braces, escaped ones too
_TEX |= {character: f"\\{character}" for character in "%&$#_"}


def to_csl(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    """Shape citations as items of CSL-JSON 1.0.2; the note holds the quote and its place."""
    return [_to_item(key, citation) for key, citation in _keyed(citations)]


def _to_item(key: str, citation: Citation) -> dict[str, Any]:
    document = citation["document"]
    item: dict[str, Any] = {"id": key, "type": "document", "title": name_of(document)}
    if document["author"]:
        item["author"] = [{"literal": document["author"]}]
    if parts := date_parts(document["published"]):
        item["issued"] = {"date-parts": [parts]}
    return item | {"URL": document["source_url"] or citation["url"], "note": note_of(citation)}


def to_bibtex(citations: Iterable[Citation]) -> str:
    """Write citations as BibTeX entries of the type @misc."""
    return "\n\n".join(_to_entry(key, citation) for key, citation in _keyed(citations))


def _to_entry(key: str, citation: Citation) -> str:
    document = citation["document"]
    fields = {"title": f"{{{escape_tex(name_of(document))}}}"}
    if document["author"]:
        fields["author"] = f"{{{escape_tex(document['author'])}}}"  # one name, whatever it holds
    parts = zip(("year", "month", "day"), date_parts(document["published"]), strict=False)
    fields |= {name: str(part) for name, part in parts}
    url = document["source_url"] or citation["url"]
    fields["url"] = re.sub(r"[{}\\]", lambda found: percent_encode(found[0], safe=""), url)
    fields["note"] = escape_tex(note_of(citation))
    lines = "\n".join(f"  {name} = {{{value}}}," for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}"


def escape_tex(text: str) -> str:
    """Write text so that TeX sets it as it is, on one line."""
    return re.sub(r"\s+", " ", "".join(_TEX.get(character, character) for character in text))


def _keyed(citations: Iterable[Citation]) -> Iterator[tuple[str, Citation]]:
    """Give each citation a key of its own: letters of the title, the place, and a number where both are taken."""
    taken: set[str] = set()
    for citation in citations:
        letters = unicodedata.normalize("NFKD", name_of(citation["document"]))
        title = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")[:40] or "source"
        key = first = f"{title}-{place_of(citation)[0]}"
        number = 1
        while key in taken:
            number += 1
            key = f"{first}-{number}"
        taken.add(key)
        yield key, citation
