"""ODT -> its headings, paragraphs, lists, tables and notes, by lxml, and its metadata (OASIS Open Document Format 1.3)."""

import re
from typing import Any

from lxml import etree

from service.documents.byline import clean_author
from service.documents.errors import UnreadableError
from service.documents.extraction import Extract
from service.documents.packed_kinds import open_package
from service.documents.readers.markup_text import write_text
from service.documents.title import clean_title

DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
HTML_NAMES = {
    "list": "ul",
    "list-item": "li",
    "list-header": "li",
    "table-row": "tr",
    "table-cell": "td",
    "line-break": "br",
    "section": "section",
    "table": "table",
    "p": "p",
}
# What is no part of the text: what was deleted, what a program made of the text, notes of readers.
DROPPED = {"tracked-changes", "annotation", "annotation-end", "note-citation", "object", "image", "sequence-decls"}


def read_open_document(data: bytes) -> Extract:
    """Read an ODT file. Raises UnreadableError if it is damaged, encrypted, or too large unpacked."""
    with open_package(data) as package:
        try:
            content = _parse(package.read("content.xml"))
            said = _read_properties(_parse(package.read("meta.xml"))) if "meta.xml" in package.namelist() else {}
        except (KeyError, etree.XMLSyntaxError) as error:
            raise UnreadableError(f"It is damaged, or encrypted: {str(error).rstrip('.')}.") from None
    body = content.find("{*}body")
    if body is None:
        raise UnreadableError("It is damaged: it has no body.")
    date = DAY.match(said.get("creation-date", ""))
    return Extract(
        text=write_text(_to_html(body)),
        title=clean_title(said.get("title", "")),
        author=clean_author(said.get("initial-creator", "") or said.get("creator", "")),
        publisher=clean_author(said.get("publisher", "")),
        created=date.group() if date else None,
    )


def _parse(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(data, parser)


def _read_properties(meta: Any) -> dict[str, str]:
    return {etree.QName(element).localname: (element.text or "").strip() for element in meta.iter(etree.Element)}


def _to_html(body: Any) -> Any:
    """Rename the elements of a document to HTML's, its notes at the end."""
    notes = []
    for element in list(body.iter(etree.Element)):
        name = etree.QName(element).localname
        if name in DROPPED:
            _empty(element)
        elif name == "note":
            notes.append(list(element.iter("{*}note-body")))
        elif name in ("s", "tab"):
            element.text = " "
        elif name == "h":
            level = element.get(next((key for key in element.attrib if key.endswith("}outline-level")), ""), "1")
            element.tag = f"h{min(6, max(1, int(level)))}" if level.isdecimal() and len(level) < 3 else "h1"
        else:
            element.tag = HTML_NAMES.get(name, name)
    for blocks in notes:
        for block in blocks:
            block.tag = "section"
            block.tail = None
            body.append(block)
    return body


def _empty(element: Any) -> None:
    tail = element.tail
    element.clear()
    element.tail = tail
