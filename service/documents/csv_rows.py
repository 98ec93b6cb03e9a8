"""Rows of a CSV text, whichever delimiter it uses, with the lines that they begin on."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

DELIMITERS = ",;\t"
MOST_CHARACTERS = 50 << 20  # of a cell; the csv module's own bound is 128 KiB

csv.field_size_limit(MOST_CHARACTERS)  # for the whole process, so it is set in one place


class CsvRow(NamedTuple):
    """A row that is not blank, and the line that it begins on, from 1; a quoted cell may hold line ends."""

    line: int
    cells: list[str]


class NotCsvError(Exception):
    """A text that is not CSV; its message is a sentence that names the line."""


def read_rows(text: str) -> Iterator[CsvRow]:
    """Read rows separated by commas, semicolons or tabs, whichever is the most frequent in the first line.

    Raises NotCsvError at the first row that breaks the rules of quoting (RFC 4180), after those before it.
    """
    heading = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield CsvRow(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise NotCsvError(f"Line {line}: It is not CSV: {error}.") from None


def name_columns(row: CsvRow) -> list[str]:
    """Name the columns by a header row: lower case, without white space around."""
    return [cell.strip().lower() for cell in row.cells]
