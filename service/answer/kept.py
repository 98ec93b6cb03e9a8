"""What is worked out once for an index: kept while the index lives, the most recently used of it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from service.index.embedded import Index

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by index and key, made when first asked for; `capacity` bounds them for each index. Safe for threads."""

    def __init__(self, make: Callable[[Index, K], V], capacity: int) -> None:
        self._make = make
        self._capacity = capacity
        self._values: WeakKeyDictionary[Index, OrderedDict[K, V]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, index: Index, key: K) -> V:
        """Give the value of a key; two threads that ask for a new one at once may both make it."""
        with self._lock:
            values = self._values.setdefault(index, OrderedDict())
            if key in values:
                values.move_to_end(key)
                return values[key]
        value = self._make(index, key)
        with self._lock:
            values[key] = value
            if len(values) > self._capacity:
                values.popitem(last=False)
        return value
