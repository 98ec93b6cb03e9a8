"""Split a text into blocks: paragraphs, list items, headings, captions, table rows, code, boilerplate."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from service.sentences.bounds import flows
from service.sentences.kinds import ends_open, label_kind
from service.sentences.line_labels import asks_and_answers, find_label, is_keyed
from service.sentences.lists import Marker, find_marker
from service.sentences.sentence import Kind
from service.sentences.speaker_turns import find_speakers, find_turn
from service.sentences.table_rows import TableLines

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_HASHES = re.compile(r"#{1,6}[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})")
_QUOTED = re.compile(r"(?:>[ \t]?)+(?=\S)")
_FENCE = re.compile(r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}|>[ \t]?)?(?:```|~~~)")  # in an item or a quotation too
_WIDEST_WRAPPED = 160  # characters: a longer line is a paragraph of its own
_NARROWEST_WRAPPED = 40
_NAME_WORDS = 12
_LABEL_WORDS = 5
_MAY_CUT = re.compile(r"\||\t|  |,\S|;\S")
_GAP = re.compile(r"\S(?: {3,}|\t+)\S")
_DEFINES = re.compile(r":[ \t]+(?=\S)")


class Line(NamedTuple):  # like LineSpan, made for every line, in a fraction of the time of a dataclass
    """A line without the white space at its ends; `run` is the number of gaps (blank lines) before it."""

    start: int
    end: int
    indent: int
    run: int


class LineSpan(NamedTuple):
    """A block in the making: the number of its `lines`, whether each is a sentence (`by_line`), and an item's `marker`.

    `labelled`: what stands before its body is a label or a tag. `term`: it is a heading that the line below defines;
    `defines`: it begins with the colon of a definition; `turn`: with the label of a speaker.
    """

    start: int
    end: int
    body: int
    kind: Kind
    run: int
    indent: int = 0
    lines: int = 1
    by_line: bool = False
    marker: Marker | None = None
    labelled: bool = False
    table: Literal["", "head", "rule", "row"] = ""
    term: bool = False
    defines: bool = False
    turn: bool = False


class Labels(NamedTuple):
    """What the labels of a text's lines are: whether questions are labelled ("Q:"), and the names of speakers."""

    questions: bool
    speakers: frozenset[str]


def find_blocks(text: str, front_matter: int = 0) -> list[LineSpan]:
    """Split a text into blocks; its first `front_matter` characters are one block of boilerplate."""
    blocks: list[LineSpan] = []
    head = list(_read_lines(text, 0, front_matter))
    if head:
        blocks.append(LineSpan(head[0].start, head[-1].end, head[0].start, "boilerplate", -1, 0, len(head), True))
    lines = list(_read_lines(text, front_matter, len(text)))
    markers = _sure_markers(text, lines)
    labels = Labels(asks_and_answers(text), find_speakers(text))
    comments = _find_comments(text, lines)
    run: list[Line] = []
    fence: list[Line] = []
    for number, line in enumerate(lines):
        commented = number in comments
        fenced = not commented and _FENCE.match(text, line.start, line.end)
        if run and (run[0].run != line.run or (fenced and not fence) or commented):
            blocks += _cut_run(text, run, markers, labels)
            run = []
        if fence or fenced:
            fence.append(line)
            if fenced and len(fence) > 1:
                blocks.append(_code(fence))
                fence = []
        elif commented:
            blocks.append(LineSpan(line.start, line.end, line.start, "boilerplate", line.run, line.indent))
        else:
            run.append(line)
    if fence:
        blocks.append(_code(fence))
    return blocks + _cut_run(text, run, markers, labels)


def _find_comments(text: str, lines: list[Line]) -> set[int]:
    """Return the numbers of the lines that are comments of HTML, as in Markdown: from one that begins with "<!--" to one that
    ends with "-->". Nobody who reads the page sees them.
    """
    found: set[int] = set()
    if "<!--" not in text:
        return found
    opened: list[int] = []
    in_code = False
    for number, line in enumerate(lines):
        in_code ^= not opened and bool(_FENCE.match(text, line.start, line.end))
        if in_code:
            continue
        if opened or text.startswith("<!--", line.start):
            opened.append(number)
            closing = text.find("-->", line.start, line.end)
            found.update(opened if closing == line.end - 3 else opened[:-1] if closing >= 0 else ())
            opened = opened if closing < 0 else []
    return found


