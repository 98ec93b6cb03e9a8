"""Store small named tuples as columns of integers, and restore them: segmentations, on disk."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

import numpy as np

Row = TypeVar("Row", bound=tuple[Any, ...])
_NONE = -1


class Columns(Generic[Row]):
    """The fields of a named tuple as integers: a non-negative int as it is, None as -1, a Literal by its position."""

    def __init__(self, kind: type[Row]) -> None:
        hints = get_type_hints(kind)
        self._make: Callable[[Sequence[Any]], Row] = partial(tuple.__new__, kind)
        self._names: list[str] = list(kind._fields)  # type: ignore[attr-defined]
        self._choices = [_choices_of(name, hints[name]) for name in self._names]

    @property
    def names(self) -> list[str]:
        """Name the fields, with what each Literal's places stand for: two that differ are not
        interchangeable.
        """
        return [f"{name}={choices}" for name, choices in zip(self._names, self._choices, strict=True)]

    def place(self, name: str) -> int:
        """Return the column of a field."""
        return self._names.index(name)

    def code(self, name: str, value: str) -> int:
        """Return the integer that stands for a value of a Literal."""
        return self._choices[self.place(name)].index(value)

    def encode(self, rows: Sequence[Row]) -> np.ndarray:
        """Convert rows to an int32 array [rows x fields]."""
        table = np.empty((len(rows), len(self._names)), dtype=np.int32)
        for place, (name, choices) in enumerate(zip(self._names, self._choices, strict=True)):
            values = [getattr(row, name) for row in rows]
            if choices:
                places = {choice: number for number, choice in enumerate(choices)}
                table[:, place] = [places[value] for value in values]
            else:
                table[:, place] = [_NONE if value is None else value for value in values]
        return table

    def decode(self, table: np.ndarray) -> tuple[Row, ...]:
        """Restore the rows."""
        columns: list[list[Any]] = []
        for place, choices in enumerate(self._choices):
            values = table[:, place].tolist()
            if choices:
                columns.append([choices[value] for value in values])
            elif _NONE in values:
                columns.append([None if value == _NONE else value for value in values])
            else:
                columns.append(values)
        return tuple(map(self._make, zip(*columns, strict=True)))


def _choices_of(name: str, hint: Any) -> tuple[str, ...]:
    """Return the values of a Literal, () for an int or None. Raises TypeError for any other field."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if hint is int or set(get_args(hint)) == {int, type(None)}:
        return ()
    raise TypeError(f"Field {name!r} is {hint}; only int, int | None and Literal can be kept as columns.")
