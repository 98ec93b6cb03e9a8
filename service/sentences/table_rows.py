"""Tables: lines of the same columns, the first of which names them."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

_RULE = re.compile(r"[|:+=\-–—\s]+")
_DRAWN = ("--", "==", ":-", "-:")
_GAP = re.compile(r"\t+| {2,}")
_PIPE = re.compile(r"(?<!\\)\|")
_COMMA = re.compile(r"[,;](?!\s)")
_FEWEST = 3  # lines of a table that has no rule
_WIDEST = 60  # characters in a cell of such a table
_DIGIT = re.compile(r"\d")
_MEASURED = re.compile(r"[^\w\s]{0,3}\s?\d|[-–—/]+\Z|(?:free|closed|open|n/?a|none|yes|no|sold out)\b", re.IGNORECASE)
_SHARE = 0.75  # of the values below a column's name that are figures, where a table has two columns


class TableLines:
    """Consecutive lines, asked for the tables that begin at each. Asked of every line in order, it reads each once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._runs: dict[re.Pattern[str], tuple[int, int]] = {}  # for each cut, the last run of as many columns
        self._records: dict[int, bool] = {}  # by where a run ends: whether it is a record

    @cached_property
    def _figures(self) -> list[int]:
        """How many lines before each hold a figure."""
        return list(accumulate((bool(_DIGIT.search(line)) for line in self.lines), initial=0))

    @cached_property
    def _wide(self) -> list[int]:
        """How many lines before each are too wide for a table without a rule."""
        return list(accumulate((len(line) > 4 * _WIDEST for line in self.lines), initial=0))

    def find_rows(self, first: int) -> tuple[int, int] | None:
        """Return how many lines from `first` on are a table's head, with its rule, and how many are the table.

        None if the line opens no table.
        """
        lines = self.lines
        if len(lines) > first + 2 and _is_rule(lines[first + 1]) and not _is_rule(lines[first]):
            columns = _count(lines[first], _PIPE) or _count(lines[first], _GAP)
            if columns > 1:
                return 2, self._end_of_rows(first + 2, columns) - first
        for cut in (_PIPE, _GAP, _COMMA):
            columns = _count(lines[first], cut)
            rows = self._end_of_run(first, columns, cut) - first if columns > 1 else 0
            if columns == 2 and cut is _GAP and self._holds_record(first, first + rows):
                return None
            if rows >= _FEWEST and self._names_columns(first, first + rows) and (cut is _GAP or columns > 2):
                return 1, rows
        return None

    def _end_of_rows(self, first: int, columns: int) -> int:
        end = first
        while end < len(self.lines) and max(_count(self.lines[end], cut) for cut in (_PIPE, _GAP)) >= min(columns, 2):
            end += 1
        return end

    def _end_of_run(self, first: int, columns: int, cut: re.Pattern[str]) -> int:
        """Return where the lines with as many columns as the first end."""
        start, end = self._runs.get(cut, (0, 0))
        if not start <= first < end:
            end = first + 1
            while end < len(self.lines) and _count(self.lines[end], cut) == columns:
                end += 1
            self._runs[cut] = first, end
        return end

    def _holds_record(self, first: int, end: int) -> bool:
        """Return whether the lines of a run are labels and values, as read from the first line asked for."""
        if end not in self._records:
            self._records[end] = is_record(self.lines[first:end])
        return self._records[end]

    def _names_columns(self, first: int, end: int) -> bool:
        """Return whether the first line names the columns: it has no figures, and the others have, in short cells."""
        figures = self._figures[end] - self._figures[first + 1]
        named = not _DIGIT.search(self.lines[first]) and 2 * figures > end - first - 1
        return named and self._wide[end] == self._wide[first]


def is_record(lines: Sequence[str]) -> bool:
    """Return whether lines of two columns are labels and their values, the first no less than the others."""
    pairs = [_GAP.split(line.strip(), maxsplit=1) for line in lines]
    if 2 * sum(label[-1:] in ":：" for label, _ in pairs) > len(pairs):
        return True
    measured = sum(bool(_MEASURED.match(value)) for _, value in pairs[1:])
    return measured < _SHARE * (len(pairs) - 1)


def _is_rule(line: str) -> bool:
    drawn = bool(_RULE.fullmatch(line)) and any(drawn in line for drawn in _DRAWN)
    return drawn and ("|" in line or "  " in line or "\t" in line)


def _count(line: str, cut: re.Pattern[str]) -> int:
    cells = cut.split(line.strip().strip("|"))
    return len(cells) if len(cells) > 1 else 0
