"""PDF -> its text in reading order with the offsets of its pages, by PDFium."""

import ctypes
import math
import re
from collections.abc import Iterator
from statistics import median
from threading import Lock
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from service.documents.byline import clean_author
from service.documents.errors import UnreadableError
from service.documents.extraction import Extract
from service.documents.readers.page_lines import PageLine, compose, marked_broken
from service.documents.title import clean_title

PDFIUM = Lock()  # PDFium serves one thread at a time
MAX_PAGES = 20_000
COLUMN_GAP = 1.0  # heights of letters between two words: they stand in different columns
WIDE_GAP = 2.5  # in any line
UNEVEN = 2.2  # times the narrowest space of its line; those of a justified line are alike
BOLD = 600  # weight of a font, from 100 to 900
MOST_UNKNOWN = 0.2  # share of letters that a font does not name
BOLD_NAME = re.compile(rb"bold|black|heavy|CMBX|SFBX", re.IGNORECASE)
LINE_ENDS = (10, 13)
BROKEN = 0xFFFE  # what PDFium makes of a hyphen at the end of a line, together with the line end
CREATED = re.compile(r"D:((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
NO_TITLE = re.compile(
    r"(?:\(?anonymous\)?|\(unspecified\)|microsoft \w+ - .*|untitled.*|document\d*|.*\.(?:docx?|indd|qxd|pdf|tex|dvi|rtf|odt))",
    re.IGNORECASE,
)
MARKER_GAP = re.compile(r"\A([•‣◦▪●○■□–—*-]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)])\s{2,}")
SHOWN_PAGES = 10


class PlacedLine(NamedTuple):
    """A line of a page, and where each character of it that is not blank stands among the page's characters."""

    line: PageLine
    places: tuple[int, ...]


def read_pdf(data: bytes) -> Extract:
    """Read a PDF. Raises UnreadableError for one that is encrypted, scanned, or in fonts that do not name their letters."""
    with PDFIUM:
        pages, said = _read_document(data)
    text, starts = compose(pages)
    _require_letters(text, len(pages))
    title, author = said.get("Title", ""), said.get("Author", "")
    return Extract(
        text=text,
        title=None if NO_TITLE.fullmatch(title.strip()) else clean_title(title),
        author=None if NO_TITLE.fullmatch(author.strip()) else clean_author(author.replace(";", ",")),
        created=_read_date(said.get("CreationDate", "")),
        pages=starts,
        warnings=_warn([number for number, lines in enumerate(pages, 1) if not lines]),
    )


def open_pdf(data: bytes) -> Any:
    """Open a PDF. Raises UnreadableError for one that is encrypted or damaged."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(_explain(str(error))) from None


def _read_document(data: bytes) -> tuple[list[list[PageLine]], dict[str, str]]:
    """Return the lines of each page, and what the document says of itself."""
    document = open_pdf(data)
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableError(f"It has {len(document):,} pages; at most {MAX_PAGES:,} were expected.")
        pages = [list(_read_page(document, number)) for number in range(len(document))]
        return pages, document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()


def _explain(message: str) -> str:
    if "password" in message.lower():
        return "It is encrypted with a password: save it without one."
    return f"It is damaged, or no PDF: {message.rstrip('.')}."


def _require_letters(text: str, pages: int) -> None:
    letters = [character for character in text if not character.isspace()]
    if not any(map(str.isalnum, letters)):
        raise UnreadableError(
            f"Its {pages:,} pages hold pictures and no text: recognise the text (OCR, such as ocrmypdf does) and save it again."
        )
    unknown = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in letters)
    if unknown > MOST_UNKNOWN * len(letters):
        raise UnreadableError(
            "Its fonts do not say which letters they show: print it to PDF again, or recognise the text (OCR)."
        )


def _warn(empty: list[int]) -> tuple[str, ...]:
    if not empty:
        return ()
    shown = ", ".join(map(str, empty[:SHOWN_PAGES])) + (", ..." if len(empty) > SHOWN_PAGES else "")
    return (f"No text was found on {len(empty):,} of its pages ({shown}); they may be scanned.",)


def _read_date(created: str) -> str | None:
    found = CREATED.match(created)
    return "-".join(found.groups()) if found else None


def _read_page(document: Any, number: int) -> Iterator[PageLine]:
    """Yield the lines of a page in the order of its text."""
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            yield from (placed.line for placed in read_lines(textpage))
        finally:
            textpage.close()
    finally:
        page.close()


def read_lines(textpage: Any) -> Iterator[PlacedLine]:
    """Yield the lines of a page of PDFium's in the order of its text."""
    codes = [pdfium.FPDFText_GetUnicode(textpage.raw, place) for place in range(textpage.count_chars())]
    for first, last, broken in _cut_lines(codes):
        if line := _read_line(textpage.raw, codes, first, last, broken):
            spelled = [place for place in range(first, last) if _spell(codes[place]).strip()]
            yield PlacedLine(line, _join_surrogates(spelled, codes))


def _join_surrogates(places: list[int], codes: list[int]) -> tuple[int, ...]:
    """Return the places of characters, that of the first half for one that PDFium gives in two."""
    return tuple(
        place
        for place in places
        if not (0xDC00 <= codes[place] < 0xE000 and place and 0xD800 <= codes[place - 1] < 0xDC00)
    )


def _cut_lines(codes: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield where each line begins and ends among the characters of a page, and whether its end breaks a word."""
    first = 0
    for place, code in enumerate(codes):
        if code in LINE_ENDS or code in (BROKEN, 2):
            yield first, place, code not in LINE_ENDS
            first = place + 1
    yield first, len(codes), False


def _read_line(textpage: Any, codes: list[int], first: int, last: int, broken: bool) -> PageLine | None:
    """Return the line of the characters [first, last), or None if nothing is in it."""
    while first < last and _is_blank(codes[first]):
        first += 1
    while first < last and _is_blank(codes[last - 1]):
        last -= 1
    if first == last:
        return None
    places = (first, (first + last) // 2, last - 1)
    height = median(_size(textpage, place) for place in places)
    wide = _column_gaps(textpage, codes, first, last, height)
    text = "".join("   " if place in wide else _spell(codes[place]) for place in range(first, last))
    text = MARKER_GAP.sub(r"\1 ", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip())
    if not text:
        return None
    line = PageLine(
        text=text + "-" if broken else text,
        left=box_of(textpage, first)[0],
        right=box_of(textpage, last - 1)[2],
        base=_base(textpage, first),
        height=height,
        bold=all(_is_bold(textpage, place) for place in places),
        broken=broken,
    )
    return line if broken else marked_broken(line)


def _is_blank(code: int) -> bool:
    return code <= 32 or code == 0xA0


def _spell(code: int) -> str:
    return chr(code) if code >= 32 and code != 127 else ""


def _column_gaps(textpage: Any, codes: list[int], first: int, last: int, height: float) -> set[int]:
    """Return which spaces of a line stand between two columns: wide ones, where others are not."""
    gaps = {
        place: box_of(textpage, place + 1)[0] - box_of(textpage, place - 1)[2]
        for place in range(first + 1, last - 1)
        if codes[place] == 32 and codes[place - 1] > 32 and codes[place + 1] > 32
    }
    least = min(gaps.values(), default=0.0) if len(gaps) > 1 else 0.0
    return {
        place
        for place, gap in gaps.items()
        if gap > COLUMN_GAP * height and (gap > UNEVEN * least or gap > WIDE_GAP * height)
    }


def box_of(textpage: Any, place: int) -> tuple[float, float, float, float]:
    """Return the left, lower, right and upper edge of a character, in points."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, place, box)
    return box.left, box.bottom, box.right, box.top


def _size(textpage: Any, place: int) -> float:
    """Return the height of a character's font on the page, in points."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, place, matrix)
    size = pdfium.FPDFText_GetFontSize(textpage, place) * (math.hypot(matrix.c, matrix.d) or 1.0)
    return max(1.0, round(size, 1))


def _is_bold(textpage: Any, place: int) -> bool:
    """Return whether a character is in bold type, by the weight of its font or its name."""
    if pdfium.FPDFText_GetFontWeight(textpage, place) >= BOLD:
        return True
    name = ctypes.create_string_buffer(100)
    pdfium.FPDFText_GetFontInfo(textpage, place, name, len(name), ctypes.c_int())
    return bool(BOLD_NAME.search(name.value))


def _base(textpage: Any, place: int) -> float:
    across, up = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, place, across, up)
    return up.value
