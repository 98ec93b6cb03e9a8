"""A row of a table of documents, whichever format the table is in."""

from collections.abc import Mapping
from typing import NamedTuple


class TableRow(NamedTuple):
    """A row by its number, its values by the names of their columns in lower case, and why it cannot be read, if so.

    Rows of CSV are numbered as spreadsheets do, the header being row 1; JSON Lines as editors number lines.
    """

    number: int
    values: Mapping[str, str]
    fault: str | None = None
