"""A page of a PDF as an image, with the words of a passage boxed, by PDFium and Pillow."""

import base64
import ctypes
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageOps

from service.documents.errors import UnreadableError
from service.documents.page_images import PageImage, PageWanted
from service.documents.readers.page_places import place_lines
from service.documents.readers.pdf_file import PDFIUM, PlacedLine, box_of, open_pdf, read_lines

WIDTH = 1200  # pixels of a page
MOST_PIXELS = 3_000_000  # of a page that is higher than wide
LONGEST_SIDE = 16_000  # pixels: WebP holds no more than 16,383
APART = 2.5  # heights of letters between two words that are boxed each by itself
MARGIN = 3  # pixels around boxed words
AROUND = 120  # pixels of a page above and below its boxes in a band
MARGIN_OF_BAND = 24
PAPER, EDGE = (255, 233, 140), (191, 87, 0)
QUALITY = 80

Box = tuple[float, float, float, float]  # left, lower, right and upper edge in points, from the lower left corner
PixelBox = tuple[int, int, int, int]  # left, upper, right and lower edge in pixels, from the upper left corner


class DrawnPage(NamedTuple):
    """The picture of a page, and the boxes of a passage on it; none where its words cannot be told."""

    image: Image.Image
    boxes: list[PixelBox]


def write_page(data: bytes) -> str:
    """Draw the page that the line before a file says, and write it as JSON. Raises UnreadableError if it cannot be drawn."""
    said, _, rest = data.partition(b"\n")
    try:
        drawn = draw_page(rest, PageWanted(*json.loads(said)))
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # PDFium's faults, and Pillow's
        raise UnreadableError(f"It cannot be drawn ({type(error).__name__}).") from None
    return json.dumps([base64.b64encode(drawn.data).decode("ascii"), drawn.boxes])


def draw_page(data: bytes, wanted: PageWanted) -> PageImage:
    """Draw a page as WebP. Raises UnreadableError if the file cannot be read, or has no such page."""
    with PDFIUM:
        document = open_pdf(data)
        try:
            if not 1 <= wanted.number <= len(document):
                raise UnreadableError(f"It has {len(document):,} pages, and no page {wanted.number:,}.")
            page = document[wanted.number - 1]
            try:
                drawn = _draw(page, wanted)
            finally:
                page.close()
        finally:
            document.close()
    _mark(drawn)
    file = io.BytesIO()
    image = _cut_band(drawn) if wanted.band and drawn.boxes else drawn.image
    image.save(file, "WEBP", quality=QUALITY, method=2)
    return PageImage(file.getvalue(), len(drawn.boxes))


def _draw(page: Any, wanted: PageWanted) -> DrawnPage:
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise UnreadableError("Its page has no size.")
    scale = min(WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5, LONGEST_SIDE / max(width, height))
    # Comments and what was filled into forms are no part of the text that is served.
    drawn = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False, draw_annots=False)
    image = drawn.to_pil().convert("RGB")
    boxes = list(find_boxes(page, wanted)) if wanted.start < wanted.end else []
    return DrawnPage(image, [_to_pixels(page, box, image.size) for box in boxes])


def find_boxes(page: Any, wanted: PageWanted) -> Iterator[Box]:
    """Yield the boxes of a passage on its page, one for each line, or for each part of one that stands apart."""
    textpage = page.get_textpage()
    try:
        lines = list(read_lines(textpage))
        starts = place_lines([placed.line for placed in lines], wanted.text) or []
        for placed, start in zip(lines, starts, strict=False):
            if start is not None:
                yield from _box_line(textpage, placed, wanted.start - start, wanted.end - start)
    finally:
        textpage.close()


def _box_line(textpage: Any, placed: PlacedLine, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes of the characters [start, end) of a line."""
    visible = [offset for offset, character in enumerate(placed.line.text) if not character.isspace()]
    # A hyphen that PDFium read as the end of the line has no place: it is the last one.
    pairs = zip(visible, placed.places, strict=False)
    boxes = [box_of(textpage.raw, place) for offset, place in pairs if start <= offset < end]
    return _join(boxes, APART * placed.line.height)


def _join(boxes: Sequence[Box], most: float) -> Iterator[Box]:
    """Join the boxes of a line's characters, but where more than `most` points lie between two."""
    held: Box | None = None
    for box in boxes:
        if held and max(box[0] - held[2], held[0] - box[2], box[1] - held[3], held[1] - box[3]) > most:
            yield held
            held = None
        held = box if held is None else _surround(held, box)
    if held:
        yield held


def _surround(one: Box, other: Box) -> Box:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _to_pixels(page: Any, box: Box, size: tuple[int, int]) -> PixelBox:
    """Convert a box to pixels of the page's image, as the page is turned and cropped."""
    across, down = ctypes.c_int(), ctypes.c_int()
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        corners.append((across.value, down.value))
    (left, top), (right, bottom) = map(min, *corners), map(max, *corners)
    return left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN


def _mark(drawn: DrawnPage) -> None:
    """Draw the boxes: paper of another colour below the letters, and an edge."""
    pen = ImageDraw.Draw(drawn.image)
    for box in drawn.boxes:
        inside = drawn.image.crop(box)
        drawn.image.paste(ImageChops.multiply(inside, Image.new("RGB", inside.size, PAPER)), box[:2])
    for box in drawn.boxes:
        pen.rectangle(box, outline=EDGE, width=2)


def _cut_band(drawn: DrawnPage) -> Image.Image:
    """Cut out the part of a page from a little above its boxes to a little below, without its empty margins."""
    width, height = drawn.image.size
    top = max(0, min(box[1] for box in drawn.boxes) - AROUND)
    bottom = min(height, max(box[3] for box in drawn.boxes) + AROUND)
    band = drawn.image.crop((0, top, width, bottom))
    ink = ImageOps.invert(band.convert("L")).getbbox() or (0, 0, width, 0)
    return band.crop((max(0, ink[0] - MARGIN_OF_BAND), 0, min(width, ink[2] + MARGIN_OF_BAND), band.height))
