"""DOCX -> its headings, paragraphs, lists, tables and footnotes, by mammoth, and its core properties."""

import io
import re
import zipfile
from typing import Any

import mammoth
from lxml import etree

from service.documents.byline import clean_author
from service.documents.errors import UnreadableError
from service.documents.extraction import Extract
from service.documents.packed_kinds import open_package
from service.documents.readers.markup_text import write_text
from service.documents.title import clean_title

STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
"""
CREATED = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
# What programs write for documents of which they know nothing.
PLACEHOLDERS = {"2013-12-23", "python-docx", "Unknown", "Microsoft Office User", "User", "Windows User"}
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_word_file(data: bytes) -> Extract:
    """Read a DOCX file. Raises UnreadableError if it is damaged, encrypted, or too large unpacked."""
    with open_package(data) as package:
        _refuse_declarations(package)
        said, company = _read_properties(package, "docProps/core.xml"), _read_properties(package, "docProps/app.xml")
    html = mammoth.convert_to_html(
        io.BytesIO(data), style_map=STYLES, convert_image=mammoth.images.img_element(_no_image)
    )
    tree = etree.fromstring(
        f"<html><body>{html.value}</body></html>", etree.HTMLParser(no_network=True, huge_tree=True)
    )
    for link in tree.xpath("//a[starts-with(@href, '#footnote-ref') or starts-with(@href, '#endnote-ref')]"):
        link.text = None  # the arrow back from a note
    return Extract(
        text=write_text(tree),
        title=clean_title(said.get("title", "")),
        author=clean_author(said.get("creator", "").replace(";", ",")),
        publisher=clean_author(said.get("publisher", "") or company.get("Company", "")),
        created=found.group() if (found := CREATED.match(said.get("created", ""))) else None,
    )


def _no_image(image: Any) -> dict[str, str]:
    return {}


def _refuse_declarations(package: zipfile.ZipFile) -> None:
    """Refuse entities, which the format does not know (ECMA-376, part 2, 8.1.4), and which grow without bound."""
    for name in package.namelist():
        if name.endswith((".xml", ".rels")) and DECLARATION.search(package.read(name)[:4096]):
            raise UnreadableError("It declares entities, which documents of this format never do.")


def _read_properties(package: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return the properties of a document by name."""
    try:
        tree = etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
    except (KeyError, etree.XMLSyntaxError):
        return {}
    said = {etree.QName(element).localname: (element.text or "").strip() for element in tree.iter(etree.Element)}
    return {
        key: value
        for key, value in said.items()
        if value and value[:10] not in PLACEHOLDERS and value not in PLACEHOLDERS
    }
