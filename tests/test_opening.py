"""What a service does with Python's collector: what is young is looked through, all that there is hardly ever."""

import gc
import weakref
from collections import Counter
from collections.abc import Iterator

import pytest

from service.commands.common import spare_collections


@pytest.fixture
def collections() -> Iterator[Counter[int]]:
    """Count the collections of each generation."""
    before, found = gc.get_threshold(), Counter[int]()

    def count(phase: str, info: dict[str, int]) -> None:
        found[info["generation"]] += phase == "stop"

    gc.callbacks.append(count)
    spare_collections()
    yield found
    gc.callbacks.remove(count)
    gc.set_threshold(*before)
    gc.unfreeze()


class Knot:
    def __init__(self) -> None:
        self.itself = self


def test_young_cycles_are_freed(collections: Counter[int]) -> None:
    freed = weakref.ref(Knot())
    kept = [[number] for number in range(50_000)]
    assert kept
    assert collections[0]
    assert freed() is None


def test_what_stays_is_not_looked_through_again_and_again(collections: Counter[int]) -> None:
    kept = [[number] for number in range(1_000_000)]
    assert kept
    assert collections[1] > 10
    assert not collections[2]
