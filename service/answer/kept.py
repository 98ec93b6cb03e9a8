"""What is worked out once for an index: kept while the index lives, the most recently used of it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
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
        return self.get_all(index, (key,))[0]

    def get_all(self, index: Index, keys: Sequence[K]) -> list[V]:
        """Give the values of keys, in their order."""
        with self._lock:
            values = self._values.setdefault(index, OrderedDict())
            found = {key: values[key] for key in keys if key in values}
            for key in found:
                values.move_to_end(key)
        made = {key: self._make(index, key) for key in dict.fromkeys(keys) if key not in found}
        if made:
            with self._lock:
                values.update(made)
                while len(values) > self._capacity:
                    values.popitem(last=False)
            found |= made
        return [found[key] for key in keys]
