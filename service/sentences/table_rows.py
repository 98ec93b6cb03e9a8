"""Tables: lines of the same columns, the first of which names them."""

import re
from collections.abc import Sequence

_RULE = re.compile(r"[|:+=\-–—\s]*(?:-{2,}|={2,}|:-|-:)[|:+=\-–—\s]*")
_GAP = re.compile(r"\t+| {2,}")
_PIPE = re.compile(r"(?<!\\)\|")
_COMMA = re.compile(r"[,;](?!\s)")
_FEWEST = 3  # lines of a table that has no rule
_WIDEST = 60  # characters in a cell of such a table
_DIGIT = re.compile(r"\d")
_MEASURED = re.compile(r"[^\w\s]{0,3}\s?\d|[-–—/]+\Z|(?:free|closed|open|n/?a|none|yes|no|sold out)\b", re.IGNORECASE)
_SHARE = 0.75  # of the values below a column's name that are figures, where a table has two columns


def find_rows(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return how many of consecutive lines are a table's head, with its rule, and how many are the table.

    None if the first line opens no table.
    """
    if len(lines) > 2 and _is_rule(lines[1]) and not _is_rule(lines[0]):
        columns = _count(lines[0], _PIPE) or _count(lines[0], _GAP)
        if columns > 1:
            return 2, 2 + _count_rows(lines[2:], columns)
    for cut in (_PIPE, _GAP, _COMMA):
        columns = _count(lines[0], cut)
        rows = 1 + _count_like(lines[1:], columns, cut) if columns > 1 else 0
        if columns == 2 and cut is _GAP and is_record(lines[:rows]):
            return None
        if rows >= _FEWEST and _names_columns(lines[:rows]) and (cut is _GAP or columns > 2):
            return 1, rows
    return None


def is_record(lines: Sequence[str]) -> bool:
    """Return whether lines of two columns are labels and their values, the first no less than the others."""
    pairs = [_GAP.split(line.strip(), maxsplit=1) for line in lines]
    if 2 * sum(label[-1:] in ":：" for label, _ in pairs) > len(pairs):
        return True
    measured = sum(bool(_MEASURED.match(value)) for _, value in pairs[1:])
    return measured < _SHARE * (len(pairs) - 1)


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line)) and ("|" in line or "  " in line or "\t" in line)


def _count(line: str, cut: re.Pattern[str]) -> int:
    cells = cut.split(line.strip().strip("|"))
    return len(cells) if len(cells) > 1 else 0


def _count_rows(lines: Sequence[str], columns: int) -> int:
    count = 0
    while count < len(lines) and max(_count(lines[count], _PIPE), _count(lines[count], _GAP)) >= min(columns, 2):
        count += 1
    return count


def _count_like(lines: Sequence[str], columns: int, cut: re.Pattern[str]) -> int:
    count = 0
    while count < len(lines) and _count(lines[count], cut) == columns:
        count += 1
    return count


def _names_columns(lines: Sequence[str]) -> bool:
    """Return whether the first line names the columns: it has no figures, and the others have, in short cells."""
    figures = sum(bool(_DIGIT.search(line)) for line in lines[1:])
    return not _DIGIT.search(lines[0]) and 2 * figures > len(lines) - 1 and max(map(len, lines)) <= 4 * _WIDEST
