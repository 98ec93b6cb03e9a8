"""Store small named tuples as columns of integers, and restore them: segmentations, on disk."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

import numpy as np

Row = TypeVar("Row", bound=tuple[Any, ...])
KEPT = 512  # rows of one table
MANY = 8  # once one in so many rows of a table was asked for, all are decoded, if they can be kept
_AT_ONCE = 4096  # rows that are encoded together
FEW = 16  # rows that are decoded faster one by one than by columns
ROW = 240  # bytes of a decoded sentence: 237 by tracemalloc, at large offsets
_NONE = -1
_LARGEST = np.iinfo(np.int32).max


class Columns(Generic[Row]):
    """The fields of a named tuple as integers: a non-negative int as it is, None as -1, a Literal by its position."""

    def __init__(self, kind: type[Row]) -> None:
        hints = get_type_hints(kind)
        self._make: Callable[[Sequence[Any]], Row] = partial(tuple.__new__, kind)
        self._names: list[str] = list(kind._fields)  # type: ignore[attr-defined]
        self._choices = [_choices_of(name, hints[name]) for name in self._names]
        columns = enumerate(zip(self._names, self._choices, strict=True))
        self._chosen = [(place, choices) for place, choices in enumerate(self._choices) if choices]
        self._optional = [place for place, (name, choices) in columns if not choices and hints[name] is not int]
        self._coded = {*self._optional, *(place for place, _ in self._chosen)}

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
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            for place, values in enumerate(zip(*part, strict=True)):
                table[start : start + _AT_ONCE, place] = self._encode_field(place, values)
        return table

    def _encode_field(self, place: int, values: Sequence[Any]) -> Sequence[int]:
        if choices := self._choices[place]:
            return list(map({choice: number for number, choice in enumerate(choices)}.__getitem__, values))
        if place in self._coded and None in values:
            return [_NONE if value is None else value for value in values]
        return values

    def decode(self, table: np.ndarray) -> tuple[Row, ...]:
        """Restore the rows."""
        columns = [self.decode_field(place, table) for place in range(len(self._names))]
        return tuple(map(self._make, zip(*columns, strict=True)))

    def decode_field(self, place: int, table: np.ndarray) -> list[Any]:
        """Restore one field of the rows, by its column."""
        values: list[Any] = table[:, place].tolist()
        choices = self._choices[place]
        if place not in self._coded:
            return values
        if choices:
            return [choices[value] for value in values]
        return [None if value == _NONE else value for value in values] if _NONE in values else values

    def decode_row(self, values: list[Any]) -> Row:
        """Restore one row of its integers."""
        for place, choices in self._chosen:
            values[place] = choices[values[place]]
        for place in self._optional:
            if values[place] == _NONE:
                values[place] = None
        return self._make(values)


class LazyRows(Sequence[Row]):
    """Rows that are decoded when they are asked for: one by one, until so `MANY` are wanted that all of them are.

    No more than `KEPT` are kept decoded. Equal to a tuple of the same rows.
    """

    def __init__(self, columns: Columns[Row], table: np.ndarray) -> None:
        """Take the rows of a table [rows x fields], which must not change."""
        self._columns = columns
        self._table = table
        self._decoded: dict[int, Row] | tuple[Row, ...] = {}  # the latter once all are, where no more than are kept

    @property
    def nbytes(self) -> int:
        """The bytes that it takes once as many rows are decoded as are kept, `ROW` of them for each."""
        return int(self._table.nbytes) + ROW * min(len(self._table), KEPT)

    def __len__(self) -> int:
        return len(self._table)

    def count_up_to(self, name: str, value: int) -> int:
        """Count the rows whose field is at most a value, of a field that ascends."""
        column = self._table[:, self._columns.place(name)]
        held = np.int32(min(value, _LARGEST))  # of any other type, it would copy the column
        return int(column.searchsorted(held, side="right"))

    def column(self, name: str, first: int, last: int) -> list[Any]:
        """Return a field of the rows [first, last)."""
        return self._columns.decode_field(self._columns.place(name), self._table[first:last])

    def holding(self, name: str, value: str, last: int) -> np.ndarray:
        """Return which of the first rows, up to `last`, have this value of a Literal in a field: boolean."""
        found: np.ndarray = self._table[:last, self._columns.place(name)] == self._columns.code(name, value)
        return found

    def __getitem__(self, place):  # type: ignore[no-untyped-def]  # a row by its number, or a tuple of those of a slice
        try:
            return self._decoded[place]
        except (KeyError, TypeError):  # not decoded yet, or a slice
            return self._decode_slice(place) if isinstance(place, slice) else self._decode(place)

    def __iter__(self) -> Iterator[Row]:
        if isinstance(self._decoded, tuple):
            yield from self._decoded
            return
        for start in range(0, len(self._table), KEPT):
            yield from self._columns.decode(self._table[start : start + KEPT])

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, tuple | LazyRows) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _decode_slice(self, place: slice) -> tuple[Row, ...]:
        part = self._table[place]
        return tuple(map(self._columns.decode_row, part.tolist())) if len(part) < FEW else self._columns.decode(part)

    def _decode(self, place: int) -> Row:
        size, decoded = len(self._table), self._decoded
        if isinstance(decoded, tuple):  # another thread has decoded all of them meanwhile
            return decoded[place]
        if size <= KEPT and len(decoded) * MANY >= size:
            self._decoded = whole = self._columns.decode(self._table)
            return whole[place]
        row = self._columns.decode_row(self._table[place].tolist())
        if len(decoded) >= KEPT:
            self._decoded = decoded = {}
        decoded[place] = row
        return row


def _choices_of(name: str, hint: Any) -> tuple[str, ...]:
    """Return the values of a Literal, () for an int or None. Raises TypeError for any other field."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if hint is int or set(get_args(hint)) == {int, type(None)}:
        return ()
    raise TypeError(f"Field {name!r} is {hint}; only int, int | None and Literal can be kept as columns.")
