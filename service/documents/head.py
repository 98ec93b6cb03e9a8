"""The opening and end of a document: the short lines before its prose, and its last line."""

import re
from dataclasses import dataclass

MAX_CHARACTERS = 4000  # how far into a document its opening can reach
MAX_BLOCKS = 8
MAX_LINE = 110  # a longer line is prose
BLANK_LINES = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*)+")
_BLANK_LINES_UNIX = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")  # the same in a text without returns, found faster
STOPS = (".", "。", "।", "؟", "！", "…")
CLOSERS = "\"'”’»)]*_ "


@dataclass(frozen=True)
class Opening:
    """The first blocks of a document, separated by blank lines, each a tuple of stripped lines.

    `header` are the lines before the prose, `prose` the beginning of the prose ("" if none was found), `last` the last line
    of the document, and `rest` the number of characters after the first block.
    """

    blocks: tuple[tuple[str, ...], ...]
    header: tuple[str, ...]
    prose: str
    last: str
    rest: int


def read_opening(text: str, start: int) -> Opening:
    """Read the first blocks of a document from an offset on."""
    head = text[start : start + MAX_CHARACTERS]
    blocks_found = BLANK_LINES.split(head) if "\r" in head else _BLANK_LINES_UNIX.split(head)
    parts = [part for part in blocks_found if part.strip()][: MAX_BLOCKS + 1]
    blocks = tuple(cut_lines(part) for part in parts)
    header: list[str] = []
    prose = ""
    for block in blocks[:MAX_BLOCKS]:
        short = 0
        while short < len(block) and not is_prose(block[short]):
            short += 1
        header.extend(block[:short])
        if short < len(block):
            prose = " ".join(block[short:])
            break
    rest = len(text) - start - len(head) + sum(len(part) for part in parts[1:])
    return Opening(blocks, tuple(header), prose, last_line(text, start), rest)


def cut_lines(block: str) -> tuple[str, ...]:
    lines = block.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(filter(None, map(str.strip, lines)))


def last_line(text: str, start: int) -> str:
    end = text[max(start, len(text) - MAX_CHARACTERS) :].rstrip()
    return end[max(end.rfind("\n"), end.rfind("\r")) + 1 :].strip()


def is_prose(line: str) -> bool:
    """Return whether a line is too long for a heading, or ends like a sentence."""
    return len(line) > MAX_LINE or ends_as_sentence(line)


def ends_as_sentence(line: str) -> bool:
    return line.rstrip(CLOSERS).endswith(STOPS)
