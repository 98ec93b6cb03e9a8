"""EPUB -> the chapters of a book in reading order, by lxml, and its metadata (EPUB 3.3)."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

from service.documents.byline import clean_author, clean_url
from service.documents.dates import parse_date
from service.documents.errors import UnreadableError
from service.documents.extraction import Extract
from service.documents.packed_kinds import open_package
from service.documents.readers.markup_text import write_text
from service.documents.title import clean_title

PAGE_TYPES = ("application/xhtml+xml", "text/html")
MAX_CHAPTERS = 5000
DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
LOCKED = "It is locked by digital rights management: only a copy without it can be read."


def read_book(data: bytes) -> Extract:
    """Read an EPUB file. Raises UnreadableError if it is damaged, locked, or too large unpacked."""
    with open_package(data) as package:
        if "META-INF/rights.xml" in package.namelist():
            raise UnreadableError(LOCKED)
        try:
            root = _parse(package.read("META-INF/container.xml")).find(".//{*}rootfile").get("full-path")
            book = _parse(package.read(root))
        except (KeyError, AttributeError, TypeError, etree.XMLSyntaxError) as error:
            raise UnreadableError(f"It is damaged: {type(error).__name__}: {str(error).rstrip('.')}.") from None
        chapters = [write_text(tree) for tree in _read_chapters(package, book, posixpath.dirname(root))]
    said = {name: _texts(book, name) for name in ("title", "creator", "publisher", "date", "source")}
    date = DAY.match(said["date"][0]) if said["date"] else None
    return Extract(
        text="\n\n".join(chapter for chapter in chapters if chapter),
        title=clean_title(said["title"][0]) if said["title"] else None,
        author=clean_author(", ".join(said["creator"])),
        publisher=clean_author(", ".join(said["publisher"])),
        published=parse_date(date.group(), year_alone=True) if date else None,
        source_url=clean_url(said["source"][0]) if said["source"] else None,
    )


def _parse(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _texts(book: Any, name: str) -> list[str]:
    found = book.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")
    return [text for element in found if (text := (element.text or "").strip())]


def _read_chapters(package: zipfile.ZipFile, book: Any, folder: str) -> Iterator[Any]:
    """Yield the trees of the chapters in the order of the spine, the table of contents left out."""
    items = {item.get("id"): item for item in book.iter("{*}item")}
    references = [items.get(reference.get("idref")) for reference in book.iter("{*}itemref")][:MAX_CHAPTERS]
    for item in references:
        if item is None or item.get("media-type") not in PAGE_TYPES or "nav" in (item.get("properties") or "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        if name in package.namelist():
            tree = etree.fromstring(package.read(name), etree.HTMLParser(encoding="utf-8", no_network=True))
            if tree is not None:
                yield tree
