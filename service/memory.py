"""Everything that is worked out once and kept to be used again, under one bound in bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import count
from threading import Lock
from typing import Any, TypeVar

DEFAULT = 128 << 20  # bytes
# What an entry itself takes: its key, its place in the table and the pair of value and size. Measured with tracemalloc
# over 100,000 entries with keys of three parts, and included in the sizes that callers state.
ENTRY = 240  # bytes

Key = tuple[Hashable, ...]
V = TypeVar("V")

_serials = count()


def new_serial() -> int:
    """Give a number that nothing else in this process has, to tell one owner's keys from another's."""
    return next(_serials)


class Memory:
    """Values by key, the least recently used dropped first once their sizes exceed `limit` bytes together.

    While no more than three quarters of the limit (`calm`) are taken, nothing is near to being dropped, and uses are not noted,
    as an answer looks up hundreds of values: what was used then counts as used when it was put in.

    A key begins with the kind of thing it names, followed by what identifies one of that kind in this process: the
    serial number of its owner (`new_serial`, never `id()`), or a hash of all that the value depends on. Several indexes
    can therefore share a memory. A value larger than the limit is not kept. Safe to use from many threads; two that
    ask for the same missing value at once may both make it.
    """

    def __init__(self, limit: int = DEFAULT) -> None:
        self.limit = limit
        self.calm = limit // 4 * 3
        self._size = 0
        self._lock = Lock()
        self._entries: OrderedDict[Key, tuple[Any, int]] = OrderedDict()

    @property
    def size(self) -> int:
        """The bytes that all values take together, as stated when they were put in."""
        with self._lock:
            return self._size

    def get(self, key: Key) -> Any:
        """Return the value of a key, None if there is none."""
        found = self._entries.get(key)
        if found is None:
            return None
        if self._size > self.calm:
            self._mark_used((key,))
        return found[0]

    def put(self, key: Key, value: Any, size: int) -> None:
        """Keep a value of `size` bytes, dropping others to make room for it."""
        dropped = []  # freed after the lock is released
        with self._lock:
            held = self._entries.pop(key, None)
            if held is not None:
                dropped.append(held)
                self._size -= held[1]
            if size > self.limit:
                return
            self._entries[key] = value, size
            self._size += size
            while self._size > self.limit:
                dropped.append(self._entries.popitem(last=False)[1])
                self._size -= dropped[-1][1]

    def get_or_make(self, key: Key, make: Callable[[], V], size: int | Callable[[V], int]) -> V:
        """Return the value of a key, making and keeping it if it is missing. None is a value too.

        `size` is in bytes, or a function that computes it from the value.
        """
        found = self._entries.get(key)
        if found is not None:
            if self._size > self.calm:
                self._mark_used((key,))
            kept: V = found[0]
            return kept
        made = make()
        self.put(key, made, size if isinstance(size, int) else size(made))
        return made

    def get_many(self, keys: Sequence[Key], make: Callable[[Key], V], size: int | Callable[[V], int]) -> list[V]:
        """Return the values of keys, in their order, making those that are missing, each once; see `get_or_make`."""
        entries = [*map(self._entries.get, keys)]
        if self._size > self.calm:
            self._mark_used(keys)
        if None not in entries:
            return [entry[0] for entry in entries if entry]
        made: dict[Key, V] = {}
        for place, key in enumerate(keys):
            if entries[place] is None:
                if key not in made:
                    made[key] = value = make(key)
                    self.put(key, value, size if isinstance(size, int) else size(value))
                entries[place] = made[key], 0
        return [entry[0] for entry in entries if entry]

    def _mark_used(self, keys: Iterable[Key]) -> None:
        """Make entries the last to be dropped; of a key that another thread has just dropped there is none."""
        with self._lock:
            entries, move = self._entries, self._entries.move_to_end
            for key in keys:
                if key in entries:
                    move(key)
