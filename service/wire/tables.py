"""Questions from a CSV table, and replies as one; for spreadsheets, so that no cell is taken for a formula."""

import codecs
import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from service.wire.problems import ProblemDetails
from service.wire.replies import Reply

COLUMNS = ("question", "answered", "answer", "confidence", "document", "start", "end", "url", "reason", "error")
_DELIMITERS = ",;\t"
# What a spreadsheet may begin a formula with; a quote mark in front makes it plain text there.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class TableError(Exception):
    """A table that cannot be read; its message is a sentence."""


def read_questions(data: bytes) -> list[str]:
    """List the cells of the column `question` of a CSV table; empty lines are left out.

    The delimiter may be a comma, semicolon or tab. Raises TableError for what is no such table.
    """
    text = _decode(data)
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise TableError(f"It is not CSV: {error}.") from None
    if not rows:
        raise TableError("It is empty; expected a column called 'question'.")
    names = [name.strip().lower() for name in rows[0]]
    if "question" not in names:
        raise TableError(f"Its columns are {', '.join(map(repr, names[:10]))}; expected one called 'question'.")
    column = names.index("question")
    return [row[column] if column < len(row) else "" for row in rows[1:] if any(row)]


def _decode(data: bytes) -> str:
    """Decode what spreadsheets write: UTF-8, UTF-16 with its mark, or Windows-1252."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise TableError(f"A NUL stands at {text.index(chr(0))}, and a table holds none.")
        return text
    raise TableError("It is neither UTF-8, UTF-16 nor Windows-1252.")


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
