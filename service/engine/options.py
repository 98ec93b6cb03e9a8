"""The options of reading, from what settings say."""

from pathlib import Path

from service.documents.reading_options import (
    MAX_DOCUMENTS,
    MAX_SENTENCES,
    ReadingOptions,
    RowFields,
    parse_encoding,
    parse_row_fields,
)
from service.settings import SettingsError


def make_options(
    max_bytes: int,
    encoding: str | None,
    fields: str | None,
    limits: tuple[int, int] = (MAX_DOCUMENTS, MAX_SENTENCES),
) -> ReadingOptions:
    """Make the options of reading; `limits` are the most documents and sentences.

    Raises SettingsError for an encoding or for columns that cannot be used.
    """
    try:
        encoding = parse_encoding(encoding) if encoding else None
    except ValueError:
        raise SettingsError(f"encoding is {encoding!r}; expected an encoding of text that Python knows.") from None
    try:
        columns = parse_row_fields(fields) if fields else RowFields()
    except ValueError:
        raise SettingsError(
            f"fields is {fields!r}; expected columns for some of text, title, date, author, url and id, such as "
            "text=body+notes,title=headline, or off."
        ) from None
    return ReadingOptions(max_bytes, encoding, columns, *limits)


def check_settings(folder: str | Path | None, threshold: float | None, cache_bytes: int) -> None:
    """Raise SettingsError for a setting of an engine that cannot be used."""
    if folder == "":
        raise SettingsError("folder is ''; expected a folder, or None for the collection that comes with Quoth.")
    if threshold is not None and not (isinstance(threshold, int | float) and 0 <= threshold <= 1):
        raise SettingsError(f"threshold is {threshold!r}; expected a number from 0 to 1.")
    if not isinstance(cache_bytes, int) or cache_bytes < 0:
        raise SettingsError(f"cache_bytes is {cache_bytes!r}; expected an integer from 0.")
