"""Questions from a CSV table, and replies as one; for spreadsheets, so that no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from service.documents.csv_rows import NotCsvError, name_columns, read_rows
from service.documents.decoding import decode
from service.documents.errors import UnreadableError
from service.wire.problems import ProblemDetails
from service.wire.replies import Reply

COLUMNS = ("question", "answered", "answer", "confidence", "document", "start", "end", "url", "reason", "error")
# What a spreadsheet may begin a formula with; a quote mark in front makes it plain text there.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class TableError(Exception):
    """A table that cannot be read; its message is a sentence."""


def read_questions(data: bytes) -> list[str]:
    """List the cells of the column `question` of a CSV table, in any encoding that documents may have.

    The delimiter may be a comma, semicolon or tab; blank rows are left out. Raises TableError where there is no such table.
    """
    try:
        rows = list(read_rows(decode(data)[0])) if data.strip() else []
    except (NotCsvError, UnreadableError) as error:
        raise TableError(str(error)) from None
    if not rows:
        raise TableError("It is empty; expected a column called 'question'.")
    header, *rows = rows
    names = name_columns(header)
    if "question" not in names:
        raise TableError(f"Its columns are {', '.join(map(repr, names[:10]))}; expected one called 'question'.")
    column = names.index("question")
    return [row.cells[column] if column < len(row.cells) else "" for row in rows]


def row_of(question: str, reply: Reply | ProblemDetails) -> dict[str, Any]:
    """Shape a reply of /ask, or the problem with the question, as a row; its first citation is the one named."""
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
    """Write rows as CSV (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    if header:
        writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_defuse(row.get(name)) for name in COLUMNS])
    return written.getvalue()


def _defuse(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
