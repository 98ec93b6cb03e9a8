"""Rows of a CSV file with a header; one that breaks the rules of quoting is told of, and those after it are read."""

import csv
import io
import re
from collections.abc import Iterator

from service.documents.csv_rows import DELIMITERS
from service.documents.table_row import TableRow

SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # which Excel reads and writes
REREAD = 20  # how often the text may be read over after rows that break the rules


def read_csv_table(text: str, delimiters: str = DELIMITERS) -> Iterator[TableRow]:
    """Read the rows below the header, without blank ones.

    A row with more cells than the header has names is one that cannot be read: a comma may be missing its quotes.
    """
    first = SEPARATOR_LINE.match(text)
    text, delimiters = (text[first.end() :], first[1]) if first else (text, delimiters)
    heading = text.lstrip("\r\n").partition("\n")[0]
    records = _read_records(text, max(delimiters, key=heading.count))
    names: list[str] = []
    for number, (cells, fault) in enumerate(records, 1 + bool(first)):
        if fault:
            yield TableRow(number, {}, fault)
        elif not any(cell.strip() for cell in cells):
            continue
        elif not names:
            names = [cell.strip().lower() or f"column {place}" for place, cell in enumerate(cells, 1)]
        else:
            yield _name_cells(number, names, cells)


def _name_cells(number: int, names: list[str], cells: list[str]) -> TableRow:
    if any(cell.strip() for cell in cells[len(names) :]):
        return TableRow(number, {}, f"It has {len(cells):,} cells, but the header names {len(names):,}.")
    values: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        values.setdefault(name, cell)
    return TableRow(number, values)


def _read_records(text: str, delimiter: str) -> Iterator[tuple[list[str], str | None]]:
    """Yield the cells of each record, or what is wrong with it; reading goes on at the line after a faulty one begins."""
    lines = list(io.StringIO(text, newline=""))
    begin, left = 0, REREAD * len(text)
    while begin < len(lines):
        start = begin
        reader = csv.reader((lines[number] for number in range(start, len(lines))), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield cells, None
                begin = start + reader.line_num
            return
        except csv.Error as error:
            yield [], f"It is not CSV: {error}."
            left -= sum(map(len, lines[begin : start + reader.line_num]))
        begin += 1
        if left < 0:
            yield [], "Neither this row nor those below it are read: too many are not CSV."
            return
