"""What a service does with Python's collector: what stays is not looked through again, what is young still is."""

import gc
import weakref

import pytest

from service.opening import spare_collections


@pytest.fixture
def collector():
    before, callbacks = gc.get_threshold(), gc.callbacks.copy()
    yield
    gc.set_threshold(*before)
    gc.callbacks[:] = callbacks
    gc.unfreeze()


class Knot:
    def __init__(self) -> None:
        self.itself = self


def test_young_cycles_are_freed_and_survivors_set_aside(collector: None) -> None:
    spare_collections()
    spare_collections()
    held, aside = [Knot() for _ in range(100)], gc.get_freeze_count()
    freed = weakref.ref(Knot())
    gc.collect(1)
    assert freed() is None
    assert gc.get_freeze_count() >= aside + len(held)
    assert sum(callback.__module__ == "service.opening" for callback in gc.callbacks) == 1


def test_no_collection_looks_through_everything(collector: None) -> None:
    spare_collections()
    seen: set[int] = set()
    gc.callbacks.append(lambda phase, info: seen.add(info["generation"]))
    kept = [[number] for number in range(300_000)]
    assert kept and seen == {0, 1}