def _code(lines: list[Line]) -> LineSpan:
    return LineSpan(lines[0].start, lines[-1].end, lines[0].start, "prose", lines[0].run, 0, len(lines), True)


def _read_lines(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines that are not blank."""
    run, previous, blank = 0, start, True
    for found in _LINE.finditer(text, start, end):
        first, line = found.start(), found.group()
        blank = blank or (first - previous > 1 and len(text[previous:first].replace("\r\n", "\n")) > 1)
        previous = found.end()
        inner = line.strip()
        if not inner:
            blank = True
            continue
        run, blank = run + blank, False
        indent = len(line) - len(line.lstrip()) if line[0].isspace() else 0
        yield Line(first + indent, first + indent + len(inner), indent, run)


def _cut_run(text: str, lines: list[Line], markers: dict[int, Marker], labels: Labels) -> list[LineSpan]:
    """Split consecutive lines, with no blank one between them, into blocks."""
    blocks: list[LineSpan] = []
    table = _find_table(text, lines)
    width = max((line.end - line.start for line in lines), default=0)
    ends = _ends_with_stop(text, lines)
    flowing = not any(ends) and flows([text[line.start : line.end] for line in lines])
    for number, line in enumerate(lines):
        if number in table:
            kind: Kind = "prose" if table[number] == "row" else "boilerplate"
            blocks.append(LineSpan(line.start, line.end, line.start, kind, line.run, line.indent, table=table[number]))
            continue
        span = _read_line(text, line, markers.get(line.start), labels)
        if blocks and span.kind == "prose" and span.marker is None and not span.labelled:
            before = blocks[-1]
            if (
                text[line.start] in "=-"
                and _UNDERLINE.fullmatch(text, line.start, line.end)
                and before.kind == "prose"
                and before.lines == 1
            ):
                blocks[-1] = before._replace(kind="heading")
                span = span._replace(kind="boilerplate")
            elif _joins(text, lines[number - 1], line, before, width, flowing or ends[number]):
                blocks[-1] = before._replace(end=line.end, lines=before.lines + 1)
                continue
        blocks.append(span)
    return _with_captions(text, blocks)


def _find_table(text: str, lines: list[Line]) -> dict[int, Literal["head", "rule", "row"]]:
    """Return which of consecutive lines are the head, the rule and the rows of tables."""
    found: dict[int, Literal["head", "rule", "row"]] = {}
    if len(lines) < 3:  # a head and two lines at least
        return found
    cells = [text[line.start : line.end] for line in lines]
    tables = TableLines(cells)
    number = 0
    while number + 2 < len(lines):
        size = tables.find_rows(number) if _MAY_CUT.search(cells[number]) else None
        if size:
            head, rows = size
            for place in range(rows):
                found[number + place] = "row" if place >= head else "rule" if place else "head"
        number += size[1] if size else 1
    return found


def _read_line(text: str, line: Line, marker: Marker | None, labels: Labels) -> LineSpan:
    """Read a line as the beginning of a block."""
    content = text[line.start : line.end] if line.end - line.start <= 400 else ""
    first = text[line.start]
    if first == "#" and (hashes := _HASHES.match(text, line.start, line.end)):
        return LineSpan(line.start, line.end, hashes.end(), "heading", line.run)
    if kind := label_kind(content) if content else None:
        if kind == "boilerplate" and _UNDERLINE.fullmatch(content):
            kind = "prose"
        return LineSpan(line.start, line.end, line.start, kind, line.run)
    if marker:
        return LineSpan(line.start, line.end, marker.body, "item", line.run, line.indent, marker=marker)
    if body := find_turn(text, line.start, line.end, labels.speakers):
        return LineSpan(line.start, line.end, body, "prose", line.run, line.indent, labelled=True, turn=True)
    if body := find_label(text, line.start, line.end, labels.questions):
        return LineSpan(line.start, line.end, body, "prose", line.run, line.indent, labelled=True)
    if first == ":" and (colon := _DEFINES.match(text, line.start, line.end)):
        return LineSpan(line.start, line.end, colon.end(), "prose", line.run, line.indent, labelled=True, defines=True)
    quoted = _QUOTED.match(text, line.start, line.end) if first == ">" else None
    return LineSpan(line.start, line.end, quoted.end() if quoted else line.start, "prose", line.run, line.indent)


def _sure_markers(text: str, lines: list[Line]) -> dict[int, Marker]:
    """Return the list markers at the beginnings of lines, by line offset, unless they are doubtful.

    "A. Smith" may open a paragraph, "– said" a quotation, "50. " a wrapped line: these count only if a neighbouring marker
    precedes or follows them in the same list.
    """
    found = [(line, marker) for line in lines if (marker := find_marker(text, line.start, line.end))]
    coming: list[int | None] = []  # for each, the value of the next marker of its style, -1 if there is none
    later: dict[str, int | None] = {}
    for _, marker in reversed(found):
        coming.append(later.get(marker.style, -1))
        later[marker.style] = marker.value
    kept: dict[int, Marker] = {}
    seen: dict[str, int | None] = {}
    opened = {line.run: line.start for line in reversed(lines)}
    for (line, marker), following in zip(found, reversed(coming), strict=True):
        if _is_sure(marker, opened[line.run] == line.start, seen.get(marker.style, -1), following):
            kept[line.start] = marker
            seen[marker.style] = marker.value
    return kept


def _is_sure(marker: Marker, first: bool, before: int | None, following: int | None) -> bool:
    """Judge a marker by the values of its neighbours (None: a bullet, which has no value; -1: no neighbour)."""
    if marker.value is None:
        return marker.sure or before is None or following is None
    return (
        before == marker.value - 1 >= 1
        or following == marker.value + 1
        or (marker.sure and (first or marker.value == 1))
    )


def _ends_with_stop(text: str, lines: list[Line]) -> list[bool]:
    """Return for each line whether it or a later one of its run ends with a stop."""
    found, later = [], False
    for line in reversed(lines):
        later = later or not ends_open(text[max(line.start, line.end - 20) : line.end])
        found.append(later)
    return found[::-1]


def _joins(text: str, above: Line, line: Line, block: LineSpan, width: int, stops: bool) -> bool:
    """Return whether a line continues the block above it: a paragraph wrapped by hand, or broken by a PDF."""
    if block.kind not in ("prose", "item") or block.by_line or (block.labelled and text[above.end - 1] == ">"):
        return False
    if text[line.start] == text[block.start] == ">":
        return True
    if text[line.start] == "|" or text[above.start] == "|":
        return False
    if is_keyed(text, line.start, line.end) and is_keyed(text, block.start, above.end):
        return False
    if _has_gap(text, line) and _has_gap(text, above):
        return False  # columns
    if text[above.start : above.end].isupper() and not text[line.start : line.end].isupper() and not block.labelled:
        return False  # a title above its text
    is_open = ends_open(text[max(above.start, above.end - 20) : above.end])
    if text[above.end - 1] in ":：" and not text[line.start].islower():
        return False
    if text[line.start].islower() and is_open and stops:
        return True
    if width > _WIDEST_WRAPPED or width < _NARROWEST_WRAPPED:
        return False
    space = text.find(" ", line.start, line.end)
    first_word = (space if space > 0 else line.end) - line.start
    return above.end - above.start + first_word >= width - 2 and above.end - above.start >= _NARROWEST_WRAPPED * 0.75


def _has_gap(text: str, line: Line) -> bool:
    may_have = text.find("   ", line.start, line.end) >= 0 or text.find("\t", line.start, line.end) >= 0
    return may_have and bool(_GAP.search(text, line.start, line.end))


def _with_captions(text: str, blocks: list[LineSpan]) -> list[LineSpan]:
    """Mark the name above a credit line, and the labels next to a video's, as captions too."""

    def short(block: LineSpan, words: int) -> bool:
        content = text[block.start : min(block.end, block.start + 200)]
        if block.kind != "prose" or block.lines > 1 or block.labelled or block.table or content.startswith("|"):
            return False
        return ends_open(content) and len(content.split()) <= words

    labels = any(block.kind in ("caption", "boilerplate") and not block.table for block in blocks)
    if labels and all(block.kind in ("caption", "boilerplate") or short(block, _LABEL_WORDS) for block in blocks):
        return [block._replace(kind="caption") if block.kind == "prose" else block for block in blocks]
    for number in range(len(blocks) - 1):
        if blocks[number + 1].kind == "caption" and short(blocks[number], _NAME_WORDS):
            blocks[number] = blocks[number]._replace(kind="caption")
    return blocks
