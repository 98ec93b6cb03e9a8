"""Lines of text with their places on pages -> paragraphs, headings and the offsets at which pages begin."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

OPEN_LEADING = 1.35  # of the usual distance between lines: a wider one ends a paragraph
SAME_SIZE = 0.12  # the share by which the height of letters may differ within a paragraph
LARGER = 1.15  # times the height of the text: a heading
LONGEST_HEADING = 160  # characters
EDGE_LINES = 3  # at the top and at the bottom of a page, where running heads stand
FEWEST_HEADS = 3  # pages on which a line stands at the same place to be a running head
LONGEST_HEAD = 5  # words: of a longer sentence, the numbers belong to the wording
SAME_PLACE = 4.0  # points
COLUMN = 30.0  # points: lines that begin so near each other are of one column
LEVELS = 4

_NUMBER = re.compile(r"\d+|\b[ivxlc]{1,7}\b")
_STOP = re.compile(r"[.!?:…。！？][\"'”’»)\]]*\Z")
_BULLET = re.compile(r"[•‣◦▪●○■□–—*-]\s+\S")
_COUNTED = re.compile(r"(?:\(?(?:\d{1,3}|[ivx]{1,5})[.)]|\(?[A-Za-z]\))\s+\S")
_LEADERS = re.compile(r"(?:[.·…] ?){5,20}\s*\w{0,7}\Z")  # before the number of a page, in a table of contents
_SPACES = re.compile(r"[ \t\u00a0]{3,}")


Key = tuple[str, int]  # a wording, and a place on the page


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line: where its letters begin and end (points from the left), its baseline (points from the bottom), the height of its
    letters, whether they are bold, and whether it ends in a hyphen that breaks a word.
    """

    text: str
    left: float
    right: float
    base: float
    height: float
    bold: bool = False
    broken: bool = False


@dataclass(frozen=True, slots=True)
class LineRun:
    """Consecutive lines, each with the number of its page."""

    lines: tuple[tuple[int, PageLine], ...]


