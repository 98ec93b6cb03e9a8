"""Read questions from CSV, and write replies as CSV that spreadsheets can open safely."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from service.documents.csv_rows import NotCsvError, name_columns, read_rows
from service.documents.decoding import decode
from service.documents.errors import UnreadableError
from service.wire.problems import ProblemDetails
from service.wire.replies import Reply

COLUMNS = ("question", "answered", "answer", "confidence", "document", "start", "end", "url", "reason", "error")
# Characters that may start a formula in a spreadsheet; an apostrophe in front makes the cell plain text.
_FORMULA = ("=", "+", "-", "@")
_BREAKS = ("\t", "\r", "\n")
# What may stand before one besides white space, control and format characters and marks that combine: U+FFFD, and the letters
# that Unicode has to fill a place and not to be seen.
_FILLERS = "\ufffd\u115f\u1160\u3164\uffa0"
_UNSEEN = "CMZ"  # the first letters of the categories of such characters


class TableError(Exception):
    """A table that cannot be read; the message is a sentence fit to show."""


def read_questions(data: bytes) -> list[str]:
    """Return the cells of the column `question` of a CSV table, in any encoding that documents may have.

    The delimiter may be a comma, semicolon or tab; blank rows are skipped. In a table of one column, what a delimiter splits
    is joined again. Raises TableError if the data is not a table with that column, or a row has more cells than the header.
    """
    try:
        text = decode(data).text if data.strip() else ""
        rows = list(read_rows(text)) if text else []
    except (NotCsvError, UnreadableError) as error:
        raise TableError(str(error)) from None
    if not rows:
        raise TableError("It is empty; expected a column called 'question'.")
    header, *rows = rows
    names = name_columns(header)
    if "question" not in names:
        raise TableError(f"Its columns are {', '.join(map(repr, names[:10]))}; expected one called 'question'.")
    if len(names) == 1:
        return _read_column(text)
    for row in rows:
        if any(cell.strip() for cell in row.cells[len(names) :]):
            raise TableError(
                f"Line {row.line}: It has {len(row.cells)} cells where the header has {len(names)}; put a cell that holds the "
                "delimiter in quotation marks."
            )
    column = names.index("question")
    return [row.cells[column] if column < len(row.cells) else "" for row in rows]


def _read_column(text: str) -> list[str]:
    """Read a table of one column, in which commas need no quotation marks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\0", strict=True)
    return [cells[0] for cells in reader if cells and cells[0].strip()][1:]


def row_of(question: str, reply: Reply | ProblemDetails) -> dict[str, Any]:
    """Shape a reply of /ask, or the problem with the question, as a row; only the first citation is included."""
    if isinstance(reply, ProblemDetails):
        return {"question": question, "error": reply.detail}
    row: dict[str, Any] = {
        "question": question,
        "answered": "yes" if reply.answered else "no",
        "answer": reply.answer,
        "confidence": reply.confidence,
        "reason": reply.reason,
    }
    for cited in reply.citations[:1]:
        row |= {"document": cited.document.id, "start": cited.start, "end": cited.end, "url": cited.url}
    return row


def write_csv(rows: Iterable[Mapping[str, Any]], header: bool = True) -> str:
    """Write rows as CSV (RFC 4180), with an apostrophe before text that a spreadsheet would read as a formula.

    Spreadsheets skip white space and marks that are not seen before a formula, so these do not hide one. A NUL, at which
    some end the cell, becomes U+FFFD. Source: the OWASP page "CSV Injection".
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    if header:
        writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_defuse(row.get(name)) for name in COLUMNS])
    return written.getvalue()


def _defuse(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\0", "\ufffd")
    return f"'{cell}" if cell.startswith(_BREAKS) or _find_first_seen(cell) in _FORMULA else cell


def _find_first_seen(cell: str) -> str:
    """Return the first character that shows, in its plain form: spreadsheets read a fullwidth = as the other."""
    seen = (c for c in cell if unicodedata.category(c)[0] not in _UNSEEN and c not in _FILLERS)
    return unicodedata.normalize("NFKC", next(seen, ""))
