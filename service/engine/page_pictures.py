"""Pictures of the pages of PDFs, drawn when they are asked for and kept in the engine's memory."""

import hashlib
from typing import NamedTuple

from service.documents.document import Document
from service.documents.errors import UnreadableError
from service.documents.page_images import BusyDrawingError, PageImage, PageWanted, draw_apart, want_page
from service.engine.engine import Engine
from service.memory import ENTRY
from service.wire.problems import Problem, show

MOST_PAGES = 2  # of a passage that are shown

Span = tuple[int, int]


class Picture(NamedTuple):
    """A page as it is now in its file: what is wanted of it, and a name that no other picture has."""

    document: Document
    data: bytes
    wanted: PageWanted
    name: str


def has_pictures(engine: Engine, document: Document) -> bool:
    """Tell whether the pages of a document can be drawn: those of a PDF whose file is in a folder here."""
    return bool(document.pages) and document.reader == "pdf" and engine.source == str(engine.folder)


def pages_of(document: Document, start: int, end: int) -> range:
    """Return the numbers of the pages that hold the characters [start, end), the first MOST_PAGES of them."""
    first, last = document.page_at(start), document.page_at(end - 1)
    return range(first, min(last + 1, first + MOST_PAGES)) if first and last else range(0)


def find_picture(engine: Engine, document: Document, number: int, span: Span | None, band: bool) -> Picture:
    """Find a page in a document's file. Raises a 404 problem if there is none, or if the file cannot be read any more."""
    if not has_pictures(engine, document):
        raise Problem(404, f"{show(document.id)} has no pages to draw; only those of a PDF in a folder are drawn.")
    if not 1 <= number <= len(document.pages):
        raise Problem(404, f"number is {number}; expected a page from 1 to {len(document.pages)}.")
    data = engine.read_original(document).data
    asked = repr((number, span, band, document.sha256))
    name = hashlib.sha256(hashlib.sha256(data).digest() + asked.encode()).hexdigest()
    return Picture(document, data, want_page(document, number, span, band), name)


def draw_picture(engine: Engine, picture: Picture) -> PageImage:
    """Draw a page, or take what was drawn of it before. Raises a 404 problem if it cannot be drawn, 503 if too many are.

    That a page cannot be drawn is kept too: it would cost as much again.
    """
    key = ("picture", picture.name)
    found = engine.memory.get(key)
    if found is None:
        try:
            found = draw_apart(picture.data, picture.wanted, engine.options.max_bytes)
        except UnreadableError as error:
            found = str(error)
        except BusyDrawingError:
            raise Problem(503, "Other pages are being drawn. Ask again in a moment.", {"Retry-After": "2"}) from None
        engine.memory.put(key, found, ENTRY + len(found if isinstance(found, str) else found.data))
    if isinstance(found, str):
        name = show(picture.document.id)
        raise Problem(404, f"Page {picture.wanted.number} of {name} cannot be shown. {found}")
    image: PageImage = found
    return image
