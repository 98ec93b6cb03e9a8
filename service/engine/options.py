"""The options of reading, from what settings say."""

from service.documents.reading_options import ReadingOptions, RowFields, parse_encoding, parse_row_fields
from service.settings import SettingsError


def make_options(max_bytes: int, encoding: str | None, fields: str | None) -> ReadingOptions:
    """Make the options of reading. Raises SettingsError for an encoding or for columns that cannot be used."""
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
    return ReadingOptions(max_bytes, encoding, columns)
