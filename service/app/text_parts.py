"""Cut a long Markdown document into the parts that pages show, where no block of it is broken if that can be."""

import re
from bisect import bisect_left
from collections.abc import Iterator

# A blank line before a line that begins a block of its own: no continuation of a list item, no further item, row or quotation.
_FRESH = re.compile(r"\n[ \t\r]*\n(?=[^\s\-*+>|\d])")
_BLANK = re.compile(r"\n[ \t\r]*\n(?=\S)")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)", re.MULTILINE)


def cut_parts(text: str, most: int) -> list[int]:
    """Return where the parts of a text begin, the first at 0; each has `most` characters at most.

    A part ends below a block if one ends in its second half, or else between lines, or else between words.
    """
    fences = list(_find_fences(text)) if len(text) > most else []
    starts = [0]
    while len(text) - starts[-1] > most:
        starts.append(_find_cut(text, starts[-1], most, fences))
    return starts


def _find_cut(text: str, start: int, most: int, fences: list[tuple[int, int]]) -> int:
    low, high = start + max(1, most // 2), start + most
    for pattern in (_FRESH, _BLANK):
        ends = [found.end() for found in pattern.finditer(text, low, min(len(text), high + 1)) if found.end() <= high]
        outside = (end for end in reversed(ends) if not _is_within(end, fences))
        if (cut := next(outside, None)) is not None:
            return cut
    for sign in ("\n", " "):
        place = text.rfind(sign, low, high)
        if place >= 0:
            return place + 1
    return high


def _is_within(place: int, ranges: list[tuple[int, int]]) -> bool:
    before = bisect_left(ranges, (place, 0)) - 1
    return before >= 0 and place < ranges[before][1]


def _find_fences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of fenced code; one that nothing closes goes on to the end."""
    opened: tuple[int, str] | None = None
    for found in _FENCE.finditer(text):
        mark, rest = found[1], found[2].strip()
        if opened is None:
            opened = (found.start(), mark)
        elif mark[0] == opened[1][0] and len(mark) >= len(opened[1]) and not rest:
            yield opened[0], found.end()
            opened = None
    if opened:
        yield opened[0], len(text)
