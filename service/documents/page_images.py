"""A page of a PDF -> its image, drawn in a process with limits."""

import base64
import json
import os
from functools import lru_cache
from threading import BoundedSemaphore
from typing import NamedTuple

from service.documents.apart import ApartReader, Limits
from service.documents.document import Document
from service.documents.file_kinds import GZIP
from service.documents.packed_kinds import unpack

MEDIA_TYPE = "image/webp"
LIMITS = Limits(seconds=5.0, memory=768 << 20, niceness=10)  # answers come first
AT_ONCE = 2  # pages of a process that are drawn or wait to be: while they are, its other threads answer


class PageWanted(NamedTuple):
    """The number of a page, from 1; the text that was made of it; which of its characters [start, end) to box, if any; and
    whether only the part of the page around them is wanted.
    """

    number: int
    text: str
    start: int = 0
    end: int = 0
    band: bool = False


class PageImage(NamedTuple):
    """An image of MEDIA_TYPE, and how many boxes were drawn on it."""

    data: bytes
    boxes: int


class BusyDrawingError(Exception):
    """As many pages are drawn at the moment as may be."""


def want_page(document: Document, number: int, span: tuple[int, int] | None, band: bool = False) -> PageWanted:
    """Say what is wanted of a document's page to show the characters [start, end) of its text."""
    first, text = document.pages[number - 1], text_of_page(document, number)
    if span is None:
        return PageWanted(number, text)
    start, end = (min(max(offset - first, 0), len(text)) for offset in span)
    return PageWanted(number, text, start, end, band)


def text_of_page(document: Document, number: int) -> str:
    """Return the part of a document's text that stands on a page, counted from 1."""
    last = document.pages[number] if number < len(document.pages) else len(document.text)
    return document.text[document.pages[number - 1] : last]


def draw_apart(data: bytes, wanted: PageWanted, max_bytes: int) -> PageImage:
    """Draw a page of a PDF, which may be gzipped.

    Raises UnreadableError if it cannot be drawn, or takes more than LIMITS; BusyDrawingError if too many others are being drawn.
    """
    if data.startswith(GZIP):
        data = unpack(data, max_bytes)
    drawer, places = _drawer_of(os.getpid())
    if not places.acquire(blocking=False):
        raise BusyDrawingError
    try:
        said = drawer.read(json.dumps(wanted).encode() + b"\n" + data)
    finally:
        places.release()
    image, boxes = json.loads(said)
    return PageImage(base64.b64decode(image), boxes)


@lru_cache(maxsize=1)
def _drawer_of(process: int) -> tuple[ApartReader, BoundedSemaphore]:
    """Return what draws all pages of this process, and its places: a fork must not share the pipes of its parent."""
    return ApartReader("service.documents.readers.pdf_page:write_page", LIMITS), BoundedSemaphore(AT_ONCE)
