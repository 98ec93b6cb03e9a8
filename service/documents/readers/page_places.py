"""Where the lines of a PDF's page stand in the text that was made of it: which were left out, and the offset of the others."""

import re
from collections.abc import Sequence

from service.documents.readers.page_lines import PageLine, edge_lines

MOST_WAYS = 64  # of matching the lines read so far; a page that has more is not told apart

_SEPARATOR = re.compile(r"\s*")
_HEADING = re.compile(r"\s{0,4}#{1,6} ")

Ways = dict[int, int]  # how far the text is matched, and how far it was before the line


def place_lines(lines: Sequence[PageLine], text: str) -> list[int | None] | None:
    """Return the offset of each line in a page's text, None for a running head, which is not in it.

    `lines` are in reading order. All of the text must be accounted for, and only lines at the page's edges may be missing:
    otherwise the page is not the one that the text was made of, or it cannot be told which line is which, and None is returned.
    """
    heads = set(edge_lines(lines))
    passed: list[Ways] = []
    reached: Ways = {0: 0}
    for line in lines:
        following: Ways = {at: at for at in reached} if line in heads else {}
        for at in reached:
            following.update((start + len(line.text), at) for start in _starts(line.text, text, at))
        passed.append(following)
        reached = following
        if not 0 < len(reached) <= MOST_WAYS:
            return None
    ends = [at for at in reached if re.fullmatch(r"[\s#]*", text[at:])]
    return _trace(passed, lines, max(ends)) if ends else None


def _starts(line: str, text: str, at: int) -> list[int]:
    """Return where a line may stand next in the text: after blanks, or after the mark of a heading."""
    found = (pattern.match(text, at) for pattern in (_SEPARATOR, _HEADING))
    return [match.end() for match in found if match and text.startswith(line, match.end())]


def _trace(passed: list[Ways], lines: Sequence[PageLine], end: int) -> list[int | None]:
    """Follow the way that ends at an offset back to the first line."""
    placed: list[int | None] = []
    for ways, line in zip(reversed(passed), reversed(lines), strict=True):
        before = ways[end]
        placed.append(None if before == end else end - len(line.text))
        end = before
    return placed[::-1]
