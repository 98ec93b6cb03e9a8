"""Rows of JSON Lines, and of a JSON array of objects, with each value as text."""

import json
from collections.abc import Iterator
from typing import Any

from service.documents.table_row import TableRow

MOST_LEVELS = 5  # of objects in objects: "body.text" is the field "text" of the object "body"
LISTED = ", "


def read_json_lines(text: str) -> Iterator[TableRow]:
    """Read one object a line; a line that is none comes with the reason. Lines are numbered from 1, blank ones too."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _read_row(number, line)


def read_json_array(text: str) -> Iterator[TableRow]:
    """Read the objects of an array, numbered from 1. Nothing comes of a text that is no array."""
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        return
    for number, value in enumerate(listed if isinstance(listed, list) else (), 1):
        yield _describe(number, value)


def _read_row(number: int, line: str) -> TableRow:
    try:
        return _describe(number, json.loads(line))
    except RecursionError:
        return TableRow(number, {}, "It is nested too deeply.")
    except json.JSONDecodeError as error:
        return TableRow(number, {}, f"It is not JSON: {error.msg.lower()} at character {error.pos + 1:,}.")
    except ValueError:  # a number of thousands of digits
        return TableRow(number, {}, "It is not JSON that can be read.")


def _describe(number: int, value: Any) -> TableRow:
    if not isinstance(value, dict):
        return TableRow(number, {}, "It is no JSON object.")
    return TableRow(number, dict(_flatten(value)))


def _flatten(value: dict[str, Any], before: str = "", level: int = 1) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of an object's fields, those of inner objects after the name of these and a dot."""
    for name, inner in value.items():
        key = f"{before}{name.strip().lower() or 'field'}"
        if isinstance(inner, dict) and level < MOST_LEVELS:
            yield from _flatten(inner, f"{key}.", level + 1)
        elif written := _write(inner):
            yield key, written


def _write(value: Any) -> str:
    """Return a value as text: the items of a list after one another, and of an object its name."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    if isinstance(value, dict):
        return _write(value.get("name")) if isinstance(value.get("name"), str) else ""
    return LISTED.join(filter(None, map(_write_item, value))) if isinstance(value, list) else ""


def _write_item(value: Any) -> str:
    return "" if isinstance(value, list) else _write(value)
