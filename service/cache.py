"""Keep what was used last, up to a given size."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(Generic[Key, Value]):
    """Values by key, the least recently used dropped first once their sizes pass `limit` together.

    Sizes are in whatever unit the caller counts in. Safe to use from many threads.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._size = 0
        self._lock = Lock()
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    @property
    def size(self) -> int:
        """Give the sum of the sizes held."""
        return self._size

    def get(self, key: Key) -> Value | None:
        """Give the value held for a key, or None."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Hold a value, unless it is larger than all that may be held."""
        with self._lock:
            if key in self._entries:
                self._size -= self._entries.pop(key)[1]
            if size > self.limit:
                return
            self._entries[key] = value, size
            self._size += size
            while self._size > self.limit:
                self._size -= self._entries.popitem(last=False)[1][1]