def compose(pages: Sequence[Sequence[PageLine]]) -> tuple[str, tuple[int, ...]]:
    """Return the text of pages, and where each page begins in it.

    Lines come in reading order. A paragraph is one line of text, but for words that are broken at the end of a line: their
    hyphen and the line end stay. Running heads and page numbers are left out.
    """
    bodies = drop_running_heads(pages)
    every = [line for body in bodies for line in body]
    if not every:
        return "", tuple(0 for _ in pages)
    heights = sorted(line.height for line in every for _ in range(1 + len(line.text) // 20))
    body = heights[len(heights) // 2]
    levels = _rank_headings(every, body)
    text, above = "", None
    starts: dict[int, int] = {}
    for paragraph in _paragraphs(bodies, _usual_leading(bodies)):
        text += _gap(above, paragraph) if above else ""
        text += _heading_mark(paragraph, body, levels)
        for number, (page, line) in enumerate(paragraph.lines):
            if number:
                text += _joint(paragraph.lines[number - 1][1], line)
            starts.setdefault(page, len(text))
            text += line.text
        above = paragraph
    return text, _page_starts(starts, len(pages), len(text))


def _gap(above: LineRun, paragraph: LineRun) -> str:
    """Return what separates two paragraphs: a line end between the items of a list and the rows of a table."""
    (page, one), (other_page, other) = above.lines[-1], paragraph.lines[0]
    rows = _is_row(one) and _is_row(other) and page == other_page
    items = all(_is_item(part.lines[0][1]) for part in (above, paragraph))
    return "\n" if rows or items else "\n\n"


def _is_item(line: PageLine) -> bool:
    return bool(_BULLET.match(line.text) or _COUNTED.match(line.text))


def _is_row(line: PageLine) -> bool:
    return bool(_SPACES.search(line.text) or _LEADERS.search(line.text))


def _page_starts(starts: dict[int, int], count: int, end: int) -> tuple[int, ...]:
    """Return where each page begins; one without text begins where the next one does."""
    offsets, following = [], end
    for page in reversed(range(count)):
        following = starts.get(page, following)
        offsets.append(following)
    return (0, *offsets[::-1][1:])


def drop_running_heads(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """Return the lines of each page without those that stand, but for numbers, at the same place of several pages."""
    seen: Counter[Key] = Counter()
    for page, lines in enumerate(pages):
        seen.update({key for line in edge_lines(lines) for key in _keys(line, page)})
    fewest = min(FEWEST_HEADS, max(2, len(pages)))
    kept = []
    for page, lines in enumerate(pages):
        heads = {
            line
            for line in edge_lines(lines)
            if max(seen[key] for key in _keys(line, page)) >= (2 if _is_number(line) else fewest)
        }
        if len(heads) == len(lines):  # a form that is the same on every page
            heads = {line for line in heads if _is_number(line)}
        kept.append([line for line in lines if line not in heads])
    return kept


def edge_lines(lines: Sequence[PageLine]) -> list[PageLine]:
    """Return the lines highest and lowest on a page."""
    ordered = sorted(lines, key=lambda line: -line.base)
    return ordered[:EDGE_LINES] + ordered[EDGE_LINES:][-EDGE_LINES:]


def _keys(line: PageLine, page: int) -> Iterator[Key]:
    """Yield what stands for a line's wording and place, and for its place alone if its number goes with the pages.

    There are two of each, so that a place between two steps is no matter.
    """
    words = line.text.lower().split()
    places = int(line.base / SAME_PLACE), -int(line.base / SAME_PLACE + 0.5)
    is_sentence = len(words) > LONGEST_HEAD and _STOP.search(line.text)
    wording = " ".join(words) if is_sentence else _NUMBER.sub("#", " ".join(words))
    numbers = {int(word) for word in (words[0], words[-1]) if word.isdecimal() and len(word) < 6}
    for place in places:
        yield wording, place
        yield from ((f"page {number - page}", place) for number in numbers)


def _is_number(line: PageLine) -> bool:
    return not any(map(str.isalpha, _NUMBER.sub("", line.text.lower().replace("page", "").replace("of", ""))))


def _usual_leading(pages: Sequence[Sequence[PageLine]]) -> float:
    """Return the usual distance between two lines of a paragraph, in heights of their letters."""
    distances = [
        round((above.base - line.base) / line.height, 1)
        for lines in pages
        for above, line in pairwise(lines)
        if 0.5 < (above.base - line.base) / line.height < 3 and _same_size(above, line)
    ]
    return Counter(distances).most_common(1)[0][0] if distances else 1.2


def _same_size(one: PageLine, other: PageLine) -> bool:
    return abs(one.height - other.height) <= SAME_SIZE * max(one.height, other.height)


def _paragraphs(pages: Sequence[Sequence[PageLine]], leading: float) -> Iterator[LineRun]:
    held: list[tuple[int, PageLine]] = []
    for page, lines in enumerate(pages):
        margins = Margins(lines)
        for line in lines:
            if held and not _continues(held[-1], (page, line), held[0][1], leading, margins):
                yield LineRun(tuple(held))
                held = []
            held.append((page, line))
    if held:
        yield LineRun(tuple(held))


def _continues(
    before: tuple[int, PageLine], now: tuple[int, PageLine], first: PageLine, leading: float, margins: "Margins"
) -> bool:
    """Return whether a line continues the paragraph of the line before it."""
    above, line = before[1], now[1]
    if not _same_size(above, line) or above.bold != line.bold or _BULLET.match(line.text):
        return False
    if _COUNTED.match(line.text) and (_STOP.search(above.text) or _COUNTED.match(above.text)):
        return False
    if _is_row(above) or _is_row(line):
        return False
    distance = (above.base - line.base) / line.height
    runs_on = above.broken or (not _STOP.search(above.text) and line.text[:1].islower())
    if before[0] != now[0] or distance < -0.5:  # another page or column
        return runs_on
    if distance < 0.3:  # beside it
        return False
    if distance > leading * OPEN_LEADING:
        return False
    if above.broken:
        return True
    if not margins.is_full(above, line):
        return runs_on and not line.bold
    return not _STOP.search(above.text) or not _is_indented(line, above, first)


class Margins:
    """How far the lines of a page reach to the right, by where they begin."""

    def __init__(self, lines: Sequence[PageLine]) -> None:
        self._reach: dict[int, float] = {}
        for line in lines:
            column = int(line.left / COLUMN)
            self._reach[column] = max(self._reach.get(column, 0.0), line.right)

    def is_full(self, above: PageLine, line: PageLine) -> bool:
        """Return whether the first word of a line would have had no room at the end of the line above."""
        column = int(above.left / COLUMN)
        margin = max(self._reach.get(near, 0.0) for near in (column - 1, column, column + 1))
        word = len(line.text.split(" ", 1)[0]) + 1
        width = word * (line.right - line.left) / max(1, len(line.text))
        return above.right + width >= margin - line.height


def _is_indented(line: PageLine, above: PageLine, first: PageLine) -> bool:
    """Return whether a line begins further to the right than the one above, which does not end an indented first line."""
    if _is_item(first):
        return False  # what continues an item is indented below its marker
    return line.left - above.left > 0.6 * line.height and line.left - first.left > 0.6 * line.height


def _rank_headings(lines: Sequence[PageLine], body: float) -> list[float]:
    """Return the heights of letters of headings, the largest first."""
    sizes = sorted({round(line.height, 1) for line in lines if line.height > LARGER * body}, reverse=True)
    ranked: list[float] = []
    for size in sizes:
        if not ranked or ranked[-1] > size * (1 + SAME_SIZE / 2):
            ranked.append(size)
    return ranked[: LEVELS - 1]


def _heading_mark(paragraph: LineRun, body: float, levels: list[float]) -> str:
    """Return the Markdown mark of a paragraph that is a heading: larger than the text, or one bold line."""
    lines = [line for _, line in paragraph.lines]
    text = " ".join(line.text for line in lines)
    if len(text) > LONGEST_HEADING or _is_row(lines[0]) or not any(map(str.isalpha, text)) or text[0] in "#>|-•":
        return ""
    height = median(line.height for line in lines)
    if height > LARGER * body:
        level = next((n for n, size in enumerate(levels, 1) if round(height, 1) >= size), LEVELS)
        return f"{'#' * level} "
    is_bold = len(lines) == 1 and lines[0].bold and not text.endswith((".", ",", ";", ":"))
    return f"{'#' * LEVELS} " if is_bold and height > 0.95 * body else ""


def _joint(above: PageLine, line: PageLine) -> str:
    """Return what stands between two lines of a paragraph: the end of the line where it breaks a word, else a space."""
    if above.broken:
        return "\n" if line.text[:1].islower() else ""
    return " "


def marked_broken(line: PageLine) -> PageLine:
    """Return a line that ends in a hyphen after a letter as one that breaks a word."""
    text = line.text
    return replace(line, broken=len(text) > 2 and text[-1] in "-\u00ad\u2010" and text[-2].isalpha())
